"""Fills a database with the calls of years, in bulk: events that fold, the projection, and words to search.

The clocks stored are made up; projecting a call anew sets them right.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, text

from bls_tui.desk.calls import codec, model
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.wakes import CustomerWake
from bls_tui.desk.calls.work_events import TimeLogged
from db.queries import inventory
from db.queries.calls import _stored
from db.queries.sql import Bulk
from db.rows_desk import CallRow, ClockRow
from db.session import Database, Writer
from db.tables import calls as tables
from db.tables.inventory import customers
from db.tables.search import search_texts
from db.values import dumps

TECHNICIANS = ("bianchi", "conti", "ferrari", "greco", "marino", "rossi", "russo", "villa")
TYPOLOGIES = ("backup", "mail", "network", "printing", "server", "software")
CUSTOMERS = 120
DAY = 86_400.0
_NOUNS = "backup stampante server posta rete firewall disco certificato utente password aggiornamento licenza".split()  # noqa: SIM905
_FAULTS = "fermo lento bloccato scaduto pieno irraggiungibile guasto rumoroso smarrito duplicato".split()  # noqa: SIM905
_SITES = "contabilità magazzino direzione officina reception filiale spedizioni laboratorio".split()  # noqa: SIM905
_OTHER = "riavviato verificato sostituito aggiornato perché più tardi richiamare fornitore codice errore log".split()  # noqa: SIM905

_EVENT = ["call_id", "number", "at", "author", "kind", "data", "seq"]
_APPEND = Bulk(_EVENT, lambda _dialect: insert(tables.call_events))


@dataclass(frozen=True)
class Made:
    """A call with its events (at, author, payload) and what can be searched of it."""

    row: CallRow
    events: list[tuple[float, str, ev.Payload]]
    texts: list[tuple[str, str, str]]


def fill(database: Database, now: float, *, history: int = 50_000, live: int = 500, seed: int = 1) -> None:
    """Add `history` closed calls of ten years and `live` ones that are not closed to a database without calls.

    They belong to the customers there are; where there are none, some are made.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    with database.write() as w:
        keys = _customers(w)
        total = history + live
        for start in range(0, total, 5000):
            page = range(start + 1, min(start + 5000, total) + 1)
            _store(w, [(call_id, _made(chance, call_id, call_id <= history, total, keys, now)) for call_id in page])
        if database.sqlite:
            w.connection.execute(text("INSERT INTO search_words (search_words) VALUES ('rebuild')"))
        else:
            w.connection.execute(text("SELECT setval(pg_get_serial_sequence('calls', 'id'), :last)"), {"last": total})
        w.connection.execute(insert(tables.call_numbers).values(year=2026, last=total))


def _customers(w: Writer) -> list[tuple[int, str]]:
    found = select(customers.c.id, customers.c.key).where(customers.c.removed_at.is_(None))
    if not w.connection.execute(found).first():
        names = [f"cliente{number:03}" for number in range(CUSTOMERS)]
        inventory.upsert_customers(w, [{"key": name, "name": name.title(), "notes": ""} for name in names])
    return [(customer_id, key) for customer_id, key in w.connection.execute(found)]


def _store(w: Writer, made: list[tuple[int, Made]]) -> None:
    w.connection.execute(insert(tables.calls), [{"id": call_id, **_stored(call.row, w.seq)} for call_id, call in made])
    _APPEND.execute(w, [row for call_id, call in made for row in _event_rows(call_id, call, w.seq)])
    w.connection.execute(
        insert(tables.call_time),
        [
            {"call_id": call_id, "key": number, "technician": what.technician, "started_at": what.start,
             "ended_at": what.end, "kind": what.kind.value, "included": what.included, "note": what.note}
            for call_id, call in made
            for number, (_, _, what) in enumerate(call.events, start=1)
            if isinstance(what, TimeLogged)
        ],
    )  # fmt: skip
    w.connection.execute(
        insert(search_texts),
        [
            {"call_id": call_id, "kind": kind, "ref": ref, "body": body}
            for call_id, call in made
            for kind, ref, body in call.texts
        ],
    )


def _event_rows(call_id: int, call: Made, seq: int) -> Iterator[tuple[Any, ...]]:
    for number, (at, author, what) in enumerate(call.events, start=1):
        yield call_id, number, at, author, what.act.value, dumps(codec.dump(what)), seq


def _made(  # noqa: PLR0917 - all of it varies
    chance: random.Random, number: int, closed: bool, total: int, keys: list[tuple[int, str]], now: float
) -> Made:
    customer_id, key = chance.choice(keys)
    opened = now - (total - number + 1) * (3650 * DAY / total) if closed else now - chance.uniform(600, 20 * DAY)
    owner, subject = chance.choice(TECHNICIANS), _sentence(chance, 3)
    details = model.Details(
        subject, key, f"{key}-full", chance.choice(TYPOLOGIES),
        level=chance.choice(tuple(model.Level)), priority=chance.choice(tuple(model.Priority)),
    )  # fmt: skip
    life = list(_life(chance, opened, owner, details))
    events = life if closed else [event for event in life[: chance.randrange(1, len(life))] if event[0] < now]
    return Made(_row(f"26-{number:06}", customer_id, owner, events), events, list(_texts(events)))


def _sentence(chance: random.Random, words: int) -> str:
    other = " ".join(chance.choice(_OTHER) for _ in range(words))
    return f"{chance.choice(_NOUNS).title()} {chance.choice(_FAULTS)} in {chance.choice(_SITES)}: {other}"


def _life(
    chance: random.Random, opened: float, owner: str, details: model.Details
) -> Iterator[tuple[float, str, ev.Payload]]:
    """The twelve events of a usual call, from opened to closed."""
    candidates = tuple(ev.Candidate(name, float(score)) for score, name in enumerate(TECHNICIANS))
    step = chance.uniform(60, 3600)
    at = [opened + step * number for number in range(12)]
    yield at[0], "rossi", ev.Opened(model.Origin.PHONE, details, _sentence(chance, 20))
    yield at[1], "system", ev.Assigned(owner, candidates)
    yield at[2], owner, ev.Taken()
    yield at[3], owner, ev.Noted(_sentence(chance, 12))
    yield at[4], owner, TimeLogged(owner, at[2], at[4], model.WorkKind.REMOTE, included=True)
    yield at[5], owner, ev.Replied(_sentence(chance, 25))
    yield at[6], owner, ev.Suspended(CustomerWake((at[6] + 2 * DAY, at[6] + 5 * DAY), at[6] + 7 * DAY))
    yield at[7], "system", ev.Received("anna@example.com", _sentence(chance, 15))
    yield at[8], "system", ev.Resumed("customer_answered", "reply")
    yield at[9], owner, ev.Noted(_sentence(chance, 12))
    yield at[10], owner, TimeLogged(owner, at[8], at[10], model.WorkKind.REMOTE, included=chance.random() < 0.8)
    yield at[11], owner, ev.Closed(model.Outcome.SOLVED, _sentence(chance, 15))


def _texts(events: list[tuple[float, str, ev.Payload]]) -> Iterator[tuple[str, str, str]]:
    for number, (_, _, what) in enumerate(events, start=1):
        match what:
            case ev.Opened(details=details, text=body):
                yield "call", "", f"{details.subject}\n{body}"
            case ev.Noted(text=body):
                yield "note", str(number), body
            case ev.Replied(text=body) | ev.Received(text=body):
                yield "message", str(number), body
            case ev.Closed(solution=body):
                yield "solution", "", body


def _row(number: str, customer_id: int, owner: str, events: list[tuple[float, str, ev.Payload]]) -> CallRow:
    by_kind = {type(what): (at, what) for at, _, what in events}
    opened_at, opened = events[0][0], events[0][2]
    moves = (ev.Opened, ev.Assigned, ev.Taken, ev.Suspended, ev.Resumed, ev.Closed)
    moved = [kind for kind in moves if kind in by_kind]
    state = {
        ev.Opened: "open", ev.Assigned: "assigned", ev.Taken: "in_progress", ev.Suspended: "suspended",
        ev.Resumed: "in_progress", ev.Closed: "closed",
    }[moved[-1]]  # fmt: skip
    closed_at, closing = by_kind.get(ev.Closed, (None, None))
    waits = by_kind[ev.Suspended][1].wake if state == "suspended" else None
    taken_at = by_kind.get(ev.Taken, (None,))[0]
    phase = {"closed": "stopped", "suspended": "suspended"}.get(state, "running")
    first = ClockRow(
        "running" if taken_at is None else "stopped", "ok", 600.0, 600.0, 3600.0, opened_at + 2700, opened_at + 3600,
        taken_at, agreed=False,
    )  # fmt: skip
    second = ClockRow(
        phase, "ok", 3600.0, 3600.0, 28_800.0, opened_at + 21_600, opened_at + 28_800, closed_at, agreed=False
    )
    last, details = events[-1][0], opened.details
    return CallRow(
        number=number, version=len(events), customer_id=customer_id, site="", contact="", contract=details.contract,
        typology=details.typology, level=details.level.value, priority=details.priority.value, origin="phone",
        subject=details.subject, opened_at=opened_at, opened_by="rossi", state=state, since=by_kind[moved[-1]][0],
        owner="" if state == "open" else owner, assigned_at=by_kind.get(ev.Assigned, (None,))[0], taken_at=taken_at,
        blocking=False, consultancy=False, wait_reason="customer" if waits else None,
        wake_at=waits.close_at if waits else None, waits_for="", awaited=None, awaited_ref="",
        closing_proposed_at=None, closing_evidence="", closed_at=closed_at, closed_by=owner if closing else "",
        outcome="solved" if closing else None, solution=closing.solution if closing else "", touched_at=last,
        clocks_at=last, sla1=first, sla2=second, next_at=None if closing else last + 3600,
    )  # fmt: skip
