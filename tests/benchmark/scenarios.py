"""What happens to a site before a build is timed, and what that build must show."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmark.corpus import Story, story
from benchmark.sites import Site


@dataclass(frozen=True, slots=True)
class Archive:
    """Which corpus the sites hold."""

    stories: int
    seed: int

    def story(self, number: int) -> Story:
        """Return one story; numbers from `stories` on are not in the archive yet."""
        return story(number, self.stories, self.seed)


@dataclass(frozen=True, slots=True)
class Expected:
    """A text that the next build must bring into at least `pages` files."""

    text: str = ""
    pages: int = 0


def cold(site: Site, _archive: Archive, _turn: int) -> Expected:
    """Begin with neither output nor cache."""
    site.clear()
    return Expected()


def unchanged(_site: Site, _archive: Archive, _turn: int) -> Expected:
    """Leave everything as it is."""
    return Expected()


def edit(site: Site, archive: Archive, turn: int) -> Expected:
    """Append a sentence to the body of an old story."""
    path, _ = site.source(archive.story(archive.stories // 4))
    text = f"Correction {turn} of this story."
    with (site.folder / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")
    return Expected(text, 1)


def add(site: Site, archive: Archive, turn: int) -> Expected:
    """Publish one story, the newest."""
    new = archive.story(archive.stories + turn)
    text = f"Late edition {turn}:"
    site.write([replace(new, title=f"{text} {new.title}")])
    # Its own page, the front page, its year, month and author, and the feed, at the least.
    return Expected(text, 6)


def template(site: Site, archive: Archive, turn: int) -> Expected:
    """Change a word in the template of posts."""
    path = site.folder / site.template
    old, new = f"Edition {turn}.", f"Edition {turn + 1}."
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return Expected(new, archive.stories)


SCENARIOS: dict[str, Callable[[Site, Archive, int], Expected]] = {
    "cold": cold,
    "unchanged": unchanged,
    "edit": edit,
    "add": add,
    "template": template,
}
