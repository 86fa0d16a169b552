"""The lab fleet through `bls poller`, and through Nagios Core where it is installed: CPU per result, latency, memory.

The lab of ../shared/bench answers on every loopback address. Both pollers get the same fleet, one after the other, in
the same run; the CPU is that of the whole process tree over a window that begins after a settling time.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.scale import fleet
from tests.scale.processes import cpu_seconds

ROOT = Path(__file__).resolve().parents[2]
LAB = ROOT.parent / "shared" / "bench"
BLS = Path(sys.executable).with_name("bls")
NAGIOS = shutil.which("nagios4") or "/usr/sbin/nagios4"
NAGIOS_STATS = shutil.which("nagios4stats") or "/usr/sbin/nagios4stats"


@dataclass(frozen=True)
class Figures:
    """What one contender did in its window."""

    name: str
    results: int
    cpu: float
    notes: str

    @property
    def ms_per_result(self) -> float:
        """CPU milliseconds per result."""
        return self.cpu * 1000 / self.results if self.results else float("nan")


def missing() -> str:
    """Return what the lab lacks on this machine, or ""."""
    if not LAB.is_dir():
        return "../shared/bench is not beside this checkout"
    absent = [name for name in ("snmpd", "nginx") if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")]
    return f"not installed: {', '.join(absent)}" if absent else ""


def run(hosts: int, interval: int, window: int) -> None:
    """Measure and print."""
    if lack := missing():
        print(f"fleet: skipped, {lack}")
        return
    with tempfile.TemporaryDirectory(prefix="bls-bench-") as name, lab(Path(name) / "lab"):
        ours = measure_bls(Path(name) / "bls", hosts, interval, window)
        _print(ours)
        if Path(NAGIOS).exists():
            theirs = measure_nagios(Path(name) / "nagios", hosts, interval, window)
            _print(theirs)
            print(f"  ratio, CPU per result, bls : Nagios Core = 1 : {theirs.ms_per_result / ours.ms_per_result:.1f}")
        else:
            print("  Nagios Core is not installed (nagios4-core): no ratio")


@contextmanager
def lab(folder: Path) -> Iterator[None]:
    """Start the lab's servers for the time of the block."""
    environment = os.environ | {"LAB_DIR": str(folder), "PATH": f"{os.environ['PATH']}:/usr/sbin"}
    script = ["bash", str(LAB / "lab.sh")]
    subprocess.run([*script, "start"], env=environment, check=True, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        subprocess.run([*script, "stop"], env=environment, check=False)


def measure_bls(folder: Path, hosts: int, interval: int, window: int) -> Figures:
    """Run `bls poller` on a fresh SQLite database and read its statistics over the window."""
    folder.mkdir()
    config = fleet.write(folder, hosts=hosts, interval=interval)
    stats = folder / "stats.json"
    command = [str(BLS), "--config", str(config), "poller"]
    apply = [str(BLS), "--config", str(config), "inventory", "apply", "--yes"]
    applied = subprocess.run(apply, check=False, stdout=subprocess.DEVNULL)
    if applied.returncode:
        raise SystemExit("the fleet's inventory was not applied")
    process = subprocess.Popen([*command, "--for", str(interval + window + 20), "--stats", str(stats)])
    time.sleep(interval + 10)
    cpu, results = cpu_seconds(process.pid), _results(config)
    time.sleep(window)
    cpu, results = cpu_seconds(process.pid) - cpu, _results(config) - results
    process.wait(timeout=60)
    final = json.loads(stats.read_text(encoding="utf-8"))
    latency = final["latency_ms"]
    notes = f"start latency p50 {latency['p50']} p99 {latency['p99']} ms, {final['rss_mb']:.0f} MiB resident"
    return Figures("bls poller", results, cpu, notes)


def _results(config: Path) -> int:
    text = subprocess.run(
        [str(BLS), "--config", str(config), "now", "--json"], check=True, capture_output=True, text=True
    ).stdout
    return int(json.loads(text)["poller"]["health"]["results"])


def measure_nagios(folder: Path, hosts: int, interval: int, window: int) -> Figures:
    """Run Nagios Core on the same fleet; its own one-minute counters tell the results."""
    subprocess.run(
        [
            sys.executable,
            str(LAB / "fleet.py"),
            "nagios",
            str(folder),
            "--interval",
            str(interval),
            "--hosts",
            str(hosts),
        ],
        check=True,
    )
    config = folder / "nagios.cfg"
    process = subprocess.Popen([NAGIOS, str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(interval + 10)
    cpu, counted = cpu_seconds(process.pid), 0.0
    for _minute in range(window // 60):
        time.sleep(60)
        counted += _nagios_results(config)
    cpu = cpu_seconds(process.pid) - cpu
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)
    return Figures("Nagios Core", int(counted), cpu, "results from its own counters")


def _nagios_results(config: Path) -> int:
    """Return the checks of the last minute."""
    text = subprocess.run(
        [NAGIOS_STATS, "-c", str(config), "-m", "-D", " ", "-d", "NUMACTHSTCHECKS1M,NUMACTSVCCHECKS1M"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return sum(int(number) for number in re.findall(r"\d+", text))


def _print(figures: Figures) -> None:
    print(
        f"  {figures.name:<12} {figures.results:>7} results  {figures.cpu:7.2f} s CPU  "
        f"{figures.ms_per_result:.3f} ms per result  {figures.notes}"
    )
