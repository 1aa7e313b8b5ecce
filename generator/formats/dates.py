"""Parse dates as Jekyll does, independent of the machine's clock, time zone and language.

    parse_date(value, zone, *, quoted=False) -> datetime       of front matter
    file_date(text, zone) -> datetime                           of a file name: `2026-07-12`, `26-7-2`
    parse_zone(name) -> tzinfo                                  of `timezone:` in _config.yml

All results are aware and in the site's `zone`. Errors are ValueErrors with messages for the writer.

- `2026-07-12 09:30:00` (blank or `T`) without an offset is UTC, as in Jekyll: YAML says so. In quotes it is
  not a YAML date, and so local; `quoted` says that it was in quotes.
- A date alone, or `09:30` without seconds, is local to `zone`. So are `2026/07/12 9:30:00 pm` and `12 July 2026 09:30`.
- An offset (`+0100`, `+01:00`, `+01`, `Z`, `UTC`, `GMT`, `EST`, ...) decides, and the result is shown in `zone`.
- A local time that a clock change skips is moved forward (02:30 becomes 03:30); an ambiguous one is in standard
  time. Both as in Ruby.

Unlike Ruby, days and hours that do not exist (30 February, 24:00) are errors, and months are English or numbers.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import Final

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_HOURS_OF_ZONES: Final = {
    "Z": 0, "UTC": 0, "GMT": 0,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_TIME: Final = r"""
    (?:(?:T|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.](?P<fraction>\d*))?)?
    \s*(?P<half>[ap]m)?
    \s*(?P<offset>[-+]\d{1,2}(?::?\d{2})?|[a-z]{1,5})?)?
"""
_OF_THE_MACHINE: Final = frozenset({"localtime", "posixrules", "Factory"})
_FLAGS: Final = re.VERBOSE | re.IGNORECASE | re.ASCII
_NUMERIC: Final = re.compile(
    r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})" + _TIME, _FLAGS
)
_YAML_TIME: Final = re.compile(r"\d{4}-[^:]+:\d\d:\d\d(?:\.|[^\d:]|\Z)", re.ASCII)
_FILE_DATE: Final = re.compile(r"(\d{2,4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_LONGEST: Final = 80
_CENTURY_TURNS: Final = 69  # as in Ruby's Time.parse: 69 is 1969, 68 is 2068


def parse_date(value: object, zone: tzinfo, *, quoted: bool = False) -> datetime:
    """Parse a date of front matter into a time in `zone`. Raises ValueError."""
    if isinstance(value, datetime):
        return _shown(value if value.tzinfo else value.replace(tzinfo=UTC), zone)
    if isinstance(value, date):
        return _local(datetime.combine(value, time()), zone)
    text = value.strip() if isinstance(value, str) else "" if value is None else str(value)
    found = (_NUMERIC.fullmatch(text) or _in_words(text)) if len(text) <= _LONGEST else None
    if not found:
        message = f'"{text[:_LONGEST]}" is not a date'
        raise ValueError(message)
    part = found.groupdict()
    day = _day(int(part["year"]), _month(part), int(part["day"]))
    if part["hour"] is None:
        return _local(datetime.combine(day, time()), zone)
    moment = datetime.combine(day, _time(part))
    if part["offset"]:
        return _shown(moment.replace(tzinfo=_offset(part["offset"])), zone)
    if not quoted and not part["half"] and _YAML_TIME.match(text):
        return _shown(moment.replace(tzinfo=UTC), zone)
    return _local(moment, zone)


def file_date(text: str, zone: tzinfo) -> datetime:
    """Parse the date in a file name into midnight in `zone`. Raises ValueError if the day does not exist."""
    found = _FILE_DATE.fullmatch(text)
    if not found:
        message = f'"{text[:_LONGEST]}" is not a date'
        raise ValueError(message)
    year, month, day = (int(number) for number in found.groups())
    if len(found[1]) == len("26"):
        year += 1900 if year >= _CENTURY_TURNS else 2000
    return _local(datetime.combine(_day(year, month, day), time()), zone)


def parse_zone(name: str) -> tzinfo:
    """Return the time zone of this name, such as Europe/London. Raises ValueError for an unknown one."""
    if name.strip().upper() in ("", "UTC", "Z"):
        return UTC
    import zoneinfo  # most builds are read from the cache and need no zone

    try:
        if name not in _OF_THE_MACHINE:
            return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        pass
    import difflib  # only for the message

    near = difflib.get_close_matches(name[:_LONGEST], sorted(zoneinfo.available_timezones() - _OF_THE_MACHINE), n=1)
    mend = f"; is {near[0]} meant?" if near else "; names are like Europe/London"
    message = f'"{name[:_LONGEST]}" is not a time zone{mend}'
    raise ValueError(message)


@cache
def _word_forms() -> tuple[re.Pattern[str], ...]:
    months = "|".join(f"{name}|{name[:3]}" for name in MONTHS) + "|Sept"
    weekday = "(?:(?:" + "|".join(f"{name}|{name[:3]}" for name in DAYS) + r"),?\s+)?"
    name, day, year = rf"(?P<name>{months})\.?", r"(?P<day>\d{1,2})", r"(?P<year>\d{4})"
    forms = (rf"{weekday}{day}\s+{name},?\s+{year}", rf"{weekday}{name}\s+{day},?\s+{year}")
    return tuple(re.compile(form + _TIME, _FLAGS) for form in forms)


def _in_words(text: str) -> re.Match[str] | None:
    return next((found for form in _word_forms() if (found := form.fullmatch(text))), None)


def _month(part: dict[str, str | None]) -> int:
    if name := part.get("name"):
        return 1 + next(at for at, month in enumerate(MONTHS) if month.lower().startswith(name[:3].lower()))
    return int(part["month"] or 0)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        import calendar  # only for the message

    written = f"{year:04d}-{month:02d}-{day:02d}"
    if not year:
        message = f"{written} does not exist: there is no year 0"
    elif not 1 <= month <= len(MONTHS):
        message = f"{written} does not exist: a year has 12 months"
    else:
        days = calendar.monthrange(year, month)[1]
        message = f"{written} does not exist: {MONTHS[month - 1]} {year} has {days} days"
    raise ValueError(message)


def _time(part: dict[str, str | None]) -> time:
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    written = f"{hour:02d}:{minute:02d}" + (f":{second:02d}" if part["second"] else "")
    try:
        if part["half"] and 1 <= hour <= 12:  # noqa: PLR2004 - a half day's hours
            hour = hour % 12 + (12 if part["half"].lower() == "pm" else 0)
        elif part["half"]:
            hour = -1
        return time(hour, minute, second, int((part["fraction"] or "")[:6].ljust(6, "0")))
    except ValueError:
        mend = ": write 00:00 of the next day" if (hour, minute, second) == (24, 0, 0) else ""
        message = f"{written} does not exist{mend}"
        raise ValueError(message) from None


def _offset(text: str) -> timezone:
    if text[0] not in "+-":
        hours = _HOURS_OF_ZONES.get(text.upper())
        if hours is None:
            message = f'the time zone "{text}" is not known: write an offset such as +01:00'
            raise ValueError(message)
        return timezone(timedelta(hours=hours))
    digits = re.sub("[^0-9]", "", text)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > len("01") else (int(digits), 0)
    if hours > 23 or minutes > 59:  # noqa: PLR2004 - a day's hours, an hour's minutes
        message = f"the offset {text} does not exist"
        raise ValueError(message)
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1))


def _local(moment: datetime, zone: tzinfo) -> datetime:
    """Convert a local time without an offset to an aware time in `zone`."""
    # If the two readings differ, the smaller offset is standard time when clocks go back. When they go forward, it is
    # the time before the change, and results in the hour after it.
    readings = (moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1))
    return _shown(min(readings, key=lambda reading: reading.utcoffset() or timedelta()), zone)


def _shown(moment: datetime, zone: tzinfo) -> datetime:
    try:
        return moment.astimezone(UTC).astimezone(zone)
    except OverflowError:
        message = f"the year {moment.year} is out of range"
        raise ValueError(message) from None
