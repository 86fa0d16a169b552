"""The report of a month in words, as rows of text, for every form of it: text, CSV, HTML. Foreign text in it is raw."""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from bls_tui.desk.calls import words
from bls_tui.desk.calls.model import WorkKind
from bls_tui.desk.clock_words import hours
from bls_tui.desk.proposals import ProposalState
from bls_tui.locale import N_, _
from bls_tui.service.desk.call_views_data import ContractCard
from bls_tui.service.desk.report_data import Availability, ReportedCall, SlaReport, SlaRow

PROPOSALS: Mapping[ProposalState, str] = {
    ProposalState.PENDING: N_("to be decided"),
    ProposalState.HELD: N_("held"),
    ProposalState.ACCEPTED: N_("accepted"),
    ProposalState.LINKED: N_("linked to a call"),
    ProposalState.DISMISSED: N_("dismissed"),
    ProposalState.WITHDRAWN: N_("recovered by themselves"),
}
"""What became of a proposal."""


def title(report: SlaReport, zone: tzinfo) -> str:
    """Return the heading: whose month it is."""
    month = datetime.fromtimestamp(report.start, zone)
    return _("Service report of {customer}, {month}").format(customer=report.customer, month=f"{month:%Y-%m}")


def kept(row: SlaRow) -> str:
    """Return how a promise was kept, in a word."""
    if row.kept is None:
        return "-" if row.limit is None or row.stopped_at is not None else _("running")
    return _("kept") if row.kept else _("BROKEN")


def spent(row: SlaRow) -> str:
    """Return the time used of the time promised."""
    return hours(row.spent) if row.limit is None else f"{hours(row.spent)}/{hours(row.limit)}"


def reasons(call: ReportedCall) -> Iterator[str]:
    """Yield why each broken promise of a call was broken."""
    for row in (call.sla1, call.sla2):
        if row.kept is False:
            yield f"SLA{row.sla}: {row.reason}"


def counts(report: SlaReport) -> Iterator[tuple[str, str]]:
    """Yield (what, how many) of the calls and promises."""
    yield _("calls opened"), str(report.opened)
    yield _("calls closed"), str(report.closed)
    for sla, name in ((1, _("SLA1, taken in charge")), (2, _("SLA2, closed"))):
        good, bad = report.counted(sla)
        share = f" ({100 * good / (good + bad):.1f} %)" if good + bad else ""
        yield name, _("{kept} kept, {broken} broken{share}").format(kept=good, broken=bad, share=share)


def worked(report: SlaReport) -> Iterator[tuple[str, str, str]]:
    """Yield (kind of work, hours inside, hours outside the contract), and their sum."""
    inside, outside = report.hours.inside, report.hours.outside
    for kind in WorkKind:
        yield words.word(kind), hours(inside.get(kind.value, 0.0)), hours(outside.get(kind.value, 0.0))
    yield _("in all"), hours(sum(inside.values())), hours(sum(outside.values()))


def contract(card: ContractCard) -> str:
    """Return a contract with what is left of its hours."""
    name = card.contract.name or card.contract.key
    included = card.includes or _("nothing")
    told = _("Contract {name}: includes {services}.").format(name=name, services=included)
    if card.balance.left is None:
        return told
    left = _("Hours paid in advance left: {hours}.").format(hours=hours(card.balance.left))
    return f"{told} {left}"


def share(one: Availability) -> str:
    """Return the availability of an object; never rounded up to a hundred."""
    percent = int(one.share * 100_000) / 1000
    return f"{percent:.3f} %"


def proposals(report: SlaReport) -> Iterator[tuple[str, str]]:
    """Yield (what became of them, how many) of the proposals of monitoring that were made."""
    for state, word in PROPOSALS.items():
        if count := report.proposals.get(state, 0):
            yield _(word), str(count)


def day(at: float | None, zone: tzinfo) -> str:
    """Return an instant for a table, "-" for none."""
    return "-" if at is None else f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M}"
