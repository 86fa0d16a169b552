"""Texts with fields, such as `{number}`: those that are sent by themselves and those that technicians begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from bls_tui.errors import BlsError
from bls_tui.locale import N_, _

FIELDS: Mapping[str, str] = {
    "number": N_("number of the call"),
    "subject": N_("subject of the call"),
    "contact": N_("name of the contact"),
    "customer": N_("name of the customer"),
    "technician": N_("name of whoever has the call"),
    "typology": N_("name of the typology"),
    "opened": N_("when the call was opened"),
    "take_due": N_("until when it is taken in charge"),
    "due": N_("until when it is closed"),
    "promise": N_("a sentence with both"),
    "reason": N_("why the call is suspended"),
    "outcome": N_("how the call ended"),
    "solution": N_("the solution"),
    "supplier": N_("name of the supplier"),
    "ticket": N_("number of the supplier's ticket"),
    "signature": N_("signature of whoever sends it"),
    "firm": N_("name of our firm"),
}
"""The fields and what they stand for."""

_FIELD = re.compile(r"\{(\w*)\}")
_GAPS = re.compile(r"\n{3,}")
_BLANKS = re.compile(r"\s+")


class When(StrEnum):
    """What a text is sent for by itself; HAND: a technician picks it."""

    HAND = ""
    ACKNOWLEDGE = "acknowledge"
    OPENED = "opened"
    TAKEN = "taken"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    REMINDER = "reminder"
    FORWARD = "forward"
    VISIT = "visit"


class TemplateError(BlsError):
    """A text names a field that does not exist; the message names it and those that do."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text. `language` is "it", "en" or "" for any; `when` what it is sent for."""

    name: str
    body: str
    subject: str = ""
    when: When = When.HAND
    language: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its fields filled in."""

    subject: str
    body: str


def check(text: str) -> None:
    """Refuse a text with fields that do not exist; raises TemplateError naming all of them."""
    unknown = [name for name in dict.fromkeys(_FIELD.findall(text)) if name not in FIELDS]
    if not unknown:
        return
    named = ", ".join(f"{{{name}}}" for name in unknown)
    close = get_close_matches(unknown[0].lower(), FIELDS, n=1, cutoff=0.6)
    hint = _("did you mean {name}?") if close else _("allowed: {name}")
    names = ", ".join(f"{{{name}}}" for name in (close or FIELDS))
    raise TemplateError(_("unknown field {fields}; {hint}").format(fields=named, hint=hint.format(name=names)))


def fill(template: Template, values: Mapping[str, str]) -> Filled:
    """Return a template with its fields filled in; those without a value are empty.

    A line that has fields and none of them a value is left out. What looks like a field inside a value
    stays as it is. Raises TemplateError for an unknown field.
    """
    check(template.subject)
    check(template.body)
    lines = (_line(line, values) for line in template.body.strip("\n").split("\n"))
    body = "\n".join(line for line in lines if line is not None)
    subject = _BLANKS.sub(" ", _filled(template.subject, values)).strip()
    return Filled(subject, _GAPS.sub("\n\n", body).strip("\n") + "\n")


def choose(templates: Iterable[Template], when: When, language: str) -> Template | None:
    """Return the first template for an occasion in a language, else the first for any language; None without one."""
    fitting = [one for one in templates if one.when is when and one.language in (language, "")]
    return min(fitting, key=lambda one: one.language != language, default=None)


def _line(line: str, values: Mapping[str, str]) -> str | None:
    names = _FIELD.findall(line)
    if names and not any(values.get(name, "").strip() for name in names):
        return None
    return _filled(line, values).rstrip()


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: values.get(found[1], "").strip(), text)
