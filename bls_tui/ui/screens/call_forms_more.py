"""The rarer questions about one call: who goes on with it, what it belongs to, by when it is promised."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.model import Link, LinkKind, Origin
from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.spans import parse_moment
from bls_tui.locale import _
from bls_tui.service.desk import call_pairs, call_verbs
from bls_tui.service.desk.call_verbs import Verb
from bls_tui.service.desk.call_views_data import CallView
from bls_tui.service.desk.calls import Done, NewCall
from bls_tui.service.desk.calls_store import number_of
from bls_tui.ui.screens.call_forms import CallDialog, Pairing
from bls_tui.ui.screens.call_options import call_options, person_options, typology_options
from bls_tui.ui.screens.dialogs import labelled
from bls_tui.ui.widgets.pick import Option, Pick
from db.session import Database


class OneCallDialog(CallDialog):
    """A question about exactly one call."""

    @property
    def view(self) -> CallView:
        """The call in full."""
        assert self.asked.view is not None  # noqa: S101 - these are asked about one call at a time
        return self.asked.view

    def needed(self, name: str, text: str) -> str:
        """Return the key chosen in a field; raises IncompleteError with `text` where nothing is chosen."""
        found = self.picked(name)
        if not found:
            raise IncompleteError(text)
        return found


class HandOverForm(OneCallDialog):
    """To whom, with what there is to know."""

    def fields(self) -> Sequence[Widget]:
        """Return colleague and note."""
        others = [one for one in person_options(self.asked.people) if one.key != self.view.call.owner]
        return [Pick("to", _("To"), others), *labelled("note", _("What the colleague has to know (required)"))]

    def verb(self) -> Verb:
        """Hand over."""
        return call_verbs.hand_over(self.needed("to", _("Say to whom.")), self.value("note"))


class DueForm(OneCallDialog):
    """By when the customer agrees that it is closed."""

    def fields(self) -> Sequence[Widget]:
        """Return date and reason."""
        return [
            *labelled("due", _("Closed by (18:00, 2026-11-23 09:00, +2d; empty: as the contract says)")),
            *labelled("reason", _("Agreed with whom, and why (required)")),
        ]

    def verb(self) -> Verb:
        """Agree."""
        typed, bench = self.value("due"), self.asked.bench
        at = parse_moment(typed, bench.zone, bench.clock()) if typed else None
        return call_verbs.agree_due(at, self.value("reason"))


class UnlinkForm(OneCallDialog):
    """Which tie is undone."""

    def fields(self) -> Sequence[Widget]:
        """Return the ties."""
        options = [Option(str(number), self._named(tie)) for number, tie in enumerate(self.view.call.links)]
        return [Pick("tie", _("Tied to"), options, options[0].key if len(options) == 1 else "")]

    def _named(self, tie: Link) -> str:
        names = {str(one.object_id): one.full_name for one in self.view.objects}
        kinds = {
            LinkKind.OBJECT: names.get(tie.target, "") or _("object {id}"),
            LinkKind.CALL: _("call {id}"),
            LinkKind.PROBLEM: _("problem {id}"),
            LinkKind.RUN: _("run {id}"),
        }
        return kinds[tie.kind].replace("{id}", tie.target)

    def verb(self) -> Verb:
        """Undo it."""
        return call_verbs.unlink(self.view.call.links[int(self.needed("tie", _("Say which tie.")))])


class ExplainForm(OneCallDialog):
    """Why an object is still bad though the call is closed."""

    def fields(self) -> Sequence[Widget]:
        """Return object and reason."""
        bad = [Option(str(one.object_id), one.full_name) for one in self.view.objects if one.good is False]
        only = bad[0].key if len(bad) == 1 else ""
        return [Pick("object", _("Object"), bad, only), *labelled("reason", _("Why it is still bad (required)"))]

    def verb(self) -> Verb:
        """Say it."""
        object_id = self.needed("object", _("Say which object, of those that are still bad."))
        return call_verbs.explain(int(object_id), self.value("reason"))


class MergeForm(OneCallDialog):
    """Which call goes on."""

    def fields(self) -> Sequence[Widget]:
        """Return the calls of the same customer."""
        here = self.view.row
        rows = [row for row in self.asked.bench.desk.rows.values() if row.customer_key == here.customer_key]
        return [Pick("into", _("Into the call that goes on"), call_options(rows, but=here.number))]

    def verb(self) -> Pairing:
        """Merge."""
        into = number_of(self.needed("into", _("Say into which call.")), self.asked.bench.clock())

        def run(database: Database, number: str, author: str, now: float, seen: int) -> Done:
            return call_pairs.merge(database, number, into, author, now, seen=seen)

        return Pairing(Act.MERGE, run)


class SplitForm(OneCallDialog):
    """What the new call is about; it inherits the rest."""

    def fields(self) -> Sequence[Widget]:
        """Return what differs."""
        usual = self.view.call.details.typology
        return [
            *labelled("subject", _("Subject of the new call")),
            Pick("typology", _("Typology"), typology_options(self.asked.people), usual),
            *labelled("text", _("Described")),
        ]

    def verb(self) -> Pairing:
        """Split."""
        new, note = self._part(), self.value("text")

        def run(database: Database, number: str, author: str, now: float, seen: int) -> Done:
            return call_pairs.split(database, number, new, author, now, seen=seen, note=note)

        return Pairing(Act.SPLIT, run)

    def _part(self) -> NewCall:
        details = self.view.call.details
        return NewCall(
            customer=details.customer,
            subject=self.value("subject"),
            text=self.value("text"),
            origin=Origin.TECHNICIAN,
            level=details.level,
            priority=details.priority,
            typology=self.picked("typology"),
            contract=details.contract,
            site=details.site,
            contact=details.contact,
        )


class ReceivedForm(OneCallDialog):
    """What somebody said by phone."""

    def fields(self) -> Sequence[Widget]:
        """Return who and what."""
        contact = self.view.contact
        return [
            *labelled("sender", _("Who"), contact.name if contact else ""),
            *labelled("text", _("What was said (required)")),
        ]

    def verb(self) -> Verb:
        """File it."""
        return call_verbs.receive(self.value("sender"), self.value("text"))
