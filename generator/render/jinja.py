"""The Jinja environment: templates are views, values in HTML and feeds are escaped, bytecode is kept sealed."""

import os
from collections.abc import Iterable, MutableMapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, Template, Undefined
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule

from generator.formats.urls import composed
from generator.render.lens import Lens
from generator.render.values import TemplateValue


class JinjaTemplate(Template):
    """Jinja's, which remembers what the top level of an imported template looked at.

    Jinja works it out once and keeps it: what it looked at counts for every page that imports it.
    """

    accessed: frozenset[str] = frozenset()

    def make_module(self, *context: TemplateValue, **more: TemplateValue) -> TemplateModule:
        """Work out the top level, for this page alone where there is a context."""
        with self.environment.lens.noting() as accessed:  # type: ignore[attr-defined]  # it is a JinjaEnvironment
            module = super().make_module(*context, **more)
        if not context and not more:
            self.accessed |= accessed
        return module


class JinjaEnvironment(Environment):
    """Jinja's, whose templates are views of the page that is filled with them, and share one dictionary of globals.

    Jinja's own chains another dictionary for each template, and reads both, name by name, at every import.
    """

    template_class = JinjaTemplate

    def __init__(self, lens: Lens, **options: TemplateValue) -> None:
        """Note in `lens` which templates are used."""
        super().__init__(**options)
        self.lens = lens

    def compile(self, *source: TemplateValue, **options: TemplateValue) -> TemplateValue:
        """Compile a template; no setting is known meanwhile.

        Jinja would work out `{{ "/tags/" | relative_url }}` now, once for all pages; what fails, it leaves to each.
        """
        with self.lens.closed():
            return super().compile(*source, **options)

    def get_template(self, name: str | Template, *more: TemplateValue, **named: TemplateValue) -> Template:
        """Return a template, and note it, whether there is one or not."""
        if isinstance(name, str):
            self.lens.note(f"template:{composed(name)}")
        template = super().get_template(name, *more, **named)
        if isinstance(template, JinjaTemplate):
            self.lens.accessed |= template.accessed
        return template

    def select_template(
        self, names: Iterable[str | Template], *more: TemplateValue, **named: TemplateValue
    ) -> Template:
        """Return the first of some templates that there is; all of them are noted."""
        wanted = names if isinstance(names, Undefined) else list(names)
        for name in wanted:
            if isinstance(name, str):
                self.lens.note(f"template:{composed(name)}")
        return super().select_template(wanted, *more, **named)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template; without its own ones, they are the shared ones."""
        return super().make_globals(d) if d else self.globals


class SealedBytecodeCache(BytecodeCache):
    """Compiled templates, each with a seal: damaged ones are compiled again."""

    def __init__(self, folder: Path, seal: bytes) -> None:
        """Store them in `folder`, under `seal`."""
        self.folder = folder
        self.key = seal

    def _seal(self, raw: bytes) -> bytes:
        return blake2b(raw, digest_size=32, key=self.key).digest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the compiled template into `bucket`, unless it is damaged."""
        try:
            raw = (self.folder / bucket.key).read_bytes()
        except OSError:
            return
        if raw[:32] == self._seal(raw[32:]):
            bucket.bytecode_from_string(raw[32:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the compiled template of `bucket`."""
        raw = bucket.bytecode_to_string()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f"{bucket.key}.{os.getpid()}.part"
            part.write_bytes(self._seal(raw) + raw)
            part.replace(self.folder / bucket.key)
        except OSError:
            return
