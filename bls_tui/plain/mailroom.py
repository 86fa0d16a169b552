"""`bls mail` about the desk in text and JSON: conversations, triage, mailboxes, outbox, one message, a thread."""

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Any

from bls_tui.desk import spans
from bls_tui.desk.mail.facts import Reason
from bls_tui.desk.mail.words import word
from bls_tui.desk.text import fit, line, safe
from bls_tui.locale import _, ngettext
from bls_tui.mail.quotes.words import folded_line
from bls_tui.plain.data import instant, of_poller
from bls_tui.plain.look import Look
from bls_tui.service.desk.call_views_data import TimelineItem
from bls_tui.service.mail.views_data import FolderView, MailView, MessageView, RunItem, ThreadView, TriageItem, Trouble
from db.rows_mail import AttachmentRow, ConversationRow, SenderRuleRow


def data(view: MailView) -> dict[str, Any]:
    """Return everything of the desk's mail as JSON."""
    return {
        **instant("generated", view.generated_at),
        "unread": view.unread,
        "conversations": [_of_conversation(row, view) for row in view.conversations],
        "triage": [of_triage(item) for item in view.triage],
        "mailboxes": [of_folder(folder) for folder in view.folders],
        "troubles": [_of_trouble(trouble) for trouble in view.troubles],
        "waiting": [of_message(message) for message in view.waiting],
        "failed": [of_message(message) for message in view.failed],
        "rules": [of_rule(rule) for rule in view.rules],
        "poller": of_poller(view.poller),
    }


def _of_conversation(row: ConversationRow, view: MailView) -> dict[str, Any]:
    return {
        "call": row.number, "customer": row.customer, "subject": row.subject, "owner": row.owner, "state": row.state,
        **instant("last", row.last_at), "last_from": row.last_from, "direction": row.direction, "snippet": row.snippet,
        "messages": row.count, "unread": row.unread, "mine": row.number in view.mine,
    }  # fmt: skip


def of_triage(item: TriageItem) -> dict[str, Any]:
    """Return a message that waits for a decision."""
    return {
        **of_message(item.message), "reason": item.reason, "suggested_call": item.suggested_number or None,
        "customer": item.customer or None, "suggested_typology": item.typology or None, "words": list(item.words),
    }  # fmt: skip


def of_message(message: MessageView) -> dict[str, Any]:
    """Return a message."""
    return {
        "id": message.id, **instant("at", message.at), "direction": message.direction, "kind": message.kind,
        "place": message.place, "automatic": message.automatic, "internal": message.internal,
        "author": message.author_name or None, "from": {"name": message.sender_name, "address": message.sender_address},
        "recipients": [{"kind": one.kind, "name": one.name, "address": one.address} for one in message.recipients],
        "subject": message.subject, "visible_text": message.visible, "folded": [one.text for one in message.folds],
        "attachments": [_of_attachment(one) for one in message.attachments], "answers": message.answers,
        "unread": message.unread, "truncated": message.truncated, "sending": _of_sending(message),
        "evidence": [{"id": one.id, "kind": one.kind, "subject": one.subject} for one in message.evidence],
    }  # fmt: skip


def _of_attachment(one: AttachmentRow) -> dict[str, Any]:
    return {"index": one.index, "filename": one.filename, "content_type": one.content_type, "size": one.size}


def _of_sending(message: MessageView) -> dict[str, Any] | None:
    sending = message.sending
    if sending is None:
        return None
    return {
        "outbox": sending.outbox_id, "state": sending.state, "purpose": sending.purpose, "attempts": sending.attempts,
        **instant("send", sending.send_at), **instant("next_try", sending.next_try_at),
        "recipients": [
            {"address": one.address, "status": one.status, "answer": one.answer} for one in sending.deliveries
        ],
    }  # fmt: skip


def of_folder(folder: FolderView) -> dict[str, Any]:
    """Return how the reading of a folder goes."""
    row = folder.row
    return {
        "account": row.account, "folder": row.folder, "role": row.role, "on_server": row.on_server, "known": row.known,
        "in_error": row.in_error, "stale": folder.stale, "error": row.error or None,
        **instant("passed", row.passed_at), **instant("failing_since", row.failing_since),
        **instant("next_try", row.next_try_at),
    }  # fmt: skip


def _of_trouble(trouble: Trouble) -> dict[str, Any]:
    row = trouble.row
    return {
        "account": row.account, "folder": row.folder, "uidvalidity": row.uidvalidity, "uid": row.uid,
        "state": row.state, "attempts": row.attempts, "error": row.error, "subject": trouble.subject or None,
        **instant("next_try", row.next_try_at),
    }  # fmt: skip


def of_rule(rule: SenderRuleRow) -> dict[str, Any]:
    """Return a rule about a sender."""
    return {
        "id": rule.id, "sender": rule.match, "action": rule.action, "customer": rule.customer or None,
        "call": rule.call_number or None, "by": rule.created_by, **instant("created", rule.created_at),
        "hits": rule.hits,
    }  # fmt: skip


def of_thread(view: ThreadView) -> dict[str, Any]:
    """Return the conversation of a call, with what happened meanwhile."""
    return {
        **instant("generated", view.generated_at), "call": view.number, "subject": view.subject,
        "customer": view.customer, "items": [_of_item(item) for item in view.items],
    }  # fmt: skip


def _of_item(item: MessageView | TimelineItem | RunItem) -> dict[str, Any]:
    match item:
        case MessageView():
            return {"item": "message", **of_message(item)}
        case RunItem():
            return {"item": "run", **instant("at", item.at), "run": item.run_id, "job": item.job, "state": item.state}
        case _:
            return {
                "item": "event" if item.act else "state", **instant("at", item.at), "author": item.author or None,
                "text": item.text, "body": item.body, "undone": item.undone,
            }  # fmt: skip


def text(view: MailView, look: Look) -> Iterator[str]:
    """Yield the lines: what goes wrong, what waits for a decision, the conversations."""
    for folder in view.folders:
        if folder.row.error or folder.stale:
            yield from look.wrap(trouble_of(folder, view.generated_at))
    if view.troubles:
        yield ngettext(
            "{count} message could not be taken in: bls mail mailboxes",
            "{count} messages could not be taken in: bls mail mailboxes",
            len(view.troubles),
        ).format(count=len(view.troubles))
    for message in view.failed:
        yield fit(line(_("Not sent: {subject}").format(subject=message.subject)), look.width)
    if view.triage:
        yield _("Waiting for a decision:")
    for item in view.triage:
        yield from waiting(item, look, view.generated_at)
    for row in view.conversations:
        yield fit(line(_conversation(row, view.generated_at)), look.width)
    if not view.conversations and not view.triage:
        yield _("There is no mail.")


def _conversation(row: ConversationRow, now: float) -> str:
    unread = f"{row.unread:>3}*" if row.unread else "    "
    age = spans.short(now - row.last_at)
    return f"{row.number} {unread} {age:>4}  {row.customer}  {row.subject}  — {row.last_from}: {row.snippet}"


def waiting(item: TriageItem, look: Look, now: float) -> Iterator[str]:
    """Yield the lines of a message that waits: who wrote what, why it waits, what is suggested."""
    message = item.message
    sender = f"{message.sender_name} <{message.sender_address}>".strip()
    yield fit(line(f"{message.id:>6}  {spans.short(now - message.at):>4}  {sender}  {message.subject}"), look.width)
    because = reason(item.reason)
    call = _("perhaps {number}").format(number=item.suggested_number) if item.suggested_number else ""
    guess = _("perhaps {typology} ({words})").format(typology=item.typology, words=", ".join(item.words))
    said = "; ".join(part for part in (because, call, guess if item.typology else "") if part)
    yield fit(line(f"        {said}"), look.width)


def reason(code: str) -> str:
    """Return in words why a message is where it is."""
    try:
        return word(Reason(code))
    except ValueError:
        return _("put here by hand") if code == "hand" else code


def trouble_of(folder: FolderView, now: float) -> str:
    """Return in a sentence what is wrong with a folder, since when, and when it is tried again."""
    row = folder.row
    name = f"{row.account} {row.folder}"
    if not row.error:
        if row.passed_at is None:
            return _("Mailbox {name} was never read.").format(name=name)
        return _("Mailbox {name} was last read {age} ago.").format(name=name, age=spans.long(now - row.passed_at))
    said = _("Mailbox {name}: {error}").format(name=name, error=row.error)
    since = _("since {age}").format(age=spans.long(now - row.failing_since)) if row.failing_since else ""
    later = row.next_try_at is not None and row.next_try_at > now
    again = _("next try in {span}").format(span=spans.long((row.next_try_at or now) - now)) if later else ""
    return "; ".join(part for part in (said, since, again) if part)


def mailboxes(view: MailView, look: Look) -> Iterator[str]:
    """Yield each folder with its last reconciliation, and each message that could not be taken in."""
    for folder in view.folders:
        row = folder.row
        counts = _("on server {there}, known {known}, in error {error}")
        told = counts.format(there=row.on_server, known=row.known, error=row.in_error)
        yield fit(line(f"{row.account}  {row.folder}  ({row.role})  {told}"), look.width)
        if row.error or folder.stale:
            yield from look.wrap(trouble_of(folder, view.generated_at), "  ")
    for trouble in view.troubles:
        key = trouble.row
        yield fit(line(f"{key.account} {key.folder} {key.uidvalidity} {key.uid}: {key.state}: {key.error}"), look.width)
    if not view.folders:
        yield _("No mailbox has been read yet: bls.toml names them, and the poller reads them.")


def outbox(messages: Iterable[MessageView], look: Look, now: float) -> Iterator[str]:
    """Yield what is on its way out."""
    for message in messages:
        sending = message.sending
        if sending is None:
            continue
        left = sending.send_at - now
        held = _("held for {span}").format(span=spans.long(left)) if left > 0 else sending.state
        yield fit(line(f"{sending.outbox_id:>6}  {held}  {message.subject}"), look.width)
        for one in sending.deliveries:
            yield fit(line(f"        {one.address}: {one.status} {one.answer}"), look.width)


def rules(found: Iterable[SenderRuleRow], look: Look) -> Iterator[str]:
    """Yield the rules about senders."""
    for rule in found:
        to = rule.call_number or rule.customer
        used = ngettext("{count} mail", "{count} mails", rule.hits).format(count=rule.hits)
        yield fit(line(f"{rule.id:>6}  {rule.match}  {rule.action} {to}  {used}  {rule.created_by}"), look.width)


def message(shown: MessageView, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield one message: its header, its text with what is quoted folded, attachments, and how it was sent."""
    yield fit(line(head(shown, zone)), look.width)
    for one in shown.recipients:
        yield fit(line(f"  {one.kind}: {one.name} <{one.address}>"), look.width)
    yield fit(line(f"  {shown.subject}"), look.width)
    yield ""
    for part in shown.visible.strip().splitlines():
        yield safe(part)
    for fold in shown.folds:
        yield folded_line(fold)
    for attachment in shown.attachments:
        named = f"  [{attachment.index}] {attachment.filename}  {attachment.content_type}  {attachment.size}"
        yield fit(line(named), look.width)
    for delivery in shown.sending.deliveries if shown.sending else ():
        yield fit(line(f"  {delivery.address}: {delivery.status} {delivery.answer}"), look.width)
    for row in shown.evidence:
        yield fit(line(f"  {row.kind}: {row.subject}"), look.width)


def head(shown: MessageView, zone: tzinfo) -> str:
    """Return the first line of a message: direction, when, who."""
    at = datetime.fromtimestamp(shown.at, zone).strftime("%Y-%m-%d %H:%M")
    arrow = "→" if shown.direction == "out" else "←"
    who = shown.author_name or f"{shown.sender_name} <{shown.sender_address}>".strip()
    return f"{arrow} {at}  {shown.id}  {who}" + ("  (" + _("internal") + ")" if shown.internal else "")


def thread(view: ThreadView, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield the conversation of a call, with what happened meanwhile, oldest first."""
    yield fit(line(f"{view.number}  {view.customer}  {view.subject}"), look.width)
    for item in view.items:
        yield ""
        match item:
            case MessageView():
                yield from message(item, look, zone)
            case RunItem():
                yield _event(item.at, f"{item.job}: {item.state} {item.text}", look, zone)
            case _:
                yield _event(item.at, f"{item.author_name} {item.text}  {item.body}", look, zone)


def _event(at: float, told: str, look: Look, zone: tzinfo) -> str:
    return fit(line(f"· {datetime.fromtimestamp(at, zone).strftime('%Y-%m-%d %H:%M')}  {told}"), look.width)
