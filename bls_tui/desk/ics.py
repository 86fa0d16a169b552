"""Interventions as iCalendar text (RFC 5545) and invitations to them (iTIP, RFC 5546).

Each day of an intervention is an appointment of its own with its own UID, which stays the same through every change; a
request or cancellation carries one UID (RFC 5546 §3.2.2), so it is one text for each day. A file with all the days is
published instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bls_tui.desk.calls.model import Span, Visit

PRODUCT = "-//BLS//Workbench//EN"
ROME = ZoneInfo("Europe/Rome")
MAX_OCTETS = 75
"""Longest line without its CRLF (RFC 5545 §3.1)."""

# The rule of the European Union since 1996: last Sunday of March and of October, at 01:00 UTC.
_ROME_TIMEZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Rome",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "END:STANDARD",
    "END:VTIMEZONE",
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Method(StrEnum):
    """What is done with the appointments: shown to whoever imports them, asked of attendees, called off."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class MixedInvitationError(ValueError):
    """A request or a cancellation would carry several appointments."""


@dataclass(frozen=True, slots=True)
class Person:
    """An organiser or attendee: a name, which may be "", and a mail address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """One day of an intervention."""

    uid: str
    sequence: int
    span: Span
    summary: str
    place: str
    description: str
    organizer: Person
    attendees: tuple[Person, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """What an intervention does not say itself: the call's number, its title, who meets; `domain` makes UIDs ours."""

    call: str
    domain: str
    summary: str
    organizer: Person
    attendees: tuple[Person, ...]


def appointments(visit: Visit, meeting: Meeting) -> tuple[Appointment, ...]:
    """Return the days of an intervention, in order; all cancelled when it is."""
    return tuple(
        Appointment(
            uid=f"{meeting.call}-{visit.key}-{number}@{meeting.domain}",
            sequence=visit.sequence,
            span=day,
            summary=meeting.summary,
            place=visit.place,
            description=visit.note,
            organizer=meeting.organizer,
            attendees=meeting.attendees,
            cancelled=visit.cancelled,
        )
        for number, day in enumerate(visit.days, start=1)
    )


def invitations(before: Visit | None, after: Visit, meeting: Meeting, stamp: float) -> list[str]:
    """Return what to send after an intervention was planned, changed or cancelled: one text for each day.

    Days there were and are no more are cancelled under the new sequence number.
    """
    now = appointments(after, meeting)
    gone = () if before is None else appointments(before, meeting)[len(now) :]
    called_off = (_called_off(one, after.sequence) for one in gone)
    return [text([one], Method.CANCEL if one.cancelled else Method.REQUEST, stamp) for one in (*now, *called_off)]


def text(days: Sequence[Appointment], method: Method, stamp: float, zone: ZoneInfo = ROME) -> str:
    """Return an iCalendar object with these appointments, CRLF line ends, no line above 75 octets.

    `stamp` is when it is made (DTSTAMP). Times are in `zone` with its definition for Europe/Rome, in UTC for others.
    Raises MixedInvitationError for a request or cancellation of more than one appointment.
    """
    if method is not Method.PUBLISH and len({day.uid for day in days}) > 1:
        raise MixedInvitationError(f"{method} carries one appointment, not {len(days)}")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method.value}"]
    if zone.key == ROME.key:
        lines += _ROME_TIMEZONE
    for day in days:
        lines += _event(day, method, stamp, zone)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for one in lines for part in folded(one))


def folded(line: str) -> Iterator[str]:
    """Yield a content line in parts of at most 75 octets, further ones begun with a space, no character cut."""
    part, room = "", MAX_OCTETS
    for character in line:
        size = len(character.encode())
        if size > room:
            yield part
            part, room = " ", MAX_OCTETS - 1
        part += character
        room -= size
    yield part


def escaped(value: str) -> str:
    """Return a text value as RFC 5545 §3.3.11 writes it; control characters are left out."""
    plain = _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    plain = plain.encode(errors="replace").decode()
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _event(day: Appointment, method: Method, stamp: float, zone: ZoneInfo) -> Iterable[str]:
    status = "CANCELLED" if day.cancelled or method is Method.CANCEL else "CONFIRMED"
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(day.uid)}"
    yield f"SEQUENCE:{day.sequence}"
    yield f"DTSTAMP:{_utc(stamp)}"
    yield f"DTSTART{_local(day.span.start, zone)}"
    yield f"DTEND{_local(day.span.end, zone)}"
    yield f"SUMMARY:{escaped(day.summary)}"
    yield f"LOCATION:{escaped(day.place)}"
    if day.description:
        yield f"DESCRIPTION:{escaped(day.description)}"
    yield f"STATUS:{status}"
    yield f"ORGANIZER{_person(day.organizer)}"
    for person in day.attendees:
        yield f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE{_person(person)}"
    yield "END:VEVENT"


def _called_off(day: Appointment, sequence: int) -> Appointment:
    return replace(day, sequence=sequence, cancelled=True)


def _person(person: Person) -> str:
    # A parameter cannot hold a quotation mark or a line break (RFC 5545 §3.2); an address no break either.
    name = _one_line(person.name).replace('"', "'")
    common_name = f';CN="{name}"' if name else ""
    return f"{common_name}:mailto:{_one_line(person.address).replace(' ', '')}"


def _one_line(value: str) -> str:
    return " ".join(_CONTROLS.sub(" ", value.encode(errors="replace").decode()).split())


def _utc(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y%m%dT%H%M%SZ}"


def _local(at: float, zone: ZoneInfo) -> str:
    local = datetime.fromtimestamp(at, zone)
    if zone.key != ROME.key or local.fold:  # the second 02:30 of an October night cannot be written as local time
        return f":{_utc(at)}"
    return f";TZID={zone.key}:{local:%Y%m%dT%H%M%S}"
