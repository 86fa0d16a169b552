import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icmplib.sockets import ICMPv4Socket

from checks.probes.icmp_packet import EchoFormat, EchoReply, Refusal, reason_in_words

NONCE = b"\xff\xfe\x00\x01secr"
numbers = st.integers(0, 0xFFFF)


def checksum_by_icmplib(packet: bytes) -> int:
    return ICMPv4Socket._checksum(None, packet)  # type: ignore[arg-type]


def reply_to(request: bytes, family: int = socket.AF_INET) -> bytes:
    reply = bytes([0 if family == socket.AF_INET else 129]) + request[1:]
    return bytes([0x45]) + bytes(19) + reply if family == socket.AF_INET else reply


@given(identifier=numbers, sequence=numbers, serial=st.integers(0, 0xFFFFFFFF), size=st.integers(12, 200))
def test_checksum_of_a_request_is_right(identifier, sequence, serial, size):
    packet = EchoFormat(socket.AF_INET, identifier, NONCE).request(sequence, serial, size)
    assert len(packet) == 8 + size
    assert checksum_by_icmplib(packet) == 0


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
@given(sequence=numbers, serial=st.integers(0, 0xFFFFFFFF))
def test_a_reply_is_recognised(family, sequence, serial):
    form = EchoFormat(family, 77, NONCE)
    packet = reply_to(form.request(sequence, serial, 56), family)
    assert form.parse(packet, with_ip_header=family == socket.AF_INET) == EchoReply(sequence, serial)


def test_a_reply_to_another_process_is_not_ours():
    ours = EchoFormat(socket.AF_INET, 77, NONCE)
    other_identifier = EchoFormat(socket.AF_INET, 78, NONCE).request(1, 1, 56)
    other_nonce = EchoFormat(socket.AF_INET, 77, b"otherone").request(1, 1, 56)
    assert ours.parse(reply_to(other_identifier), with_ip_header=True) is None
    assert ours.parse(reply_to(other_nonce), with_ip_header=True) is None


def test_an_error_quotes_our_request_behind_an_ip_header_with_options():
    form = EchoFormat(socket.AF_INET, 77, NONCE)
    quoted = bytes([0x46]) + bytes(23) + form.request(9, 9, 56)[:8]
    error = bytes([0x45]) + bytes(19) + struct.pack("!BBHI", 3, 1, 0, 0) + quoted
    assert form.parse(error, with_ip_header=True) == Refusal(9, "host unreachable")
    foreign = EchoFormat(socket.AF_INET, 78, NONCE)
    assert foreign.parse(error, with_ip_header=True) is None


def test_an_ipv6_error_is_understood():
    form = EchoFormat(socket.AF_INET6, 77, NONCE)
    error = struct.pack("!BBHI", 1, 0, 0, 0) + bytes(40) + form.request(9, 9, 56)
    assert form.parse(error, with_ip_header=False) == Refusal(9, "no route")


@given(packet=st.binary(max_size=80), with_ip_header=st.booleans(), family=st.sampled_from([2, 10]))
def test_foreign_bytes_are_never_a_reply(packet, with_ip_header, family):
    assert EchoFormat(family, 77, NONCE).parse(packet, with_ip_header=with_ip_header) is None


def test_unknown_codes_are_named_by_number():
    assert reason_in_words(socket.AF_INET, 3, 99) == "unreachable (code 99)"
    assert "routing loop" in reason_in_words(socket.AF_INET, 11, 0)
    assert reason_in_words(socket.AF_INET6, 2, 0) == "packet too large"
