"""Every recording beside the project, served over UDP and read by the real probes, row by row against expectations."""

import json
from collections import Counter
from functools import cache

import pytest

from checks.probes import load, parse_options
from checks.probes.base import Context
from checks.snmp.session import converse
from checks.snmp.values import decode_text
from tests.conftest import ROOT
from tests.support.snmp_agent import Agent, read_recording, serving, target

KINDS = ("snmp-storage", "snmp-memory", "snmp-cpu", "snmp-interfaces", "snmp-system", "snmp-uptime")
SHARED = ROOT.parent / "shared" / "snmp"
LIBRENMS = sorted(path.stem for path in (SHARED / "librenms" / "recordings").glob("*.snmprec"))
SIMDATA = sorted(path.stem for path in (SHARED / "simdata" / "recordings").glob("*.snmprec"))
EVERY = sorted(path.relative_to(SHARED) for path in SHARED.rglob("*.snmprec"))
DESCR = (1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 3)


@cache
def expected(source, device):
    return json.loads((SHARED / source / "expected" / f"{device}.json").read_text())


async def outcomes(path, version="2c"):
    probes = [
        (kind, load(kind), parse_options(kind, {"all": True} if kind == "snmp-storage" else {})) for kind in KINDS
    ]
    async with serving(Agent(read_recording(path))) as port:
        device = target(port, version=version, timeout=5)
        answers = await converse(device, [(probe, options) for _, probe, options in probes], 60)
    assert answers.complete
    return {kind: probe.read(options, answers, Context(now=1e9)) for kind, probe, options in probes}


def standard(device, section):
    return [row for row in expected("librenms", device).get(section, []) if row["group"] == "standard"]


def sizes_match(item, row):
    totals = {row["total_bytes"], row.get("row_total_bytes")}
    used = {row["used_bytes"], row.get("used_bytes_with_cache")}
    percent = row.get("percent_exact")
    close = percent is None or item["total_bytes"] != row["total_bytes"] or item["used_bytes"] != row["used_bytes"]
    return (
        item["descr"] in {row["descr"], row.get("table_descr")}
        and item["total_bytes"] in totals
        and item["used_bytes"] in used
        and (close or item["percent"] == pytest.approx(percent, abs=0.001))
    )


class Comparison:
    """Counts the rows compared and keeps those that differ."""

    def __init__(self):
        self.counts = Counter()
        self.wrong = []

    def check(self, section, device, right, row):
        self.counts[section] += 1
        if not right:
            self.wrong.append((section, device, row))

    def passed(self, *sections):
        print(f"\nrows compared: {dict(self.counts)}, {self.counts.total()} in all")
        assert not self.wrong
        assert all(self.counts[section] for section in sections), "nothing was compared"


@pytest.mark.usefixtures("shared")
async def test_standard_tables_read_as_another_monitor_read_them():
    comparison = Comparison()
    for device in LIBRENMS:
        found = await outcomes(SHARED / "librenms" / "recordings" / f"{device}.snmprec")
        for section, kind in (("storage", "snmp-storage"), ("memory", "snmp-memory")):
            for row in standard(device, section):
                right = any(sizes_match(item, row) for item in found[kind].items)
                comparison.check(section, device, right, row)
        loads = Counter(item["percent"] for item in found["snmp-cpu"].items)
        for row in standard(device, "processors"):
            comparison.check("processors", device, loads[row["percent"]] > 0, row)
            loads[row["percent"]] -= 1
        compare_ports(comparison, device, found["snmp-interfaces"].items)
        compare_system(comparison, device, found["snmp-system"].items)
    comparison.passed("storage", "memory", "processors", "ports", "system")


def compare_ports(comparison, device, items):
    ports = expected("librenms", device).get("ports") or {}
    by_index = {item["index"]: item for item in items}
    for row in ports.get("rows", []):
        item = by_index.get(row["ifIndex"])
        if item is None and not ports["all_in_ifTable"]:
            continue  # the peer knows ports from elsewhere
        pairs = {
            "name": row.get("ifName"),
            "alias": row.get("ifAlias"),
            "oper": row.get("ifOperStatus"),
            "admin": row.get("ifAdminStatus"),
            "speed_bps": row.get("ifSpeed_bps"),
        }
        right = item is not None and all(value is None or item[key] == value for key, value in pairs.items())
        comparison.check("ports", device, right, row)


def compare_system(comparison, device, items):
    system = expected("librenms", device)["system"]
    for item in items:
        for key in {"sysName", "sysDescr", "sysObjectID", "sysLocation"} & system.keys():
            comparison.check("system", device, item[key].split() == str(system[key]).split(), (key, system[key]))
        if "sysUpTime_ticks" in system:
            right = item["uptime_s"] == system["sysUpTime_ticks"] / 100
            comparison.check("system", device, right, system["sysUpTime_ticks"])


@pytest.mark.usefixtures("shared")
async def test_every_row_of_the_storage_table_is_listed():
    comparison = Comparison()
    for source, device in [("librenms", name) for name in LIBRENMS] + [("simdata", name) for name in SIMDATA]:
        recording = SHARED / source / "recordings" / f"{device}.snmprec"
        found, recorded = await outcomes(recording), read_recording(recording)
        listed = {(item["descr"], item["total_bytes"], item["used_bytes"]) for item in found["snmp-storage"].items}
        for row in expected(source, device)["table_facts"].get("hrStorageTable", []):
            if None in {row["descr"], row["units"], row["size"]} or (row["size"], row["used"]) == (-1, -1):
                continue
            descr = decode_text(recorded[*DESCR, row["index"]][1])
            total, used = (None if row[key] is None else row[key] % 2**32 * row["units"] for key in ("size", "used"))
            comparison.check("rows of hrStorageTable", device, (descr, total, used) in listed, row)
    comparison.passed("rows of hrStorageTable")


@pytest.mark.parametrize("path", EVERY, ids=str)
async def test_every_recording_gives_a_clear_result(path):
    for kind, outcome in (await outcomes(SHARED / path)).items():
        assert outcome.output, kind
        json.dumps([outcome.items, outcome.memory])
        names = Counter(metric.name for metric in outcome.metrics)
        assert not [name for name, count in names.items() if count > 1]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("device", ["linux_icecast", "windows_svr_2019_1809", "pfsense"])
async def test_version_1_reads_the_same(device):
    path = SHARED / "librenms" / "recordings" / f"{device}.snmprec"
    assert await outcomes(path, version="1") == await outcomes(path)
