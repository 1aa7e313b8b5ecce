"""`site` in a template: the settings, and views of the library."""

from collections.abc import Iterator, Mapping

from generator.formats.urls import composed
from generator.model.paginator import Paginator
from generator.model.settings import Settings
from generator.render.lens import Lens
from generator.render.values import TemplateValue

PLAIN = ("posts", "pinned", "pages", "categories", "tags", "authors", "sections", "icons")
GROUPS = ("theme",)  # of settings, each of which is a view
MISSING = object()
ALWAYS = ("title", "tagline", "description", "url", "baseurl", "lang", "timezone", "theme")


class SiteProxy:
    """`site` in a template: the settings, and views of the library; the lens notes which are looked at."""

    def __init__(self, lens: Lens) -> None:
        """Look through `lens`."""
        self._lens = lens
        self._values = masthead(lens.library.settings)
        self.view = lens.view

    def __getattr__(self, name: str) -> TemplateValue:
        """Return a view, or a setting."""
        if name in PLAIN:
            return self.view(name)
        if name == "data":
            return DataProxy(self)
        if name.startswith("__") or self.get(name, MISSING) is MISSING:
            raise AttributeError(name)
        return self.get(name)

    def get(self, key: str, default: object = None) -> TemplateValue:
        """Return a setting, or `default`."""
        if key in GROUPS:
            return getattr(self._lens.settings, key)
        self._lens.note(f"setting:{key}")
        return self._values.get(key, default)

    def latest(self, count: int) -> TemplateValue:
        """Return the newest `count` stories."""
        return self.view(f"stories:{count}/archive/")

    def stories(self, kind: str, slug: str, count: int) -> TemplateValue:
        """Return the newest `count` stories of one list."""
        return self.view(f"stories:{count}/{kind}/{slug}")

    def terms(self, kind: str) -> TemplateValue:
        """Return all terms of a kind with their counts."""
        return self.view(f"terms:{kind}")

    def top(self, kind: str, count: int) -> TemplateValue:
        """Return the `count` most used terms of a kind."""
        return self.view(f"top:{kind}/{count}")

    def has(self, kind: str) -> TemplateValue:
        """Tell whether there is any term of a kind."""
        return self.view(f"has:{kind}")

    def documents(self, label: str) -> TemplateValue:
        """Return the documents of a collection."""
        return self.view(f"documents:{label}")


def masthead(settings: Settings) -> dict[str, TemplateValue]:
    """Return what `_config.yml` says, with Newsprint's normal forms of the well-known keys."""
    return {**settings.values, **{name: getattr(settings, name) for name in ALWAYS}}


class DataProxy(Mapping[str, TemplateValue]):
    """`site.data`: records each access of a data file, whether it exists or not."""

    def __init__(self, site: SiteProxy) -> None:
        """Look through `site`."""
        self._site = site

    def __getitem__(self, name: str) -> TemplateValue:
        """Return the content of a data file."""
        found = self._site.view(f"data:{composed(name)}")
        if found is None:
            raise KeyError(name)
        return found.value

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the data files."""
        return iter(self._site.view("data names"))

    def __len__(self) -> int:
        """Return the number of data files."""
        return len(self._site.view("data names"))


class PaginatorProxy:
    """`paginator` in a template: its totals are views, since every new story changes them."""

    def __init__(self, paginator: Paginator, site: SiteProxy) -> None:
        """Show `paginator`."""
        self._paginator = paginator
        self._site = site

    def __getattr__(self, name: str) -> TemplateValue:
        """Return a field of the paginator."""
        return getattr(self._paginator, name)

    @property
    def total_posts(self) -> int:
        """The number of stories in the whole list."""
        return int(self._site.view(f"totals:{self._paginator.key}")[0])

    @property
    def total_pages(self) -> int:
        """The number of pages of the whole list."""
        return int(self._site.view(f"totals:{self._paginator.key}")[1])
