"""The published form for scripts of one's own: `[BACKUP][job=ID][status=SUCCESS]` with a body of key=value lines.

docs/backup-mails.md is its specification. What contradicts itself is UNKNOWN.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo

from checks.backups import signs, values
from checks.backups.model import Item, Reading, Verdict
from checks.backups.tables import whole
from checks.backups.text import Prepared

PRODUCT = "Own script"
_SUBJECT = re.compile(r"^\[BACKUP\](?P<rest>(?:[^\S\n]?\[[a-z_]{1,30}=[^\]\n]{0,200}\]){1,12})", re.IGNORECASE)
_PAIR = re.compile(r"\[([A-Za-z_]{1,30})=([^\]\n]{0,200})\]")
_LINE = re.compile(r"^([A-Za-z_]{1,30}(?:\.[^=\n]{1,80})?)=(.*)$")
_STATES = {
    "SUCCESS": Verdict.OK,
    "OK": Verdict.OK,
    "WARNING": Verdict.WARNING,
    "PARTIAL": Verdict.PARTIAL,
    "FAILED": Verdict.FAILED,
    "FAILURE": Verdict.FAILED,
    "ERROR": Verdict.FAILED,
}
_UNFINISHED = {"STARTED", "RUNNING", "TEST"}
_NOT_KEYS = ("item.",)
_MOST_DIGITS = 18


def recognised(mail: Prepared) -> bool:
    """Tell whether the subject has the published form."""
    return _SUBJECT.match(mail.subject.text) is not None


def read(mail: Prepared, zone: tzinfo) -> Reading:
    """Return what a mail in the published form says."""
    match = _SUBJECT.match(mail.subject.text)
    head = {key.lower(): value.strip() for key, value in _PAIR.findall(match["rest"] if match else "")}
    body, rest = _body(mail)
    rest.insert(0, mail.subject.text[match.end() if match else 0 :].strip())
    job = head.get("job") or body.get("job_id", "")
    facts = _facts(Reading(Verdict.UNKNOWN, PRODUCT, job=job, confidence=1.0), {**body, **head}, body, zone)
    word = (head.get("status") or body.get("status", "")).upper()
    if word in _UNFINISHED:
        return replace(facts, rule="own-script/unfinished", evidence=f"status={word}", informational=True)
    if word not in _STATES:
        return replace(facts, rule="own-script/no status", evidence=f"status={word}", confidence=0.3)
    contradiction = _contradiction(_STATES[word], head, body, facts.items, rest)
    if contradiction:
        return replace(facts, rule="own-script/contradiction", evidence=contradiction, confidence=0.3)
    listed = whole([item.verdict for item in facts.items])
    verdict = Verdict.PARTIAL if _STATES[word] is Verdict.FAILED and listed is Verdict.PARTIAL else _STATES[word]
    return replace(facts, verdict=verdict, rule="own-script/status", evidence=f"status={word}")


def _body(mail: Prepared) -> tuple[dict[str, str], list[str]]:
    pairs: dict[str, str] = {}
    rest = []
    for line in mail.lines:
        match = _LINE.match(line)
        if match:
            pairs.setdefault(match[1] if match[1].startswith(_NOT_KEYS) else match[1].lower(), match[2].strip())
        elif line:
            rest.append(line)
    return pairs, rest


def _facts(reading: Reading, pairs: Mapping[str, str], body: Mapping[str, str], zone: tzinfo) -> Reading:
    started = values.instant(pairs.get("started_at", ""), zone)
    ended = values.instant(pairs.get("finished_at", ""), zone)
    size = pairs.get("bytes", "")
    return replace(
        reading,
        host=pairs.get("host", ""),
        started_at=started,
        ended_at=ended,
        size_bytes=int(size) if size.isdecimal() and len(size) <= _MOST_DIGITS else None,
        duration_s=ended - started if started is not None and ended is not None and ended >= started else None,
        items=tuple(
            Item(key.removeprefix("item."), _STATES.get(value.upper(), Verdict.UNKNOWN), f"{key}={value}")
            for key, value in body.items()
            if key.startswith("item.")
        ),
    )


def _contradiction(
    verdict: Verdict, head: Mapping[str, str], body: Mapping[str, str], items: tuple[Item, ...], rest: list[str]
) -> str:
    """Return the words that contradict the status, "" when none do."""
    said = body.get("status", "").upper()
    if said and _STATES.get(said) is not verdict:
        return f"status={head.get('status', '')} in the subject, status={said} in the body"
    if "job_id" in body and "job" in head and body["job_id"] != head["job"]:
        return f"job={head['job']} in the subject, job_id={body['job_id']} in the body"
    if verdict is Verdict.FAILED:
        return "status=FAILED with exit_code=0" if body.get("exit_code") == "0" else ""
    return _against(verdict, body, items, rest)


def _against(verdict: Verdict, body: Mapping[str, str], items: tuple[Item, ...], rest: list[str]) -> str:
    if verdict is not Verdict.OK:
        return ""
    for key in ("exit_code", "errors", "warnings"):
        if body.get(key, "0") != "0":
            return f"status=SUCCESS with {key}={body[key]}"
    bad = next((item.matched for item in items if item.verdict is not Verdict.OK), "")
    if bad:
        return f"status=SUCCESS with {bad}"
    told = signs.troubles(signs.masked(line) for line in signs.sentences(rest))
    failure = next((sign.matched for sign in told if sign.verdict is not Verdict.WARNING), "")
    return f"status=SUCCESS with «{failure}»" if failure else ""
