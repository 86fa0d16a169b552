"""The texts that are sent where the inventory has none of its own: formal Italian, and English."""

from __future__ import annotations

from bls_tui.desk.mail.language import ENGLISH, ITALIAN
from bls_tui.desk.mail.templates import Template, When


def _template(when: When, language: str, subject: str, body: str) -> Template:
    return Template(f"{when.value}-{language}", body, subject, when, language)


_ITALIAN_END = """

Può rispondere a questo messaggio lasciando invariato l'oggetto.

Cordiali saluti
{firm}
"""
_ENGLISH_END = """

You can answer this message; please leave its subject as it is.

Kind regards
{firm}
"""

STANDARD: tuple[Template, ...] = (
    _template(
        When.ACKNOWLEDGE,
        ITALIAN,
        "{subject}",
        "Gentile {contact},\n\nabbiamo ricevuto la Sua richiesta e aperto la chiamata {number}.\n"
        "Tecnico incaricato: {technician}\n{promise}" + _ITALIAN_END,
    ),
    _template(
        When.ACKNOWLEDGE,
        ENGLISH,
        "{subject}",
        "Dear {contact},\n\nwe have received your request and opened call {number}.\n"
        "Technician in charge: {technician}\n{promise}" + _ENGLISH_END,
    ),
    _template(
        When.OPENED,
        ITALIAN,
        "{subject}",
        "Gentile {contact},\n\nabbiamo aperto la chiamata {number}: {subject}\n"
        "Tecnico incaricato: {technician}\n{promise}" + _ITALIAN_END,
    ),
    _template(
        When.OPENED,
        ENGLISH,
        "{subject}",
        "Dear {contact},\n\nwe have opened call {number}: {subject}\n"
        "Technician in charge: {technician}\n{promise}" + _ENGLISH_END,
    ),
    _template(
        When.TAKEN,
        ITALIAN,
        "{subject}",
        "Gentile {contact},\n\nla chiamata {number} è stata presa in carico da {technician}." + _ITALIAN_END,
    ),
    _template(
        When.TAKEN,
        ENGLISH,
        "{subject}",
        "Dear {contact},\n\n{technician} has taken call {number} in charge." + _ENGLISH_END,
    ),
    _template(
        When.SUSPENDED,
        ITALIAN,
        "{subject}",
        "Gentile {contact},\n\nla chiamata {number} è sospesa: {reason}." + _ITALIAN_END,
    ),
    _template(
        When.SUSPENDED,
        ENGLISH,
        "{subject}",
        "Dear {contact},\n\ncall {number} is suspended: {reason}." + _ENGLISH_END,
    ),
    _template(
        When.CLOSED,
        ITALIAN,
        "{subject}",
        "Gentile {contact},\n\nla chiamata {number} è stata chiusa. Esito: {outcome}.\n\n{solution}\n\n"
        "Se il problema persiste risponda a questo messaggio: la Sua risposta sarà letta e, se necessario,\n"
        "apriremo una nuova chiamata.\n\nCordiali saluti\n{firm}\n",
    ),
    _template(
        When.CLOSED,
        ENGLISH,
        "{subject}",
        "Dear {contact},\n\ncall {number} has been closed. Outcome: {outcome}.\n\n{solution}\n\n"
        "If the problem persists, please answer this message: we will read your answer and open a new\n"
        "call where needed.\n\nKind regards\n{firm}\n",
    ),
    _template(
        When.REMINDER,
        ITALIAN,
        "{subject}",
        "Gentile {contact},\n\nper proseguire con la chiamata {number} siamo in attesa di un Suo riscontro."
        + _ITALIAN_END,
    ),
    _template(
        When.REMINDER,
        ENGLISH,
        "{subject}",
        "Dear {contact},\n\nto go on with call {number} we are waiting for your answer." + _ENGLISH_END,
    ),
    _template(
        When.FORWARD,
        ITALIAN,
        "{subject}",
        "Buongiorno,\n\nper il nostro cliente {customer} chiediamo il Vostro intervento "
        "(nostro riferimento {number}):\n\n\n{signature}\n",
    ),
    _template(
        When.FORWARD,
        ENGLISH,
        "{subject}",
        "Hello,\n\non behalf of our customer {customer} we ask for your help (our reference {number}):\n\n\n"
        "{signature}\n",
    ),
    _template(
        When.VISIT,
        ITALIAN,
        "{subject}",
        "Gentile {contact},\n\nin allegato trova l'invito all'intervento presso di Voi per la chiamata {number}."
        + _ITALIAN_END,
    ),
    _template(
        When.VISIT,
        ENGLISH,
        "{subject}",
        "Dear {contact},\n\nattached is the invitation to our visit for call {number}." + _ENGLISH_END,
    ),
)
"""One text for each occasion and language."""
