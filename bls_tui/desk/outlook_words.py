"""What the outlook says, in words: what becomes of something, when, and how sure that is."""

from __future__ import annotations

from bls_tui.desk.quantities import quantity
from bls_tui.desk.spans import DAY, long
from bls_tui.locale import N_, _, ngettext
from checks.rules.outlook.estimate import Confidence, Estimate
from checks.rules.outlook.subjects import Fate

FATES = {
    Fate.FULL: N_("full"),
    Fate.EXPIRED: N_("expires"),
    Fate.WORN: N_("worn out"),
    Fate.SATURATED: N_("saturated"),
}
_WEEK = 7


def fate(kind: Fate) -> str:
    """Return what becomes of it, in a word or two."""
    return _(FATES[kind])


def when(estimate: Estimate, now: float) -> str:
    """Return how long it lasts, with its range: "6 days (4 to 9)"."""
    left = estimate.at - now
    if left <= 0:
        return _("now")
    if left < 2 * DAY or estimate.confidence is Confidence.CERTAIN:
        return long(left) if left < 2 * DAY else _days(left)
    early = max(0, round((estimate.earliest - now) / DAY))
    if estimate.latest is None:
        return _("{days} ({early} or later)").format(days=_days(left), early=early)
    late = round((estimate.latest - now) / DAY)
    return _days(left) if early == late else f"{_days(left)} " + _("({early} to {late})").format(early=early, late=late)


def _days(seconds: float) -> str:
    days = round(seconds / DAY)
    return ngettext("{count} day", "{count} days", days).format(count=days)


def pace(estimate: Estimate, unit: str) -> str:
    """Return how fast it goes: "+1.2 GiB a day"; "" for a date."""
    if estimate.confidence is Confidence.CERTAIN:
        return ""
    sign = "+" if estimate.per_day >= 0 else "-"
    return _("{amount} a day").format(amount=sign + quantity(abs(estimate.per_day), unit))


def confidence(estimate: Estimate) -> str:
    """Return how much the estimate is worth."""
    weeks = estimate.days // _WEEK
    match estimate.confidence:
        case Confidence.CERTAIN:
            return _("certain")
        case Confidence.FAST:
            return _("fast: the last 24 hours alone")
        case Confidence.WEAK:
            text = ngettext("weak: {count} day of data", "weak: {count} days of data", estimate.days)
            return text.format(count=estimate.days)
        case Confidence.STEADY:
            text = ngettext("steady for {count} week", "steady for {count} weeks", weeks).format(count=weeks)
        case Confidence.UNEVEN:
            text = ngettext("uneven over {count} week", "uneven over {count} weeks", weeks).format(count=weeks)
    if estimate.cyclic:
        return _("{text}, by the peaks of the weeks").format(text=text)
    if estimate.jumps:
        jumps = ngettext("{count} jump left out", "{count} jumps left out", estimate.jumps).format(count=estimate.jumps)
        return f"{text}, {jumps}"
    return text
