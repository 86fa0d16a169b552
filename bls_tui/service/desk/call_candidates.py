"""A dry run of the assignment: who could have a call now, and why. Nothing is written."""

from dataclasses import dataclass

from bls_tui.desk import assignment as rules
from bls_tui.service.desk.call_choice import choice, workloads
from bls_tui.service.desk.calls_store import desk, load
from db.session import Database


@dataclass(frozen=True, slots=True)
class Fared:
    """How somebody fares: the score, what it is made of (see `desk.assignment`), and what stands in the way."""

    login: str
    name: str
    score: float
    competence: int
    load: float
    closed_for_customer: int
    obstacles: tuple[str, ...]


def dry_run(database: Database, number: str, login: str, now: float) -> tuple[Fared, ...]:
    """Return how everybody would fare if a call were assigned now, the eligible first, best first.

    Raises UnknownCallError.
    """
    with database.read() as r:
        at_desk, file = desk(r, login, now), load(r, number)
        details, owner = file.call.details, file.call.owner
        chosen = choice(at_desk, file.call, (owner,) if owner else ())
        work = workloads(at_desk, details.customer)
    people = at_desk.people.people
    return tuple(
        Fared(
            one.login,
            people[one.login].name,
            one.score,
            people[one.login].technician.competences.get(details.typology, 0),
            work.get(one.login, rules.IDLE).load,
            work.get(one.login, rules.IDLE).closed_for_customer,
            tuple(one.obstacles),
        )
        for one in chosen.candidates
    )
