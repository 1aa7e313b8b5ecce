import os
import time
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.formats.dates import file_date, parse_date, parse_zone

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from([UTC, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Apia")])


# The second column is what Ruby 3.1 and Jekyll 4.3 make of the first.
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-07-12", "2026-07-12T00:00:00+02:00"),
        ("2026-7-2", "2026-07-02T00:00:00+02:00"),
        ("2026/07/12", "2026-07-12T00:00:00+02:00"),
        ("2026-07-12 09:30", "2026-07-12T09:30:00+02:00"),
        ("2026-07-12T09:30", "2026-07-12T09:30:00+02:00"),
        ("2026-7-2 9:05", "2026-07-02T09:05:00+02:00"),
        ("2026-07-12 09:30:00", "2026-07-12T11:30:00+02:00"),
        ("2026-07-12T09:30:00", "2026-07-12T11:30:00+02:00"),
        ("2026-7-2 9:05:07", "2026-07-02T11:05:07+02:00"),
        ("2026-7-2 9:5:7", "2026-07-02T09:05:07+02:00"),
        ("2026/7/12 10:00:00", "2026-07-12T10:00:00+02:00"),
        ("2026-07-12 09:30:00 +0100", "2026-07-12T10:30:00+02:00"),
        ("2026-07-12 09:30:00 +01:00", "2026-07-12T10:30:00+02:00"),
        ("2026-07-12 09:30:00+01", "2026-07-12T10:30:00+02:00"),
        ("2026-07-12 09:30 +0100", "2026-07-12T10:30:00+02:00"),
        ("2026-07-12 09:30:00 -0330", "2026-07-12T15:00:00+02:00"),
        ("2026-07-12 09:30:00 UTC", "2026-07-12T11:30:00+02:00"),
        ("2026-07-12T09:30:00Z", "2026-07-12T11:30:00+02:00"),
        ("2026-07-12 09:30 Z", "2026-07-12T11:30:00+02:00"),
        ("2026-07-12 09:30:00 EST", "2026-07-12T16:30:00+02:00"),
        ("2026-07-12 9:30 PM", "2026-07-12T21:30:00+02:00"),
        ("2026-07-12 12:30 am", "2026-07-12T00:30:00+02:00"),
        ("2026-07-12 9:30:15 PM", "2026-07-12T21:30:15+02:00"),
        ("12 July 2026", "2026-07-12T00:00:00+02:00"),
        ("July 12, 2026 10:00", "2026-07-12T10:00:00+02:00"),
        ("Sun, 12 Jul 2026 10:00:00 GMT", "2026-07-12T12:00:00+02:00"),
        (" 2026-12-31 23:30 ", "2026-12-31T23:30:00+01:00"),
    ],
)
def test_dates_are_those_of_jekyll(written: str, meant: str) -> None:
    assert parse_date(written, BERLIN).isoformat() == meant


def test_a_quoted_date_without_offset_is_local() -> None:
    assert parse_date("2026-07-12 09:30:00", BERLIN, quoted=True).isoformat() == "2026-07-12T09:30:00+02:00"


def test_fractions_of_seconds() -> None:
    assert parse_date("2026-07-12 09:30:00.5Z", UTC) == datetime(2026, 7, 12, 9, 30, 0, 500_000, UTC)
    assert parse_date("2026-07-12 09:30:00.1234567", UTC).microsecond == 123_456


def test_dates_of_other_sources() -> None:
    assert parse_date(date(2026, 7, 12), BERLIN).isoformat() == "2026-07-12T00:00:00+02:00"
    assert parse_date(datetime(2026, 7, 12, 9, 30), BERLIN).isoformat() == "2026-07-12T11:30:00+02:00"  # noqa: DTZ001


@pytest.mark.parametrize(
    "written",
    [
        "12 Juli",
        "12 Juli 2026",
        "tomorrow",
        "",
        "2026",
        "2026-07",
        "12:30",
        "2026-07-12 x:y",
        "2026-07/12",
        "\u0662\u0660\u0662\u0666-07-12",
        "9" * 5000,
    ],
)
def test_what_is_no_date_says_so(written: str) -> None:
    with pytest.raises(ValueError, match="is not a date") as caught:
        parse_date(written, UTC)
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize("value", [None, 2026, True, 1.5, [], {}])
def test_other_values_are_no_dates(value: object) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(value, UTC)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("2026-02-30", "2026-02-30 does not exist: February 2026 has 28 days"),
        ("2016-06-31 10:00:00", "2016-06-31 does not exist: June 2016 has 30 days"),
        ("2026-13-01", "2026-13-01 does not exist: a year has 12 months"),
        ("0000-01-01", "0000-01-01 does not exist: there is no year 0"),
        ("2026-01-00", "2026-01-00 does not exist: January 2026 has 31 days"),
    ],
)
def test_c05_impossible_date(written: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_date(written, BERLIN)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("2026-07-12 24:00", "24:00 does not exist: write 00:00 of the next day"),
        ("2026-07-12 10:60", "10:60 does not exist"),
        ("2026-07-12 10:00:60", "10:00:60 does not exist"),
        ("2026-07-12 13:00 pm", "13:00 does not exist"),
        ("2026-07-12 10:00 +2400", r"the offset \+2400 does not exist"),
        ("2026-07-12 10:00 CEST", 'the time zone "CEST" is not known'),
        ("9999-12-31 23:59:59 -0100", "out of range"),
    ],
)
def test_c06_impossible_time(written: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_date(written, BERLIN)


def test_c24_the_hour_that_a_clock_change_skips_moves_on() -> None:
    assert parse_date("2026-03-29 02:30", BERLIN).isoformat() == "2026-03-29T03:30:00+02:00"


def test_c24_the_hour_that_a_clock_change_repeats_is_standard_time() -> None:
    assert parse_date("2026-10-25 02:30", BERLIN).isoformat() == "2026-10-25T02:30:00+01:00"


def test_c25_leap_day() -> None:
    assert parse_date("2024-02-29", UTC) == datetime(2024, 2, 29, tzinfo=UTC)
    with pytest.raises(ValueError, match="February 2025 has 28 days"):
        parse_date("2025-02-29", UTC)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the machine's zone cannot be set here")
def test_c26_the_zone_of_the_machine_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    before = parse_date("2026-07-12 09:30", BERLIN).isoformat()
    monkeypatch.setitem(os.environ, "TZ", "Pacific/Apia")
    time.tzset()
    try:
        assert parse_date("2026-07-12 09:30", BERLIN).isoformat() == before
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-07-12", "2026-07-12T00:00:00+02:00"),
        ("26-7-2", "2026-07-02T00:00:00+02:00"),
        ("68-07-12", "2068-07-12T00:00:00+02:00"),
        ("69-07-12", "1969-07-12T00:00:00+01:00"),
    ],
)
def test_file_names_have_dates(written: str, meant: str) -> None:
    assert file_date(written, BERLIN).isoformat() == meant


@pytest.mark.parametrize("written", ["2026-02-30", "2026-7", "x", "2026-07-12 10:00"])
def test_c05_impossible_file_date(written: str) -> None:
    with pytest.raises(ValueError, match=r"does not exist|is not a date"):
        file_date(written, UTC)


def test_zones_have_names() -> None:
    assert str(parse_zone("Europe/Berlin")) == str(BERLIN)  # the name: a zone read again is another object
    assert parse_zone("UTC") is parse_zone("") is UTC
    with pytest.raises(ValueError, match="is Europe/Berlin meant"):
        parse_zone("Europe/Berln")


@pytest.mark.parametrize(
    "name", ["Europe", "../../etc/passwd", "/etc/localtime", "a\0b", "localtime", "+02:00", "é", "x" * 500]
)
def test_c26_only_names_of_zones_are_zones(name: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone"):
        parse_zone(name)


@given(st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1)), st.integers(-14 * 60, 14 * 60), ZONES)  # noqa: DTZ001
def test_dates_with_an_offset_come_back(moment: datetime, minutes: int, zone: ZoneInfo) -> None:
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    found = parse_date(moment.isoformat(sep=" ", timespec="microseconds"), zone)
    assert found.astimezone(UTC) == moment.astimezone(UTC)  # Python calls a repeated hour unequal to all of other zones
    assert found.tzinfo is zone


@given(st.dates(date(1000, 1, 1)), ZONES)
def test_days_stay_days(day: date, zone: ZoneInfo) -> None:
    # A day may lack its midnight (a clock change) or, as 30 December 2011 in Apia, be skipped as a whole.
    assert parse_date(day.isoformat(), zone).date() - day in (timedelta(0), timedelta(1))
    assert file_date(day.isoformat(), zone) == parse_date(day.isoformat(), zone)


@given(st.text(st.sampled_from("0123456789-/:. TZ+apmJulySat,"), max_size=40), ZONES)
def test_any_text_is_a_date_or_a_value_error(text: str, zone: ZoneInfo) -> None:
    try:
        found = parse_date(text, zone)
    except ValueError as error:
        assert str(error)  # noqa: PT017 - both outcomes are fine
    else:
        assert found.utcoffset() is not None
