"""How long until the first useful answer with the whole fleet in the database: applying it, `bls now`, `bls status`."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.scale import fleet

BLS = Path(sys.executable).with_name("bls")
APPLY_BUDGET = 10.0
NOW_BUDGET = 0.7
RUNS = 5


def run() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="bls-bench-") as name:
        config = fleet.write(Path(name), hosts=1600, interval=300)
        applied = _timed(config, "inventory", "apply", "--yes")
        _print("apply 1,600 hosts, 11,600 services", applied, APPLY_BUDGET)
        _timed(config, "now")
        _print("bls now", median(_timed(config, "now") for _ in range(RUNS)), NOW_BUDGET)
        _print("bls status --json", median(_timed(config, "status", "--json") for _ in range(RUNS)), None)


def _timed(config: Path, *arguments: str) -> float:
    started = time.monotonic()
    subprocess.run([str(BLS), "--config", str(config), *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def _print(what: str, seconds: float, budget: float | None) -> None:
    ratio = f"{seconds / budget:.2f} of the budget of {budget} s" if budget else "no budget"
    print(f"  {what:<36} {seconds:6.2f} s  {ratio}")
