"""`make bench`: every benchmark, or those named: python -m tests.scale [grid] [start] [calls] … [import]."""

import argparse

from tests.scale import (
    bench_calls,
    bench_desk,
    bench_fleet,
    bench_grid,
    bench_history,
    bench_import,
    bench_ingest,
    bench_mail,
    bench_start,
)

parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
parser.add_argument(
    "which", nargs="*", default=["grid", "start", "calls", "mail", "ingest", "history", "desk", "fleet"]
)
parser.add_argument("--hosts", type=int, default=1600)
parser.add_argument("--interval", type=int, default=60, help="seconds between two checks of an object")
parser.add_argument("--actions", type=int, default=2000, help="random actions at the desk; 10,000 takes minutes")
parser.add_argument("--mails", type=int, default=10_000, help="mails to take in")
parser.add_argument("--services", type=int, default=200, help="services with a year of values, standing for all")
parser.add_argument("--window", type=int, default=120, help="seconds to measure, whole minutes")
arguments = parser.parse_args()

if "grid" in arguments.which:
    print("grid, 11,600 rows")
    bench_grid.run()
if "start" in arguments.which:
    print("start, 13,200 objects in the database")
    bench_start.run()
if "calls" in arguments.which:
    print("calls, 50,000 closed and 500 open")
    bench_calls.run()
if "mail" in arguments.which:
    print("mail, 10,000 messages of 3,000 calls, and a year of 500 jobs")
    bench_mail.run()
if "ingest" in arguments.which:
    print(f"ingest, {arguments.mails:,} mails")
    bench_ingest.run(arguments.mails)
if "history" in arguments.which:
    print(f"history, a year of {arguments.services} services")
    bench_history.run(arguments.services)
if "desk" in arguments.which:
    print("desk, 50,000 calls closed and 500 open")
    bench_desk.run(actions=arguments.actions)
if "fleet" in arguments.which:
    print(f"fleet, {arguments.hosts} hosts every {arguments.interval} s")
    bench_fleet.run(arguments.hosts, arguments.interval, arguments.window)
if "import" in arguments.which:
    print(f"import, {arguments.hosts} hosts of Nagios Core judged by both")
    bench_import.run(arguments.hosts, arguments.interval)
