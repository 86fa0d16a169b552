"""Ways in which an SNMP answer can be wrong: bytes, types, sizes, order, loops."""

from random import Random

from checks.snmp.ber import Message
from tests.support.snmp_agent import (
    COUNTER32,
    COUNTER64,
    END_OF_MIB_VIEW,
    GAUGE,
    INTEGER,
    IP,
    NO_SUCH_OBJECT,
    NULL,
    OBJECT_ID,
    OPAQUE,
    TEXT,
    TICKS,
    Binding,
    integer,
)

TAGS = (
    INTEGER,
    TEXT,
    NULL,
    OBJECT_ID,
    IP,
    COUNTER32,
    GAUGE,
    TICKS,
    OPAQUE,
    COUNTER64,
    NO_SUCH_OBJECT,
    END_OF_MIB_VIEW,
    0x81,
    0x30,
    0x07,
)
NUMBERS = (0, 1, -1, -2, -3, 7, 100, 255, 65535, 2**31 - 1, -(2**31), 2**32 - 1, 2**63 - 1, -(2**63), 2**64 - 1)
TEXTS = (
    b"",
    b"\0",
    b"-1",
    b"1e400",
    b"nan",
    b"45 C/113 F",
    b"\xff\xfe",
    "Büro".encode("latin-1"),
    b"%s{}\x1b[2J",
    b"x" * 2000,
)
CONTENTS = (
    b"",
    b"\x9f\x78\x04\x7f\x80\x00\x00",
    b"\x9f\x79\x08" + b"\xff" * 8,
    b"\x80",
    b"\x2b",
    b"\x2b\x06\x01\x04\x01",
    b"\x8f\xff\xff\xff\x7f" * 20,
)


def value(random: Random) -> tuple[int, bytes]:
    """Return any tag with any content, fitting or not."""
    tag = random.choice(TAGS)
    choice = random.randrange(4)
    if choice == 0:
        return tag, integer(random.choice(NUMBERS))
    if choice == 1:
        return tag, random.choice(TEXTS)
    if choice == 2:
        return tag, random.choice(CONTENTS)
    return tag, random.randbytes(random.randrange(40))


def likely(random: Random) -> tuple[int, bytes]:
    """Return a value as devices mostly send: a small number or a name; now and then anything."""
    choice = random.random()
    if choice < 0.6:
        return INTEGER, integer(random.choice((0, 1, 2, 3, 4, 5, 20, 75, 99, 1000)))
    if choice < 0.8:
        return TEXT, random.choice((b"Disk 1", b"Normal", b"45 C/113 F", b"12.5 %", b"ONLINE"))
    return value(random)


def of_bindings(random: Random, request: Message, bindings: list[Binding]) -> list[Binding]:
    """Break the meaning of an answer whose form stays right."""
    return random.choice(_BINDINGS)(random, request, bindings)


def _other_values(random, _request, bindings):
    return [(oid, *value(random)) if random.random() < 0.3 else (oid, tag, data) for oid, tag, data in bindings]


def _numbers_as_text(random, _request, bindings):
    return [(oid, TEXT, str(random.choice(NUMBERS)).encode()) for oid, _, _ in bindings]


def _shuffled(random, _request, bindings):
    return random.sample(bindings, len(bindings))


def _missing(random, _request, bindings):
    return [binding for binding in bindings if random.random() < 0.7]


def _doubled(random, _request, bindings):
    return [binding for binding in bindings for _ in range(random.choice((1, 1, 2)))]


def _looping(_random, request, bindings):
    """Answer always the same OIDs: a walk that believes them never ends."""
    return [(oid, tag, data) for (oid, _), (_, tag, data) in zip(request.varbinds, bindings, strict=False)]


def _endless(random, request, bindings):
    """Invent one row after the other, in every column, for ever."""
    rows = max(request.error_index, 1)
    return [
        ((*oid, row) if random.random() < 0.1 else (*oid[:-1], oid[-1] % 2**31 + row), *value(random))
        for row in range(1, rows + 1)
        for oid, _ in request.varbinds
        if len(oid) < 120
    ][: max(len(bindings), 1) * 2]


def _other_indexes(random, _request, bindings):
    return [(_other_index(random, oid), tag, data) for oid, tag, data in bindings]


def _other_index(random, oid):
    if random.random() < 0.7 or len(oid) < 7:
        return oid
    return oid[: -random.randrange(1, 4)] + tuple(random.choices((0, 1, 2**32 - 1, 80), k=random.randrange(4)))


def _empty(_random, _request, _bindings):
    return []


_BINDINGS = (
    *(_other_values, _other_values, _numbers_as_text, _shuffled, _missing, _doubled),
    *(_looping, _endless, _other_indexes, _empty),
)


def of_bytes(random: Random, data: bytes) -> bytes:
    """Break the form of an answer: flipped, cut, doubled, stretched lengths, noise."""
    octets = bytearray(data)
    choice = random.randrange(6)
    if choice == 0:
        for _ in range(random.randrange(1, 9)):
            octets[random.randrange(len(octets))] = random.randrange(256)
    elif choice == 1:
        del octets[random.randrange(len(octets)) :]
    elif choice == 2:
        at, size = random.randrange(len(octets)), random.randrange(1, 30)
        octets[at:at] = octets[at : at + size] or b"\0"
    elif choice == 3:
        octets[random.randrange(len(octets))] = random.choice((0x80, 0x84, 0xFF, 0x7F))
    elif choice == 4:
        octets[1:2] = random.choice((b"\x84\xff\xff\xff\xff", b"\x80", b"\x82\xff\xff", b"\x00"))
    else:
        octets = bytearray(random.randbytes(random.randrange(200)))
    return bytes(octets)
