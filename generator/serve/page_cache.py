"""Render the outputs of a snapshot on request, and cache the latest."""

import time
from collections import OrderedDict
from threading import Lock

import msgspec
from msgspec import Struct

from generator.engine.render import Renderer
from generator.engine.stale import Views, fingerprint
from generator.model.digest import Digest, digest_bytes, digest_of
from generator.model.output import Copy, Fill, Output
from generator.model.problem import InputError, Problem
from generator.model.settings import Project
from generator.serve.snapshot import SiteSnapshot

SAVED = 0.03  # seconds after which a file that is being written may be whole
TRIES = 5
MAX_BYTES = 64_000_000  # bytes of rendered pages and pictures


class CachedPage(Struct, frozen=True):
    """One file of the site as it would be written: its bytes, or where they lie (``file``).

    ``tag`` is the digest of the bytes; ``fingerprint`` covers all that went into them, ``views`` and ``views_digest``
    what was looked at in the library.
    """

    path: str
    data: bytes
    tag: str
    file: str = ""
    fingerprint: str = ""
    views: tuple[str, ...] = ()
    views_digest: Digest | None = None


class PageCache:
    """What is on offer now. Change editions with `show`; one page is rendered at a time, beside any number of pictures.

    A lock guards all of it: requests come in threads, and Jinja holds what it fills at the moment.
    """

    def __init__(self, project: Project, seal: bytes, snapshot: SiteSnapshot) -> None:
        """Offer `edition`; compiled templates are kept in the cache under `seal`."""
        self.project = project
        self.seal = seal
        self.lock = Lock()
        self.kept: OrderedDict[str, CachedPage] = OrderedDict()
        self.faults: dict[str, Problem] = {}  # of pages of this edition, which many tabs may ask for
        self.size = 0
        self.key = _key(snapshot)
        self.renderer = self._renderer(snapshot)
        self.use(snapshot)

    def use(self, snapshot: SiteSnapshot) -> None:
        """Offer another edition. What was rendered before is rendered again only if it shows something else."""
        with self.lock:
            key = _key(snapshot)
            if key == self.key:
                self.renderer.use_library(snapshot.library)
            else:
                self.renderer = self._renderer(snapshot)
            self.key = key
            self.snapshot = snapshot
            self.views = Views(snapshot.library)
            self.digests: dict[str, Digest] = {}
            self.faults.clear()

    def _renderer(self, snapshot: SiteSnapshot) -> Renderer:
        renderer = Renderer(self.project, snapshot.templates, snapshot.library, snapshot.to_html)
        renderer.preload(digest_of(snapshot.library.settings.digest, self.seal), keeps=False)
        return renderer

    def page(self, path: str) -> CachedPage | None:
        """Return the file at `path` below the site, or None if there is none. Raises InputError as `Renderer` does."""
        with self.lock:
            output = self.snapshot.outputs.get(path)
            if output is None:
                return None
            if isinstance(output.recipe, Copy):
                data = self.renderer.stripped(output.recipe)
                if data is None:
                    return CachedPage(path, b"", output.recipe.digest, file=output.recipe.source)
                return CachedPage(path, data, digest_bytes(data))
            kept, made_of = self.kept.get(path), self._fingerprint(output)
            if kept and kept.fingerprint == made_of and self.views.digest(kept.views) == kept.views_digest:
                self.kept.move_to_end(path)
                return kept
            if isinstance(output.recipe, Fill):
                return self._filled(output, made_of)
            renderer = self.renderer
        data, _ = renderer.render(output)  # a picture takes long: pages do not wait for it
        with self.lock:
            return self._keep(CachedPage(path, data, digest_bytes(data), "", made_of))

    def give_up(self) -> None:
        """End what is being rendered, as soon as it can be: nobody waits for it any more."""
        self.snapshot.to_html.give_up()

    def last(self, path: str) -> CachedPage | None:
        """Return the file as it was rendered last, however old that is."""
        return self.kept.get(path)

    def is_slow(self, path: str) -> bool:
        """Tell whether a file is a picture, or something else that no template makes."""
        output = self.snapshot.outputs.get(path)
        return output is not None and not isinstance(output.recipe, (Fill, Copy))

    def _fingerprint(self, output: Output) -> str:
        """Return the fingerprint of an output."""
        recipe = output.recipe
        if isinstance(recipe, Fill) and recipe.template not in self.digests:
            template = self.snapshot.templates.digest(recipe.template) if recipe.template else None
            self.digests[recipe.template] = digest_of(self.key[0], template)
        return fingerprint(output, self.digests)

    def _filled(self, output: Output, made_of: str) -> CachedPage:
        if fault := self.faults.get(output.path):
            raise InputError(fault)
        try:
            data, views = self.renderer.render(output)
        except InputError as error:
            if self._is_as_read(output):
                self.faults[output.path] = error.problem
            raise
        page = CachedPage(output.path, data, digest_bytes(data), "", made_of, views, self.views.digest(views))
        if self._is_as_read(output):
            return self._keep(page)
        # It is being saved just now, perhaps half: nothing of that is to stay.
        self.renderer = self._renderer(self.snapshot)
        if output.path in self.kept:
            return self.kept[output.path]
        for _ in range(TRIES):
            time.sleep(SAVED)
            lying = self._lying(output.source)
            data, _views = self.renderer.render(output)
            if lying not in ("", digest_bytes(b"")) and lying == self._lying(output.source):
                break
        return msgspec.structs.replace(page, data=data, tag=digest_bytes(data))

    def _is_as_read(self, output: Output) -> bool:
        """Tell whether the story of a page is what was read: its text has been taken from the file only now."""
        record = self.snapshot.sources.records.get(output.source)
        if record is None or (record.post is None and record.page is None):
            return True
        return self._lying(record.name) == record.digest

    def _lying(self, source: str) -> str:
        """Return the digest of a source as it lies there now; "" where it is gone."""
        try:
            raw = (self.project.content / source).read_bytes()
        except OSError:
            return ""
        return digest_bytes(raw)

    def _keep(self, page: CachedPage) -> CachedPage:
        old = self.kept.pop(page.path, None)
        self.size += len(page.data) - (len(old.data) if old else 0)
        self.kept[page.path] = page
        while self.size > MAX_BYTES and len(self.kept) > 1:
            self.size -= len(self.kept.popitem(last=False)[1].data)
        return page


def _key(snapshot: SiteSnapshot) -> tuple[str, str]:
    """Return what compiled templates depend on."""
    return snapshot.library.settings.digest, snapshot.templates.digest_of_all
