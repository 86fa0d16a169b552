"""Reads a mail with the rules of one product: which match, what they say together, what the mail tells besides.

The order is that of DESIGN §4: the subject and labelled fields first (the worse of them), then phrases of the body; an
OK stands only if nothing in the mail speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import islice

from checks.backups import places, signs, tables, values
from checks.backups.catalogue import Product, Rule, common
from checks.backups.counts import count
from checks.backups.model import Item, Reading, Verdict
from checks.backups.patterns import fold
from checks.backups.text import Prepared

EXPLICIT = 0.98
PHRASE = 0.92
CONTRADICTED = 0.6
UNVERIFIED = 0.85
"""Confidences, after the table in the reference; an unverified format counts for less."""
_LONGEST_EVIDENCE = 300
_ENOUGH = 300
"""Signs against an OK after which a long log is not read on: there is no OK left to save."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched. `verdict` None means that the mail is no result."""

    rule: str
    verdict: Verdict | None
    matched: str
    where: str
    decisive: bool = False


def recognised(product: Product, mail: Prepared) -> bool:
    """Tell whether a mail is of a product."""
    return any(all(any(places.find(mail, source)) for source in entry) for entry in product.recognise)


def read(product: Product, mail: Prepared, zone: tzinfo) -> Reading:
    """Return what a mail of this product says."""
    facts = gather(product, mail, zone)
    hits = list(_hits(product.rules, mail))
    informational = next((hit for hit in hits if hit.verdict is None), None)
    if informational is not None:
        return _with(facts, product, informational, Verdict.UNKNOWN, EXPLICIT, informational=True)
    items = tables.items(product, mail)
    reading = _decided(product, mail, replace(facts, items=items), hits)
    return reading if product.verified else replace(reading, confidence=round(reading.confidence * UNVERIFIED, 2))


def gather(product: Product | None, mail: Prepared, zone: tzinfo) -> Reading:
    """Return what a mail tells besides its verdict: job, host, times, size, duration."""
    started = _instant(product, "started", mail, zone, mail.date)
    ended = _instant(product, "ended", mail, zone, mail.date)
    duration = _first(values.duration(text) for text in _texts(product, "duration", mail))
    if duration is None:
        duration = values.first(values.duration(text) for text in _texts(product, "ended", mail) if "(" in text)
    if duration is None and started is not None and ended is not None and started <= ended:
        duration = ended - started
    return Reading(
        verdict=Verdict.UNKNOWN,
        product=product.name if product else "",
        job=next(iter(_texts(product, "job", mail)), ""),
        host=next(iter(_texts(product, "host", mail)), ""),
        started_at=started,
        ended_at=ended,
        size_bytes=_first(values.size(text) for text in _texts(product, "size", mail)),
        duration_s=duration,
    )


_first = values.first


def _texts(product: Product | None, key: str, mail: Prepared) -> Iterator[str]:
    if product is not None:
        yield from places.values(mail, product.extract.get(key, ()))
    yield from places.values(mail, common()[key])


def _instant(product: Product | None, key: str, mail: Prepared, zone: tzinfo, near: float | None) -> float | None:
    return values.first(values.instant(text, zone, near) for text in _texts(product, key, mail))


def _hits(rules: Iterable[Rule], mail: Prepared) -> Iterator[Hit]:
    for rule in rules:
        for found in places.find(mail, rule.source):
            if rule.unless is not None and rule.unless.search(_line(found)):
                continue
            if _taken_back(rule, found):
                continue
            yield Hit(rule.id, rule.verdict, found.matched, rule.source.where, rule.decisive)
            break


def _taken_back(rule: Rule, found: places.Found) -> bool:
    """Tell whether the words around a match deny a success, or make a failure one of none ("0 failed"), or of old."""
    if rule.verdict is Verdict.OK:
        return not rule.literal and signs.denied(found.text, found.start, found.end)
    if rule.verdict is None or rule.source.where != "body" or rule.source.pattern is None:
        return False
    return rule.source.pattern.search(signs.without_harmless(_line(found))) is None


def _line(found: places.Found) -> str:
    start = found.text.rfind("\n", 0, found.start) + 1
    end = found.text.find("\n", found.end)
    return found.text[start : end if end >= 0 else len(found.text)]


def _decided(product: Product, mail: Prepared, facts: Reading, hits: list[Hit]) -> Reading:
    explicit = _worst(hits, "subject", "field", "sender")
    if explicit is not None and explicit.decisive:
        return _with(facts, product, explicit, explicit.verdict or Verdict.UNKNOWN, EXPLICIT)
    phrase = _worst(hits, "body")
    listed = tables.whole([item.verdict for item in facts.items])
    if explicit is None and phrase is None and not (listed and _may_decide(product, listed)):
        attached = _worst(hits, "attachment")
        if attached is None:
            return replace(facts, rule=f"{product.id}/no rule", evidence="", confidence=0.3)
        return _with(facts, product, attached, attached.verdict or Verdict.UNKNOWN, PHRASE * UNVERIFIED)
    base = explicit or phrase or Hit("table", listed, _rows(facts.items), "table")
    confidence = EXPLICIT if explicit else PHRASE
    if base.verdict is Verdict.OK and phrase is not None and phrase.verdict is not Verdict.OK:
        base, confidence = phrase, CONTRADICTED
    base = _with_items(base, listed, facts.items)
    if base.verdict is Verdict.OK and product.guard:
        against = objection(product, mail, facts, base.matched)
        base, confidence = (base, confidence) if against is None else (against, CONTRADICTED)
    return _with(facts, product, base, base.verdict or Verdict.UNKNOWN, confidence)


def _may_decide(product: Product, listed: Verdict) -> bool:
    """Rows may say by themselves that something is wrong; that all is well only where the file says so."""
    return listed is not Verdict.OK or any(table.decides for table in product.tables)


def _with_items(base: Hit, listed: Verdict | None, items: tuple[Item, ...]) -> Hit:
    """Let the rows of a table make an OK worse, and part a failure of some from a failure of all."""
    partial = listed is Verdict.PARTIAL and base.verdict is not Verdict.PARTIAL
    worse = tables.severity(listed) > tables.severity(base.verdict)
    if listed is None or not (partial or worse):
        return base
    return Hit(f"{base.rule}+table", listed, f"{base.matched}; {_rows(items)}", base.where)


def _rows(items: tuple[Item, ...]) -> str:
    ordered = sorted(items, key=lambda item: -tables.severity(item.verdict))
    return ", ".join(f"{item.name} {item.verdict}" for item in ordered[:6])


def _worst(hits: Iterable[Hit], *where: str) -> Hit | None:
    chosen = [hit for hit in hits if hit.where in where]
    return max(chosen, key=lambda hit: tables.severity(hit.verdict), default=None)


def objection(product: Product, mail: Prepared, facts: Reading, evidence: str) -> Hit | None:
    """Return what in the mail contradicts an OK of this product, None when nothing does."""
    if mail.cut and not product.quiet_after:
        return Hit("too long", Verdict.UNKNOWN, "the mail is too long to be read to its end", "body")
    names = [name for name in (facts.job, facts.host) if _is_a_name(mail, name)]
    told = signs.masked(f"{mail.subject.text}\n{evidence}", names=names)
    if signs.other_deed(fold(told)):
        return Hit("another deed", Verdict.UNKNOWN, mail.subject.text, "subject")
    lines = [mail.subject.text, *_loud_lines(product, mail)]
    masked = (signs.masked(line, names=names, paths_with_blanks=product.paths_with_blanks) for line in lines)
    weighed = ((_weight(sign), sign.matched) for sign in signs.troubles(masked))
    heavy = islice(((verdict, matched) for verdict, matched in weighed if verdict is not None), _ENOUGH)
    verdict, matched = max(heavy, key=lambda each: tables.severity(each[0]), default=(None, ""))
    worst = Hit("contradiction", verdict, matched, "body") if verdict is not None else None
    counted = count(list(_not_quiet(product, mail)))
    if counted.verdict not in (None, Verdict.OK) and (worst is None or worst.verdict is not Verdict.FAILED):
        return Hit("counters", counted.verdict, counted.matched, "body")
    return worst


def _weight(sign: signs.Sign) -> Verdict | None:
    """Weigh what speaks against a product's own OK: a failure of the backup is one, an error in it a warning."""
    if sign.verdict is Verdict.FAILED:
        return Verdict.FAILED if sign.major else Verdict.WARNING
    if sign.verdict is Verdict.WARNING:
        return Verdict.WARNING if sign.loud else None
    return sign.verdict


def _loud_lines(product: Product, mail: Prepared) -> Iterator[str]:
    """Yield the lines that count, not what the product's file calls noise; then wrapped ones once more, joined."""
    loud = list(_not_quiet(product, mail))
    yield from loud
    known = frozenset(loud)
    yield from (sentence for sentence in signs.sentences(loud) if sentence not in known)


def _not_quiet(product: Product, mail: Prepared) -> Iterator[str]:
    for line in mail.lines:
        folded = fold(line)
        if any(pattern.search(folded) for pattern in product.quiet_after):
            return
        if line and not any(pattern.search(folded) for pattern in product.quiet_lines):
            yield line


_SHORTEST_NAME = 3


def _is_a_name(mail: Prepared, name: str) -> bool:
    """Tell whether a job's or host's name may be blanked: what holds a word of trouble must plainly be a name."""
    if len(name) < _SHORTEST_NAME:
        return False
    told = signs.trouble(name)
    compound = " " not in name and not name.isalpha()
    return told is None or compound or _quoted(mail, name) or _labelled(mail, name)


def _labelled(mail: Prepared, name: str) -> bool:
    """Tell whether a labelled field of the mail holds just this name."""
    labels = (label for source in common()["job"] for label in source.labels)
    return any(name in mail.fields.get(label, ()) for label in labels)


def _quoted(mail: Prepared, name: str) -> bool:
    """Tell whether the subject holds a name in quotes: then whatever it says is a name."""
    return bool(name) and any(f"{quote}{name}{quote}" in mail.subject.text for quote in "'\"")


def _with(
    facts: Reading, product: Product, hit: Hit, verdict: Verdict, confidence: float, *, informational: bool = False
) -> Reading:
    return replace(
        facts,
        verdict=verdict,
        rule=f"{product.id}/{hit.rule}",
        evidence=hit.matched[:_LONGEST_EVIDENCE],
        confidence=confidence,
        informational=informational,
    )
