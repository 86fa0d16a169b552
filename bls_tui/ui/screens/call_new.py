"""The form of a new call, by hand or filled in from a proposal or an object."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from bls_tui.desk.calls.model import Level, Link, LinkKind, Priority
from bls_tui.desk.calls.words import word
from bls_tui.desk.people import Directory
from bls_tui.locale import _
from bls_tui.service.desk import calls
from bls_tui.service.desk.calls import NewCall
from bls_tui.ui.bench import Bench
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.screens.call_options import contact_options, customer_options, object_options, typology_options
from bls_tui.ui.screens.dialogs import Choice, Dialog, labelled
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.pick import Option, Pick, PickError

Opener = Callable[[NewCall], Awaitable[str]]
"""Opens a call and returns its number."""
EMPTY = NewCall("", "")


class NewCallForm(Dialog):
    """Everything a new call may say. `filled` is what is known already, `opener` another way to open it."""

    def __init__(
        self,
        bench: Bench,
        done: Callable[[str], Awaitable[None]],
        filled: NewCall = EMPTY,
        opener: Opener | None = None,
    ) -> None:
        super().__init__(_("New call"), ())
        self._bench, self._done, self._filled = bench, done, filled
        self._opener = opener or self._open

    @property
    def _people(self) -> Directory:
        return self._bench.desk.people

    def fields(self) -> Sequence[Widget]:
        """Return what a call may say."""
        new, people = self._filled, self._people
        objects = object_options(self._bench)
        tied = _tied(new.links)
        return [
            Pick("customer", _("Customer"), customer_options(people), new.customer),
            *labelled("subject", _("Subject"), new.subject),
            Pick("contact", _("Contact"), contact_options(people, new.customer), new.contact),
            Pick("typology", _("Typology"), typology_options(people), new.typology),
            Pick("object", _("Object"), objects, tied),
            Pick("level", _("Level"), [Option(one.value, word(one)) for one in Level], new.level.value),
            Pick("priority", _("Priority"), [Option(one.value, word(one)) for one in Priority], new.priority.value),
            *labelled("text", _("Described"), new.text),
            Choice(_("take it at once"), value=True, id="take"),
        ]

    @on(Input.Changed, "#customer")
    def _other_customer(self) -> None:
        """Offer the contacts and objects of the customer."""
        try:
            key = self._key("customer")
        except PickError:
            key = ""
        contract = self._people.usual_contract(key, _today(self._bench)) if key else ""
        text = _("Contract: {name}").format(name=contract) if contract else _("No contract in force.")
        self.query_one("#targets", Paragraphs).show([(Cell(text if key else "", Role.DIM),)])
        self.query_one("#pick-contact", Pick).offer(contact_options(self._people, key))
        self.query_one("#pick-object", Pick).offer(object_options(self._bench, key))

    async def perform(self) -> None:
        """Open it."""
        level, priority, chosen = self._key("level"), self._key("priority"), self._key("object")
        links = self._links(chosen)
        new = replace(
            self._filled,
            customer=self._key("customer"),
            subject=self.value("subject"),
            text=self.value("text"),
            contact=self._key("contact"),
            typology=self._key("typology"),
            level=Level(level) if level else self._filled.level,
            priority=Priority(priority) if priority else self._filled.priority,
            links=links,
            take=self.checked("take"),
        )
        number = await self._opener(new)
        await self._done(number)

    def _links(self, chosen: str) -> tuple[Link, ...]:
        """Return the ties: to the object chosen, and, while that is the one filled in, to its problem or run."""
        filled = self._filled.links
        own = (Link(LinkKind.OBJECT, chosen),) if chosen else ()
        if own and own[0] not in filled:
            return own
        return (*own, *(link for link in filled if link.kind is not LinkKind.OBJECT and (own or not _tied(filled))))

    def _key(self, name: str) -> str:
        return self.query_one(f"#pick-{name}", Pick).key

    async def _open(self, new: NewCall) -> str:
        bench = self._bench
        return (await bench.call(calls.open_call, new, bench.user, bench.clock())).call.number


def _tied(links: Sequence[Link]) -> str:
    return next((link.target for link in links if link.kind is LinkKind.OBJECT), "")


def _today(bench: Bench) -> date:
    return datetime.fromtimestamp(bench.clock(), bench.zone).date()
