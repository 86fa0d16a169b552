"""`bls metrics OBJECT [METRIC]...`: how values went over an hour, a day, a week, a month or a year."""

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.common import ascii_option, look, zone_of
from bls_tui.desk import spans
from bls_tui.errors import RefusedError
from bls_tui.locale import _
from bls_tui.plain import metrics as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.monitoring.charts import POINTS, RANGES, chart_view
from bls_tui.service.monitoring.views import resolve
from checks import clock


class InvalidRangeError(RefusedError):
    """The range is neither a usual one nor a duration."""


@click.command(
    help=_(
        "Draw the metrics of OBJECT, a host or host/service: lowest, mean and highest value, thresholds, states and "
        "downtimes. Without METRIC all that it has. --csv and --json print every point there is: single values where "
        "they are still kept, else 5-minute, else hourly summaries."
    )
)
@click.argument("object_name", metavar=_("OBJECT"))
@click.argument("names", nargs=-1, metavar=_("[METRIC]..."))
@click.option(
    "--range", "span", default="day", metavar=_("SPAN"), help=_("hour, day, week, month, year, or such as 36h, 7d.")
)
@click.option("--until", metavar=_("WHEN"), help=_("Where the range ends, such as 2026-11-22 14:30; else now."))
@click.option("--points", type=click.IntRange(1), help=_("At most so many points of each metric."))
@click.option("--chart", "form", flag_value="chart", default=True, help=_("Draw (the default)."))
@click.option("--csv", "form", flag_value="csv", help=_("Print the points as CSV."))
@click.option("--json", "form", flag_value="json", help=_("Print one JSON object."))
@ascii_option
@click.pass_obj
def metrics(
    run: Invocation,
    *,
    object_name: str,
    names: tuple[str, ...],
    span: str,
    until: str | None,
    points: int | None,
    form: str,
    ascii_only: bool,
) -> None:
    """Print the courses."""
    now, zone = clock.now(), zone_of(run.config)
    try:
        end = spans.parse_moment(until, zone, now) if until else now
        seconds = RANGES.get(span) or spans.parse_span(span)
    except spans.SpanError as error:
        raise InvalidRangeError(str(error)) from error
    end -= spans.DAY if end > now else 0  # a clock time is the one that was last
    most = points or (POINTS if form == "chart" else None)
    view = chart_view(
        run.database, now, resolve(run.database, object_name), names, (end - seconds, end), max_points=most
    )
    if form == "json":
        write_json(plain.data(view))
    elif form == "csv":
        for row in plain.csv_lines(view):
            click.echo(row)
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, drawn, zone), drawn)
