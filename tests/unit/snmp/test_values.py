import pytest

from checks.snmp import values as v


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"eth0", "eth0"),
        (b"eth0\0\0", "eth0"),
        ("Büro".encode(), "Büro"),
        ("Büro".encode("latin-1"), "Büro"),
        (b"two\nlines", "two\nlines"),
        (b"\x00\x1b\x21\xaa\xbb\xcc", "00:1b:21:aa:bb:cc"),
        (b"\x01\x02\x00", "01:02:00"),
        (b"", ""),
        (b"\0", ""),
    ],
)
def test_octet_strings_become_text(data, text):
    assert v.decode_text(data) == text


@pytest.mark.parametrize(
    ("value", "text", "number"),
    [
        (v.Value(v.INTEGER, -5), "-5", -5),
        (v.Value(v.OCTET_STRING, b"0.25"), "0.25", 0.25),
        (v.Value(v.OCTET_STRING, b" 12 \0"), " 12 ", 12),
        (v.Value(v.OCTET_STRING, b"n/a"), "n/a", None),
        (v.Value(v.OCTET_STRING, b"nan"), "nan", None),
        (v.Value(v.OCTET_STRING, b"inf"), "inf", None),
        (v.Value(v.IP_ADDRESS, bytes((127, 0, 0, 1))), "127.0.0.1", None),
        (v.Value(v.OBJECT_IDENTIFIER, (1, 3, 6)), "1.3.6", None),
        (v.Value(v.OPAQUE, 1.5), "1.5", 1.5),
        (v.Value(v.NO_SUCH_OBJECT, None), "", None),
    ],
)
def test_values_read_as_text_and_number(value, text, number):
    assert value.text == text
    assert value.number == number


@pytest.mark.parametrize(
    "text", ["", "1", "x", "1.3.x", "3.1", "1.40", "1..3", "1.3.-1", "1.3.4294967296", "1" + ".1" * 128]
)
def test_text_that_is_no_oid_is_refused(text):
    with pytest.raises(v.BadOidError, match="is not an OID"):
        v.parse_oid(text)


def test_a_leading_dot_is_allowed():
    assert v.format_oid(v.parse_oid(".1.3.6.1")) == "1.3.6.1"
