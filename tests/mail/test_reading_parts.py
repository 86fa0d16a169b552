"""Text and attachments: every way of writing, packing and naming them."""

import base64
import struct

import pytest

from bls_tui.mail.reading import attachment_bytes, digest, identity, read
from bls_tui.mail.reading import html as pages

PNG = base64.b64encode(b"\x89PNG").decode()


def multipart(kind, *parts, **parameters):
    more = "".join(f'; {name}="{value}"' for name, value in parameters.items())
    body = "".join(f"--B\r\n{part}\r\n" for part in parts)
    return f'From: a@b.it\r\nContent-Type: multipart/{kind}; boundary="B"{more}\r\n\r\n{body}--B--\r\n'.encode()


def text(body, kind="plain", more=""):
    return f"Content-Type: text/{kind}; charset=utf-8{more}\r\n\r\n{body}"


def test_the_plain_version_is_preferred():
    found = read(multipart("alternative", text("semplice"), text("<p>ricco</p>", "html")))
    assert found.text == "semplice"
    assert found.html == "<p>ricco</p>"


@pytest.mark.parametrize("plain", ["", " \r\n\r\n", "Your mail client does not support HTML"])
def test_a_plain_version_that_says_nothing_is_not(plain):
    page = "<p>" + "Il backup del server è riuscito. " * 5 + "</p>"
    assert read(multipart("alternative", text(plain), text(page, "html"))).text.startswith("Il backup")


def test_a_page_that_is_declared_plain_is_a_page():
    assert (
        read(b"Content-Type: text/plain\n\n<!DOCTYPE html><html><b>Backup</b> riuscito</html>").text
        == "Backup riuscito"
    )


def test_versions_for_programmes_are_left_out():
    found = read(multipart("alternative", text("ciao"), text("<html amp4email>", "x-amp-html"), text("ciao", "html")))
    assert (found.text, found.attachments) == ("ciao", ())


def test_mixed_keeps_the_order():
    raw = multipart("mixed", text("uno"), f"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n{PNG}",
                    text("<p>due</p>", "html"))  # fmt: skip
    found = read(raw)
    assert found.text == "uno\n\ndue"
    assert [(one.filename, one.size) for one in found.attachments] == [("image-2.png", 4)]
    assert attachment_bytes(raw, 0) == b"\x89PNG"


def test_a_text_that_is_attached_is_not_shown():
    found = read(multipart("mixed", text("corpo"), text("registro", more="\r\nContent-Disposition: attachment")))
    assert found.text == "corpo"
    assert [one.filename for one in found.attachments] == ["text-2.txt"]


def test_images_of_a_page_are_inline():
    page = text('<p>x <img src="cid:logo@x"></p>', "html")
    image = "Content-Type: image/png; name=logo.png\r\nContent-ID: <logo@x>\r\n\r\nx"
    (image,) = read(multipart("related", page, image)).attachments
    assert (image.inline, image.content_id) == (True, "logo@x")


def test_an_attached_mail_is_named_by_its_subject():
    inner = "Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?Q?Citt=C3=A0/2?=\r\n\r\nciao"
    raw = multipart("mixed", text("vedi"), inner)
    (attached,) = read(raw).attachments
    assert attached.filename == "Città-2.eml"
    assert read(attachment_bytes(raw, 0)).text == "ciao"


def test_an_invitation():
    event = "BEGIN:VCALENDAR\nEND:VCALENDAR"
    found = read(
        multipart("alternative", text("invito"), f"Content-Type: text/calendar; method=REQUEST\r\n\r\n{event}")
    )
    assert found.calendar.strip() == event
    assert [one.filename for one in found.attachments] == ["invite.ics"]
    assert found.text == "invito"


def test_a_name_is_no_place():
    part = 'Content-Type: a/b\r\nContent-Disposition: attachment; filename="..\\\\..\\\\/etc/passwd"\r\n\r\nx'
    assert read(multipart("mixed", part)).attachments[0].filename == "passwd"


def test_an_index_that_is_none():
    with pytest.raises(IndexError):
        attachment_bytes(multipart("mixed", text("x")), 0)


def test_flowed_lines_are_joined():
    raw = b"Content-Type: text/plain; format=flowed\n\nuna riga \nlunga\n> citata \n> ancora\n>> altra\n-- \nfirma\n  x"
    assert read(raw).text == "una riga lunga\n> citata ancora\n>> altra\n-- \nfirma\n x"


@pytest.mark.parametrize(
    ("charset", "data", "expected"),
    [
        ("us-ascii", "città".encode(), "città"),
        ("us-ascii", "città € –".encode("cp1252"), "città € –"),
        ("iso-8859-1", "città €".encode("cp1252"), "città €"),
        ("utf-8", "perché così".encode("cp1252"), "perché così"),
        ("utf-8", "perché così".encode() + b" \xff fine", "perché così \ufffd fine"),
        ("windows-1250", "perché così".encode(), "perché così"),
        ("utf-16", "città".encode("utf-16"), "città"),
        ("utf-16le", "città".encode("utf-16-le"), "città"),
        ("utf-16", "città".encode("utf-16-be"), "città"),
        ("utf-7", b"citt+AOA-", "città"),
        ("x-sconosciuto", "città".encode(), "città"),
        ("idna", "città".encode(), "città"),
        ('"utf-8;"', "città".encode(), "città"),
        ("koi8-r", "Отчёт".encode("koi8-r"), "Отчёт"),
        ("iso-2022-jp", b"\x1b$B\x46\x7c\x2d\x21\x5f\x21\x1b(B ok", "日①漾 ok"),
        ("iso-2022-jp", b"\x1b$B\xff\xff\x1b(B ok", "? ok"),
        ("gb2312", "镕基".encode("gbk"), "镕基"),
    ],
)
def test_charsets(charset, data, expected):
    assert read(b"Content-Type: text/plain; charset=" + charset.encode() + b"\n\n" + data).text == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends(end):
    raw = f"From: a@b.it{end}Subject: uno{end} due{end}{end}riga{end}altra".encode()
    found = read(raw)
    assert (found.sender.address, found.subject) == ("a@b.it", "uno due")
    assert found.text.split() == ["riga", "altra"]


def test_structure_that_is_broken():
    unterminated = read(multipart("mixed", text("uno"), text("due")).removesuffix(b"--B--\r\n"))
    assert unterminated.text == "uno\n\ndue"
    assert "unterminated-multipart" in unterminated.defects
    wrong = read(multipart("mixed", text("uno"), text("due")).replace(b'boundary="B"', b'boundary="C"'))
    assert wrong.text == "uno\n\ndue"
    assert "wrong-boundary" in wrong.defects
    missing = read(b"From: a@b.it\nSubject: x\nsenza riga vuota\naltra")
    assert (missing.subject, missing.text) == ("x", "senza riga vuota\naltra")
    inside = read(b"From: a@b.it\nSubject: x\nspezzato\nTo: c@d.it\n\ncorpo")
    assert (inside.subject, inside.to[0].address, inside.text) == ("x spezzato", "c@d.it", "corpo")


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("base64", "Y2lh\n\nbw==", "ciao"),
        ("base64", "Y2lh*bw", "ciao"),
        ("base64", "Y2lhbw==\nY2lhbw==", "ciaociao"),
        ("base64", "Non era affatto base64, come si vede.", "Non era affatto base64, come si vede."),
        ("quoted-printable", "ci=61o =\nqui =zz", "ciao qui =zz"),
        ("8-bit", "ciao", "ciao"),
        ("x-uuencode", "begin 644 x\n$8VEA;P``\n`\nend", "ciao"),
    ],
)
def test_transfer_encodings(encoding, body, expected):
    assert read(f"Content-Transfer-Encoding: {encoding}\n\n{body}".encode()).text == expected


def test_pages_as_text():
    page = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>Uno&nbsp;due</p>"
        "<table><tr><td>VM</td><td>Esito</td></tr><tr><td>srv01</td><td>OK</td></tr></table>"
        '<a href="https://evil.example/x">banca.it</a> <a href="https://www.banca.it/">banca.it</a>'
        '<div style="display:none">nascosto</div><script>x()</script></body></html><p>In calce</p>'
    )
    found = pages.to_text(page)
    assert "Uno due" in found
    assert [line.split() for line in found.splitlines() if "srv01" in line] == [["srv01", "OK"]]
    assert "banca.it <https://evil.example/x>" in found
    assert "<https://www.banca.it/>" not in found
    assert "In calce" in found
    assert not any(word in found for word in ("nascosto", "x()", "p{}"))


@pytest.mark.parametrize("page", ["<div>" * 5000 + "parole", "<a href=http://x.y>k</a>" * 6000 + "parole"])
def test_pages_that_are_not_laid_out_say_so(page):
    found = pages.to_text(page)
    assert found.startswith("[")
    assert found.endswith("parole")


def test_styles_cannot_ask_for_blanks():
    assert pages.to_text('<p style="margin-top:9999999em;padding-left:9999999em">x</p>').strip() == "x"


def attribute(level, number, value):
    return struct.pack("<BII", level, number, len(value)) + value + b"\0\0"


def prop(kind, key, value):
    data = struct.pack("<HHII", kind, key, 1, len(value)) + value
    return data + b"\0" * (-len(value) % 4)


def winmail():
    long_name = prop(0x1F, 0x3707, "Città è.pdf\0".encode("utf-16-le"))
    return b"".join(
        [
            struct.pack("<IH", 0x223E9F78, 1),
            attribute(1, 0x69007, struct.pack("<II", 1252, 0)),
            attribute(1, 0x2800C, "Corpo è\0".encode("cp1252")),
            attribute(2, 0x69002, b"\0" * 14),
            attribute(2, 0x18010, b"CITTA~1.PDF\0"),
            attribute(2, 0x6800F, b"%PDF"),
            attribute(2, 0x69005, struct.pack("<I", 1) + long_name),
            attribute(2, 0x69002, b"\0" * 14),
            attribute(2, 0x18010, b"due.txt\0"),
            attribute(2, 0x6800F, b"12345"),
        ]
    )


def tnef(data):
    body = base64.encodebytes(data).decode()
    return f"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}"


def test_what_is_inside_winmail_dat():
    raw = multipart("mixed", text("Corpo"), tnef(winmail()))
    found = read(raw)
    assert found.text == "Corpo"
    assert [(one.filename, one.size) for one in found.attachments] == [("Città è.pdf", 4), ("due.txt", 5)]
    assert attachment_bytes(raw, 1) == b"12345"


def test_the_text_of_winmail_dat_is_shown_where_there_is_no_other():
    assert read(multipart("mixed", tnef(winmail()))).text == "Corpo è"


def test_a_damaged_winmail_dat():
    found = read(multipart("mixed", text("x"), tnef(b"niente")))
    assert [one.filename for one in found.attachments] == ["winmail.dat"]
    assert "unreadable-tnef" in found.defects
    for length in range(0, len(winmail()), 7):
        assert "unreadable" not in read(multipart("mixed", tnef(winmail()[:length]))).defects


def test_compressed_rtf_is_the_text():
    rtf = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Citt\'e0 \u8364 ?\par fine}"
    stored = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    value = struct.pack("<I", 1) + prop(0x102, 0x1009, stored)
    data = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x69003, value)
    assert read(multipart("mixed", tnef(data))).text == "Città €\nfine"


def test_identity():
    good, raw = b"Message-ID: <a@b>\n\nx", b"Subject: x\n\nx"
    assert identity(read(good), good) == "a@b"
    assert identity(read(raw), raw) == f"{digest(raw)}@ingest"
    long = b"Message-ID: <" + b"a" * 300 + b"@b>\n\nx"
    assert identity(read(long), long) == f"{digest(long)}@ingest"
