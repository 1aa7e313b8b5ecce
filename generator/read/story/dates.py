"""Read a story's dates: published, updated, expires.

A story is published at its `date` or its `embargo`, whichever is later. Until then it is held.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from generator.formats.dates import file_date, parse_date, parse_zone
from generator.model.problem import InputError, Problem
from generator.model.settings import Settings
from generator.read.files.discover import Source
from generator.read.yaml.fields import Fields

HINT = "Write it as 2026-07-12 or 2026-07-12 09:30:00 +0200."


def read_datetime(fields: Fields, key: str, settings: Settings) -> datetime | None:
    """Return the date and time of a key, if it exists."""
    if fields.values.get(key) is None:
        return None
    try:
        value = fields.texts.get(key, fields.values[key])
        return fixed(parse_date(value, parse_zone(settings.timezone), quoted=key not in fields.texts))
    except ValueError as error:
        raise fields.error(key, str(error), HINT) from None


def read_date_of(fields: Fields, key: str, entry: Mapping[str, object], settings: Settings, hint: str) -> datetime:
    """Return the `date` of one entry of the list `key`."""
    try:
        return fixed(parse_date(entry["date"], parse_zone(settings.timezone)))
    except ValueError as error:
        raise fields.error(key, str(error), hint) from None


def story_date(source: Source, fields: Fields, match: re.Match[str] | None, settings: Settings) -> datetime:
    """Return the publication time of a story: the later one of its date and its embargo."""
    date = _own_date(source, fields, match, settings)
    embargo = read_datetime(fields, "embargo", settings)
    return date if embargo is None else max(date, embargo)


def _own_date(source: Source, fields: Fields, match: re.Match[str] | None, settings: Settings) -> datetime:
    """Return the date in the front matter, or in the file name, or the mtime of a draft."""
    if told := read_datetime(fields, "date", settings):
        return told
    if match:
        try:
            return fixed(file_date(match[1], parse_zone(settings.timezone)))
        except ValueError as error:
            raise InputError(Problem(fields.file, str(error), hint="Mend the date in the file's name.")) from None
    changed = datetime.fromtimestamp(source.stamp[1] // 1_000_000_000, UTC)
    return fixed(changed.astimezone(parse_zone(settings.timezone)))


def check_expiry(
    fields: Fields, expires: datetime | None, date: datetime | None, warnings: list[Problem]
) -> datetime | None:
    """Return the time at which a story is unpublished; warn if it would never be visible."""
    if expires and date and expires <= date:
        message = f"the story comes out at {date:%Y-%m-%d %H:%M}, and so is never shown"
        warnings.append(fields.problem("expires", message, "Write a later moment, or delete it.", "warning"))
    return expires


def fixed(date: datetime) -> datetime:
    """Replace the zone by its offset, as the cache does, so that cached posts equal new ones."""
    offset = date.utcoffset() or timedelta()
    minutes = round(offset / timedelta(minutes=1))  # the cache cannot store the seconds of local mean time
    return date.astimezone(timezone(timedelta(minutes=minutes)))
