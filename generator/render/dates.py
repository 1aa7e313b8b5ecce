"""Format dates in templates: in English, the same on every machine."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache, lru_cache

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Part = str | Callable[[datetime], str]

_DIRECTIVE = re.compile(r"%(?P<flags>[-0_^:]*)(?P<name>.?)", re.DOTALL)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?", re.ASCII)
_DATE_ONLY = len("2026-07-12")

_WORDS: dict[str, Callable[[datetime], str]] = {
    "A": lambda moment: DAYS[moment.weekday()],
    "a": lambda moment: DAYS[moment.weekday()][:3],
    "B": lambda moment: MONTHS[moment.month - 1],
    "b": lambda moment: MONTHS[moment.month - 1][:3],
    "h": lambda moment: MONTHS[moment.month - 1][:3],
    "p": lambda moment: "AM" if moment.hour < 12 else "PM",  # noqa: PLR2004 (noon)
    "P": lambda moment: "am" if moment.hour < 12 else "pm",  # noqa: PLR2004
    "Z": lambda moment: moment.tzname() or "",
    "n": lambda _: "\n",
    "t": lambda _: "\t",
    "%": lambda _: "%",
}
# Each with its width and its padding.
_NUMBERS: dict[str, tuple[Callable[[datetime], int], int, str]] = {
    "Y": (lambda moment: moment.year, 4, "0"),
    "C": (lambda moment: moment.year // 100, 2, "0"),
    "y": (lambda moment: moment.year % 100, 2, "0"),
    "m": (lambda moment: moment.month, 2, "0"),
    "d": (lambda moment: moment.day, 2, "0"),
    "e": (lambda moment: moment.day, 2, " "),
    "j": (lambda moment: moment.timetuple().tm_yday, 3, "0"),
    "H": (lambda moment: moment.hour, 2, "0"),
    "k": (lambda moment: moment.hour, 2, " "),
    "I": (lambda moment: moment.hour % 12 or 12, 2, "0"),
    "l": (lambda moment: moment.hour % 12 or 12, 2, " "),
    "M": (lambda moment: moment.minute, 2, "0"),
    "S": (lambda moment: moment.second, 2, "0"),
    "L": (lambda moment: moment.microsecond // 1000, 3, "0"),
    "f": (lambda moment: moment.microsecond, 6, "0"),
    "s": (lambda moment: int(moment.timestamp()), 1, "0"),
    "u": (lambda moment: moment.isoweekday(), 1, "0"),
    "w": (lambda moment: moment.isoweekday() % 7, 1, "0"),
    "G": (lambda moment: moment.isocalendar().year, 4, "0"),
    "g": (lambda moment: moment.isocalendar().year % 100, 2, "0"),
    "V": (lambda moment: moment.isocalendar().week, 2, "0"),
    "U": (lambda moment: (moment.timetuple().tm_yday + 6 - moment.isoweekday() % 7) // 7, 2, "0"),
    "W": (lambda moment: (moment.timetuple().tm_yday + 6 - moment.weekday()) // 7, 2, "0"),
}
_COMPOSITES = {
    "D": "%m/%d/%y",
    "x": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "R": "%H:%M",
    "r": "%I:%M:%S %p",
    "c": "%a %b %e %H:%M:%S %Y",
    "v": "%e-%^b-%Y",
}


def format_date(date: datetime, pattern: str) -> str:
    """Format a date by strftime's directives, with glibc's and Ruby's flags `-`, `_`, `0`, `^` and `:`.

    Raises ValueError for an unknown directive.
    """
    return "".join([part if isinstance(part, str) else part(date) for part in _compiled(pattern)])


def as_datetime(value: object, timezone: str) -> datetime:
    """Convert a template's value to a datetime: a datetime, a date, or either as an ISO 8601 string.

    As in front matter, a day without a time begins in the site's `timezone`, and a time without an offset is UTC.
    Raises ValueError for any other value.
    """
    found = _read_iso(value) if isinstance(value, str) else value
    if isinstance(found, datetime):
        return found if found.tzinfo else _moved(found.replace(tzinfo=UTC), _zone(timezone))
    if isinstance(found, date):
        return datetime.combine(found, time(), _zone(timezone))
    message = f'"{value}" is not a date'
    raise ValueError(message)


def _read_iso(text: str) -> date | None:
    """Parse a date, with or without a time."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text) if len(text) == _DATE_ONLY else datetime.fromisoformat(text)
    except ValueError:  # its message would name only the day, or only the format
        return None


def _moved(date: datetime, zone: tzinfo) -> datetime:
    try:
        return date.astimezone(zone)
    except OverflowError:  # the first or last hours of the year 1 or 9999
        return date


@cache
def _zone(name: str) -> tzinfo:
    if name.strip().upper() in ("", "UTC", "Z"):
        return UTC
    from zoneinfo import ZoneInfo  # most dates have an offset

    return ZoneInfo(name)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[Part, ...]:
    """Parse a pattern into texts and functions of a date."""
    parts: list[Part] = []
    done = 0
    for found in _DIRECTIVE.finditer(pattern):
        parts.append(pattern[done : found.start()])
        parts.extend(_directive(found["name"], found["flags"], found[0]))
        done = found.end()
    return (*parts, pattern[done:])


def _directive(name: str, flags: str, written: str) -> tuple[Part, ...]:
    if name == "z":
        return (lambda date: _offset(date, ":" if ":" in flags else ""),)
    if name in _COMPOSITES:
        return _compiled(_COMPOSITES[name])
    if name in _WORDS:
        word = _WORDS[name]
        return ((lambda date: word(date).upper()) if "^" in flags else word,)
    if name not in _NUMBERS:
        message = f'"{written}" is not a directive for dates; they are like %d %B %Y'
        raise ValueError(message)
    number, width, filler = _NUMBERS[name]
    if "-" in flags:
        width = 0
    filler = " " if "_" in flags else "0" if "0" in flags else filler
    return (lambda date: str(number(date)).rjust(width, filler),)


def _offset(date: datetime, colon: str) -> str:
    """Format the offset from UTC in hours and minutes; the seconds of historical offsets are dropped."""
    offset = date.utcoffset()
    minutes = int(offset.total_seconds() / 60) if offset else 0
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{colon}{abs(minutes) % 60:02}"
