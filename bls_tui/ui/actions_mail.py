"""What a key can do to mail."""

from __future__ import annotations

from bls_tui.locale import N_
from bls_tui.ui.action import CALL, MAIL, MAILS, THREAD, Action, Needs, Section

_MAIL, _THREAD = frozenset({MAIL}), frozenset({THREAD})
_CALLS = frozenset({THREAD, CALL, MAIL})

SHOWN = (
    ("conversations", N_("conversations")),
    ("unread", N_("unread mail")),
    ("mine", N_("mail of my calls")),
    ("triage", N_("triage")),
    ("outbox", N_("outbox")),
    ("errors", N_("mail errors")),
    ("rules", N_("rules about senders")),
)
"""The lists of the mail screen and what the palette calls them."""


def _triage(name: str, keys: tuple[str, ...], label: str, about: str, hint: int) -> Action:
    return Action(name, keys, label, about, Section.ACT, _MAIL, Needs.TRIAGE, hint=hint)


MAIL_ACTIONS: tuple[Action, ...] = (
    _triage("file", ("a",), N_("append"), N_("Append the mail to the suggested call, or to another"), 2),
    _triage("file_new", ("n",), N_("new call"), N_("Open a new call with the mail"), 3),
    _triage(
        "file_refer",
        ("N",),
        N_("new, refers"),
        N_("Open a new call that refers to another one, a closed one mostly"),
        3,
    ),
    _triage("archive", ("x",), N_("archive"), N_("Put the mail out of the way"), 4),
    _triage("always", ("A",), N_("always so"), N_("Make a rule for its sender, or for its whole domain"), 4),
    Action(
        "try_again",
        ("t",),
        N_("try again"),
        N_("Send a mail that failed again, or take in a message that was put aside"),
        Section.ACT,
        _MAIL,
        hint=3,
    ),
    Action(
        "withdraw",
        ("X",),
        N_("take out"),
        N_("Call back a mail that is still held; end a rule about a sender"),
        Section.ACT,
        _MAIL,
        hint=4,
    ),
    Action(
        "reply",
        ("r",),
        N_("reply"),
        N_("Reply to the customer and all copies"),
        Section.ACT,
        _CALLS,
        Needs.MAIL,
        hint=1,
    ),
    Action(
        "forward",
        ("f",),
        N_("forward"),
        N_("Forward to a supplier, and wait for them"),
        Section.ACT,
        _CALLS,
        Needs.MAIL,
        hint=2,
    ),
    Action(
        "write_note",
        ("c",),
        N_("INTERNAL note"),
        N_("Write an INTERNAL note; the customer never sees it"),
        Section.ACT,
        _MAIL,
        Needs.MAIL,
        hint=2,
    ),
    Action(
        "new_mail",
        ("M",),
        N_("new mail"),
        N_("Write a new mail about the call, which answers none"),
        Section.ACT,
        _CALLS,
        Needs.MAIL,
    ),
    Action("unread", ("U",), N_("unread"), N_("Mark as unread, for you alone"), Section.ACT, MAILS, Needs.MAIL, hint=9),
    Action(
        "thread",
        ("t",),
        N_("mail"),
        N_("Show the mail of the call, with what happened meanwhile"),
        Section.LOOK,
        frozenset({CALL}),
        hint=5,
    ),
    Action(
        "attachments",
        ("v",),
        N_("attachments"),
        N_("Save or open what is attached to the message"),
        Section.LOOK,
        _THREAD,
        hint=2,
    ),
    Action(
        "links",
        ("L",),
        N_("links"),
        N_("Show where the links of the message lead; none is ever opened by itself"),
        Section.LOOK,
        _THREAD,
        hint=9,
    ),
    Action(
        "headers",
        ("H",),
        N_("headers"),
        N_("Show the headers of the message as they came"),
        Section.LOOK,
        _THREAD,
        hint=8,
    ),
    Action(
        "quotes",
        ("T",),
        N_("quotes"),
        N_("Show what is folded: quotations, signatures, legal notices; or fold it"),
        Section.LOOK,
        _THREAD,
        hint=2,
    ),
    Action("next_message", ("J",), N_("next mail"), N_("Next message"), Section.MOVE, _THREAD, hint=1),
    Action("previous_message", ("K",), N_("mail before"), N_("Message before"), Section.MOVE, _THREAD),
    Action(
        "next_list",
        ("v", "right"),
        N_("list"),
        N_("Next list: conversations, unread, mine, triage, outbox, errors, rules"),
        Section.LOOK,
        _MAIL,
        hint=5,
    ),
    Action("previous_list", ("left",), N_("list before"), N_("List before"), Section.LOOK, _MAIL),
    Action(
        "search",
        ("s",),
        N_("search"),
        N_("Search the texts of all mails; a find opens where it is"),
        Section.LOOK,
        MAILS - _THREAD,
        hint=7,
    ),
    *(
        Action(f"show_{name}", (), label, N_("Show this list of the mail screen"), Section.LOOK, _MAIL)
        for name, label in SHOWN
    ),
)
"""In the order help shows them."""
