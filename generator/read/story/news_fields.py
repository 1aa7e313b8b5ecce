"""Read the front matter of newsrooms: corrections, source, retraction, pin.

A value of the wrong type is an error with its line.
"""

import re

from generator.model.post import Correction, Credit
from generator.model.problem import Problem
from generator.model.settings import Settings
from generator.read.story.dates import read_date_of
from generator.read.yaml.fields import Fields

CORRECTION = 'Write corrections: [{date: 2026-07-12, text: "…"}].'
SOURCE = "Write source: {name: The Ledger, url: https://ledger.example/story}, or the name alone."
WEB_ADDRESS = re.compile(r"https?://(?:www\.)?([^\s/?#\"'<>\\@]+)(?:[/?#][^\s\"'<>\\]*)?", re.IGNORECASE)
PINS = ("pin", "featured", "sticky")
ONLY_STORIES = ("embargo", "expires", "retracted")


def read_corrections(fields: Fields, settings: Settings) -> tuple[Correction, ...]:
    """Read `corrections`: a list of strings or of {date, text}, or a single one."""
    told = fields.values.get("corrections")
    entries = told if isinstance(told, list) else [] if told is None else [told]
    return tuple(_correction(fields, entry, settings) for entry in entries)


def _correction(fields: Fields, entry: object, settings: Settings) -> Correction:
    if isinstance(entry, str) and entry.strip():
        return Correction(entry.strip())
    if not isinstance(entry, dict):
        raise fields.error("corrections", "this should be a list, each with its date and text", CORRECTION)
    text = entry.get("text")
    if not isinstance(text, str) or not text.strip():
        raise fields.error("corrections", "a correction has no text", CORRECTION)
    date = None if entry.get("date") is None else read_date_of(fields, "corrections", entry, settings, CORRECTION)
    return Correction(text.strip(), date)


def read_credit(fields: Fields) -> Credit | None:
    """Read `source`: {name, url}, a name, or a URL, whose host is then the name."""
    told = fields.values.get("source")
    if isinstance(told, dict):
        inner = fields.inside("source")
        name, url = inner.text("name").strip(), inner.text("url").strip()
        if not name and not url:
            raise fields.error("source", "neither name nor url is there", SOURCE)
    else:
        if isinstance(told, bool | list):
            raise fields.error("source", "this should be a name, or a group of name and url", SOURCE)
        name, url = fields.text("source").strip(), ""
        if not name:
            return None
        if name.lower().startswith(("http:", "https:")):
            name, url = "", name
    found = WEB_ADDRESS.fullmatch(url)
    if url and not found:
        raise fields.error("source", f'"{url}" is not a web address', "Write https://…, or leave it out.")
    return Credit(name or (found[1].lower() if found else ""), url)


def read_retracted(fields: Fields) -> str | None:
    """Read `retracted`: the reason, or `true` without a reason; None if the story is not retracted."""
    told = fields.text("retracted").strip()
    if told.lower() in ("", "false"):
        return None
    return "" if told.lower() == "true" else told


def read_pin(fields: Fields) -> bool:
    """Read `pin`, or `featured` or `sticky`, which may have another meaning in other themes."""
    told = [fields.values[key] for key in PINS if key in fields.values]
    return bool(told) and (fields.flag("pin") or any(str(value).lower() == "true" for value in told))


def read_noindex(fields: Fields) -> bool:
    """Tell whether search engines should ignore a page: `noindex: true`, or `robots: noindex`."""
    return fields.flag("noindex") or "noindex" in str(fields.values.get("robots")).lower()


def story_only_keys(fields: Fields) -> list[Problem]:
    """Warn of fields that schedule or unpublish stories: they have no effect on pages."""
    message = "only stories are held back or taken down: this page is shown all the same"
    hint = "Make it a story in _posts, or use published: false."
    return [fields.problem(key, message, hint, "warning") for key in ONLY_STORIES if fields.values.get(key) is not None]
