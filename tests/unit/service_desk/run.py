"""A randomised run at the desk: people, monitoring and the desk itself, at random, by a seed."""

import random
from collections import Counter

from bls_tui.desk.calls.model import Level, Link, LinkKind, Outcome, Priority, Span, WorkKind
from bls_tui.desk.calls.wakes import Awaited, CustomerWake, ProcessWake, SupplierWake
from bls_tui.desk.proposals import Dismissal
from bls_tui.errors import BlsError
from bls_tui.service.desk import call_pairs, call_verbs, call_work, calls, proposals
from bls_tui.service.desk.call_verbs import Verb
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.desk_lists import proposals_view
from bls_tui.service.desk.desk_pass import DeskPass
from bls_tui.service.monitoring.undo import Undo, undo
from db.errors import Conflict
from db.session import Database
from tests.unit.service_desk.conftest import DAY, HOUR, MINUTE, object_id
from tests.unit.service_desk.monitoring import turn

PEOPLE = ("anna", "bruno", "carla", "dora", "mallory")
OBJECTS = ("srv-rossi", "srv-rossi/backup", "srv-bianchi", "srv-bianchi/backup")


class Run:
    """One run: `act` does something, `outcomes` counts what came of it."""

    def __init__(self, database: Database, seed: int, start: float) -> None:
        self.database = database
        self.random = random.Random(seed)  # noqa: S311 - a test must be repeatable
        self.now = start
        self.numbers: list[str] = []
        self.ids = [object_id(database, name) for name in OBJECTS]
        self.undo: tuple[Undo, str] | None = None
        self.outcomes: Counter[str] = Counter()
        self.desk = DeskPass()

    def act(self) -> None:
        """Let some time pass, and somebody do something; being refused is fine."""
        self.now += self.random.choice([0.1, 1, 20, MINUTE, 5 * MINUTE, HOUR, 9 * HOUR])
        deed = self.random.choices(
            [self._on_a_call, self._open, self._monitor, self._pass, self._pair, self._propose, self._undo],
            [60, 8, 8, 10, 3, 6, 5],
        )[0]
        try:
            deed()
        except (BlsError, Conflict) as error:
            self.outcomes[f"refused: {type(error).__name__}"] += 1
        else:
            self.outcomes[f"done: {deed.__name__}"] += 1

    def _who(self) -> str:
        return self.random.choices(PEOPLE, [30, 30, 20, 15, 5])[0]

    def _new(self) -> NewCall:
        pick = self.random.choice
        links = (Link(LinkKind.OBJECT, str(pick(self.ids))),) if pick([True, False]) else ()
        return NewCall(
            customer=pick(["rossi", "bianchi"]),
            subject=pick(["Non stampa", "La posta non parte", "Backup\0 fallito"]),
            typology=pick(["mail", "backup", "exotic"]),
            priority=pick(list(Priority)),
            level=pick(list(Level)),
            links=links,
            take=pick([True, False]),
        )

    def _open(self) -> None:
        self.numbers.append(calls.open_call(self.database, self._new(), self._who(), self.now).call.number)

    def _number(self) -> str:
        if not self.numbers:
            self.numbers.append(calls.open_call(self.database, self._new(), "anna", self.now).call.number)
        return self.random.choice(self.numbers[-30:])

    def _on_a_call(self) -> None:
        who = self._who()
        done = calls.act(self.database, self._number(), self._verb(), who, self.now)
        self.undo = (done.undo, who) if done.undo else self.undo

    def _undo(self) -> None:
        if self.undo is not None:
            undo(self.database, *self.undo, self.now)

    def _monitor(self) -> None:
        name = self.random.choice(OBJECTS)
        states = ["OK", "WARNING", "CRITICAL"] if "/" in name else ["UP", "DOWN"]
        turn(self.database, name, self.random.choice(states), self.now)

    def _pass(self) -> None:
        self.desk(self.database, self.now)

    def _pair(self) -> None:
        if self.random.random() < 0.5:
            made = call_pairs.split(self.database, self._number(), self._new(), self._who(), self.now)
            self.numbers.append(made.call.number)
        else:
            call_pairs.merge(self.database, self._number(), self._number(), self._who(), self.now)

    def _propose(self) -> None:
        view = proposals_view(self.database, self.now)
        if not view.pending:
            return
        row, who = self.random.choice(view.pending), self._who()
        match self.random.randrange(3):
            case 0:
                done = proposals.accept_proposal(self.database, row.proposal_id, who, self.now)
                self.numbers.append(done.call.number)
            case 1:
                proposals.link_proposal(self.database, row.proposal_id, self._number(), who, self.now)
            case _:
                reason = self.random.choice(list(Dismissal))
                proposals.dismiss_proposal(self.database, row.proposal_id, reason, who, self.now, note="perché")

    def _verb(self) -> Verb:
        moves = [self._take, self._suspend, self._suspend, self._close, call_verbs.resume, self._give]
        return self.random.choice([*moves, *moves, self._say, self._edit, self._work])()

    def _take(self) -> Verb:
        return call_verbs.take()

    def _close(self) -> Verb:
        return call_verbs.close(self.random.choice([Outcome.SOLVED, Outcome.NO_FAULT]), "Fatto.")

    def _give(self) -> Verb:
        to = self.random.choice(PEOPLE)
        return self.random.choice([call_verbs.assign(), call_verbs.assign(to), call_verbs.hand_over(to, "guarda tu")])

    def _suspend(self) -> Verb:
        later = self.now + self.random.choice([HOUR, DAY, 5 * DAY])
        wakes = [
            ProcessWake(Awaited.OBJECT, str(self.random.choice(self.ids)), "backup", later),
            CustomerWake((later, later + DAY), later + 2 * DAY),
            SupplierWake("acme", "T-1", later),
        ]
        verb = self.random.choice([call_verbs.suspend, call_verbs.suspend, call_verbs.postpone])
        return verb(self.random.choice(wakes))

    def _say(self) -> Verb:
        return self.random.choice(
            [
                call_verbs.note("visto"),
                call_verbs.reply("ci lavoriamo"),
                call_verbs.receive("Mario", "e allora?"),
                call_verbs.propose_closing("sembra a posto"),
                call_verbs.decline_closing("non ancora"),
                call_verbs.consult("nuovo firewall"),
                call_verbs.explain(self.random.choice(self.ids), "aspettiamo il pezzo"),
            ]
        )

    def _edit(self) -> Verb:
        tie = Link(LinkKind.OBJECT, str(self.random.choice(self.ids)))
        return self.random.choice(
            [
                call_verbs.amend(priority=self.random.choice(list(Priority))),
                call_verbs.amend(customer=self.random.choice(["rossi", "bianchi"]), subject="Altro"),
                call_verbs.agree_due(self.random.choice([None, self.now + DAY]), "d'accordo con Mario"),
                call_verbs.judge(blocking=self.random.choice([True, False]), reason="fermi"),
                call_verbs.link(tie),
                call_verbs.unlink(tie),
                call_verbs.refer(self._number()),
            ]
        )

    def _work(self) -> Verb:
        return self.random.choice(
            [
                call_work.log_time(self.now - HOUR, self.now - self.random.choice([0, 30 * MINUTE]), WorkKind.REMOTE),
                call_work.start_watch(),
                call_work.stop_watch(),
                call_work.plan_visit([Span(self.now + DAY, self.now + DAY + HOUR)], ["anna"], "Milano"),
                call_work.drop_time(self.random.randrange(2, 20), "sbagliato"),
                call_work.cancel_visit(self.random.randrange(2, 20), "rimandato"),
            ]
        )
