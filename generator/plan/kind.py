"""A kind of output: which keys it has, and what is planned under each."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from generator.model.delta import Delta
from generator.model.library import Library
from generator.model.output import Output
from generator.model.problem import Problem

# The plan of a key; the file of a problem is a source below the content folder.
Planned = Output | Problem


class Kind(Struct, frozen=True):
    """One kind of output.

    ``keys`` names all that there may be in a library, ``outputs`` plans one of them: by look-ups only, never by
    a walk over all stories, so that one key costs the same in any archive. A key that there is not (or no more) gives
    nothing. ``every`` plans all keys at once, where that saves time. Where two sources ask for one file, the one with
    the lesser key has it: the greater one if ``reverse``.

    ``touched`` names the keys that changes of stories and pages may give another output, or make or remove. The law:
    where the outputs of a key differ before and after a delta, the key is touched. To name more costs time only.

    ``listed`` names the URLs that the sitemap lists, besides those of stories, pages and the fronts of lists.
    """

    keys: Callable[[Library], Iterable[str]]
    outputs: Callable[[Library, str], Iterable[Planned]]
    every: Callable[[Library], Iterator[tuple[str, Iterable[Planned]]]] | None = None
    reverse: bool = False
    touched: Callable[[Delta], Iterable[str]] = lambda _: ()
    listed: Callable[[Library], Iterable[str]] = lambda _: ()

    def all(self, library: Library) -> Iterable[tuple[str, Iterable[Planned]]]:
        """Plan all keys."""
        if self.every is not None:
            return self.every(library)
        return ((key, self.outputs(library, key)) for key in self.keys(library))
