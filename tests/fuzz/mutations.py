"""Ways to damage a mail, each from what broke some reader of mail: bytes, lines, headers, encodings, boundaries."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

LARGEST = 400_000
"""Bytes that a mutated mail is cut to."""
HOSTILE = (
    b"\x1b[2J", b"\x1b]0;x\x07", b"\x9b31m", b"\xc2\x9b", "\u202e".encode(), "\u2066".encode(), "\u200b".encode(),
    b"\0", b"\x08", b"\x7f", b"\r", b"\x0b", "\u2028".encode(), "\ufeff".encode(), b"\xed\xa0\x80", b"\xff\xfe",
    "e\u0301\u0301\u0301\u0301".encode(), "\U000e0041".encode(), b"=1B=5B31m", b"&#27;[31m", b"&#x202e;",
    b"=?utf-8?q?=1B[31m=E2=80=AE?=", b"=?utf-8?b?G1syShtd?=", b"=?utf-16?b?2AA=?=", b"%1b%5b", b"\\u001b",
    "\uff1c".encode(), "\u0600".encode(), b"\x84\x85",
)  # fmt: skip
"""What no terminal may see, in the disguises mail has for it."""
CHARSETS = (
    b"utf-8", b"utf-7", b"utf-16", b"utf-16le", b"utf-32", b"iso-2022-jp", b"iso-2022-kr", b"hz-gb-2312", b"gb18030",
    b"big5", b"shift_jis", b"euc-kr", b"windows-1252", b"koi8-r", b"us-ascii", b"unknown-8bit", b"x-mac-roman",
    b"idna", b"punycode", b"rot13", b"base64", b"unicode_escape", b"raw_unicode_escape", b"undefined", b"cp65001",
    b"'", b"\xff", b"",
)  # fmt: skip
ENCODINGS = (
    b"base64", b"quoted-printable", b"7bit", b"8bit", b"binary", b"uuencode", b"x-uue", b"yenc", b"BASE64 ", b"",
    b"\xff",
)  # fmt: skip
TYPES = (
    b"text/plain", b"text/html", b"text/enriched", b"text/calendar", b"multipart/mixed", b"multipart/alternative",
    b"multipart/report; report-type=delivery-status", b"multipart/report; report-type=disposition-notification",
    b"multipart/signed", b"multipart/digest", b"multipart/related", b"message/rfc822", b"message/delivery-status",
    b"message/partial", b"message/external-body", b"application/ms-tnef", b"application/octet-stream",
    b"application/xml", b"text/plain; format=flowed; delsp=yes", b"image/png", b"/", b"text", b"",
)  # fmt: skip
FIELDS = (
    b"From", b"To", b"Cc", b"Reply-To", b"Sender", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References",
    b"Received", b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition", b"Content-ID",
    b"MIME-Version", b"Auto-Submitted", b"Precedence", b"X-Trasporto", b"X-Ricevuta", b"X-Riferimento-Message-ID",
    b"X-BLS-Loop", b"List-Id", b"Return-Path", b"Authentication-Results", b"X-Failed-Recipients",
    b"Disposition-Notification-To",
)  # fmt: skip
VALUES = (
    b"", b" ", b"<>", b"<", b"@", b"a@b", b'"', b"(((((", b"<<a@b>>", b"a@b, c@d, e@f", b"group: a@b, c@d;",
    b'"x\\" <a@b>', b"=?utf-8?b?", b"=?utf-8?q?=", b"=?x?b?AAAA?=", b"Mon, 99 Foo 99999 99:99:99 +99999999",
    b"1 Jan 1", b"31 Dec 9999 23:59:59 -2359", b"<a@b> <a@b> <c@d>", b"auto-replied", b"posta-certificata", b"errore",
    b"accettazione", b"avvenuta-consegna", b"=?utf-8?b?PGFAYj4=?=", b"attachment; filename*=utf-8''%1b%5b",
    b"attachment; filename*0*=x''a; filename*1=b; filename*99999999999999999999=c",
    b'attachment; filename="../../etc/passwd"', b"mx; dmarc=fail",
    b"<bls.26-000001.reply.abc.aaaaaaaaaaaaaaaaaaaa@x>",
)  # fmt: skip
_BOUNDARY = re.compile(rb"boundary\s*=\s*\"?([^\"\s;]{1,70})", re.IGNORECASE)
_WORDS = (
    b">", b"> ", b"-- \n", b"On Mon, x wrote:\n", b"Da: x\nInviato: y\nA: z\n", b"-----Original Message-----\n",
    b"( ", b"<div>", b"<table><tr><td>", b"&", b"|", b"_", b"*", b"- ", b"=\n", b"Success ", b"error: ", b"0 ", b"1,",
    b"10:00:00 ", b"[", b"VM1 Failed\n", b"a@b,", b"<a@b> ", b"=?utf-8?q?a?= ", b"\t", b"\n ", b"\r\n\r\n",
    b"https://x.example/", b"a" * 50,
)  # fmt: skip

Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def flip(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Change single bits and bytes."""
    changed = bytearray(raw)
    for _ in range(chance.choice((1, 3, 10, 50)) if raw else 0):
        at = chance.randrange(len(changed))
        changed[at] = changed[at] ^ (1 << chance.randrange(8)) if chance.random() < 0.6 else chance.randrange(256)
    return bytes(changed)


def lines(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Leave lines out, repeat them, or put them elsewhere."""
    parts = raw.splitlines(keepends=True)
    for _ in range(chance.choice((1, 2, 8)) if parts else 0):
        at = chance.randrange(len(parts))
        match chance.randrange(3):
            case 0:
                del parts[at : at + chance.choice((1, 1, 5))]
            case 1:
                parts[at:at] = [parts[at]] * chance.choice((1, 2, 200))
            case _:
                parts.insert(chance.randrange(len(parts)), parts.pop(at))
        if not parts:
            break
    return b"".join(parts)


def splice(raw: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Put a piece of another mail in."""
    other = chance.choice(others)
    begin = chance.randrange(len(other) + 1)
    piece = other[begin : begin + chance.choice((20, 300, 5000))]
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + piece + raw[at + chance.choice((0, len(piece))) :]


def header(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Write a field with an odd value above the others, or in place of one."""
    name, value = chance.choice(FIELDS), chance.choice(VALUES)
    if chance.random() < 0.3:
        value += chance.choice((b" ", b",", b"\r\n\t")) + chance.choice(VALUES)
    field = name + chance.choice((b": ", b":", b" : ", b":\r\n ")) + value + b"\r\n"
    if chance.random() < 0.5:
        return field + raw
    return re.sub(rb"(?im)^" + name + rb":[^\n]*\n", field.replace(b"\\", rb"\\"), raw, count=1)


def lie(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Name another charset, transfer encoding or type than the content has."""
    pattern, values = chance.choice(
        (
            (rb"(?i)(charset\s*=\s*)\"?[\w.:-]+\"?", CHARSETS),
            (rb"(?i)(content-transfer-encoding:\s*)\S+", ENCODINGS),
            (rb"(?i)(content-type:\s*)[\w./+-]+", TYPES),
        )
    )
    value = chance.choice(values).replace(b"\\", rb"\\")
    changed = re.sub(pattern, rb"\g<1>" + value, raw, count=chance.choice((0, 1)))
    if changed != raw:
        return changed
    return (
        b"Content-Type: " + chance.choice(TYPES) + b"; charset=" + chance.choice(CHARSETS) + b"; boundary=b1\r\n" + raw
    )


def boundary(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Open parts anew, never close them, nest them in themselves, or let two have one name."""
    names = _BOUNDARY.findall(raw) or [b"b1"]
    name = chance.choice(names)
    match chance.randrange(5):
        case 0:
            return raw.replace(b"--" + name + b"--", b"--" + name, 1)
        case 1:
            return raw.replace(b"--" + name, b"--" + name + b"--", 1)
        case 2:
            return raw + b"\r\n--" + name + b"\r\n" + raw
        case 3:
            nested = b"--" + name + b"\r\nContent-Type: multipart/mixed; boundary=" + name + b"\r\n\r\n"
            return raw.replace(b"--" + name, nested * chance.choice((1, 5, 300)) + b"--" + name, 1)
        case _:
            return raw.replace(name, chance.choice((b"", b"-", name[:1], b"\xff", b"'", b" ")), chance.choice((1, 2)))


def repeat(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Repeat a word or a piece of the mail very often."""
    at = chance.randrange(len(raw) + 1)
    piece = chance.choice(_WORDS) if chance.random() < 0.7 else raw[at : at + chance.choice((1, 5, 80))]
    times = chance.choice((5, 5, 50, 50, 300, 1000, 20_000))
    return raw[:at] + (piece * times)[:200_000] + raw[at:]


def hostile(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Put in what terminals obey or nobody sees."""
    for _ in range(chance.choice((1, 5, 20))):
        at = chance.randrange(min(len(raw), 2000) + 1) if chance.random() < 0.6 else chance.randrange(len(raw) + 1)
        raw = raw[:at] + chance.choice(HOSTILE) + raw[at:]
    return raw


def cut(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Keep the beginning, or the end."""
    at = chance.randrange(len(raw) + 1)
    return raw[:at] if chance.random() < 0.8 else raw[at:]


def wrap(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Put the mail as a whole into another one."""
    head = b"From: x <x@rossi.example>\r\nSubject: Fwd\r\n"
    if chance.random() < 0.4:
        head += b"X-Trasporto: " + chance.choice((b"posta-certificata", b"errore")) + b"\r\n"
    for _ in range(chance.choice((1, 1, 3, 40))):
        if len(raw) > LARGEST:
            break
        raw = (
            head + b"Content-Type: multipart/mixed; boundary=w\r\n\r\n--w\r\nContent-Type: message/rfc822\r\n"
            b"Content-Disposition: attachment; filename=postacert.eml\r\n\r\n" + raw + b"\r\n--w--\r\n"
        )
    return raw


def endings(raw: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Change the ends of lines."""
    return raw.replace(b"\r\n", b"\n").replace(
        b"\n", chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\r", b"\x0b", b"\xe2\x80\xa8"))
    )


MUTATIONS: tuple[Mutation, ...] = (
    flip, flip, lines, splice, splice, header, header, lie, lie, boundary, repeat, hostile, hostile, cut, wrap, endings,
)  # fmt: skip


def mutated(chance: random.Random, mails: Sequence[bytes]) -> bytes:
    """Return a damaged mail."""
    raw = chance.choice(mails)
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        raw = chance.choice(MUTATIONS)(raw, chance, mails)[:LARGEST]
    return raw
