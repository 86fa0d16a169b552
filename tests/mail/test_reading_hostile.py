"""No mail stops a mailbox: whatever the bytes, reading ends, soon, with something to show."""

import base64
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bls_tui.mail import reading
from bls_tui.mail.reading import message
from bls_tui.plain import mail as plain

RAW = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "mail" / "raw"
SAMPLES = [path.read_bytes() for path in sorted(RAW.glob("*/*.eml")) if path.stat().st_size < 20_000] or [
    b"From: a@b\n\nx"
]
MILLION = 1_000_000
SECONDS = 20
"""Quadratic readers need hours for these; the margin is for a busy machine."""
PIECES = st.sampled_from(
    [b"\r\n\r\n", b"\r", b"\n--", b"=?utf-8?b?", b"?=", b'"', b"<", b"(", b"\0", b"\xff\xfe",
     b"\nContent-Type: text/html\n", b"\nContent-Type: multipart/mixed; boundary=x\n\n--x\n",
     b"\nContent-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\0\0",
     b"\nX-Trasporto: posta-certificata\n", b"\nX-Ricevuta: x\n", b"; charset=utf-16", b"; charset=utf-7", b"base64",
     b"\nDate: Mon, 99 Jan 2020 99:99:99 +9999\n"]
)  # fmt: skip
HEADER = b"From: a@b.it\r\nSubject: x\r\n"
PAGE = HEADER + b"Content-Type: text/html\r\n\r\n"


def fully_read(raw):
    """Read by the inner function, so that a defect of ours shows instead of being caught."""
    mail = message._read(raw, truncated=False)
    plain.data(mail)
    list(plain.text(mail))
    repr(mail).encode()
    assert "\0" not in mail.text
    for attachment in mail.attachments[:3]:
        assert len(reading.attachment_bytes(raw, attachment.index)) == attachment.size


@given(st.binary(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_any_bytes(raw):
    fully_read(raw)


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), PIECES), max_size=8))
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.large_base_example, HealthCheck.data_too_large]
)
def test_damaged_mails(raw, changes):
    for place, length, piece in changes:
        at = int(place * len(raw))
        raw = raw[:at] + piece + raw[at + length :]
    fully_read(raw)


def nested(levels):
    parts = (
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(levels)
    )
    return HEADER + b"".join(parts) + b"\r\nfondo"


HOSTILE = {
    "subject of 1 MB": b"Subject: " + b"x" * MILLION + b"\r\n\r\nx",
    "blanks": b"".join(name + b": a" + b" " * MILLION + b"b\r\n" for name in (b"Subject", b"From", b"Date")) + b"\r\nx",
    "quotes": b"From: " + b'"' * MILLION + b"\r\nTo: " + b'"' + b'\\"' * MILLION + b"\r\n\r\nx",
    "parentheses": b"From: " + b"(" * MILLION + b"\r\nTo: " + b"()" * 300_000 + b"\r\n\r\nx",
    "brackets": b"From: " + b"<" * MILLION + b"\r\nReferences: " + b"<>" * MILLION + b"\r\n\r\nx",
    "addresses": b"To: " + b"a@b," * 200_000 + b"\r\nCc: " + b"a" * MILLION + b" x@y\r\n\r\nx",
    "encoded words": b"Subject: " + b"=?a?q?x" * 100_000 + b"\r\nFrom: " + b"=?utf-8?q?x?= " * 50_000 + b"\r\n\r\nx",
    "parameters": b"Content-Type: text/plain; " + b"a=b; " * 100_000 + b";" * MILLION + b" " * MILLION + b"x\r\n\r\nx",
    "returns": b"Subject: a\r\n" + b"\r" * MILLION + b"\n\r\nx",
    "100,000 Received": b"Received: from x by y; Mon, 1 Jan 2024 00:00:00 +0000\r\n" * 100_000 + b"\r\nx",
    "10,000 multiparts in one another": nested(10_000),
    "delimiters": HEADER + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
    "base64 that swells": HEADER + b"Content-Transfer-Encoding: base64\r\nContent-Type: application/zip\r\n\r\n"
    + base64.encodebytes(b"\0" * 5 * MILLION),
    "padding": HEADER + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"A=" * MILLION,
    "nested elements": PAGE + b"<div>" * MILLION,
    "20 MB of HTML": PAGE + b"<p>ciao <b>x</b></p>" * MILLION,
    "angle brackets": PAGE + b"<" * 2 * MILLION,
    "newlines": PAGE + b"x" + b"\n" * MILLION + b"x",
    "comments": PAGE + b"<!--" * 300_000,
    "scripts": PAGE + b"<script>" * 100_000,
    "tables": PAGE + b"<table><tr><td>" * 3000,
    "cells": PAGE + b"<table>" + b"<tr><td>x" * 29_000 + b"</table>",
    "bounce": b"From: mailer-daemon@x\r\n\r\n" + b"a" * MILLION + b"@" * MILLION + b"-" * MILLION,
}  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_length_only(raw):
    start = time.monotonic()
    found = reading.read(raw)
    assert time.monotonic() - start < SECONDS
    assert "unreadable" not in found.defects


def test_a_defect_of_ours_shows_the_mail_as_it_came(monkeypatch):
    whole = message._read

    def broken(raw, truncated):
        if raw:
            raise RuntimeError
        return whole(raw, truncated)

    monkeypatch.setattr(message, "_read", broken)
    found = reading.read(b"Subject: x\r\n\r\nciao")
    assert (found.text, found.defects) == ("Subject: x\n\nciao", ("unreadable",))
