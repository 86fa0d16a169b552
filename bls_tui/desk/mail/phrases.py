"""What customers are told, in the language of each of them: dates, promises, reasons, outcomes.

These words do not depend on the language of the technician's screen, so they stand here and not in the catalogue.
Italian to customers is formal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from babel.dates import format_datetime

from bls_tui.desk.calls.model import Outcome
from bls_tui.desk.calls.wakes import CustomerWake, ProcessWake, SupplierWake, WakeUp
from bls_tui.desk.mail.language import ENGLISH, ITALIAN

_DAY: Mapping[str, str] = {ITALIAN: "EEEE d MMMM y 'alle' HH:mm", ENGLISH: "EEEE d MMMM y 'at' HH:mm"}
_BOTH: Mapping[str, str] = {
    ITALIAN: "La chiamata sarà presa in carico entro {take} e chiusa entro {close}.",
    ENGLISH: "We will take it in charge by {take} and close it by {close}.",
}
_TAKE: Mapping[str, str] = {
    ITALIAN: "La chiamata sarà presa in carico entro {take}.",
    ENGLISH: "We will take it in charge by {take}.",
}
_CLOSE: Mapping[str, str] = {
    ITALIAN: "Contiamo di chiudere la chiamata entro {close}.",
    ENGLISH: "We expect to close it by {close}.",
}
_REASONS: Mapping[str, Mapping[type, str]] = {
    ITALIAN: {
        ProcessWake: "siamo in attesa dell'esito di un'operazione in corso",
        CustomerWake: "siamo in attesa di un Suo riscontro",
        SupplierWake: "siamo in attesa di una risposta del fornitore",
    },
    ENGLISH: {
        ProcessWake: "we are waiting for an operation in progress to finish",
        CustomerWake: "we are waiting for your answer",
        SupplierWake: "we are waiting for the supplier's answer",
    },
}
_OUTCOMES: Mapping[str, Mapping[Outcome, str]] = {
    ITALIAN: {
        Outcome.SOLVED: "risolta",
        Outcome.WORKAROUND: "risolta con una soluzione provvisoria",
        Outcome.NO_FAULT: "nessun guasto riscontrato",
        Outcome.SUPPLIER: "risolta dal fornitore",
        Outcome.WITHDRAWN: "ritirata su Sua richiesta",
        Outcome.MERGED: "unita a un'altra chiamata",
    },
    ENGLISH: {
        Outcome.SOLVED: "solved",
        Outcome.WORKAROUND: "solved provisionally",
        Outcome.NO_FAULT: "no fault found",
        Outcome.SUPPLIER: "solved by the supplier",
        Outcome.WITHDRAWN: "withdrawn at your request",
        Outcome.MERGED: "merged into another call",
    },
}
_WROTE: Mapping[str, str] = {ITALIAN: "Il giorno {when} {who} ha scritto:", ENGLISH: "On {when} {who} wrote:"}


def moment(at: float | None, zone: tzinfo, language: str) -> str:
    """Return an instant as customers read it: "lunedì 23 novembre 2026 alle 15:30"; "" for None."""
    if at is None:
        return ""
    return format_datetime(datetime.fromtimestamp(at, zone), _DAY[language], locale=language)


def promise(take: float | None, close: float | None, zone: tzinfo, language: str) -> str:
    """Return what is promised in a sentence: taken in charge (SLA1) and closed (SLA2) until when; "" for neither."""
    if take is None and close is None:
        return ""
    sentence = _BOTH if take is not None and close is not None else _CLOSE if take is None else _TAKE
    return sentence[language].format(take=moment(take, zone, language), close=moment(close, zone, language))


def reason(wake: WakeUp, language: str) -> str:
    """Return why a call is suspended, as the end of a sentence; no name of a machine or a supplier is told."""
    return _REASONS[language][type(wake)]


def outcome(ended: Outcome, language: str) -> str:
    """Return how a call ended."""
    return _OUTCOMES[language][ended]


def attribution(who: str, at: float | None, zone: tzinfo, language: str) -> str:
    """Return the line above a quoted message, which mail programmes recognise: "Il giorno … ha scritto:"."""
    written = _WROTE[language].format(when=moment(at, zone, language), who=who)
    return " ".join(written.split())
