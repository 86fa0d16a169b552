"""`bls now` in text and JSON: what is broken, whose it is, since when, and who has it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bls_tui.desk import signs, spans
from bls_tui.desk.text import cells, fit, line, pad
from bls_tui.locale import _, ngettext
from bls_tui.plain import data as json_of
from bls_tui.plain import standing
from bls_tui.plain.look import Look
from bls_tui.plain.standing import of_run
from bls_tui.service.monitoring.views import DeskCounts, NowView, ProblemGroup, Totals
from bls_tui.service.monitoring.views_why import stale_poller
from bls_tui.service.processes.standing import Standing
from checks.model import State
from db.rows import StatusRow

FEW = 7
"""Problems listed unless all are asked for, so that the whole answer stays within twelve lines."""


NO_DESK = DeskCounts(0, 0, 0, 0)
NO_RUNS = Standing((), (), ())


def data(view: NowView, desk: DeskCounts = NO_DESK, runs: Standing = NO_RUNS) -> dict[str, Any]:
    """Return the view as JSON: `problems` each with its `behind`, `desk` in numbers, `runs`, `totals`, `poller`.

    `runs` are those late now, the last ones of processes that went wrong, those that stand for unreadable mailboxes.
    """
    now = view.generated_at
    return {
        **json_of.instant("generated", now),
        "problems": [
            {
                **json_of.of_called(group.root, now, view.calls),
                "count": group.count,
                "customers": list(group.customers),
                "behind": [json_of.of_called(row, now, view.calls) for row in group.folded],
            }
            for group in view.groups
        ],
        "desk": {
            "mine": desk.mine,
            "unassigned": desk.unassigned,
            "overdue": desk.overdue,
            "proposals": desk.proposals,
        },
        "runs": {
            "late": [of_run(row) for row in runs.late],
            "bad": [of_run(row) for row in runs.bad],
            "mailboxes": [of_run(row) for row in runs.mailboxes],
        },
        "totals": json_of.of_totals(view.totals),
        "poller": json_of.of_poller(view.poller),
    }


def text(
    view: NowView, look: Look, desk: DeskCounts = NO_DESK, runs: Standing = NO_RUNS, *, everything: bool = False
) -> Iterator[str]:
    """Yield the lines: a warning where data is stale, what is broken in numbers, problem by problem, then the desk.

    Of expected processes a line says how many are late or went wrong.
    """
    work = [*standing.text(runs), *_desk(desk)]
    yield from _watched(view, look, len(view.groups) if everything else FEW - len(work))
    yield from work


def _desk(desk: DeskCounts) -> Iterator[str]:
    """Yield a line for each number of the desk that is not 0, with the command that lists them."""
    if desk.mine:
        yield _("My calls: {count} (bls calls --mine)").format(count=desk.mine)
    if desk.unassigned:
        yield _("Calls of nobody: {count} (bls calls --unassigned)").format(count=desk.unassigned)
    if desk.overdue:
        yield _("Overdue wake-ups: {count} (bls calls is:overdue)").format(count=desk.overdue)
    if desk.proposals:
        yield _("Calls proposed: {count} (bls proposals)").format(count=desk.proposals)


def _watched(view: NowView, look: Look, room: int) -> Iterator[str]:
    if view.totals.objects == 0:
        yield from look.wrap(nothing_watched())
        return
    if view.poller.stale:
        yield from look.wrap(stale_poller(view.poller.holder, view.poller.heartbeat_age))
    if not view.groups:
        yield from _all_well(view, look)
        return
    yield _headline(view, look)
    shown = view.groups[:room]
    yield from _problems(shown, look, view)
    if rest := view.groups[len(shown) :]:
        counts = Counter(group.root.state for group in rest)
        more = ngettext("and {count} more problem", "and {count} more problems", len(rest)).format(count=len(rest))
        yield f"… {more}: {look.tally(counts)}  (bls now --all)"
    yield from _freshness(view.totals, look)


def nothing_watched() -> str:
    """Say what to do on an empty database."""
    return _("Nothing is watched yet. Describe hosts under `inventory` in bls.toml, then `bls inventory apply`.")


def _headline(view: NowView, look: Look) -> str:
    customers = {name for group in view.groups for name in group.customers}
    return (
        ", ".join(
            (
                ngettext("{count} problem", "{count} problems", len(view.groups)).format(count=len(view.groups)),
                ngettext("{count} customer hit", "{count} customers hit", len(customers)).format(count=len(customers)),
            )
        )
        + f"  {look.tally(Counter(group.root.state for group in view.groups))}"
    )


def _problems(groups: Sequence[ProblemGroup], look: Look, view: NowView) -> Iterator[str]:
    now = view.generated_at
    roots = [group.root for group in groups]
    whose = [_whose(group) for group in groups]
    who = [line(root.acknowledged_by or "-") for root in roots]
    names = widest((line(root.full_name) for root in roots), look.width * 3 // 10)
    customers = widest(whose, look.width * 15 // 100)
    people = widest(who, 10)
    room = look.width - (1 + 1 + 4 + 1 + 3 + 1 + names + 1 + customers + 1 + 7 + 1 + people + 1)
    for group, customer, person in zip(groups, whose, who, strict=True):
        root = group.root
        columns = (
            look.shape(root.state),
            pad(signs.WORDS[root.state], 4),
            pad(signs.flags(root, now, called=root.object_id in view.calls), 3),
            pad(line(root.full_name), names),
            pad(customer, customers),
            f"{spans.short(now - root.problem_since) if root.problem_since is not None else '':>7}",
            pad(person, people),
            fit(_behind(group) + line(root.output), room),
        )
        yield " ".join(columns).rstrip()


def _whose(group: ProblemGroup) -> str:
    others = len(group.customers) - 1
    return line(group.root.customer) + (f" +{others}" if others else "")


def _behind(group: ProblemGroup) -> str:
    return _("+{count} behind  ").format(count=len(group.folded)) if group.folded else ""


def widest(texts: Iterable[str], most: int) -> int:
    """Return the width of a column that holds these texts, at most `most`."""
    return min(max(map(cells, texts), default=0), most)


def one_line(row: StatusRow, width: int) -> str:
    """Return the state of one object and what its last check said."""
    return fit(line(f"{row.full_name} {row.state}: {row.output}"), width)


def _all_well(view: NowView, look: Look) -> Iterator[str]:
    yield fit(" ".join((_("No open problems."), _checked(view.totals))), look.width)
    failing = _failing(view.totals)
    if failing:
        yield ngettext(
            "{count} check failed and is being tried again before it counts as a problem.",
            "{count} checks failed and are being tried again before they count as problems.",
            failing,
        ).format(count=failing)
    yield from _unknowns(view.totals)


def _freshness(totals: Totals, look: Look) -> Iterator[str]:
    yield fit(_checked(totals), look.width)
    yield from _unknowns(totals)


def _checked(totals: Totals) -> str:
    hosts = ngettext("{count} host", "{count} hosts", totals.host_count)
    services = ngettext("{count} service", "{count} services", totals.service_count)
    counts = {
        "hosts": hosts.format(count=_grouped(totals.host_count)),
        "services": services.format(count=_grouped(totals.service_count)),
    }
    if totals.newest_age is None:
        return _("{hosts} and {services}; no result has come yet.").format(**counts)
    return _("{hosts} and {services} checked, newest result {age} ago.").format(
        **counts, age=spans.short(totals.newest_age)
    )


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", _(","))


def _failing(totals: Totals) -> int:
    return sum(
        count for counts in (totals.hosts, totals.services) for state, count in counts.items() if State(state).bad
    )


def _unknowns(totals: Totals) -> Iterator[str]:
    waiting = totals.hosts.get("PENDING", 0) + totals.services.get("PENDING", 0)
    parts = []
    if waiting:
        parts.append(
            ngettext("{count} not checked yet", "{count} not checked yet", waiting).format(count=_grouped(waiting))
        )
    if totals.stale:
        parts.append(
            ngettext("{count} with STALE data", "{count} with STALE data", totals.stale).format(
                count=_grouped(totals.stale)
            )
        )
    if parts:
        yield ", ".join(parts) + " (bls status st:pend,stale)."
