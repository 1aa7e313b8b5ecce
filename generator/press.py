"""Where read, render and write meet: an output becomes bytes in the staging folder."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from generator.album import Album
from generator.cost import cost
from generator.model.contents import ChangedError
from generator.model.digest import Digest
from generator.model.known import InnerLink, Record
from generator.model.library import Library
from generator.model.metadata import unplaced
from generator.model.output import Card, Copy, Fill, Icon, Output, Recipe, Resize, Style
from generator.model.picture import PictureError
from generator.model.post import Page, Post
from generator.model.problem import FaultError, Problem, ProseError
from generator.model.prose import Prose
from generator.model.settings import Project
from generator.read.bodies import read_body, with_contents
from generator.read.slugs import term_slug
from generator.read.storyurls import is_markdown
from generator.render.figures import with_figures
from generator.render.inner import inner_links
from generator.render.links import composed_links
from generator.render.templates import Templates
from generator.rendered import Changed, Proof, Result
from generator.write.folder import Folder

Batch = list[tuple[int, Output]]
HEAVY = (Resize, Icon, Card)  # pictures
HTML = (".html", ".htm")
MOST_TEXTS = 100  # that are kept; a feed has 60 at most
MOST_KEPT = 20_000_000  # characters of them


class Press:
    """Renders outputs."""

    def __init__(
        self,
        project: Project,
        templates: Templates,
        library: Library,
        prose: Prose,
        records: Mapping[str, Record] | None = None,
    ) -> None:
        """Render what `library` and `templates` show.

        With `records`, what was read of each source, all that is rendered is made of the very bytes that were read, or
        ChangedError is raised; without, of whatever lies there.
        """
        self.records = records
        self.project = project
        self.templates = templates
        self.library = library
        self.prose = prose
        self.album = Album(project.cache / "pictures")

    def warm_up(self, seal: str, *, keeps: bool = True) -> None:
        """Load what filling templates needs before the work is spread, so that workers share it.

        It `keeps` the texts of stories, unless their files may be other ones at any moment.
        """
        from generator.render.theme import Theme  # an unchanged site needs no Jinja

        body = keeping(self.body) if keeps else self.body
        self.theme = Theme(
            self.project,
            self.templates,
            self.library,
            body=body,
            prose=self.prose,
            slug=term_slug,
            seal=seal,
            exact=self.records is not None,
        )

    def turn_to(self, library: Library) -> None:
        """Show another library, of the same settings."""
        self.library = self.theme.library = library

    def render(self, output: Output) -> tuple[bytes, tuple[str, ...]]:
        """Return the bytes of an output, and the views that it looked at. Raises FaultError with what is in the way."""
        recipe = output.recipe
        if isinstance(recipe, Copy):
            return self.copied(recipe) or Path(recipe.source).read_bytes(), ()
        if isinstance(recipe, Fill):
            return self.theme.fill(output, recipe)
        if isinstance(recipe, Style):
            from generator.render.styles import style  # most builds have no new style sheet

            return style(recipe), ()
        data = self.drawn([recipe])[0]
        if isinstance(data, Problem):
            raise FaultError(data)
        return data or b"", ()

    @staticmethod
    def copied(recipe: Copy) -> bytes | None:
        """Return what is published in place of a picture's own bytes, if these tell where it was taken."""
        return unplaced(recipe.source)

    def has_pictures(self, stale: Iterable[Output], *, new: bool = False) -> bool:
        """Tell whether some outputs are pictures, or such as were never made."""
        pictures = (output.recipe for output in stale if isinstance(output.recipe, HEAVY))
        return any(not new or not self.album.has(recipe) for recipe in pictures)

    def batches(self, stale: Sequence[Output], first: int = 0) -> list[Batch]:
        """Group the stale outputs into units of work: all sizes of one picture are one, since they share its decoding.

        They come first: they take longest, so the workers end together. Outputs are numbered from `first` on.
        """
        groups: dict[object, Batch] = {}
        for number, output in enumerate(stale, first):
            recipe = output.recipe
            shares = (recipe.source, recipe.within) if isinstance(recipe, Resize) else number
            groups.setdefault(shares, []).append((number, output))
        return sorted(groups.values(), key=lambda batch: not isinstance(batch[0][1].recipe, HEAVY))

    def cost(self, batch: Batch) -> int:
        """Return how long a unit of work takes, roughly."""
        return cost([output for _, output in batch], self.is_made)

    def is_made(self, recipe: Recipe) -> bool:
        """Tell whether a recipe makes no picture, or one that was made before."""
        return not isinstance(recipe, HEAVY) or self.album.has(recipe)

    def proofs(self, folder: Folder, batch: Batch) -> list[Result]:
        """Render a unit of work and stage it in `folder`."""
        try:
            drawn = self.drawn([output.recipe for _, output in batch])
        except ChangedError as error:
            return [Changed(self.placed(error))] * len(batch)
        return [self.proof(folder, item, data) for item, data in zip(batch, drawn, strict=True)]

    def proof(self, folder: Folder, item: tuple[int, Output], data: bytes | Problem | None = None) -> Result:
        """Stage one output; render it, unless its `data` are there or it is known to be a fault."""
        number, output = item
        recipe = output.recipe
        views: tuple[str, ...] = ()
        if isinstance(data, Problem):
            return data
        try:
            if isinstance(recipe, Copy):
                copy = folder.stage_copy(number, output.path, recipe.source, recipe.digest)
                data = unplaced(folder.where(number, output.path, copy))  # of the copy: nobody changes that
                if data is None:
                    return Proof(output.path, copy, views)
            if data is None:
                data, views = self.render(output)
            return Proof(output.path, folder.stage(number, output.path, data), views, self.links(output))
        except ChangedError as error:
            return Changed(self.placed(error))
        except FaultError as fault:
            return fault.problem

    def links(self, output: Output) -> tuple[InnerLink, ...]:
        """Return the links inside the site in the text of a page that was just rendered, and whose text is kept."""
        page = output.recipe.shows["page"] if isinstance(output.recipe, Fill) else None
        if not isinstance(page, Post | Page) or not output.path.endswith(HTML):
            return ()
        settings = self.library.settings
        return inner_links(self.theme.body(page), output.path, settings.url, settings.baseurl)

    def placed(self, error: ChangedError) -> Problem:
        """Name the file that changed as a report names files."""
        return msgspec.structs.replace(error.problem, file=self.project.show(self.project.root / error.problem.file))

    def drawn(self, recipes: Sequence[Recipe]) -> list[bytes | Problem | None]:
        """Return the pictures among some recipes of one batch; those that were made before come from the album."""
        found: list[bytes | Problem | None] = [
            self.album.find(recipe) if isinstance(recipe, HEAVY) else None for recipe in recipes
        ]
        missing = [number for number, recipe in enumerate(recipes) if isinstance(recipe, HEAVY) and not found[number]]
        asked = [recipes[number] for number in missing]
        for number, recipe, data in zip(missing, asked, self.made(asked), strict=True):
            found[number] = data
            if isinstance(data, bytes):
                self.album.keep(recipe, data)
        return found

    def made(self, recipes: Sequence[Recipe]) -> Sequence[bytes | Problem]:
        """Make pictures of one file; a broken one is a fault of the line that asks for it."""
        sizes = [recipe for recipe in recipes if isinstance(recipe, Resize)]
        icons = [recipe for recipe in recipes if isinstance(recipe, Icon)]
        cards = [recipe for recipe in recipes if isinstance(recipe, Card)]
        try:
            if sizes:
                from generator.render.pictures import develop  # Pillow is needed only for new pictures

                return develop(sizes, self.album.alone)
            if icons:
                from generator.render.icons import icon

                return [icon(recipe) for recipe in icons]
            if cards:
                from generator.render.cards import card

                return [card(recipe) for recipe in cards]
        except PictureError as error:
            return [self.fault(recipe, error) for recipe in sizes or icons or cards]
        return []

    def fault(self, recipe: Resize | Icon | Card, error: PictureError) -> Problem:
        """Say what is wrong with a picture at the line that asks for it."""
        file, line, column = recipe.place
        name = self.project.show(Path(recipe.source))
        return Problem(file, f"image: {name}: {error.message}", line, column, error.hint)

    def recorded(self, source: str) -> Digest | None:
        """Return the digest of a source as it was read, if that counts."""
        record = self.records.get(source) if self.records is not None else None
        return record.digest if record is not None else None

    def body(self, story: Post | Page) -> str:
        """Return a story's HTML."""
        source = story.teaser.source if isinstance(story, Post) else story.source
        path = self.project.content / source
        try:
            text = read_body(path, story.body_line, self.project.show(path), self.recorded(source))
            if is_markdown(source):
                lang = story.teaser.lang if isinstance(story, Post) else story.lang
                settings = self.library.settings
                text = with_contents(text, self.prose, settings, lang) if story.toc else self.prose(text, lang)
            return composed_links(with_figures(text, story.figures, self.library.settings.baseurl))
        except ProseError as error:
            raise FaultError(Problem(self.project.show(path), str(error), story.body_line)) from None
        except OSError as error:
            raise FaultError(Problem(self.project.show(path), f"this file cannot be read: {error.strerror}")) from None


def keeping(body: Callable[[Post | Page], str]) -> Callable[[Post | Page], str]:
    """Keep the texts made last: a new story's page and three feeds show the same ones, and some take long to make.

    That one cannot be made is kept as well.
    """
    kept: dict[str, str | Problem] = {}
    size = 0

    def made(story: Post | Page) -> str:
        nonlocal size
        found = kept.get(story.digest)
        if found is None:
            try:
                found = body(story)
            except ChangedError:
                raise
            except FaultError as fault:
                found = fault.problem
            kept[story.digest] = found
            size += _size(found)
            while size > MOST_KEPT or len(kept) > MOST_TEXTS:
                size -= _size(kept.pop(next(iter(kept))))
        if isinstance(found, Problem):
            raise FaultError(found)
        return found

    return made


def _size(found: str | Problem) -> int:
    return len(found) if isinstance(found, str) else 0
