"""Warn of Jekyll's settings, and files of settings, that have no effect here."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from generator.model.problem import Problem
from generator.read.yaml.fields import Fields

PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "source": ("", ".", "./"),
    "destination": ("", "_site", "./_site"),
    "collections_dir": ("", ".", "./"),
    "layouts_dir": ("", "_layouts"),
    "includes_dir": ("", "_includes"),
    "plugins_dir": ("", "_plugins"),
}
"""Jekyll's settings for folders, and the values that have no effect."""
HINTS: Final[Mapping[str, str]] = {
    "source": "Name the folder with --content.",
    "destination": "Name the folder with --output.",
    "collections_dir": "Put the folders of the collections into the content folder itself.",
    "layouts_dir": "Layouts are templates in templates/.",
    "includes_dir": "What templates include lies in templates/.",
    "plugins_dir": "No Ruby is run here.",
    "limit_posts": "Use paginate.",
    "markdown_ext": "Markdown is in files that end in .md or .markdown.",
    "hard_wrap": "Write markdown_extensions: [nl2br].",
}
USUAL: Final[Mapping[str, tuple[object, ...]]] = {
    "input": ("GFM", "kramdown", "Kramdown"),
    "auto_ids": (True,),
    "hard_wrap": (False,),
    "footnote_nr": (1,),
    "smart_quotes": ("lsquo,rsquo,ldquo,rdquo",),
    "syntax_highlighter": ("rouge",),
    "toc_levels": ("1..6", "2..6"),
    "parse_block_html": (False,),
    "entity_output": ("as_char",),
}
"""Options of kramdown, and the values that equal the behaviour here."""
ALSO: Final = ("_config.yaml", "_config.toml")


def ignored_settings(fields: Fields, text: str) -> Iterator[Problem]:
    """Warn of settings that have a meaning in Jekyll, but not here."""
    for key, usual in PLACES.items():
        value = fields.values.get(key)
        if value is not None and value not in usual:
            yield _idle(fields, key)
    if fields.values.get("limit_posts") not in (None, 0):
        yield _idle(fields, "limit_posts")
    if fields.values.get("markdown_ext") not in (None, "markdown,mkdown,mkdn,mkd,md"):
        yield _idle(fields, "markdown_ext")
    options: Any = fields.values.get("kramdown")
    if isinstance(options, dict):
        inner = fields.inside("kramdown", text)
        for key, value in options.items():
            if value is not None and value not in USUAL.get(key, ()):
                yield _idle(inner, key)


def ignored_files(content: Path, shown: str) -> Iterator[Problem]:
    """Warn of settings files that are not read; `shown` is the name of the one that is."""
    for name in ALSO:
        if (content / name).is_file():
            message = "this file is not read: the settings of a site are in _config.yml"
            hint = "Move what it says there, as YAML, and remove it."
            yield Problem(shown.removesuffix("_config.yml") + name, message, hint=hint, severity="warning")


def _idle(fields: Fields, key: str) -> Problem:
    return fields.problem(key, "this does nothing here", HINTS.get(key, "Leave it out."), "warning")
