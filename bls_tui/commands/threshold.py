"""`bls threshold RANGE VALUE`: does this Nagios range alert on this value?"""

from __future__ import annotations

import json

import click

from bls_tui.errors import BlsError
from bls_tui.locale import _
from checks.rules import thresholds


class ThresholdError(BlsError):
    """The range or the value cannot be read."""


@click.command(
    # "-7:23" and "-1" are a range and a value, not options
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    help=_("Tell whether a Nagios range (10, 10:, ~:10, 10:20, @10:20) alerts on a value."),
)
@click.argument("range_text", metavar="RANGE")
@click.argument("value_text", metavar="VALUE")
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
def threshold(range_text: str, value_text: str, as_json: bool) -> None:
    """Print the verdict."""
    limits = _range(range_text)
    alert = limits.alerts(_value(value_text))
    if as_json:
        click.echo(json.dumps({"alert": alert}))
        return
    text = _("{value} alerts on {range}") if alert else _("{value} does not alert on {range}")
    click.echo(text.format(value=value_text, range=limits))


def _range(text: str) -> thresholds.Range:
    try:
        return thresholds.Range.parse(text)
    except thresholds.RangeError as error:
        raise ThresholdError(str(error)) from error


def _value(text: str) -> float:
    value = thresholds.number(text.strip())
    if value is None:
        raise ThresholdError(_("{text!r} is not a value: a number such as 12 or -0.5 is").format(text=text))
    return value
