"""`make fuzz`: mutated input through what reads foreign bytes; python -m tests.fuzz [--target NAME …] [--seconds N].

Ends with 1 where anything failed: an exception, a case over one second of processor time, anything on an output line
that a terminal would act on. Each failure is printed with the file that holds its case; --replay tries such a file.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.fuzz import runner
from tests.fuzz.targets import TARGETS, limit, load


def main() -> int:
    """Do what the command line asks for; return the exit code."""
    arguments = _arguments()
    names = arguments.target or list(TARGETS)
    if arguments.replay:
        return _replay(names[0], arguments.replay)
    seed = arguments.seed if arguments.seed is not None else secrets.randbelow(10**6)
    failures = 0
    for name in names:
        until = time.monotonic() + arguments.seconds if arguments.seconds else None
        count = arguments.count or (None if arguments.seconds else 20_000)
        print(f"{name}: seed {seed}", flush=True)
        plan = runner.Plan(name, seed, count, until, limit(name))
        failures += runner.run(plan, arguments.workers, _progress, partial(_tell, arguments.keep)).failures
    return 1 if failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), help="what to fuzz; all by default")
    parser.add_argument("--seed", type=int, help="a run with the same seed has the same cases")
    parser.add_argument("--count", type=int, help="cases per target; 20,000 without --seconds")
    parser.add_argument("--seconds", type=float, help="time per target")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try the case in a file (of the first --target)")
    parser.add_argument(
        "--keep", type=Path, default=Path(tempfile.gettempdir(), "bls-fuzz"), help="folder for cases that fail"
    )
    return parser.parse_args()


def _progress(tally: runner.Tally, seconds: float) -> None:
    rate = tally.cases / seconds if seconds else 0.0
    print(
        f"  {tally.cases:,} cases, {tally.size / 1e6:,.0f} MB, {rate:,.0f} a second, "
        f"slowest {tally.slowest[0]:.3f} s (number {tally.slowest[1]}), {tally.failures} failed",
        flush=True,
    )


def _tell(folder: Path, failure: runner.Failure) -> None:
    path = runner.keep(failure, folder)
    print(f"\n{failure.target} failed, seed {failure.seed}, number {failure.number}:")
    print(failure.what.encode("ascii", "backslashreplace").decode().rstrip())
    print(f"repeat: python -m tests.fuzz --target {failure.target} --replay {path}", flush=True)


def _replay(name: str, path: Path) -> int:
    wrong, taken = runner.attempt(load(name), path.read_bytes(), limit(name))
    print(wrong.encode("ascii", "backslashreplace").decode() or f"nothing wrong, {taken:.3f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
