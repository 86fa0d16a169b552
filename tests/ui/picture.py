"""Draws a screen of the demo for the guide: `python -m tests.ui.picture VIEW WIDTHxHEIGHT FILE` (.svg, else text).

VIEW is one of the views of test_screens, for example `now`, `service` or `why`.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.support.demo import Demo
from tests.ui.test_screens import VIEWS, arrive
from tests.ui.workbench import workbench


async def drawn(view: str, size: tuple[int, int], *, svg: bool) -> str:
    """Return one view of the demo at `size` cells, as SVG or as text."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Demo(f"sqlite:///{folder}/demo.db")
        async with workbench(demo.database, size) as driven:
            await arrive(driven, view, size)
            return driven.app.export_screenshot(title="bls") if svg else driven.text + "\n"


def main(arguments: list[str]) -> None:
    """Draw what the command line asks for."""
    if len(arguments) != 3 or arguments[0] not in VIEWS:
        raise SystemExit(f"{__doc__}\nViews: {' '.join(VIEWS)}")
    width, height = arguments[1].split("x")
    file = Path(arguments[2])
    picture = asyncio.run(drawn(arguments[0], (int(width), int(height)), svg=file.suffix == ".svg"))
    file.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
