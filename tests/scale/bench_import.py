"""The lab fleet as Nagios Core has it, imported, and judged by both at the same time: are the states the same?"""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from db.queries import states as state_queries
from db.session import Database
from tests.scale.bench_fleet import BLS, LAB, NAGIOS, lab, missing
from tests.support import nagios_core


def run(hosts: int, interval: int) -> None:
    """Compare, and print how many states are the same."""
    lack = missing() or ("" if Path(NAGIOS).exists() else "Nagios Core is not installed (nagios4-core)")
    if lack:
        print(f"import: skipped, {lack}")
        return
    with tempfile.TemporaryDirectory(prefix="bls-import-") as name, lab(Path(name) / "lab"):
        folder = Path(name)
        fleet = ["nagios", str(folder), "--interval", str(interval), "--hosts", str(hosts)]
        subprocess.run([sys.executable, str(LAB / "fleet.py"), *fleet], check=True)
        command = _imported(folder)
        with nagios_core.running(folder / "nagios.cfg"):
            poller = subprocess.Popen([*command, "poller"])
            try:
                _settle(folder, interval)
                _compare(folder)
            finally:
                poller.terminate()
                poller.wait(timeout=60)


def _imported(folder: Path) -> list[str]:
    config = folder / "bls.toml"
    config.write_text(
        f'[database]\nurl = "sqlite:///{folder / "bls.db"}"\n\n[inventory]\npaths = ["fleet.toml"]\n', encoding="utf-8"
    )
    command = [str(BLS), "--config", str(config)]
    begun = time.monotonic()
    made = ["import", "nagios", str(folder / "nagios.cfg"), "-o", str(folder / "fleet.toml")]
    report = subprocess.run([*command, *made], check=True, capture_output=True, text=True).stderr
    print(f"  imported in {time.monotonic() - begun:.1f} s: {'; '.join(report.splitlines()[:3])}")
    subprocess.run([*command, "inventory", "apply", "--yes"], check=True, stdout=subprocess.DEVNULL)
    return command


def _settle(folder: Path, interval: int) -> None:
    """Wait until both have judged everything, and three intervals more; at most five minutes."""
    for _second in range(300):
        time.sleep(1)
        states = nagios_core.states(folder / "nagios.cfg").values()
        if not {"PENDING", "SOFT"} & set(states) and "PENDING" not in _own(folder).values():
            break
    time.sleep(3 * interval)


def _own(folder: Path) -> dict[str, str]:
    database = Database(f"sqlite:///{folder / 'bls.db'}")
    try:
        with database.read() as r:
            return {row.full_name: row.hard_state for row in state_queries.status(r, time.time())}
    finally:
        database.close()


def _compare(folder: Path) -> None:
    theirs, said = nagios_core.states(folder / "nagios.cfg"), nagios_core.outputs(folder / "nagios.cfg")
    database = Database(f"sqlite:///{folder / 'bls.db'}")
    with database.read() as r:
        ours = {row.full_name: row for row in state_queries.status(r, time.time())}
    database.close()
    different = [name for name in theirs if name not in ours or theirs[name] != ours[name].hard_state]
    print(f"  {len(theirs) - len(different)} of {len(theirs)} states are the same: {dict(Counter(theirs.values()))}")
    for name in different[:20]:
        row = ours.get(name)
        own = f"{row.hard_state} ({row.output})" if row else "missing"
        print(f"    {name}: Nagios {theirs[name]} ({said[name]}), bls {own}")
