"""The lab fleet of ../shared/bench, as it is written for Nagios Core and for Icinga 2, becomes the same inventory."""

import subprocess
import sys

import pytest

from bls_tui.inventory.importing import nagios
from bls_tui.inventory.importing.convert import Converted, convert
from bls_tui.inventory.importing.foreign import Configuration, Fate
from bls_tui.inventory.importing.icinga import reading


def imported(found: Configuration) -> Converted:
    return convert(found, "lab", "Europe/Rome")


@pytest.mark.parametrize("hosts", [8])
def test_both_become_the_same_inventory(shared, tmp_path, hosts):
    for kind in ("nagios", "icinga"):
        program = [sys.executable, str(shared / "bench" / "fleet.py"), kind, str(tmp_path / kind), "--interval", "60"]
        subprocess.run([*program, "--hosts", str(hosts)], check=True)
    first = imported(nagios.load(tmp_path / "nagios" / "nagios.cfg"))
    second = imported(reading.load(tmp_path / "icinga" / "icinga2.conf"))
    assert first.services == second.services == 7 * hosts + hosts // 4
    assert not [one for one in (*first.remarks, *second.remarks) if one.fate is Fate.PLUGIN]
    for key, table in first.tables.items():
        assert second.tables[key] == table, key
    assert first.tables.keys() == second.tables.keys()
