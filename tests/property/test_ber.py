"""The SNMP codec against pysnmp's, in both directions, and against arbitrary bytes."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import api, rfc1905
from pysnmp.proto.rfc1902 import Opaque

from checks.snmp import ber
from checks.snmp import values as v

first_arcs = st.one_of(
    st.tuples(st.integers(0, 1), st.integers(0, 39)),
    st.tuples(st.just(2), st.integers(0, 2**31)),
)
more_arcs = st.lists(st.integers(0, 2**32 - 1), max_size=30).map(tuple)
oids = st.builds(lambda first, more: first + more, first_arcs, more_arcs)
request_ids = st.integers(ber.FIRST_REQUEST_ID, ber.LAST_REQUEST_ID)
communities = st.binary(max_size=300)

MODULES = {0: api.PROTOCOL_MODULES[api.SNMP_VERSION_1], 1: api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]}
V2C = MODULES[1]

typed_values = st.one_of(
    st.builds(lambda n: (v.Value(v.INTEGER, n), V2C.Integer32(n)), st.integers(-(2**31), 2**31 - 1)),
    st.builds(lambda b: (v.Value(v.OCTET_STRING, b), V2C.OctetString(b)), st.binary(max_size=400)),
    st.builds(lambda o: (v.Value(v.OBJECT_IDENTIFIER, o), V2C.ObjectIdentifier(o)), oids),
    st.builds(lambda b: (v.Value(v.IP_ADDRESS, b), V2C.IpAddress(hexValue=b.hex())), st.binary(min_size=4, max_size=4)),
    st.builds(lambda n: (v.Value(v.COUNTER32, n), V2C.Counter32(n)), st.integers(0, 2**32 - 1)),
    st.builds(lambda n: (v.Value(v.GAUGE32, n), V2C.Gauge32(n)), st.integers(0, 2**32 - 1)),
    st.builds(lambda n: (v.Value(v.TIME_TICKS, n), V2C.TimeTicks(n)), st.integers(0, 2**32 - 1)),
    st.builds(lambda n: (v.Value(v.COUNTER64, n), V2C.Counter64(n)), st.integers(0, 2**64 - 1)),
    st.builds(lambda b: (v.Value(v.OPAQUE, b), Opaque(hexValue=(b"\x04" + b).hex())), st.binary(max_size=20)).map(
        lambda pair: (v.Value(v.OPAQUE, bytes(pair[1])), pair[1])
    ),
    st.just((v.Value(v.NO_SUCH_OBJECT, None), rfc1905.NoSuchObject(""))),
    st.just((v.Value(v.NO_SUCH_INSTANCE, None), rfc1905.NoSuchInstance(""))),
    st.just((v.Value(v.END_OF_MIB_VIEW, None), rfc1905.EndOfMibView(""))),
    st.just((v.Value(v.NULL, None), V2C.Null(""))),
)


@given(
    st.integers(0, 1), communities, st.sampled_from((ber.GET, ber.GETNEXT)), request_ids, st.lists(oids, max_size=20)
)
def test_pysnmp_reads_our_requests(version, community, pdu, request_id, asked):
    data = ber.encode_request(version, community, request_id, ber.Request(pdu, tuple(asked)))
    module = MODULES[version]
    message, rest = decoder.decode(data, asn1Spec=module.Message())
    decoded = module.apiMessage.get_pdu(message)
    assert not rest
    assert bytes(module.apiMessage.get_community(message)) == community
    assert int(module.apiPDU.get_request_id(decoded)) == request_id
    assert [tuple(oid) for oid, _ in module.apiPDU.get_varbinds(decoded)] == asked


@given(request_ids, st.lists(oids, min_size=1, max_size=10), st.integers(0, 127))
def test_pysnmp_reads_our_getbulk(request_id, asked, repetitions):
    data = ber.encode_request(1, b"public", request_id, ber.Request(ber.GETBULK, tuple(asked), repetitions))
    message, rest = decoder.decode(data, asn1Spec=V2C.Message())
    decoded = V2C.apiMessage.get_pdu(message)
    assert not rest
    assert int(V2C.apiBulkPDU.get_max_repetitions(decoded)) == repetitions
    assert int(V2C.apiBulkPDU.get_non_repeaters(decoded)) == 0
    assert [tuple(oid) for oid, _ in V2C.apiBulkPDU.get_varbinds(decoded)] == asked


@given(
    communities,
    st.integers(-(2**31), 2**31 - 1),
    st.integers(0, 18),
    st.integers(0, 1000),
    st.lists(st.tuples(oids, typed_values), max_size=12),
)
def test_we_read_pysnmp_responses(community, request_id, status, index, rows):
    pdu = V2C.ResponsePDU()
    V2C.apiPDU.set_defaults(pdu)
    V2C.apiPDU.set_request_id(pdu, request_id)
    V2C.apiPDU.set_error_status(pdu, status)
    pdu.setComponentByPosition(2, index)
    V2C.apiPDU.set_varbinds(pdu, [(V2C.ObjectIdentifier(oid), value) for oid, (_, value) in rows])
    message = V2C.Message()
    V2C.apiMessage.set_defaults(message)
    V2C.apiMessage.set_community(message, community)
    V2C.apiMessage.set_pdu(message, pdu)
    expected = [(oid, ours) for oid, (ours, _) in rows]
    assert ber.decode_message(encoder.encode(message)) == ber.Message(
        1, community, ber.RESPONSE, request_id, status, index, expected
    )


@given(oids)
def test_an_oid_survives_the_wire(oid):
    assert ber.decode_oid(ber.encode_oid(oid)) == oid


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(ber.BerError):
        ber.decode_message(data)


@settings(max_examples=500)
@given(st.data())
def test_a_damaged_message_is_read_or_refused(data):
    asked = ((1, 3, 6, 1, 2, 1, 1, 3, 0), (1, 3, 6, 1, 4, 1, 2021, 10, 1, 5, 1))
    message = bytearray(ber.encode_request(1, b"public", 2**24, ber.Request(ber.GETBULK, asked, 10)))
    for _ in range(data.draw(st.integers(1, 5))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(message)))
    with contextlib.suppress(ber.BerError):
        ber.decode_message(bytes(message[:cut]))


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (b"\x9f\x78\x04\x3f\x80\x00\x00", 1.0),
        (b"\x9f\x79\x08\x40\x09\x21\xfb\x54\x44\x2d\x18", 3.141592653589793),
        (b"\x9f\x76\x08\x00\x00\x00\x01\x00\x00\x00\x00", 2**32),
        (b"\x9f\x7a\x08\xff\xff\xff\xff\xff\xff\xff\xfe", -2),
        (b"\x9f\x78\x04\x7f\xc0\x00\x00", b"\x9f\x78\x04\x7f\xc0\x00\x00"),
        (b"\x9f\x78\x04\x3f", b"\x9f\x78\x04\x3f"),
        (b"", b""),
    ],
)
def test_numbers_inside_opaque_are_read(content, number):
    assert v.opaque_number(content) == number


@pytest.mark.parametrize("content", [b"\xff\xff\xff\xff", b"\x00\xff\xff\xff\xff"])
def test_a_counter_sent_without_its_leading_zero_is_still_unsigned(content):
    pair = b"\x06\x03\x2b\x06\x01" + bytes((v.COUNTER32, len(content))) + content
    varbinds = bytes((0x30, len(pair) + 2, 0x30, len(pair))) + pair
    body = b"\x02\x01\x01\x02\x01\x00\x02\x01\x00" + varbinds
    inner = b"\x02\x01\x01\x04\x00" + bytes((ber.RESPONSE, len(body))) + body
    message = ber.decode_message(bytes((0x30, len(inner))) + inner)
    assert message.varbinds == [((1, 3, 6, 1), v.Value(v.COUNTER32, 2**32 - 1))]
