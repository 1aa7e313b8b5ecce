"""Plan the outputs: every file of the finished site, each with all that the file will show."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from generator.formats.urls import folded
from generator.model.library import Library
from generator.model.output import Fill, Output
from generator.model.post import Post
from generator.model.problem import Problem
from generator.model.settings import Project
from generator.plan import (
    articles,
    cards,
    feeds,
    icons,
    images,
    indexnow,
    lists,
    pages,
    redirects,
    retracted,
    sitemaps,
    static,
)

# One module for each kind of page. The order is that of the report.
KINDS: tuple[Callable[[Library], Iterable[Output]], ...] = (
    articles.outputs,
    pages.outputs,
    static.outputs,
    retracted.outputs,
    redirects.outputs,
    lists.outputs,
    feeds.outputs,
    sitemaps.outputs,
    images.outputs,
    cards.outputs,
    icons.outputs,
    indexnow.outputs,
)


class Plan(Struct, frozen=True):
    """Every file of the finished site, by path, and the problems of the plan."""

    outputs: dict[str, Output]
    problems: list[Problem]


def plan(library: Library, project: Project) -> Plan:
    """Plan every output. A source takes precedence over a generated page with the same path; two sources clash."""
    table = _PathTable(project)
    made, old = [], []
    for output in _all(library):
        if output.yields:
            old.append(output)
        elif output.source:
            table.put(output)
        else:
            made.append(output)
    for output in made:
        table.offer(output)
    for output in old:
        table.redirect(output)
    table.check_folders()
    layouts = (*articles.unknown_layouts(library), *pages.unknown_layouts(library))
    problems = [
        Problem(
            table.shown(source),
            f'there is no layout "{layout}": "{instead}" is used',
            hint=_layout_hint(library),
            severity="warning",
        )
        for source, layout, instead in layouts
    ]
    problems += [
        Problem(
            table.shown(source), f'{key}: "{address}" leads nowhere', hint="Write a path below the site, such as /old/."
        )
        for source, key, address in redirects.refused(library)
    ]
    return Plan(table.outputs, problems + table.problems)


def _all(library: Library) -> Iterator[Output]:
    for kind in KINDS:
        yield from kind(library)


def _layout_hint(library: Library) -> str:
    return f"Add it to templates/, or write one of: {', '.join(sorted(library.layouts))}."


class _PathTable:
    """The outputs so far, by path; two outputs for one file are an error."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.outputs: dict[str, Output] = {}
        self.folded: dict[str, str] = {}
        self.problems: list[Problem] = []

    def put(self, output: Output) -> None:
        """Add the output of a source."""
        fold = folded(output.path)
        other = self.folded.setdefault(fold, output.path)
        taken = self.outputs.get(other)
        if taken is None:
            self.outputs[output.path] = output
        elif taken != output:
            self.clash(taken, output)

    def offer(self, output: Output) -> None:
        """Add a generated output, unless its path is taken."""
        if self.folded.setdefault(folded(output.path), output.path) == output.path:
            taken = self.outputs.setdefault(output.path, output)
            if taken.source and isinstance(taken.recipe, Fill) and isinstance(taken.recipe.shows.get("page"), Post):
                self.warn(taken, f"this story takes the place of a page that we would make: {output.path}")

    def redirect(self, output: Output) -> None:
        """Add a redirect from an old URL, unless a generated page is there; a source there is a clash."""
        taken = self.outputs.get(self.folded.get(folded(output.path), output.path))
        if taken is None or taken.source:
            self.put(output)
        else:
            self.warn(output, f"redirect_from: {output.path} is a page of its own: there is no redirect from it")

    def warn(self, output: Output, message: str) -> None:
        hint = "Choose another address."
        self.problems.append(Problem(self.shown(output.source), message, hint=hint, severity="warning"))

    def clash(self, first: Output, second: Output) -> None:
        if first.path == second.path:
            message = f"this makes {second.path}, and so does {self.shown(first.source)}"
        else:
            is_form = unicodedata.normalize("NFC", first.path) == unicodedata.normalize("NFC", second.path)
            message = (
                f"this makes {second.path}, and {self.shown(first.source)} makes {first.path}: they differ only in "
                f"{'the Unicode form of their letters' if is_form else 'case'}, so many systems take them for one file"
            )
        hint = "Give one of them another name, slug or permalink."
        self.problems.append(Problem(self.shown(second.source), message, second.line, 1 if second.line else 0, hint))

    def check_folders(self) -> None:
        """Find paths that would be both a file and a folder."""
        folders: dict[str, Output] = {}
        for path, output in self.outputs.items():
            parent = path.rpartition("/")[0]
            while parent and parent not in folders:
                folders[parent] = output
                parent = parent.rpartition("/")[0]
        for path in folders.keys() & self.outputs.keys():
            output, inner = self.outputs[path], folders[path]
            named = next((one for one in (output, inner) if one.source), output)
            message = f"{output.path} would be a file, and a folder for {inner.path}"
            self.problems.append(Problem(self.shown(named.source), message, hint="Give one of them another permalink."))

    def shown(self, source: str) -> str:
        """Return a source as messages name it."""
        return self.project.show(self.project.content / source) if source else ""
