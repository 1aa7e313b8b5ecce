"""Cache a macro's output for a story, for all pages that show it: the feeds of a story's tags have the same item."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from generator.model.post import Post, Teaser
from generator.render.lens import Lens
from generator.render.values import TemplateValue

MAX_CHARACTERS = 20_000_000  # characters of cached markup


class _Fragment(NamedTuple):
    """The markup, and the views that the macro accessed, which count for each page that shows it."""

    markup: str
    views: frozenset[str]


class FragmentCache:
    """Markup by macro, digest of the story, language of the page, and the macro's other dependencies.

    Templates and settings are not part of the keys: there is one cache for each state of them, and they are views.
    """

    def __init__(self, lens: Lens) -> None:
        """Begin with nothing; what macros look at, they see through `lens`."""
        self.lens = lens
        self.fragments: dict[tuple[object, ...], _Fragment] = {}
        self.size = 0

    def clear(self) -> None:
        """Remove all markup, since the library may have changed."""
        self.fragments.clear()
        self.size = 0

    def filter(self) -> Callable[..., Markup]:
        """Return the filter `cached`; its last arguments are the macro's other dependencies."""

        @pass_context
        def cached(
            context: Context, story: TemplateValue, write: Callable[..., str], *depends: TemplateValue
        ) -> Markup:
            digest = story.digest if isinstance(story, Teaser | Post) else None
            macro = getattr(write, "_func", None)
            if digest is None or macro is None:
                return Markup(write(story))  # noqa: S704 (a macro's result is escaped)
            code = macro.__code__
            key = (code.co_filename, code.co_firstlineno, digest, context["lang"], *depends)
            found = self.fragments.get(key) or self._made(key, partial(write, story))
            self.lens.accessed |= found.views
            return Markup(found.markup)  # noqa: S704 (as above)

        return cached

    def _made(self, key: tuple[object, ...], write: Callable[[], str]) -> _Fragment:
        with self.lens.noting() as views:
            markup = write()
        fragment = _Fragment(markup, frozenset(views))
        self.fragments[key] = fragment
        self.size += len(fragment.markup)
        while self.size > MAX_CHARACTERS and len(self.fragments) > 1:
            self.size -= len(self.fragments.pop(next(iter(self.fragments))).markup)
        return fragment
