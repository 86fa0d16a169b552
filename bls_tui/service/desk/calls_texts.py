"""The texts of a call that can be searched, taken from its events. Pure."""

from collections.abc import Iterator, Sequence

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.events import Event
from db.rows_desk import NewText


def texts(events: Sequence[Event], after: int) -> list[NewText]:
    """Return the searchable texts of events, the first of which has the number `after` + 1."""
    return [text for number, event in enumerate(events, start=after + 1) for text in _of(number, event)]


def _of(number: int, event: Event) -> Iterator[NewText]:
    match event.what:
        case ev.Opened(details=details, text=text):
            yield NewText("call", "", f"{details.subject}\n{text}")
        case ev.Amended(subject=str(subject)):
            yield NewText("call", str(number), subject)
        case ev.Noted(text=text) | ev.HandedOver(note=text) | ev.Suspended(note=text) if text:
            yield NewText("note", str(number), text)
        case ev.Replied(text=text, message="") | ev.Received(text=text, message="") if text:
            yield NewText("message", f"told {number}", text)  # a number alone is that of a mail
        case ev.Closed(solution=solution):
            yield NewText("solution", "", solution)
