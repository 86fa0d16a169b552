"""The report of a month as one self-contained HTML page: nothing is loaded from anywhere, everything is escaped."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from html import escape

from bls_tui.desk.calls import words
from bls_tui.desk.clock_words import hours
from bls_tui.desk.text import line
from bls_tui.locale import _, language
from bls_tui.plain import report_words as say
from bls_tui.service.desk.report_data import ReportedCall, SlaReport

_STYLE = (
    "body{font:14px/1.5 sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#111;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:0 0 1.5em}"
    "th,td{border-bottom:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top}"
    "td.n{text-align:right;white-space:nowrap}.broken{color:#a00;font-weight:bold}.reason{color:#444;font-size:90%}"
    "@media print{body{margin:0;max-width:none}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(report: SlaReport, zone: tzinfo) -> str:
    """Return the whole document."""
    return "\n".join((*_head(report, zone), *_body(report, zone), "</body>", "</html>", ""))


def _head(report: SlaReport, zone: tzinfo) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{language()}">'
    yield f'<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f"<title>{_text(say.title(report, zone))}</title><style>{_STYLE}</style></head>"


def _body(report: SlaReport, zone: tzinfo) -> Iterator[str]:
    yield "<body>" + _element("h1", say.title(report, zone))
    yield from _table((), say.counts(report))
    yield _element("h2", _("Calls"))
    titles = (_("Number"), _("Opened"), _("Closed"), _("Subject"), "SLA1", "SLA2")
    yield from _rows(titles, (_call(one, zone) for one in report.calls))
    yield _element("h2", _("Hours worked"))
    yield from _table(("", _("inside the contract"), _("outside the contract")), say.worked(report))
    yield from (_element("p", say.contract(card)) for card in report.cards)
    yield _element("h2", _("Availability"))
    rows = ((one.full_name, say.share(one), str(one.problems), hours(one.bad)) for one in report.availability)
    yield from _table((_("Object"), _("Available"), _("Problems"), _("Time not good")), rows)
    yield _element("h2", _("Calls proposed by monitoring"))
    yield from _table((), say.proposals(report))
    yield _element("p", _("Made {when}.").format(when=say.day(report.generated_at, zone)))


def _call(call: ReportedCall, zone: tzinfo) -> str:
    why = "".join(f'<div class="reason">{_text(reason)}</div>' for reason in say.reasons(call))
    closed = f"{say.day(call.closed_at, zone)} {call.outcome}" if call.closed_at else words.word(call.state)
    cells = [f"<td>{_text(each)}</td>" for each in (call.number, say.day(call.opened_at, zone), closed)]
    cells.append(f"<td>{_text(call.subject)}{why}</td>")
    for row in (call.sla1, call.sla2):
        style = "n broken" if row.kept is False else "n"
        cells.append(f'<td class="{style}">{_text(say.kept(row))}<br>{_text(say.spent(row))}</td>')
    return "".join(cells)


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield from _rows(titles, ("".join(_cell(at, cell) for at, cell in enumerate(row)) for row in rows))


def _rows(titles: tuple[str, ...], rows: Iterable[str]) -> Iterator[str]:
    yield "<table>"
    if titles:
        yield "<tr>" + "".join(f"<th>{_text(title)}</th>" for title in titles) + "</tr>"
    yield from (f"<tr>{row}</tr>" for row in rows)
    yield "</table>"


def _cell(at: int, value: str) -> str:
    return f'<td class="n">{_text(value)}</td>' if at else f"<td>{_text(value)}</td>"


def _element(tag: str, value: str) -> str:
    return f"<{tag}>{_text(value)}</{tag}>"


def _text(value: str) -> str:
    return escape(line(value))
