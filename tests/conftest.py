"""Fixtures: small sites to edit and build, the demonstration newspaper, and a browser to open it in."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Browser, launched
from compiling import once
from demonstration import Demo, build_demo, served
from hypothesis import settings
from kinds import mark
from smallsite import Site
from smallsite import paper as make_paper

# A shell that starts the tests in the background has them ignore interrupts, and what they start would, too.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Nor shall what they start write in colours because whoever runs the tests likes them.
for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
    os.environ.pop(name, None)

LONGEST = ("test_crown.py", "test_f01_killed_builds.py")

# Machines that test are busy: how long one example takes says nothing.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make check` leaves out; what takes longest goes first, so that all workers end together."""
    mark(items)
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Make a site without stories."""
    return Site(tmp_path / "paper")


@pytest.fixture
def paper(tmp_path: Path) -> Site:
    """Make a site with a few stories of different kinds."""
    return make_paper(tmp_path / "paper")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(autouse=True, scope="session")
def _compiled_once(shared: Path) -> Iterator[None]:
    """Parse and compile no template twice."""
    with once(shared / "compiled"):
        yield


@pytest.fixture(scope="session")
def demo(shared: Path) -> Demo:
    """Build the demonstration newspaper, once for all workers."""
    return sound(build_demo(shared / "demo"))


@pytest.fixture(scope="session")
def below(shared: Path, demo: Demo) -> Demo:
    """Build it for a folder of its address."""
    return sound(build_demo(shared / "demo-below", "/news", demo))


def sound(demo: Demo) -> Demo:
    """Stop here, rather than in every test, where the newspaper could not be built."""
    assert demo.problems == []
    return demo


@pytest.fixture(scope="module")
def address(demo: Demo) -> Iterator[str]:
    """Serve the newspaper."""
    with served(demo.site) as address:
        yield address


# Not for the whole session: playwright keeps an event loop running, and would be in the way of other tests.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    with launched() as browser:
        yield browser
