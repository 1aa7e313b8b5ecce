"""Render the outputs of a snapshot on request, and cache the latest."""

import time
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakSet

import msgspec
from msgspec import Struct

from generator.engine.render import Renderer
from generator.engine.stale import Views, fingerprint
from generator.images.strip import strip_private_metadata
from generator.model.digest import Digest, digest_bytes
from generator.model.output import Copy, Fill, Output
from generator.model.problem import InputError, Problem
from generator.model.settings import Project
from generator.serve.snapshot import SiteSnapshot

if TYPE_CHECKING:
    from generator.engine.lazy_markdown import LazyMarkdown

SAVED = 0.03  # seconds after which a file in progress may be complete
TRIES = 5
MAX_BYTES = 64_000_000  # bytes of rendered pages and images


class CachedPage(Struct, frozen=True):
    """One file of the site as a build would write it: its bytes, or their path (``file``).

    ``tag`` is the digest of the bytes; ``fingerprint`` covers all inputs, ``views`` and ``views_digest`` the accessed
    views of the library.
    """

    path: str
    data: bytes
    tag: str
    file: str = ""
    fingerprint: str = ""
    views: tuple[str, ...] = ()
    views_digest: Digest | None = None


class _Offer(Struct, frozen=True, eq=False):
    """One snapshot, and what was worked out for it: its views, and pages that have a fault.

    ``renderers`` are those that no thread uses now. Offers of the same templates and settings share them.
    """

    snapshot: SiteSnapshot
    key: tuple[str, str]
    views: Views
    renderers: list[Renderer]
    faults: dict[str, Problem] = {}


class PageCache:
    """What is on offer now. Change editions with `use`.

    Requests come in threads, and a page may take long: each that is rendered has a renderer of its own, since Jinja and
    the translations hold what they fill at the moment. The lock guards what was rendered, never the rendering.
    """

    def __init__(self, project: Project, seal: bytes, snapshot: SiteSnapshot) -> None:
        """Offer `edition`; compiled templates are kept in the cache under `seal`."""
        self.project = project
        self.seal = seal
        self.lock = Lock()
        self.kept: OrderedDict[str, CachedPage] = OrderedDict()
        self.size = 0
        self.converters: WeakSet[LazyMarkdown] = WeakSet()
        self.offer = self._offer(snapshot, [])

    @property
    def snapshot(self) -> SiteSnapshot:
        """The current snapshot."""
        return self.offer.snapshot

    def use(self, snapshot: SiteSnapshot) -> None:
        """Offer another edition. What was rendered before is rendered again only if it shows something else."""
        offer, delta = self.offer, snapshot.delta
        views = None
        if delta and delta.before is offer.snapshot.library and snapshot.templates is offer.snapshot.templates:
            views = offer.views.after(delta)
        self.offer = self._offer(snapshot, offer.renderers if _key(snapshot) == offer.key else [], views)

    def _offer(self, snapshot: SiteSnapshot, renderers: list[Renderer], views: Views | None = None) -> _Offer:
        views = views or Views(snapshot.library, snapshot.templates)
        return _Offer(snapshot, _key(snapshot), views, renderers or [self._renderer(snapshot)])

    def _renderer(self, snapshot: SiteSnapshot) -> Renderer:
        self.converters.add(snapshot.to_html)
        renderer = Renderer(self.project, snapshot.templates, snapshot.library, snapshot.to_html)
        renderer.preload(self.seal, keeps=False)
        return renderer

    def _borrowed(self, offer: _Offer) -> Renderer:
        """Return a renderer that only this thread uses."""
        try:
            renderer = offer.renderers.pop()
        except IndexError:
            renderer = self._renderer(offer.snapshot)
        if renderer.lens.library is not offer.snapshot.library:
            renderer.use_library(offer.snapshot.library)
        return renderer

    def page(self, path: str) -> CachedPage | None:
        """Return the file at `path` below the site, or None if there is none. Raises InputError as `Renderer` does."""
        offer = self.offer
        output = offer.snapshot.outputs.get(path)
        if output is None:
            return None
        recipe = output.recipe
        if isinstance(recipe, Copy):
            data = strip_private_metadata(recipe.source)
            if data is None:
                return CachedPage(path, b"", recipe.digest, file=recipe.source)
            return CachedPage(path, data, digest_bytes(data))
        with self.lock:
            kept, made_of = self.kept.get(path), fingerprint(output)
            if kept and kept.fingerprint == made_of and offer.views.digest(kept.views) == kept.views_digest:
                self.kept.move_to_end(path)
                return kept
        if isinstance(recipe, Fill):
            return self._filled(offer, output, made_of)
        snapshot = offer.snapshot
        data, _ = Renderer(self.project, snapshot.templates, snapshot.library, snapshot.to_html).render(output)
        return self._keep(CachedPage(path, data, digest_bytes(data), "", made_of))

    def give_up(self) -> None:
        """Abort rendering as soon as possible: nobody waits for it any more."""
        for converter in list(self.converters):
            converter.give_up()

    def last(self, path: str) -> CachedPage | None:
        """Return the file as rendered last, even if it is outdated."""
        return self.kept.get(path)

    def _filled(self, offer: _Offer, output: Output, made_of: str) -> CachedPage:
        if fault := offer.faults.get(output.path):
            raise InputError(fault)
        renderer, is_sound = self._borrowed(offer), False
        try:
            page, is_sound = self._rendered(offer, output, made_of, renderer)
        except InputError as error:
            if is_sound := self._is_as_read(offer, output):
                offer.faults[output.path] = error.problem
            raise
        finally:
            if is_sound:
                offer.renderers.append(renderer)
        return self._keep(page) if is_sound else page

    def _rendered(self, offer: _Offer, output: Output, made_of: str, renderer: Renderer) -> tuple[CachedPage, bool]:
        """Render a page, and tell whether its source is the one that was read; a file in progress may be incomplete."""
        data, views = renderer.render(output)
        with self.lock:
            views_digest = offer.views.digest(views)
        page = CachedPage(output.path, data, digest_bytes(data), "", made_of, views, views_digest)
        if self._is_as_read(offer, output):
            return page, True
        if output.path in self.kept:
            return self.kept[output.path], False
        for _ in range(TRIES):
            time.sleep(SAVED)
            lying = self._lying(output.source)
            data, _views = renderer.render(output)
            if lying not in ("", digest_bytes(b"")) and lying == self._lying(output.source):
                break
        return msgspec.structs.replace(page, data=data, tag=digest_bytes(data)), False

    def _is_as_read(self, offer: _Offer, output: Output) -> bool:
        """Tell whether the source of a page has not changed since it was read."""
        record = offer.snapshot.sources.records.get(output.source)
        if record is None or (record.post is None and record.page is None):
            return True
        return self._lying(record.name) == record.digest

    def _lying(self, source: str) -> str:
        """Return the current digest of a source; "" if it does not exist."""
        try:
            raw = (self.project.content / source).read_bytes()
        except OSError:
            return ""
        return digest_bytes(raw)

    def _keep(self, page: CachedPage) -> CachedPage:
        with self.lock:
            old = self.kept.pop(page.path, None)
            self.size += len(page.data) - (len(old.data) if old else 0)
            self.kept[page.path] = page
            while self.size > MAX_BYTES and len(self.kept) > 1:
                self.size -= len(self.kept.popitem(last=False)[1].data)
        return page


def _key(snapshot: SiteSnapshot) -> tuple[str, str]:
    """Return the key of a renderer."""
    return snapshot.library.settings.digest, snapshot.templates.digest_of_all
