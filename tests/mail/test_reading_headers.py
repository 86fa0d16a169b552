"""Header values: other programmes' cases, and the forms that are met in Italian mail."""

import json
from pathlib import Path

import pytest

from bls_tui.mail.reading import addresses, dates, headers, identifiers, parameters, subjects, words

CASES = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "mail" / "header_cases.json"
OTHERWISE = {
    "header/address/14": "blanks inside the address are no part of it (RFC 5322 §4.4)",
    "header/content_type/59": "NUL is taken out of every text",
    "header/content_type/61": "an attack, not a value: read without harm, differently",
}


def header_cases():
    return json.loads(CASES.read_text()) if CASES.is_file() else []


def raw(value):
    return headers.parse(b"X: " + value.encode() + b"\n\n")[0].raw("x")


def people(expected):
    listed = expected.get("list") or [one for group in expected["groups"] for one in group["addresses"]]
    return [(" ".join((one["name"] or "").split()), one["address"]) for one in listed]


def moment(expected):
    if expected is None:
        return None
    sign = "-" if expected["tz_before_gmt"] else "+"
    return (
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}".format(**expected)
        + f"{sign}{expected['tz_hour']:02}:{expected['tz_minute']:02}"
    )


def read(kind, value):
    if kind == "address":
        return [(one.name, one.written) for one in addresses.parse(value)]
    if kind == "date":
        stamp = dates.parse(value)
        return stamp and stamp.iso()
    if kind == "message_ids":
        return list(identifiers.parse(value))
    if kind == "unstructured":
        return words.collapse(words.decode(value))
    return parameters.content_type(value)


def wanted(kind, expected):
    if kind == "address":
        return people(expected)
    if kind == "date":
        return moment(expected)
    if kind == "content_type":
        if expected is None or not expected["c_subtype"]:
            kind_of = ""
        else:
            kind_of = f"{expected['c_type']}/{expected['c_subtype']}"
        attributes = (expected or {}).get("attributes") or []
        return kind_of, {name: value for name, value in attributes if not name.endswith("-language")}
    return expected


@pytest.mark.parametrize("case", header_cases(), ids=lambda case: case["id"])
def test_value_of_another_suite(case):
    found = read(case["kind"], raw(case["header_value"]))
    if case["id"] in OTHERWISE:
        return
    expected = wanted(case["kind"], case["expected"])
    if case["kind"] == "content_type" and not expected[0]:
        assert found[0] == ""
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Rossi, Mario <m.rossi@ditta.it>", [("Rossi, Mario", "m.rossi@ditta.it")]),
        ("m.rossi@Ditta.IT (Mario Rossi)", [("Mario Rossi", "m.rossi@ditta.it")]),
        ('"Per conto di: a@b.it" <pec@gestore.it>', [("Per conto di: a@b.it", "pec@gestore.it")]),
        ("Mario via Ditta <lista@ditta.it>; anna@x.it", [("Mario via Ditta", "lista@ditta.it"), ("", "anna@x.it")]),
        ("undisclosed-recipients:;", []),
        ("Gruppo: a@x.it, B <b@x.it>;, c@x.it", [("", "a@x.it"), ("B", "b@x.it"), ("", "c@x.it")]),
        ("<@relay.it,@altro.it:mario@ditta.it>", [("", "mario@ditta.it")]),
        ('"Mario Rossi <m@x.it>', [("Mario Rossi", "m@x.it")]),
        ("=?utf-8?Q?Mario_Rossi_=3Cm=40x=2Eit=3E?=", [("Mario Rossi", "m@x.it")]),
        ('"a b"@x.it', [("", '"a b"@x.it')]),
        ("<<m@x.it>>", [("", "m@x.it")]),
        ("m@x.it>", [("", "m@x.it")]),
        ("Mario Rossi [m@x.it]", [("Mario Rossi", "m@x.it")]),
        ("Mario <mailto:m@X.it?subject=x>", [("Mario", "m@x.it")]),
        ("m@[IPv6:2001:db8::1]", [("", "m@[ipv6:2001:db8::1]")]),
        ("MAILER-DAEMON <>", [("MAILER-DAEMON", "")]),
        ("", []),
    ],
)
def test_addresses(value, expected):
    assert [(one.name, one.address) for one in addresses.parse(value)] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Tue Jul  1 10:52:37 2003", "2003-07-01T10:52:37+00:00"),
        ("Tue, 1 Jul 03 10:52 GMT", "2003-07-01T10:52:00+00:00"),
        ("2024-02-29T10:52:37Z", "2024-02-29T10:52:37+00:00"),
        ("2024-02-29 10:52:37.123 +01:00", "2024-02-29T10:52:37+01:00"),
        ("Thu, 29 Feb 2024 23:59:60 +0100 (CET)", "2024-02-29T23:59:59+01:00"),
        ("gio, 2 mag 2024 08:00:00 +0200", "2024-05-02T08:00:00+02:00"),
        ("mar, 5 mar 2024 08:00:00 +0100", "2024-03-05T08:00:00+01:00"),
        ("1 Jan 2024 08:00:00", "2024-01-01T08:00:00+00:00"),
        ("1 Jan 2024 08:00:00 -0000", "2024-01-01T08:00:00+00:00"),
        ("31 Feb 2024 08:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(value, expected):
    stamp = dates.parse(value)
    assert (stamp and stamp.iso()) == expected


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("R: I: Re[2]: [BLS#26-001234] Backup fallito", "Backup fallito"),
        ("RIF: INOLTRO: Fwd (3): stampante", "stampante"),
        ("[BLS#26-001234] R: AW: WG: stampante", "stampante"),
        ("Re : SV: VS: TR: x", "x"),
        ("RE: Ripristino: dati", "Ripristino: dati"),
        ("Internet: lenta", "Internet: lenta"),
        ("I", "I"),
        ("Re:", ""),
    ],
)
def test_base_of_subject(subject, base):
    assert subjects.base(subject) == base


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=?utf-8?B?w6g=?= =?utf-8?B?w6k=?=", "èé"),
        ("=?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "€"),
        ("=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC_100?=", "€ 100"),
        ("=?iso-8859-15?Q?=A4?=", "€"),
        ("=?us-ascii?Q?citt=C3=A0?=", "città"),
        ("=?iso-8859-1?Q?Citt=E0_=96_x?=", "Città – x"),
        ("=?x-unknown?Q?citt=E0?=", "città"),
        ("=?utf-8?Q?senza fine", "=?utf-8?Q?senza fine"),
        ("prima=?utf-8?Q?_mezzo?=dopo", "prima mezzodopo"),
        ("=?utf-8?B?w6g?= fine", "è fine"),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
    ],
)
def test_encoded_words(value, expected):
    assert words.collapse(words.decode(value)) == expected


def test_a_header_in_bytes_of_the_charset_of_the_body():
    mail = "Subject: Отчёт\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nx".encode("koi8-r")
    from bls_tui.mail.reading import read as read_mail  # noqa: PLC0415

    assert read_mail(mail).subject == "Отчёт"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("attachment; filename*=UTF-8''citt%C3%A0.pdf; filename=citta.pdf", "città.pdf"),
        ("attachment; filename*0*=UTF-8''citt%C3; filename*1*=%A0; filename*2=.pdf", "città.pdf"),
        ('attachment; filename="=?UTF-8?B?Y2l0dMOgLnBkZg==?="', "città.pdf"),
        ("attachment; filename=due parole.pdf; size=3", "due parole.pdf"),
        ('attachment; filename="a;b.pdf"', "a;b.pdf"),
        ("attachment\n filename=x.pdf", "x.pdf"),
        ("attachment; filename*=citt%C3%A0.pdf", "città.pdf"),
        ('attachment; filename="aperto.pdf', "aperto.pdf"),
    ],
)
def test_names_in_parameters(value, name):
    assert parameters.parse(value)[1]["filename"] == name
