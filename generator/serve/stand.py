"""Renders the outputs of an edition when somebody asks for them, and keeps what was asked for lately."""

import time
from collections import OrderedDict
from threading import Lock

import msgspec
from msgspec import Struct

from generator.cache import Views, fingerprint
from generator.model.digest import Digest, digest_bytes, digest_of
from generator.model.output import Copy, Fill, Output
from generator.model.problem import FaultError, Problem
from generator.model.settings import Project
from generator.press import Press
from generator.serve.edition import Edition

SAVED = 0.03  # seconds after which a file that is being written may be whole
TRIES = 5
KEPT = 64_000_000  # bytes of rendered pages and pictures


class Sheet(Struct, frozen=True):
    """One file of the site as it would be written: its bytes, or where they lie (``file``).

    ``tag`` is the digest of the bytes; ``made_of`` covers all that went into them, ``views`` and ``seen`` what was
    looked at in the library.
    """

    path: str
    data: bytes
    tag: str
    file: str = ""
    made_of: str = ""
    views: tuple[str, ...] = ()
    seen: Digest | None = None


class Stand:
    """What is on offer now. Change editions with `show`; one page is rendered at a time, beside any number of pictures.

    A lock guards all of it: requests come in threads, and Jinja holds what it fills at the moment.
    """

    def __init__(self, project: Project, seal: bytes, edition: Edition) -> None:
        """Offer `edition`; compiled templates are kept in the cache under `seal`."""
        self.project = project
        self.seal = seal
        self.lock = Lock()
        self.kept: OrderedDict[str, Sheet] = OrderedDict()
        self.faults: dict[str, Problem] = {}  # of pages of this edition, which many tabs may ask for
        self.size = 0
        self.key = _key(edition)
        self.press = self._press(edition)
        self.show(edition)

    def show(self, edition: Edition) -> None:
        """Offer another edition. What was rendered before is rendered again only if it shows something else."""
        with self.lock:
            key = _key(edition)
            if key == self.key:
                self.press.turn_to(edition.library)
            else:
                self.press = self._press(edition)
            self.key = key
            self.edition = edition
            self.views = Views(edition.library)
            self.digests: dict[str, Digest] = {}
            self.faults.clear()

    def _press(self, edition: Edition) -> Press:
        press = Press(self.project, edition.templates, edition.library, edition.prose)
        press.warm_up(digest_of(edition.library.settings.digest, self.seal), keeps=False)
        return press

    def sheet(self, path: str) -> Sheet | None:
        """Return the file at `path` below the site, or None if the site has none. Raises FaultError as `Press` does."""
        with self.lock:
            output = self.edition.outputs.get(path)
            if output is None:
                return None
            if isinstance(output.recipe, Copy):
                data = self.press.copied(output.recipe)
                if data is None:
                    return Sheet(path, b"", output.recipe.digest, file=output.recipe.source)
                return Sheet(path, data, digest_bytes(data))
            kept, made_of = self.kept.get(path), self._made_of(output)
            if kept and kept.made_of == made_of and self.views.digest(kept.views) == kept.seen:
                self.kept.move_to_end(path)
                return kept
            if isinstance(output.recipe, Fill):
                return self._filled(output, made_of)
            press = self.press
        data, _ = press.render(output)  # a picture takes long: pages do not wait for it
        with self.lock:
            return self._keep(Sheet(path, data, digest_bytes(data), "", made_of))

    def give_up(self) -> None:
        """End what is being rendered, as soon as it can be: nobody waits for it any more."""
        self.edition.prose.give_up()

    def before(self, path: str) -> Sheet | None:
        """Return the file as it was rendered last, however old that is."""
        return self.kept.get(path)

    def is_slow(self, path: str) -> bool:
        """Tell whether a file is a picture, or something else that no template makes."""
        output = self.edition.outputs.get(path)
        return output is not None and not isinstance(output.recipe, (Fill, Copy))

    def _made_of(self, output: Output) -> str:
        """Return the fingerprint of an output."""
        recipe = output.recipe
        if isinstance(recipe, Fill) and recipe.template not in self.digests:
            template = self.edition.templates.digest(recipe.template) if recipe.template else None
            self.digests[recipe.template] = digest_of(self.key[0], template)
        return fingerprint(output, self.digests)

    def _filled(self, output: Output, made_of: str) -> Sheet:
        if fault := self.faults.get(output.path):
            raise FaultError(fault)
        try:
            data, views = self.press.render(output)
        except FaultError as error:
            if self._is_as_read(output):
                self.faults[output.path] = error.problem
            raise
        sheet = Sheet(output.path, data, digest_bytes(data), "", made_of, views, self.views.digest(views))
        if self._is_as_read(output):
            return self._keep(sheet)
        # It is being saved just now, perhaps half: nothing of that is to stay.
        self.press = self._press(self.edition)
        if output.path in self.kept:
            return self.kept[output.path]
        for _ in range(TRIES):
            time.sleep(SAVED)
            lying = self._lying(output.source)
            data, _views = self.press.render(output)
            if lying not in ("", digest_bytes(b"")) and lying == self._lying(output.source):
                break
        return msgspec.structs.replace(sheet, data=data, tag=digest_bytes(data))

    def _is_as_read(self, output: Output) -> bool:
        """Tell whether the story of a page is what was read: its text has been taken from the file only now."""
        record = self.edition.known.records.get(output.source)
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

    def _keep(self, sheet: Sheet) -> Sheet:
        old = self.kept.pop(sheet.path, None)
        self.size += len(sheet.data) - (len(old.data) if old else 0)
        self.kept[sheet.path] = sheet
        while self.size > KEPT and len(self.kept) > 1:
            self.size -= len(self.kept.popitem(last=False)[1].data)
        return sheet


def _key(edition: Edition) -> tuple[str, str]:
    """Return what compiled templates depend on."""
    return edition.library.settings.digest, edition.templates.digest_of_all
