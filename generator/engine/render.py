"""Render one stale output and stage the result; workers start here."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from generator.engine.rendered import Changed, Rendered, RenderResult
from generator.engine.renderers import RENDERERS, cost, is_image
from generator.formats.html_links import composed_links
from generator.formats.slugs import term_slug
from generator.images.cache import ImageCache
from generator.images.strip import strip_private_metadata
from generator.model.cache_records import InnerLink, SourceRecord
from generator.model.digest import Digest
from generator.model.image import ImageError
from generator.model.library import Library
from generator.model.output import Copy, Fill, Output, Recipe, Resize
from generator.model.post import Page, Post
from generator.model.problem import InputError, MarkdownError, Problem
from generator.model.settings import Project, Settings
from generator.model.source_bytes import ChangedError
from generator.model.to_html import KeptBodies, ToHtml
from generator.read.files.file_stat import stat_signature
from generator.read.story.body import read_body
from generator.read.story.urls import is_markdown
from generator.render.internal_links import inner_links
from generator.render.lens import Lens
from generator.render.templates import Templates
from generator.text.bare_links import with_bare_links
from generator.text.image_markup import with_image_markup
from generator.text.toc import with_contents
from generator.write.folder import Folder

Batch = list[tuple[int, Output]]
HTML = (".html", ".htm")
MAX_TEXTS = 100  # cached texts; a feed has at most 60
MAX_CHARACTERS = 20_000_000  # characters of these texts
OF_MARKDOWN = ("markdown", "markdown_extensions", "markdown_extension_configs")  # the settings of the conversion


class Renderer:
    """Renders outputs."""

    def __init__(  # noqa: PLR0913 (the inputs of pages)
        self,
        project: Project,
        templates: Templates,
        library: Library,
        to_html: ToHtml,
        *,
        records: Mapping[str, SourceRecord] | None = None,
        bodies: KeptBodies | None = None,
    ) -> None:
        """Render with `library` and `templates`.

        With `records`, the records of the sources, only the bytes that were read are rendered; otherwise ChangedError
        is raised. Without them, the current files are rendered. `bodies` is the cache of texts' HTML.
        """
        self.records = records
        self.bodies = bodies
        self.project = project
        self.templates = templates
        self.lens = Lens(library)
        self.to_html = tracked(to_html, self.lens.settings)
        self.image_cache = ImageCache(project.cache / "pictures")

    def preload(self, seal: bytes, *, keeps: bool = True) -> None:
        """Load everything for templates before workers are forked, so that they share it.

        It `keeps` the texts of stories, unless their files may change at any time.
        """
        from generator.render.theme import Theme  # an unchanged site needs no Jinja

        body = cached_bodies(self.body, self.lens) if keeps else self.body
        self.theme = Theme(
            self.project,
            self.templates,
            self.lens,
            body=body,
            to_html=self.to_html,
            slug=term_slug,
            seal=seal,
            exact=self.records is not None,
        )

    def use_library(self, library: Library) -> None:
        """Use another library with the same settings."""
        self.theme.use_library(library)

    def render(self, output: Output) -> tuple[bytes, tuple[str, ...]]:
        """Return the bytes of an output, and the views that it accessed. Raises InputError."""
        views: tuple[str, ...] = ()
        data: bytes | Problem | None
        if is_image(output.recipe):
            data = self.images([output])[0]
        else:
            with self.lens.noting() as accessed:
                data = RENDERERS[type(output.recipe)].render(self, [output])[0]
            views = self.lens.shared(accessed)
        if isinstance(data, Problem):
            raise InputError(data)
        return data or b"", views

    def has_images(self, stale: Iterable[Output], *, new: bool = False) -> bool:
        """Tell whether some outputs are images, or `new` ones that are not cached."""
        images = (output.recipe for output in stale if is_image(output.recipe))
        return any(not new or not self.image_cache.has(recipe) for recipe in images)

    def batches(self, stale: Sequence[Output], first: int = 0) -> list[Batch]:
        """Group the stale outputs into batches: all sizes of one image are one batch, since they share its decoding.

        Images come first: they take longest, so that the workers end together. Outputs are numbered from `first` on.
        """
        groups: dict[object, Batch] = {}
        for number, output in enumerate(stale, first):
            recipe = output.recipe
            shares = (recipe.source, recipe.base_size) if isinstance(recipe, Resize) else number
            groups.setdefault(shares, []).append((number, output))
        return sorted(groups.values(), key=lambda batch: not is_image(batch[0][1].recipe))

    def cost(self, batch: Batch) -> int:
        """Return the estimated cost of a batch; cached images are only copied."""
        recipes = [output.recipe for _, output in batch]
        return cost([recipe for recipe in recipes if not is_image(recipe) or not self.image_cache.has(recipe)])

    def render_batch(self, folder: Folder, batch: Batch) -> list[RenderResult]:
        """Render a batch and stage the results in `folder`."""
        try:
            drawn = self.images([output for _, output in batch])
        except ChangedError as error:
            return [Changed(self.placed(error))] * len(batch)
        return [self.render_one(folder, item, data) for item, data in zip(batch, drawn, strict=True)]

    def render_one(self, folder: Folder, item: tuple[int, Output], data: bytes | Problem | None = None) -> RenderResult:
        """Stage one output; render it, unless `data` has its bytes or its problem."""
        number, output = item
        recipe = output.recipe
        views: tuple[str, ...] = ()
        if isinstance(data, Problem):
            return data
        try:
            if isinstance(recipe, Copy):
                copy = folder.stage_copy(number, output.path, recipe.source, recipe.digest)
                data = strip_private_metadata(
                    folder.where(number, output.path, copy)
                )  # of the copy, which does not change
                if data is None:
                    return Rendered(output.path, copy, views)
            with self.lens.noting() as accessed:
                data = data or self.render(output)[0]
                links = self.links(output, data)
            return Rendered(output.path, folder.stage(number, output.path, data), self.lens.shared(accessed), links)
        except ChangedError as error:
            return Changed(self.placed(error))
        except InputError as fault:
            return fault.problem

    def links(self, output: Output, data: bytes) -> tuple[InnerLink, ...]:
        """Return the links inside the site in the text of a page that was just rendered, and whose text is cached."""
        page = output.recipe.shows["page"] if isinstance(output.recipe, Fill) else None
        if not isinstance(page, Post | Page) or not output.path.endswith(HTML):
            return ()
        settings = self.lens.settings
        text = self.theme.body(page)
        whole = data.decode("utf-8", "replace") if "#" in text else ""
        return inner_links(text, output.path, settings.url, settings.baseurl, whole)

    def placed(self, error: ChangedError) -> Problem:
        """Return the problem of a changed file, with the file as messages name it."""
        return msgspec.structs.replace(error.problem, file=self.project.show(self.project.root / error.problem.file))

    def images(self, outputs: Sequence[Output]) -> list[bytes | Problem | None]:
        """Return the images among the outputs of one batch; those that were made before come from the cache."""
        found: list[bytes | Problem | None] = [
            self.image_cache.find(output.recipe) if is_image(output.recipe) else None for output in outputs
        ]
        missing = [number for number, output in enumerate(outputs) if is_image(output.recipe) and found[number] is None]
        asked = [outputs[number] for number in missing]
        for number, output, data in zip(missing, asked, self.make_images(asked), strict=True):
            found[number] = data
            if isinstance(data, bytes):
                self.image_cache.store(output.recipe, data)
        return found

    def make_images(self, outputs: Sequence[Output]) -> Sequence[bytes | Problem]:
        """Make images of one file; a broken one is an error at the line that asks for it."""
        if not outputs:
            return []
        try:
            return RENDERERS[type(outputs[0].recipe)].render(self, outputs)
        except ImageError as error:
            return [self.problem(output.recipe, error) for output in outputs]

    def problem(self, recipe: Recipe, error: ImageError) -> Problem:
        """Say what is wrong with an image at the line that asks for it."""
        file, line, column = getattr(recipe, "position", ("", 0, 0))
        name = self.project.show(Path(getattr(recipe, "source", "")))
        return Problem(file, f"image: {name}: {error.message}", line, column, error.hint)

    def recorded(self, source: str) -> Digest | None:
        """Return the digest of a source when it was read; None without records."""
        record = self.records.get(source) if self.records is not None else None
        return record.digest if record is not None else None

    def body(self, story: Post | Page) -> str:
        """Return a story's HTML."""
        source = story.teaser.source if isinstance(story, Post) else story.source
        path = self.project.content / source
        try:
            html = self._html(story, source, path)
            html = with_image_markup(html, story.figures, self.lens.settings.baseurl)
            return composed_links(with_bare_links(html))
        except MarkdownError as error:
            raise InputError(Problem(self.project.show(path), str(error), story.body_line)) from None
        except OSError as error:
            raise InputError(Problem(self.project.show(path), f"this file cannot be read: {error.strerror}")) from None

    def _html(self, story: Post | Page, source: str, path: Path) -> str:
        """Return the HTML of a story's text, from the cache if possible."""
        convert = partial(self._converted, story, source, path)
        if self.bodies is None or story.body_digest is None or not is_markdown(source):
            return convert()
        look_at_markdown(self.lens.settings, _lang(story))
        if not self._is_untouched(source, path):
            self._text(story, source, path)  # raises ChangedError, unless its text is the same
        return self.bodies.html(story.body_digest, _lang(story), convert, toc=story.toc)

    def _is_untouched(self, source: str, path: Path) -> bool:
        """Tell by its stat signature whether a source is unchanged since it was read."""
        record = self.records.get(source) if self.records is not None else None
        try:
            return record is not None and stat_signature(os.stat(path)) == record.stamp
        except OSError:
            return False

    def _converted(self, story: Post | Page, source: str, path: Path) -> str:
        """Convert a story's text."""
        text, lang = self._text(story, source, path), _lang(story)
        if not is_markdown(source):
            return text
        return with_contents(text, self.to_html, self.lens.settings, lang) if story.toc else self.to_html(text, lang)

    def _text(self, story: Post | Page, source: str, path: Path) -> str:
        """Read a story's text from its file. Raises ChangedError if it has changed since it was read."""
        return read_body(path, story.body_line, self.project.show(path), self.recorded(source))


def _lang(story: Post | Page) -> str:
    return story.teaser.lang if isinstance(story, Post) else story.lang


def tracked(to_html: ToHtml, settings: Settings) -> ToHtml:
    """Convert Markdown, and record the access of the settings of the conversion."""

    def converted(text: str, lang: str = "") -> str:
        look_at_markdown(settings, lang)
        return to_html(text, lang)

    return converted


def look_at_markdown(settings: Settings, lang: str) -> None:
    """Record the access of the settings that affect a Markdown text, which may have its own language."""
    for name in OF_MARKDOWN if lang else (*OF_MARKDOWN, "lang"):
        getattr(settings, name)


def cached_bodies(body: Callable[[Post | Page], str], lens: Lens) -> Callable[[Post | Page], str]:
    """Cache the latest texts: a new story's page and three feeds show the same ones, and some are slow to convert.

    Errors are cached as well, and so are the views that were accessed.
    """
    kept: dict[str, tuple[str | Problem, set[str]]] = {}
    size = 0

    def made(story: Post | Page) -> str:
        nonlocal size
        known = kept.get(story.digest)
        if known is not None:
            found, accessed = known
            lens.accessed |= accessed
        else:
            try:
                with lens.noting() as accessed:
                    found = body(story)
            except ChangedError:
                raise
            except InputError as fault:
                found = fault.problem
            kept[story.digest] = found, accessed
            size += _size(found)
            while size > MAX_CHARACTERS or len(kept) > MAX_TEXTS:
                size -= _size(kept.pop(next(iter(kept)))[0])
        if isinstance(found, Problem):
            raise InputError(found)
        return found

    return made


def _size(found: str | Problem) -> int:
    return len(found) if isinstance(found, str) else 0
