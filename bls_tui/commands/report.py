"""`bls report sla` and `bls report noise`."""

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.call_common import MomentError
from bls_tui.commands.common import json_option, look, zone_of
from bls_tui.desk import spans
from bls_tui.locale import _
from bls_tui.plain import report_html, reports
from bls_tui.plain.look import write, write_json
from bls_tui.service.desk.report_data import SlaReport
from bls_tui.service.desk.reports import noise_report, sla_report
from checks import clock

FORMATS = ("text", "csv", "html", "json")


@click.group(help=_("Reports: how promises to a customer were kept, and which checks cry wolf."))
def report() -> None:
    """Group the reports."""


@report.command(
    help=_(
        "Report a month of a customer: calls inside and outside SLA1 and SLA2 with the reason for each breach, hours, "
        "availability of what is monitored, proposals. csv holds the calls alone."
    )
)
@click.option("--customer", metavar="KEY", required=True, help=_("Whose month."))
@click.option("--month", metavar="YYYY-MM", required=True, help=_("Which month."))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help=_("How."))
@click.pass_obj
def sla(run: Invocation, customer: str, month: str, form: str) -> None:
    """Print it."""
    _print(run, sla_report(run.database, customer, month, clock.now()), form)


def _print(run: Invocation, found: SlaReport, form: str) -> None:
    zone = zone_of(run.config)
    if form == "json":
        write_json(reports.data(found))
    elif form == "csv":
        click.echo(reports.table(found, zone).encode(), nl=False)
    elif form == "html":
        click.echo(report_html.page(found, zone).encode(), nl=False)
    else:
        drawn = look(run.config, ascii_only=False)
        write(reports.text(found, drawn, zone), drawn)


@report.command(help=_("List the checks whose proposals are dismissed most often, and why."))
@click.option("--for", "span", metavar="SPAN", default="90d", show_default=True, help=_("How far back."))
@json_option
@click.pass_obj
def noise(run: Invocation, span: str, as_json: bool) -> None:
    """Print it."""
    now = clock.now()
    try:
        since = now - spans.parse_span(span)
    except spans.SpanError as error:
        raise MomentError(str(error)) from error
    found = noise_report(run.database, since, now)
    if as_json:
        write_json(reports.noise_data(found))
    else:
        drawn = look(run.config, ascii_only=False)
        write(reports.noise_text(found, drawn, zone_of(run.config)), drawn)
