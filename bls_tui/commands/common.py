"""What the commands that read or act on monitored objects share."""

from datetime import tzinfo

import click

from bls_tui.config import Config
from bls_tui.locale import _
from bls_tui.plain.look import Look
from bls_tui.service.monitoring.views import Viewer
from bls_tui.zones import zone

json_option = click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
ascii_option = click.option("--ascii", "ascii_only", is_flag=True, help=_("Draw with ASCII characters only."))


def viewer(config: Config) -> Viewer:
    """Return who looks: a command never polls itself."""
    return Viewer(stale_after=config.poller.stale_after, zone=zone_of(config))


def zone_of(config: Config) -> tzinfo:
    """Return the zone that times are shown and read in."""
    return zone(config.ui.timezone)


def look(config: Config, ascii_only: bool) -> Look:
    """Return how to draw on standard output."""
    return Look.of_stdout(ascii_only=ascii_only or config.ui.ascii)
