"""Instants, sizes, durations and counters as programs write them."""

# ruff: noqa: E501 - mails are as long as they are

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.backups import BackupMail, judge, values
from checks.backups.counts import count

ROME = ZoneInfo("Europe/Rome")
NEAR = datetime(2026, 8, 1, 7, 16, tzinfo=ROME).timestamp()


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("17/06/2026 10:00", "2026-06-17T10:00:00+02:00"),
        ("martedì 29 settembre 2026 23:30:12", "2026-09-29T23:30:12+02:00"),
        ("01-Aug-2026 02:00:02", "2026-08-01T02:00:02+02:00"),
        ("Sat, 01 Aug 2026 02:00:01", "2026-08-01T02:00:01+02:00"),
        ("Do, 17 Aug 2023 03:41:29", "2023-08-17T03:41:29+02:00"),
        ("Fri Jul 24 07:01:02 2026", "2026-07-24T07:01:02+02:00"),
        ("8/1/2026 2:00:00 AM", "2026-08-01T02:00:00+02:00"),
        ("8/1/2026 12:30:00 PM", "2026-08-01T12:30:00+02:00"),
        ("2026/09/18 20:00:12", "2026-09-18T20:00:12+02:00"),
        ("2026-06-12T01:00:03Z", "2026-06-12T03:00:03+02:00"),
        ("2026-06-12T01:00:03+02:00", "2026-06-12T01:00:03+02:00"),
        ("2026-09-17-23-00-00", "2026-09-17T23:00:00+02:00"),
        ("01.08.2026 23:12:33 (1 Stunde)", "2026-08-01T23:12:33+02:00"),
        ("22:07:29", "2026-07-31T22:07:29+02:00"),
        ("07:20:00", "2026-08-01T07:20:00+02:00"),
        ("31/02/2026 10:00", None),
        ("nothing", None),
    ],
)
def test_instants(text, when):
    at = values.instant(text, ROME, NEAR)
    assert at == (datetime.fromisoformat(when).timestamp() if when else None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5 KB", 12_800),
        ("1.234.567 bytes", 1_234_567),
        ("372,477,791 (372.5 KB)", 381_440),
        ("0 B", 0),
        ("1 GiB", 1 << 30),
        ("522.5 MB", 547_880_960),
        ("many", None),
    ],
)
def test_sizes(text, number):
    assert values.size(text) == number


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:07:26", 446),
        ("1.02:03:04", 93_784),
        ("9m 28s", 568),
        ("1 Stunde, 12 Minuten, 32 Sekunden", 4352),
        ("2 ore 5 minuti", 7500),
        ("10 mins 12 secs", 612),
        ("3 Minute 41 Second", 221),
        ("soon", None),
    ],
)
def test_durations(text, seconds):
    assert values.duration(text) == seconds


@given(st.text(max_size=80))
def test_any_text_is_survived(text):
    values.instant(text, ROME, NEAR)
    values.size(text)
    values.duration(text)


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (["Succeeded: 10", "Failed: 2"], "PARTIAL"),
        (["Succeeded: 10", "Failed: 0"], "OK"),
        (["10", "Succeeded", "2", "Partially Succeeded", "0", "Failed"], "PARTIAL"),
        (["Succeeded", "10", "Failed", "0"], "OK"),
        (["3 failed"], "FAILED"),
        (["Failed 0"], None),
        (["Succeeded: 10"], None),
        (["Success 5 | Warning 2 | Error 0"], "WARNING"),
    ],
)
def test_counters(lines, verdict):
    assert count(lines).verdict == verdict


def test_what_a_mail_tells_besides():
    body = "Nome job: Notturno\nServer: SRV1\nOra d’inizio: 17/06/2026 10:00\nOra di fine: 17/06/2026 10:01\nDimensione: 1,5 KB\nEsito: OK"
    found = judge(BackupMail("a@b.example", "Backup", body), zone=ROME)
    assert (found.verdict, found.job, found.host, found.size_bytes, found.duration_s) == (
        "OK",
        "Notturno",
        "SRV1",
        1536,
        60,
    )


def test_the_end_after_midnight_is_the_next_day():
    body = "Backup job: X\nSuccess\t2\tStart time\t23:30:12\tTotal size\t770 GB\nError\t0\tEnd time\t00:21:13\nVeeam Backup & Replication"
    found = judge(BackupMail("a@b.example", "[Success] X (2 objects)", body, NEAR), zone=ROME)
    assert found.ended_at - found.started_at == 51 * 60 + 1
