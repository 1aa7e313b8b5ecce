"""Libraries that only some tests need, each imported when a test first uses it.

Where one is not installed, that test is skipped.
Every test can be collected, and most can run, with nothing but pytest, Hypothesis and Newsprint itself.
"""

import os
from importlib import import_module
from typing import Any, TypeAlias

import pytest

Element: TypeAlias = Any  # an element of lxml, which has no types


class Needed:
    """Stands for a module until one of its names is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:  # whatever the module has
        if attribute.startswith("_"):  # asked by pytest, which looks at everything for tests
            raise AttributeError(attribute)
        try:
            module = import_module(self._name)
        except ImportError as error:
            what = f"needs {self._name}: {error}"
            if os.environ.get("NEWSPRINT_CHECKERS_REQUIRED"):
                pytest.fail(f"{what}, and NEWSPRINT_CHECKERS_REQUIRED is set")
            pytest.skip(what)
        return getattr(module, attribute)


botocore_loaders: Any = Needed("botocore.loaders")
boto3_session: Any = Needed("boto3.session")
etree: Any = Needed("lxml.etree")
extruct: Any = Needed("extruct")
fastfeedparser: Any = Needed("fastfeedparser")
feedparser: Any = Needed("feedparser")
html: Any = Needed("lxml.html")
playwright: Any = Needed("playwright.sync_api")
