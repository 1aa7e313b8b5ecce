"""The lens: what is rendered looks at the library and the settings through it, and it notes each look as a view.

A setting is noted as `setting:NAME`, one of a group as `setting:theme.NAME`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from generator.library.views import look
from generator.model.library import Library
from generator.render.values import TemplateValue

if TYPE_CHECKING:
    from generator.model.settings import Settings


class Lens:
    """What one page at a time looks at. ``accessed`` are its views so far, ``settings`` note which of them is read."""

    def __init__(self, library: Library) -> None:
        """Look at `library`; another one may take its place as long as it has the same settings."""
        self.library = library
        self.accessed: set[str] = set()
        self.settings = cast("Settings", TrackedStruct(library.settings, "", self))
        self._known: dict[frozenset[str], tuple[str, ...]] = {}

    def note(self, view: str) -> None:
        """Note that the page at hand looks at a view."""
        self.accessed.add(view)

    def view(self, view: str) -> TemplateValue:
        """Return what a view shows, and note it."""
        self.accessed.add(view)
        return look(self.library, view)

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Note what is looked at in the block in a set of its own, and in that of the block around it as well."""
        around, own = self.accessed, set[str]()
        self.accessed = own
        try:
            yield own
        finally:
            around |= own
            self.accessed = around

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Let nothing be looked at in the block: whatever tries is given an error."""
        around = self.accessed
        self.accessed = _Closed()
        try:
            yield
        finally:
            self.accessed = around

    def shared(self, views: set[str]) -> tuple[str, ...]:
        """Return views in order; for equal sets the same tuple, which then is sent from a worker, and kept, once."""
        key = frozenset(views)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(sorted(key))
        return found


class _Closed(set[str]):
    def add(self, view: str) -> None:
        """Refuse a look."""
        message = f"{view} is not known yet"
        raise LookupError(message)


class TrackedStruct:
    """The settings, or a group of them, under their own names; each that is read is noted."""

    def __init__(self, struct: Struct, prefix: str, lens: Lens) -> None:
        """Show `struct`; what is noted begins with `prefix`."""
        self._struct = struct
        self._prefix = prefix
        self._lens = lens

    def __getattr__(self, name: str) -> TemplateValue:
        """Return a setting, or a group of them."""
        if name.startswith("__"):  # what Python and Jinja ask of any object
            raise AttributeError(name)
        value = getattr(self._struct, name)
        if isinstance(value, Struct) and not self._prefix:
            return TrackedStruct(value, f"{name}.", self._lens)
        self._lens.note(f"setting:{self._prefix}{name}")
        return value

    @property
    def __struct_fields__(self) -> tuple[str, ...]:
        """The names of the settings, for filters that write any value."""
        return self._struct.__struct_fields__

    def __repr__(self) -> str:
        """Write all of them."""
        for name in self._struct.__struct_fields__:
            getattr(self, name)
        return repr(self._struct)
