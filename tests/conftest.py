"""Fixtures: small sites to edit and build."""

from pathlib import Path

import pytest
from smallsite import Site
from smallsite import paper as make_paper


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Make a site without stories."""
    return Site(tmp_path / "paper")


@pytest.fixture
def paper(tmp_path: Path) -> Site:
    """Make a site with a few stories of different kinds."""
    return make_paper(tmp_path / "paper")
