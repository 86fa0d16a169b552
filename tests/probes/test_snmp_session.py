"""Conversations with agents of every quality: each ends, in time, with what the agent did say and a clear problem."""

import asyncio
import random
import time

import pytest

from checks.model import Secret, SnmpCredentials, Target
from checks.snmp import ber, udp
from checks.snmp.session import Needs, converse
from checks.snmp.values import OCTET_STRING
from tests.support.snmp_agent import END_OF_MIB_VIEW, NO_SUCH_OBJECT, TEXT, Agent, content_of, serving, target
from tests.support.snmp_agent import INTEGER as NUMBER

SCALARS = tuple((1, 3, 6, 1, 4, 1, 99, 1, at, 0) for at in range(1, 6))
TABLE = (1, 3, 6, 1, 4, 1, 99, 2, 1)
COLUMNS = tuple((*TABLE, at) for at in (2, 3, 5))
OTHER = (1, 3, 6, 1, 4, 1, 99, 3, 1, 1)
ROWS = 25


def mib(rows=ROWS):
    known = {oid: (NUMBER, content_of(NUMBER, oid[-2] * 100)) for oid in SCALARS}
    for column in COLUMNS:
        for index in range(1, rows + 1):
            known[*column, index] = (NUMBER, content_of(NUMBER, column[-1] * 1000 + index))
    known |= {(*OTHER, index): (TEXT, f"other {index}".encode()) for index in range(1, 4)}
    known[1, 3, 6, 1, 4, 1, 99, 9, 0] = (TEXT, b"after everything")
    return known


class Asks:
    """Needs the same whatever is known."""

    def __init__(self, scalars=(), columns=()):
        self._needs = Needs(frozenset(scalars), frozenset(columns))

    def needs(self, options, known):
        return self._needs


ALL = Asks(SCALARS, (*COLUMNS, OTHER))
COMPLETE = {(*column, index): column[-1] * 1000 + index for column in COLUMNS for index in range(1, ROWS + 1)}


async def ask(agent, probe=ALL, deadline=10.0, **credentials):
    async with serving(agent) as port:
        return await converse(target(port, **credentials), [(probe, None)], deadline)


def cells(answers):
    return {
        (*column, *index): value.data
        for column, rows in answers.columns.items()
        if column in COLUMNS
        for index, value in rows.items()
    }


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_everything_asked_is_answered(version):
    answers = await ask(Agent(mib()), version=version)
    assert answers.complete
    assert {oid: value.data for oid, value in answers.scalars.items()} == {oid: oid[-2] * 100 for oid in SCALARS}
    assert cells(answers) == COMPLETE
    assert [value.data for value in answers.column(OTHER).values()] == [b"other 1", b"other 2", b"other 3"]


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_what_the_device_does_not_have_is_left_out(version):
    missing = (1, 3, 6, 1, 4, 1, 99, 1, 77, 0)
    probe = Asks((*SCALARS, missing), ((1, 3, 6, 1, 4, 1, 98, 1), (1, 3, 6, 1, 4, 1, 100, 1)))
    answers = await ask(Agent(mib()), probe, version=version)
    assert answers.complete
    assert set(answers.scalars) == set(SCALARS)
    assert not any(answers.columns.values())


async def test_a_table_takes_few_requests():
    agent = Agent(mib())
    await ask(agent, Asks((), COLUMNS))
    assert [request.pdu for request in agent.requests] == [ber.GETBULK] * 3
    assert [request.error_index for request in agent.requests] == [10] * 3


async def test_probes_share_one_conversation_and_rounds_go_on_until_nothing_is_needed():
    class Curious:
        def needs(self, options, known):
            return Needs(frozenset(SCALARS[: len(known.asked.scalars) + 1]))

    agent = Agent(mib())
    async with serving(agent) as port:
        answers = await converse(target(port), [(Curious(), None), (Asks((), (OTHER,)), None)], 10)
    assert set(answers.scalars) == set(SCALARS)
    assert sum(request.pdu == ber.GETBULK for request in agent.requests) == 1


async def test_a_silent_device_costs_the_retries_once():
    agent = Agent(mib(), ignores=lambda _: True)
    answers = await ask(agent, timeout=0.05, retries=2)
    assert len(agent.requests) == 3
    assert len({request.request_id for request in agent.requests}) == 3
    assert answers.problem.silent
    assert "no SNMP answer from 127.0.0.1" in answers.problem.text


async def test_a_wrong_community_is_no_answer():
    answers = await ask(Agent(mib()), timeout=0.05, retries=0, community=Secret("wrong"))
    assert answers.problem.silent


@pytest.mark.parametrize("nth", [2, 3])
async def test_lost_answers_are_asked_again(nth):
    agent = Agent(mib(), ignores=lambda count: count % nth == 0)
    answers = await ask(agent, timeout=0.05)
    assert answers.complete
    assert cells(answers) == COMPLETE


async def test_a_late_answer_to_an_earlier_try_counts():
    answers = await ask(Agent(mib(), delay=0.15), Asks(SCALARS), timeout=0.1, retries=2)
    assert answers.complete


async def test_a_slow_device_is_cut_at_the_deadline_and_keeps_what_came():
    answers = await ask(Agent(mib(200), delay=0.1), deadline=0.55)
    assert set(answers.scalars) == set(SCALARS)
    assert 0 < len(cells(answers)) < 600
    assert answers.partial >= set(COLUMNS)
    assert "only in part within 0.55 s" in answers.problem.text
    assert not answers.problem.silent


async def test_silence_in_the_middle_keeps_what_came():
    answers = await ask(Agent(mib(), ignores=lambda count: count > 3), timeout=0.05)
    assert set(answers.scalars) == set(SCALARS)
    assert len(cells(answers)) == 60
    assert answers.partial == set(COLUMNS)
    assert answers.problem.text.endswith("after it had answered")


async def test_a_table_that_is_never_answered_does_not_cost_the_others():
    agent = Agent(mib())
    agent.ignores = lambda _: any(oid[: len(TABLE)] == TABLE for oid, _ in agent.requests[-1].varbinds)
    answers = await ask(agent, timeout=0.05)
    assert len(answers.column(OTHER)) == 3
    assert answers.partial == set(COLUMNS)


async def test_a_too_big_get_is_halved_down_to_what_fits():
    agent = Agent(mib(), error=lambda request: (1, 0) if len(request.varbinds) > 1 else None)
    answers = await ask(agent, Asks(SCALARS))
    assert set(answers.scalars) == set(SCALARS)


async def test_a_too_big_walk_asks_for_less():
    agent = Agent(
        mib(),
        error=lambda request: (
            (1, 0) if request.pdu == ber.GETBULK and request.error_index * len(request.varbinds) > 4 else None
        ),
    )
    answers = await ask(agent)
    assert cells(answers) == COMPLETE
    assert answers.complete


@pytest.mark.parametrize("index", [0, 3, 99])
async def test_one_bad_scalar_does_not_cost_the_others(index):
    bad = SCALARS[2]

    def error(request):
        return (5, index) if any(oid == bad for oid, _ in request.varbinds) else None

    agent = Agent(mib(), error=error)
    answers = await ask(agent, Asks(SCALARS))
    assert set(answers.scalars) >= set(SCALARS) - {bad}
    assert len(agent.requests) < 12


async def test_one_bad_column_does_not_cost_the_others():
    bad = COLUMNS[1]

    def error(request):
        return next(((5, at) for at, (oid, _) in enumerate(request.varbinds, 1) if oid[: len(bad)] == bad), None)

    answers = await ask(Agent(mib(), error=error))
    assert {oid for oid in cells(answers) if oid[: len(bad)] != bad} == {o for o in COMPLETE if o[: len(bad)] != bad}
    assert answers.partial == {bad}


async def test_an_authorization_error_is_said():
    answers = await ask(Agent(mib(), error=lambda _: (16, 0)))
    assert "authorizationError" in answers.problem.text


async def test_an_answer_with_some_oids_left_out_is_completed():
    agent = Agent(mib(), largest=2)
    answers = await ask(agent)
    assert set(answers.scalars) == set(SCALARS)
    assert cells(answers) == COMPLETE


async def test_answers_in_another_order_are_sorted_out():
    shuffle = random.Random(7).shuffle  # noqa: S311 -- the same disorder each time

    def tamper(request, bindings):
        shuffle(bindings)
        return bindings

    answers = await ask(Agent(mib(), tamper=tamper))
    assert set(answers.scalars) == set(SCALARS)
    assert cells(answers) == COMPLETE


async def test_a_table_in_another_order_is_followed():
    order = [3, 1, 2, 5, 4]
    column = COLUMNS[0]

    def tamper(request, bindings):
        last = request.varbinds[0][0]
        at = order.index(last[-1]) + 1 if last != column else 0
        if at == len(order):
            return [((*COLUMNS[1], 1), NUMBER, b"\x01")]
        return [((*column, order[at]), NUMBER, content_of(NUMBER, order[at]))]

    answers = await ask(Agent(mib(), tamper=tamper), Asks((), (column,)))
    assert [index[0] for index in answers.column(column)] == order
    assert answers.complete


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_table_that_runs_in_circles_ends(version):
    def tamper(request, bindings):
        column = COLUMNS[0]
        return [((*column, at), NUMBER, b"\x01") for at in (1, 2, 3)]

    agent = Agent(mib(), tamper=tamper)
    answers = await ask(agent, Asks((), (COLUMNS[0],)), version=version)
    assert len(answers.column(COLUMNS[0])) == 3
    assert answers.partial == {COLUMNS[0]}
    assert len(agent.requests) <= 3


async def test_a_table_without_end_is_cut():
    def tamper(request, bindings):
        last = request.varbinds[0][0]
        start = last[-1] if len(last) > len(COLUMNS[0]) else 0
        return [((*COLUMNS[0], start + at), NUMBER, b"\x01") for at in range(1, 101)]

    answers = await ask(Agent(mib(), tamper=tamper), Asks((), (COLUMNS[0],)))
    assert 5000 <= len(answers.column(COLUMNS[0])) < 5200
    assert answers.partial == {COLUMNS[0]}


@pytest.mark.parametrize("bindings", [[], [((1, 3), NUMBER, b"\x01")], [(SCALARS[0], END_OF_MIB_VIEW, b"")]])
async def test_useless_answers_end_the_conversation(bindings):
    agent = Agent(mib(), tamper=lambda _request, _right: list(bindings))
    answers = await ask(agent)
    assert not any(answers.columns.values())
    assert len(agent.requests) < 8


async def test_wrong_types_are_taken_as_they_are():
    rows = mib()
    rows[SCALARS[0]] = (TEXT, b"forty two")
    rows[SCALARS[1]] = (NO_SUCH_OBJECT, b"")
    rows[SCALARS[2]] = (0x47, b"unknown type")
    rows[*COLUMNS[0], 3] = (TEXT, b"")
    answers = await ask(Agent(rows))
    assert (answers.scalars[SCALARS[0]].tag, answers.scalars[SCALARS[0]].number) == (OCTET_STRING, None)
    assert SCALARS[1] not in answers.scalars
    assert answers.scalars[SCALARS[2]].data == b"unknown type"
    assert len(cells(answers)) == len(COMPLETE)


@pytest.mark.parametrize("raw", [lambda _: b"garbage", lambda data: data[:-3], lambda _: b"\x30\x84\xff\xff\xff\xff"])
async def test_unreadable_answers_are_told_from_silence(raw):
    answers = await ask(Agent(mib(), raw=raw), timeout=0.05)
    assert "only unreadable answers from 127.0.0.1" in answers.problem.text


async def test_an_answer_with_another_request_id_does_not_count():
    answers = await ask(Agent(mib(), request_id=lambda number: number + 1000), timeout=0.05)
    assert answers.problem.silent


async def test_an_answer_from_another_address_does_not_count():
    class Spoofing(Agent):
        def _send(self, answer, addr):
            self.spoof.sendto(answer, addr)

    loop = asyncio.get_running_loop()
    other, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.2", 0))
    agent = Spoofing(mib())
    agent.spoof = other
    answers = await ask(agent, timeout=0.05)
    other.close()
    assert answers.problem.silent


async def test_never_two_requests_at_once_to_one_device():
    agent = Agent(mib(), delay=0.005)
    async with serving(agent) as port:
        results = await asyncio.gather(*(converse(target(port, timeout=2), [(ALL, None)], 20) for _ in range(5)))
    assert all(answers.complete for answers in results)
    assert agent.most_outstanding == 1


async def test_many_devices_share_one_socket():
    agents = [Agent(mib(), delay=0.02) for _ in range(30)]
    loop = asyncio.get_running_loop()
    ports = []
    for agent in agents:
        transport, _ = await loop.create_datagram_endpoint(lambda agent=agent: agent, local_addr=("127.0.0.1", 0))
        ports.append(transport)
    begun = time.monotonic()
    targets = [target(transport.get_extra_info("sockname")[1], timeout=5) for transport in ports]
    results = await asyncio.gather(*(converse(each, [(Asks(SCALARS), None)], 20) for each in targets))
    assert all(answers.complete for answers in results)
    assert time.monotonic() - begun < 2
    udp.close_shared_sockets()
    for transport in ports:
        transport.close()


async def test_ipv6_works():
    agent = Agent(mib())
    async with serving(agent, "::1") as port:
        credentials = SnmpCredentials(port=port, timeout=1, retries=0)
        answers = await converse(Target("0:0:0:0:0:0:0:1", credentials), [(ALL, None)], 5)
    assert cells(answers) == COMPLETE


async def test_a_name_is_looked_up():
    async with serving(Agent(mib())) as port:
        answers = await converse(Target("localhost", SnmpCredentials(port=port, timeout=1)), [(ALL, None)], 5)
    assert answers.heard or "::1" in answers.problem.text


async def test_a_name_that_does_not_exist_is_said():
    answers = await converse(Target("host.invalid.", SnmpCredentials()), [(ALL, None)], 5)
    assert "cannot resolve host.invalid." in answers.problem.text


async def test_a_request_in_flight_is_forgotten_when_cancelled():
    agent = Agent(mib(), ignores=lambda _: True)
    async with serving(agent) as port:
        task = asyncio.create_task(converse(target(port, timeout=5), [(ALL, None)], 20))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        agent.ignores = lambda _: False
        assert (await converse(target(port), [(ALL, None)], 5)).complete
