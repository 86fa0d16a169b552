"""Fuzz the whole way of an SNMP answer: decoding, walking, every probe's reading. No network is used."""

import asyncio
import contextlib
import json
import time
import traceback
from random import Random

from checks.probes import PROBES, load, parse_options
from checks.probes.base import Context
from checks.snmp import makers, mib, session
from checks.snmp.ber import RESPONSE, BerError, Message, Request, decode_message
from checks.snmp.cells import is_scalar
from checks.snmp.errors import NoAnswerError, SnmpError
from checks.snmp.values import NULL, Value
from tests.conftest import ROOT
from tests.fuzz import snmp_mutations as mutations
from tests.support.snmp_agent import OBJECT_ID, Agent, oid_octets, read_recording

KINDS = tuple(kind for kind in PROBES if kind.startswith("snmp-"))
OPTIONS = {
    "snmp-value": {"oid": "1.3.6.1.2.1.1.3.0", "rate": True},
    "snmp-process": {"name": "a", "arguments": ".", "memory": True},
    "snmp-windows-service": {"names": "Spooler", "include": "."},
    "snmp-sensors": {"kinds": "temperature,fan,count,state,power"},
}
MOST_REQUESTS = 400
"""Requests after which the device falls silent, as the deadline of a conversation ends it in earnest."""
TRIES = 3
LONGEST = 10.0
"""Seconds that one conversation and the reading of it may take."""

_NAMES = tuple((kind, load(kind), parse_options(kind, OPTIONS.get(kind, {}))) for kind in KINDS)


class BrokenDevice:
    """A device that answers at once, from rows, and breaks a part of its answers."""

    def __init__(self, agent: Agent, random: Random, how_often: float) -> None:
        self.max_repetitions = random.choice((0, 10, 10, 50))
        self.answers = 0
        self._agent = agent
        self._random = random
        self._how_often = how_often
        agent.tamper = self._tamper
        agent.error = self._error

    async def send(self, request: Request) -> Message:
        """Answer a request through the real decoder; what cannot be decoded is no answer."""
        if self.answers > MOST_REQUESTS:
            raise NoAnswerError("out of time")
        version = 1 if self.max_repetitions else 0
        asked = [(oid, Value(NULL, None)) for oid in request.oids]
        message = Message(version, b"public", request.pdu, 0x00800000, 0, request.max_repetitions, asked)
        for _ in range(TRIES):
            with contextlib.suppress(BerError):
                return self._answered(message)
        raise NoAnswerError("only unreadable answers")

    def _answered(self, message: Message) -> Message:
        data = self._agent._answer(message)
        if self._random.random() < self._how_often / 2:
            data = mutations.of_bytes(self._random, data)
        self.answers += 1
        answer = decode_message(data)
        if answer.pdu != RESPONSE:
            raise BerError("no response")
        return answer

    def _tamper(self, request, bindings):
        broken = self._random.random() < self._how_often
        return mutations.of_bindings(self._random, request, bindings) if broken else bindings

    def _error(self, _request):
        if self._random.random() < self._how_often / 10:
            return self._random.choice((1, 2, 5, 13, 16, -1)), self._random.choice((0, 1, 2, 99, -5))
        return None


def invented(random: Random) -> dict:
    """Return the rows of a device that has all tables of one maker, filled with anything."""
    header = random.choice(makers.headers())
    known = makers.maker(header.key)
    identity = random.choice(header.objects or ((1, 3, 6, 1, 4, 1, 8072),))
    rows = {mib.SYS_OBJECT_ID: (OBJECT_ID, oid_octets((*identity, 1)))}
    rows |= {oid: mutations.value(random) for oid in header.detect}
    indexes = [(1,), (2,), (1, 0), (1, 2, 3), (2, 3, 4, 5), (65, 66), (2, 80, 82), (2**32 - 1,)]
    for entry in known.entries:
        for oid in (entry.key, *entry.companions, *entry.name.columns):
            for index in [()] if is_scalar(oid) else random.sample(indexes, 4):
                rows[(*oid, *index)] = mutations.likely(random)
    return rows


def recordings() -> list[dict]:
    """Return the recordings beside the project, the smaller ones; none where they are not there."""
    paths = sorted((ROOT.parent / "shared" / "snmp").rglob("*.snmprec"))
    return [read_recording(path) for path in paths if path.stat().st_size < 120_000]


async def converse(device: BrokenDevice) -> session.Answers:
    """Hold a conversation for all probes at once."""
    answers = session.Answers()
    pairs = [(probe, options) for _, probe, options in _NAMES]
    try:
        await session._rounds(session._Listener(device, answers), pairs, answers)
    except SnmpError as error:
        answers.problem = session.SnmpProblem(str(error), silent=error.silent)
    return answers


def read(answers: session.Answers, memories: dict) -> None:
    """Let every probe judge the answers, with what it remembered of another device."""
    for kind, probe, options in _NAMES:
        outcome = probe.read(options, answers, Context(now=1e9 + len(memories), memory=memories.get(kind)))
        assert outcome.output, kind
        memories[kind] = json.loads(json.dumps(outcome.memory, allow_nan=False))
        json.dumps([outcome.items, [metric.value for metric in outcome.metrics]], allow_nan=False)


def run(count: int, seed: int) -> list[str]:
    """Try that many answers; print a tally; return what broke, in words."""
    random, recorded = Random(seed), recordings()  # noqa: S311 -- to be repeated, not to be secret
    broken: list[str] = []
    tried = conversations = 0
    slowest = 0.0
    memories: dict = {}
    while tried < count and len(broken) < 5:
        start = time.perf_counter()
        rows = random.choice(recorded) if recorded and random.random() < 0.5 else invented(random)
        device = BrokenDevice(Agent(dict(rows)), random, random.choice((0.0, 0.02, 0.1, 0.4)))
        try:
            read(asyncio.run(converse(device)), memories)
        except Exception:  # noqa: BLE001 -- whatever is raised is the find
            broken.append(f"conversation {conversations} of seed {seed}:\n{traceback.format_exc()}")
        took = time.perf_counter() - start
        if took > LONGEST:
            broken.append(f"conversation {conversations} of seed {seed} took {took:.1f} s")
        slowest, tried, conversations = max(slowest, took), tried + device.answers, conversations + 1
    print(f"{tried} SNMP answers in {conversations} conversations, {len(broken)} broken, slowest {slowest:.2f} s")
    return broken
