"""Run a fuzzer by hand: `python -m tests.fuzz snmp --count 100000 --seed 7`. Exit code 1 when anything broke."""

import argparse
import sys
from importlib import import_module

FUZZERS = {
    "snmp": "tests.fuzz.snmp_answers:run",
}
"""Each is called with the number of inputs and a seed, prints its tally, and returns the breakages in words."""


def main() -> int:
    """Run the fuzzer named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("name", choices=sorted(FUZZERS))
    parser.add_argument("--count", type=int, default=100_000, help="inputs to try (default 100000)")
    parser.add_argument("--seed", type=int, default=1, help="start of the random numbers; the same seed tries the same")
    arguments = parser.parse_args()
    module, _, name = FUZZERS[arguments.name].partition(":")
    broken = getattr(import_module(module), name)(arguments.count, arguments.seed)
    for words in broken:
        print(words, file=sys.stderr)
    return 1 if broken else 0


sys.exit(main())
