"""What codes of the desk's mail are called on screen: why a mail waits, how it was matched, why nobody was told."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bls_tui.desk.mail.acknowledge import Refusal
from bls_tui.desk.mail.facts import How, Reason, RuleAction
from bls_tui.desk.mail.notices import Silence
from bls_tui.desk.mail.recipients import LeftOut
from bls_tui.locale import N_, _

REASONS: Mapping[Reason, str] = {
    Reason.ANSWER: N_("answers a call"),
    Reason.CONTACT: N_("from a contact, about no call"),
    Reason.RULE: N_("always so for this sender"),
    Reason.REPORT: N_("reports on a message of ours"),
    Reason.SUSPICIOUS: N_("names a call that its sender has no part in"),
    Reason.FORGED: N_("carries a forged reference to a call"),
    Reason.DMARC: N_("the sender's domain disowns it (DMARC)"),
    Reason.CLOSED: N_("answers a closed call"),
    Reason.AMBIGUOUS: N_("may belong to more than one call or customer"),
    Reason.AUTOMATIC: N_("written by a programme"),
    Reason.BULK: N_("sent to many"),
    Reason.STAFF: N_("from a colleague, about no call"),
    Reason.SUPPLIER: N_("from a supplier, about no known ticket"),
    Reason.COLLEAGUE: N_("from a customer's domain, but from no contact"),
    Reason.STRANGER: N_("from somebody unknown"),
    Reason.BOUNCE: N_("something could not be delivered, and it does not say what"),
    Reason.FOREIGN: N_("reports on a mail that is not ours"),
    Reason.LOOP: N_("our own mail came back"),
    Reason.OWN: N_("sent from an address of ours"),
    Reason.FLOOD: N_("one of more new requests within an hour than one person writes"),
    Reason.OLD: N_("lay in the mailbox for more than two weeks before it was read"),
}
HOW: Mapping[How, str] = {
    How.NOTHING: "",
    How.SIGNED: N_("our signed Message-ID"),
    How.MARKER: N_("our signed reference in its text"),
    How.STORED: N_("a message of the call that it answers"),
    How.TAG: N_("the tag in its subject"),
    How.TICKET: N_("the supplier's ticket number"),
    How.RULE: N_("the rule for its sender"),
}
ACTIONS: Mapping[RuleAction, str] = {
    RuleAction.APPEND: N_("append to call"),
    RuleAction.CALL: N_("open a call"),
    RuleAction.ARCHIVE: N_("archive"),
}
LEFT_OUT: Mapping[LeftOut, str] = {
    LeftOut.OWN: N_("our own address"),
    LeftOut.BAD: N_("mail to it came back"),
    LeftOut.BLOCKED: N_("nobody reads it"),
    LeftOut.MALFORMED: N_("no mail address"),
    LeftOut.SUPPLIER: N_("a supplier"),
    LeftOut.TOO_MANY: N_("too many recipients to be written to without being asked"),
}
SILENCES: Mapping[Silence, str] = {
    Silence.NOT_AGREED: N_("the contract does not ask for it"),
    Silence.AUTOMATIC: N_("the call came from a programme"),
    Silence.TOLD: N_("another message says it"),
    Silence.NOBODY: N_("the contact has no address that can be written to"),
    Silence.BAD: N_("mail to the contact came back"),
}
REFUSALS: Mapping[Refusal, str] = {
    Refusal.NOT_CALLED_FOR: N_("no mail of a known contact that opened a call"),
    Refusal.NOBODY: N_("nobody reads the address"),
    Refusal.BAD: N_("mail to the address came back"),
    Refusal.TWICE: N_("the call has been acknowledged"),
    Refusal.TOO_MANY: N_("the address got enough of them today"),
    Refusal.STORM: N_("too many were sent today: a loop or an attack"),
}
_WORDS: Mapping[type[StrEnum], Mapping[str, str]] = {
    type(next(iter(table))): {value.value: text for value, text in table.items()}
    for table in (REASONS, HOW, ACTIONS, LEFT_OUT, SILENCES, REFUSALS)
}


def word(value: StrEnum) -> str:
    """Return what a code is called in the user's language; "" for none."""
    text = _WORDS[type(value)][value.value]
    return _(text) if text else ""
