"""The calls that benchmarks are made with are calls: their events fold to what is stored of them."""

from bls_tui.desk.calls import codec
from bls_tui.desk.calls.events import Event
from bls_tui.desk.calls.fold import fold
from db.queries import calls, search
from db.session import Database
from tests.scale.calls import fill

NOW = 1_790_000_000.0


def test_generated_calls_fold_to_what_is_stored(database: Database) -> None:
    fill(database, NOW, history=20, live=30)
    with database.read() as r:
        everything = calls.stored(r, calls.ids(r))
        assert len(calls.queue(r)) == 30
        assert search.words(r, "in", 200)
    for one in everything:
        events = [Event(event.at, event.author, codec.load(event.kind, event.data)) for event in one.events]
        call = fold(one.call.number, events)
        assert (call.version, call.state, call.details.subject) == (
            one.call.version, one.call.state, one.call.subject,
        )  # fmt: skip
        assert call.owner == one.call.owner
        assert len(call.rows) == len(one.parts.time)
    with database.write() as w:
        assert calls.next_number(w, 2026) == "26-000051"
