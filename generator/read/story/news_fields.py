"""Read the front matter of newsrooms (corrections, source, language, pin), and detect misspelt keys.

A value of the wrong kind is a fault at its line. `docs/stories.md` is the table of all fields.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

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
KNOWN_KEYS = (
    "title", "subtitle", "description", "excerpt", "excerpt_separator", "date", "updated", "last_modified_at",
    "author", "authors", "category", "categories", "tag", "tags", "series", "image", "corrections", "source",
    "location", "pin", "featured", "sticky", "embargo", "expires", "retracted", "lang", "noindex", "robots",
    "sitemap", "toc", "permalink", "slug", "layout", "published", "redirect_from", "redirect_to", "canonical_url",
)  # fmt: skip
MIN_LENGTH = 5  # letters: `rate` is no slip for `date`
NOT_TYPOS = frozenset(("feature", "features", "update", "updates"))  # words in their own right


def read_corrections(fields: Fields, settings: Settings) -> tuple[Correction, ...]:
    """Read `corrections`: a list of texts or of {date, text}, or a single one."""
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
    """Read `source`: {name, url}, a name, or a web address, whose host is then the name."""
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
    """Read `retracted`: why a story was withdrawn, or `true`, which gives no reason; None if it was not."""
    told = fields.text("retracted").strip()
    if told.lower() in ("", "false"):
        return None
    return "" if told.lower() == "true" else told


def read_pin(fields: Fields) -> bool:
    """Read `pin`, or `featured` or `sticky`, which other themes may use for something else."""
    told = [fields.values[key] for key in PINS if key in fields.values]
    return bool(told) and (fields.flag("pin") or any(str(value).lower() == "true" for value in told))


def read_noindex(fields: Fields) -> bool:
    """Tell whether search engines shall leave a page out: `noindex: true`, or `robots: noindex`."""
    return fields.flag("noindex") or "noindex" in str(fields.values.get("robots")).lower()


def misspelled_keys(fields: Fields, keys: Mapping[str, tuple[int, int]]) -> list[Problem]:
    """Warn of keys that are a slip for a field of ours, which then is not there: `autor`, `sub_title`, `tag s`."""
    found = []
    for key, place in keys.items():
        meant = _intended_key(key)
        if meant and meant != key and meant not in fields.values:
            message = f'"{key}" is no field of a story: {meant} is meant, it seems'
            found.append(Problem(fields.file, message, *place, f"Write {meant}: …", "warning"))
    return found


@lru_cache(1000)  # the same few keys stand in thousands of stories
def _intended_key(key: str) -> str:
    """Return the field that a key is, or is a slip for, or nothing. Singular and plural are words of their own."""
    plain = _letters(key)
    for field in KNOWN_KEYS:
        if _letters(field) == plain:
            return field
    if len(key) < MIN_LENGTH or key in NOT_TYPOS:
        return ""
    return next((field for field in KNOWN_KEYS if _is_one_typo(key.lower(), field)), "")


def _is_one_typo(word: str, field: str) -> bool:
    """Tell whether one letter is missing, too many or another, or two have changed places; but for a plural."""
    if word.rstrip("s") == field.rstrip("s"):
        return False
    left, right = word, field
    while left and right and left[0] == right[0]:
        left, right = left[1:], right[1:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    return max(len(left), len(right)) <= 1 or (len(left) == len("ab") and left == right[::-1])


def _letters(key: str) -> str:
    return re.sub(r"[\W_]", "", key).lower()


def story_only_keys(fields: Fields) -> list[Problem]:
    """Warn of fields that hold back or take down stories: a page that has them is shown all the same."""
    message = "only stories are held back or taken down: this page is shown all the same"
    hint = "Make it a story in _posts, or use published: false."
    return [fields.problem(key, message, hint, "warning") for key in ONLY_STORIES if fields.values.get(key) is not None]
