"""`bls probe KIND ADDRESS`: measure once, without a database, and say what was found."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import click

from bls_tui.desk.text import line, safe
from bls_tui.errors import BlsError
from bls_tui.locale import _
from checks import clock
from checks.model import Metric, Outcome, State, Target
from checks.probes import PROBES, OptionError, SnmpProbe, load
from checks.probes.base import describe_options

EXIT_CODES = {State.OK: 0, State.WARNING: 1, State.CRITICAL: 2, State.UNKNOWN: 3}
"""The exit codes of the Nagios plugin interface."""

NEED_NO_ADDRESS = ("local", "passive")
_LONGEST_OUTPUT = 4096


class UsageError(BlsError):
    """The command line lacks something or says something twice."""


@click.command(
    help=_(
        "Measure ADDRESS once with the probe KIND, without a database. Passwords written on the command line are "
        "visible in the process list: give them as env:NAME, file:PATH or command:PROGRAM. Ends like a Nagios plugin "
        "(0, 1, 2, 3); with --json 0, and 2 for a wrong option."
    )
)
@click.argument("kind", required=False)
@click.argument("address", required=False)
@click.option(
    "-o", "--option", "words", multiple=True, metavar="KEY=VALUE", help=_("An option of the probe; repeatable.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.option("--list", "list_kinds", is_flag=True, help=_("List the kinds of probe."))
@click.option("--help-options", is_flag=True, help=_("List the options of KIND."))
def probe(
    *, kind: str | None, address: str | None, words: Sequence[str], as_json: bool, list_kinds: bool, help_options: bool
) -> int:
    """Measure, or tell what can be measured; return the exit code."""
    if list_kinds:
        click.echo("\n".join(f"{name:<16} {_about(name)}" for name in PROBES))
        return 0
    if kind is None:
        raise UsageError(_("name a kind of probe; bls probe --list lists them"))
    if help_options:
        click.echo("\n".join(_describe(kind)))
        return 0
    load(kind)
    if address is None and kind not in NEED_NO_ADDRESS:
        raise UsageError(_("name the address to probe: bls probe {kind} ADDRESS").format(kind=kind))
    outcome = _measure(kind, address or "127.0.0.1", _options(words))
    click.echo(json.dumps(_plain(as_document(outcome)), allow_nan=False) if as_json else "\n".join(_text(outcome)))
    return 0 if as_json else EXIT_CODES.get(outcome.state, 3)


def as_document(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as the documented JSON object."""
    return {
        "state": outcome.state.value,
        "output": outcome.output,
        "elapsed_ms": round(outcome.elapsed_ms, 3),
        "metrics": [_metric(metric) for metric in outcome.metrics],
        "items": list(outcome.items),
    }


def _measure(kind: str, address: str, options: Mapping[str, str]) -> Outcome:
    return asyncio.run(_measure_and_close(kind, address, options))


async def _measure_and_close(kind: str, address: str, options: Mapping[str, str]) -> Outcome:
    from checks.probes.run import run_one

    try:
        return await run_one(kind, Target(address), options, clock.now())
    finally:
        if isinstance(load(kind), SnmpProbe):
            from checks.snmp import session

            session.close()


def _options(words: Sequence[str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise UsageError(_("write options as key=value, not {word!r}").format(word=word))
        if key in options:
            raise OptionError(key, _("given twice"))
        options[key] = value
    return options


def _metric(metric: Metric) -> dict[str, Any]:
    return {
        "name": metric.name,
        "value": metric.value,
        "unit": metric.unit,
        "warn": metric.warn,
        "crit": metric.crit,
        "min": metric.min,
        "max": metric.max,
    }


def _plain(value: Any) -> Any:
    """Make a value fit for JSON everywhere: no NaN, no infinity, no half of a UTF-16 pair."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_plain(str(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int) else _plain(str(value))


def _text(outcome: Outcome) -> list[str]:
    lines = [f"{outcome.state.value} - {line(outcome.output, _LONGEST_OUTPUT)}"]
    lines += safe(outcome.details).splitlines()
    lines += [_metric_line(metric) for metric in outcome.metrics]
    lines += _table(outcome.items)
    return lines


def _metric_line(metric: Metric) -> str:
    limits = [f"{name} {level}" for name, level in (("warn", metric.warn), ("crit", metric.crit)) if level]
    text = f"  {metric.name} = {metric.value:.6g} {metric.unit}".rstrip()
    return line(text + (f"  ({', '.join(limits)})" if limits else ""))


def _table(items: Sequence[Mapping[str, Any]]) -> list[str]:
    if not items:
        return []
    columns = list(dict.fromkeys(key for item in items for key in item))
    rows = [columns, *([_cell(item.get(column)) for column in columns] for item in items)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return line(f"{value:.1f}" if isinstance(value, float) else str(value), 60)


def _about(kind: str) -> str:
    text = (type(load(kind)).__doc__ or "").strip().partition("\n")[0]
    return text.rstrip(".")


def _describe(kind: str) -> list[str]:
    found = load(kind)
    rows = describe_options(found.options)
    if isinstance(found, SnmpProbe):
        from checks.probes.credentials import CredentialOptions

        rows += describe_options(CredentialOptions)
    width = max((len(row[0]) for row in rows), default=0)
    return [f"{name:<{width}}  {description}{_default(default)}" for name, default, description in rows]


def _default(default: str) -> str:
    if default == "required":
        return " [required]"
    return f" [default: {default}]" if default else ""
