"""`bls init`: a commented bls.toml and an example of an inventory file."""

from __future__ import annotations

from pathlib import Path

import click

from bls_tui.errors import RefusedError
from bls_tui.locale import _

EXAMPLE = Path("inventory") / "example.toml"


@click.command(
    short_help=_("Write a commented bls.toml and an example."),
    help=_("Write a commented bls.toml and an example inventory into DIR (here when left out)."),
)
@click.argument("directory", default=".", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path))
def init(directory: Path) -> None:
    """Write both files; neither is ever overwritten."""
    from bls_tui.inventory.example import EXAMPLE_INVENTORY
    from bls_tui.sample import sample_config

    texts = {
        directory / "bls.toml": sample_config({"inventory": {"paths": [str(EXAMPLE.parent)], "this_machine": True}}),
        directory / EXAMPLE: EXAMPLE_INVENTORY,
    }
    for path in texts:
        if path.exists():
            raise RefusedError(_("{path} exists already and is not overwritten").format(path=path))
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise RefusedError(_("{path} cannot be written: {error}").format(path=path, error=error)) from error
        click.echo(str(path))
