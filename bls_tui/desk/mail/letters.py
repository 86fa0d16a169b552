"""The text of a message about a call: the right template in the right language, its fields filled from the call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bls_tui.desk.calls.model import Call
from bls_tui.desk.calls.wakes import SupplierWake
from bls_tui.desk.mail import phrases
from bls_tui.desk.mail.standard import STANDARD
from bls_tui.desk.mail.templates import Filled, Template, When, choose, fill
from bls_tui.desk.people import Directory

_NOBODY = {"it": "cliente", "en": "customer"}


@dataclass(frozen=True, slots=True)
class About:
    """What a message about a call says besides the call itself.

    Attributes:
        language: "it" or "en", see `language.spoken`.
        zone: of the instants in it.
        firm: our name.
        sender: login of whoever sends it, "" for the desk itself.
        take_due: until when the call is taken in charge (SLA1), None where nothing is promised or it is over.
        close_due: the same of closing (SLA2).
        supplier: key of the supplier written to.
    """

    language: str
    zone: tzinfo
    firm: str
    sender: str = ""
    take_due: float | None = None
    close_due: float | None = None
    supplier: str = ""


def write(when: When, call: Call, directory: Directory, about: About, templates: Sequence[Template] = ()) -> Filled:
    """Return the text for an occasion: the inventory's template (`templates`), else the standard one.

    Raises:
        TemplateError: the template names a field that does not exist.
    """
    chosen = choose(templates, when, about.language) or choose(STANDARD, when, about.language)
    return fill(chosen or Template(when.value, "{signature}"), values(call, directory, about))


def values(call: Call, directory: Directory, about: About) -> dict[str, str]:
    """Return every field of a template for a call; what is not so (yet) is ""."""
    language, zone, details = about.language, about.zone, call.details
    contact, sender = directory.contacts.get(details.contact), directory.people.get(about.sender)
    suspension, closing = call.standing.suspension, call.closing
    wake = suspension.wake if suspension else None
    ticket = wake if isinstance(wake, SupplierWake) else None
    supplier = directory.suppliers.get(about.supplier or (ticket.supplier if ticket else ""))
    typology = directory.typologies.get(details.typology)
    return {
        "number": call.number,
        "subject": details.subject,
        "contact": contact.name if contact else _NOBODY[language],
        "customer": directory.customer(details.customer),
        "technician": directory.person(call.owner) if call.owner else "",
        "typology": (typology.names.get(language) or typology.name) if typology else "",
        "opened": phrases.moment(call.opened_at, zone, language),
        "take_due": phrases.moment(about.take_due, zone, language),
        "due": phrases.moment(about.close_due, zone, language),
        "promise": phrases.promise(about.take_due, about.close_due, zone, language),
        "reason": phrases.reason(wake, language) if wake else "",
        "outcome": phrases.outcome(closing.outcome, language) if closing else "",
        "solution": closing.solution if closing else "",
        "supplier": supplier.name if supplier else "",
        "ticket": ticket.ticket if ticket else "",
        "signature": (sender.signature.strip() or sender.name) if sender else about.firm,
        "firm": about.firm,
    }
