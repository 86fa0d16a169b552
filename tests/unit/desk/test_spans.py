from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bls_tui import locale
from bls_tui.desk import spans

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 22, 14, 2, 10, tzinfo=ROME).timestamp()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0s"),
        (8.9, "8s"),
        (60, "1m"),
        (12 * 60 + 59, "12m"),
        (3 * 3600 + 5 * 60, "3h 05m"),
        (86400 + 4 * 3600, "1d 04h"),
        (2 * 86400, "2d"),
        (40 * 86400, "40d"),
    ],
)
def test_short(seconds, words):
    assert spans.short(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (61, "1 minute 1 second"),
        (3600, "1 hour"),
        (3605, "1 hour"),
        (3 * 3600 + 300, "3 hours 5 minutes"),
        (86400 + 3600, "1 day 1 hour"),
    ],
)
def test_long(seconds, words):
    assert spans.long(seconds) == words


def test_italian_words():
    locale.use_language("it")
    assert spans.long(3 * 3600 + 300) == "3 ore 5 minuti"
    assert spans.short(3 * 86400) == "3g"
    assert spans.moment(NOW - 86400, ROME, NOW) == "21/11/2026 14:02"


def test_moments_are_told_in_the_zone():
    at = datetime(2026, 11, 22, 12, 50, 11, tzinfo=UTC).timestamp()
    assert spans.moment(at, ROME, NOW) == "13:50:11"
    assert spans.moment(at - 86400, ROME, NOW) == "2026-11-21 13:50"
    assert spans.full(at, ROME) == "2026-11-22 13:50:11 CET"


def test_iso_is_utc():
    assert spans.iso(0.25) == "1970-01-01T00:00:00.250Z"
    assert spans.iso(None) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("1h 30m", 5400), ("3d", 259200), ("3G", 259200)],
)
def test_parse_span(text, seconds):
    assert spans.parse_span(text) == seconds


@pytest.mark.parametrize("text", ["", "2", "h", "0m", "-2h", "2 hours", "1y", "9" * 10 + "d", "9" * 5000 + "d"])
def test_parse_span_says_what_would_do(text):
    with pytest.raises(spans.SpanError, match="1h30m"):
        spans.parse_span(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("14:30", datetime(2026, 11, 22, 14, 30, tzinfo=ROME)),
        ("8:00", datetime(2026, 11, 23, 8, 0, tzinfo=ROME)),
        ("2026-11-25", datetime(2026, 11, 25, 0, 0, tzinfo=ROME)),
        ("2026-11-25 22:15", datetime(2026, 11, 25, 22, 15, tzinfo=ROME)),
        ("2026-03-29 02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_parse_moment(text, at):
    assert spans.parse_moment(text, ROME, NOW) == at.timestamp()


def test_parse_moment_from_now():
    assert spans.parse_moment("+2h", ROME, NOW) == NOW + 7200


@pytest.mark.parametrize("text", ["", "25:00", "tomorrow", "2026-13-01", "10"])
def test_parse_moment_says_what_would_do(text):
    with pytest.raises(spans.SpanError, match="14:30"):
        spans.parse_moment(text, ROME, NOW)


@pytest.mark.parametrize("at", [-1e18, -1e11, 253402300799.0, 9e12, 1e300])
def test_a_time_beyond_the_calendar_is_written_as_its_end(at):
    year = "0002" if at < 0 else "9999"
    assert spans.iso(at).startswith(year)
    assert spans.moment(at, ROME, NOW).lstrip("0").startswith(year.lstrip("0"))
    assert spans.full(at, ROME).lstrip("0").startswith(year.lstrip("0"))
