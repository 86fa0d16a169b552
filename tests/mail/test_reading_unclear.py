"""A From that others may read differently is no sender at all."""

import time

import pytest

from bls_tui.mail.reading import read
from bls_tui.mail.reading.addresses import ambiguous

CLEAR = [
    "Mario Rossi <mario@rossi.example>",
    '"Rossi, Mario" <mario@rossi.example>',
    '"altri@dove.example" <mario@rossi.example>',
    "mario@rossi.example <mario@rossi.example>",
    "'mario@rossi.example' <mario@rossi.example>",
    "mario@rossi.example (Mario)",
    "O'Neil <o'neil@rossi.example>",
    "=?utf-8?q?Mario?= <mario@rossi.example>",
    "Rossi, Mario <mario@rossi.example>",
    "mario@rossi.example, lia@bianchi.example",
    "<mailto:mario@rossi.example>",
    "Mario <mario@[192.0.2.1]>",
    "MAILER-DAEMON",
    "",
]
UNCLEAR = [
    "mario@rossi.example <evil@evil.example>",
    "'mario@rossi.example' <evil@evil.example>",
    "<mario@rossi.example> <evil@evil.example>",
    "mario@rossi.example evil@evil.example",
    "evil@evil.example@rossi.example",
    "mario@rossi.example\0@evil.example",
    "<mario@rossi.example>evil@evil.example",
]


@pytest.mark.parametrize("value", CLEAR)
def test_what_everybody_reads_alike(value):
    assert not ambiguous(value)


@pytest.mark.parametrize("value", UNCLEAR)
def test_what_may_be_read_differently(value):
    assert ambiguous(value)
    assert "ambiguous-from" in read(f"From: {value}\r\n\r\nx".encode()).defects


@pytest.mark.parametrize("piece", ["a", "a@", '"\\"', '\\"', "(", "=?a?q?", "<", "a ", '"', "a@b,", "'"])
def test_a_hostile_one_takes_no_time(piece):
    start = time.process_time()
    for length in (1_900, 1_000_000):
        ambiguous(piece * (length // len(piece)))
    assert time.process_time() - start < 2.0
