"""Makes messages for tests: one plain mail that came in, to be varied."""

from typing import Any

from db.queries import calls
from db.rows_mail import AttachmentRow, NewMessage, RecipientName
from db.session import Writer
from tests.support.calls import AT, call, customer, event


def message(identity: str = "a@example", **changes: Any) -> NewMessage:
    """Return a mail that lies in triage, with some columns as given."""
    values = {
        "direction": "in", "role": "desk", "place": "triage", "identity": identity, "received_at": AT, "digest": "d1",
        "sender_name": "Anna Bianchi", "sender_address": "anna@acme.example", "subject": "R: Backup fermo",
        "subject_base": "Backup fermo", "snippet": "È ripartito?", "body": "È ripartito?\n> no",
        "recipients": (RecipientName("to", "Assistenza", "help@desk.example"),),
        "attachments": (AttachmentRow(1, "registro.txt", "text/plain", 12),),
    }  # fmt: skip
    return NewMessage(**(values | changes))


def written(identity: str = "o@desk.example", **changes: Any) -> NewMessage:
    """Return a message of the desk."""
    values = {
        "direction": "out", "place": "outbox", "author": "mr", "digest": "", "sender_name": "Assistenza",
        "sender_address": "help@desk.example", "recipients": (RecipientName("to", "Anna", "Anna@acme.example"),),
        "attachments": (),
    }  # fmt: skip
    return message(identity, **(values | changes))


class Desk:
    """A customer with three calls; the third is closed."""

    def __init__(self, w: Writer) -> None:
        self.customer_id = customer(w)
        closed = {"state": "closed", "closed_at": AT, "outcome": "solved"}
        rows = [call(self.customer_id, f"26-00000{number}") for number in (1, 2)]
        rows.append(call(self.customer_id, "26-000003", **closed))
        self.calls = [calls.create(w, row, [event()]) for row in rows]
