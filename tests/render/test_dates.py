"""Moments, written in English wherever we are."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render.dates import as_datetime, format_date

MOMENT = datetime(2026, 7, 2, 9, 5, 3, 45678, tzinfo=timezone(timedelta(hours=5, minutes=30)))
NUMERIC = [
    "%Y",
    "%y",
    "%m",
    "%d",
    "%j",
    "%H",
    "%I",
    "%M",
    "%S",
    "%f",
    "%u",
    "%w",
    "%G",
    "%V",
    "%U",
    "%W",
    "%p",
    "%a",
    "%A",
    "%b",
    "%B",
]


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.sampled_from(NUMERIC))  # noqa: DTZ001 (only written)
def test_agrees_with_strftime_in_the_c_locale(moment: datetime, directive: str) -> None:
    assert format_date(moment, directive) == moment.strftime(directive)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("%-d %B %Y, %-I:%M %P", "2 July 2026, 9:05 am"),
        ("%e|%k|%l|%_d|%0e", " 2| 9| 9| 2|02"),
        ("%F %T %R %D", "2026-07-02 09:05:03 09:05 07/02/26"),
        ("%z %:z %Z", "+0530 +05:30 UTC+05:30"),
        ("%^b %^A", "JUL THURSDAY"),
        ("%L %C %h %s", "045 20 Jul 1782963303"),
        ("100%% %n%t", "100% \n\t"),
        ("kl. %H Uhr", "kl. 09 Uhr"),
        ("", ""),
    ],
)
def test_directives(pattern: str, wanted: str) -> None:
    assert format_date(MOMENT, pattern) == wanted


@pytest.mark.parametrize("pattern", ["%Q", "%", "%-", "% d", "%é"])
def test_an_unknown_directive_is_named(pattern: str) -> None:
    with pytest.raises(ValueError, match="is not a directive"):
        format_date(MOMENT, pattern)


def test_years_have_four_digits_everywhere() -> None:
    assert format_date(datetime(33, 4, 3, tzinfo=UTC), "%Y") == "0033"


def test_offsets_of_the_nineteenth_century_have_no_seconds() -> None:
    paris = timezone(timedelta(minutes=9, seconds=21))
    west = timezone(-timedelta(minutes=75, seconds=5))
    assert format_date(datetime(1880, 1, 1, tzinfo=paris), "%z") == "+0009"
    assert format_date(datetime(1880, 1, 1, tzinfo=west), "%:z") == "-01:15"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2026-07-02", "2026-07-02T00:00:00+02:00"),
        (date(2026, 1, 2), "2026-01-02T00:00:00+01:00"),
        ("2026-07-02T09:30:00", "2026-07-02T11:30:00+02:00"),
        ("2026-07-02 09:30:00Z", "2026-07-02T09:30:00+00:00"),
        ("2026-07-02T09:30:00-03:00", "2026-07-02T09:30:00-03:00"),
        (datetime(2026, 7, 2, 9, 30, tzinfo=UTC), "2026-07-02T09:30:00+00:00"),
    ],
)
def test_c26_moments_mean_the_same_everywhere(value: object, wanted: str) -> None:
    assert as_datetime(value, "Europe/Berlin").isoformat() == wanted


@pytest.mark.parametrize("value", ["12 Juli", "2026-02-30", "2026", 2026, True, [], "2026-07-02T25:00", "2026-07-02Tx"])
def test_c05_what_is_no_date_is_named(value: object) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        as_datetime(value, "UTC")


def test_the_last_hours_of_all_time() -> None:
    assert as_datetime("9999-12-31T23:59:59", "Asia/Tokyo").year == 9999
