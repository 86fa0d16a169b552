"""Makers' devices: every figure of the recordings that another monitor read too, over UDP, by the real probes."""

import json
from collections import Counter, defaultdict
from functools import cache

import pytest

from checks.probes import load, parse_options
from checks.probes.base import Context
from checks.snmp.session import converse
from checks.snmp.units import UNITS
from tests.conftest import ROOT
from tests.support.snmp_agent import Agent, read_recording, serving, target

SHARED = ROOT.parent / "shared" / "snmp" / "librenms"
DEVICES = sorted(path.stem for path in (SHARED / "recordings").glob("*.snmprec"))
SIZES = {"storage": "snmp-storage", "memory": "snmp-memory"}
READERS = ("snmp-sensors", "snmp-raid", "snmp-ups", "snmp-printer")
KINDS = (*SIZES.values(), "snmp-cpu", *READERS)
IN_SECONDS = 60  # the other monitor tells runtimes in minutes


@cache
def expected(device):
    return json.loads((SHARED / "expected" / f"{device}.json").read_text())


async def outcomes(device):
    everything = {"kinds": list(UNITS)}
    probes = [(kind, load(kind), parse_options(kind, everything if kind == "snmp-sensors" else {})) for kind in KINDS]
    async with serving(Agent(read_recording(SHARED / "recordings" / f"{device}.snmprec"))) as port:
        answers = await converse(target(port, timeout=5), [(probe, options) for _, probe, options in probes], 60)
    assert answers.complete, device
    return {kind: probe.read(options, answers, Context(now=1e9)) for kind, probe, options in probes}


def vendor(device, section):
    return [row for row in expected(device).get(section) or [] if row["group"] == "vendor"]


def same_size(item, row):
    if item["total_bytes"] is None:
        return row["total_bytes"] == 100 and item["percent"] == pytest.approx(row["percent"], abs=0.5)
    return (item["total_bytes"], item["used_bytes"]) == pytest.approx((row["total_bytes"], row["used_bytes"]), abs=1)


def same_value(item, row):
    wanted = row["value"] * (IN_SECONDS if row["class"] == "runtime" else 1)
    return item["value"] == pytest.approx(wanted, rel=1e-4, abs=1e-4)


NOT_READ = {
    ("bison", "1.3.6.1.4.1.2238.240.1.9.1.0"): "a licence, by a maker whose MIB is not public",
    ("socomec-ups", "1.3.6.1.4.1.4555.1.1.7.1.2.3.0"): "65535 minutes are no estimate",
    ("eatonups", "1.3.6.1.4.1.534.1.8.2.0.0"): "the same scalar as 8.2.0, recorded twice",
    ("rutos-rutx_rut955", "1.3.6.1.4.1.48690.2.2.1.3.1"): "an IMEI is a name, not a measure",
    ("rutos-rutx_rut955", "1.3.6.1.4.1.48690.2.2.1.8.1"): "an IMSI is a name, not a measure",
    ("rutos-rutx_rutx11", "1.3.6.1.4.1.48690.2.2.1.3.1"): "an IMEI is a name, not a measure",
    ("rutos-rutx_rutx11", "1.3.6.1.4.1.48690.2.2.1.8.1"): "an IMSI is a name, not a measure",
}


class Comparison:
    """Counts the rows compared and keeps those that differ."""

    def __init__(self):
        self.counts = Counter()
        self.wrong = []

    def check(self, section, device, right, row):
        self.counts[section] += 1
        if not right:
            self.wrong.append((section, device, row))


def compare_figures(comparison, device, found):
    for section, kind in SIZES.items():
        for row in vendor(device, section):
            comparison.check(section, device, any(same_size(item, row) for item in found[kind].items), row)
    loads = Counter(round(item["percent"]) for item in found["snmp-cpu"].items)
    for row in vendor(device, "processors"):
        comparison.check("processors", device, loads[row["percent"]] > 0, row)
        loads[row["percent"]] -= 1


def compare_readings(comparison, device, found):
    by_oid = defaultdict(list)
    for item in (item for kind in READERS for item in found[kind].items):
        by_oid[item["oid"]].append(item)
    for row in expected(device).get("sensors") or []:
        if (device, row["oid"]) not in NOT_READ:
            right = any(same_value(item, row) for item in by_oid[row["oid"]])
            comparison.check(f"sensors: {row['class']}", device, right, row)


def compare_supplies(comparison, device, found):
    by_oid = {item["oid"]: item for item in found["snmp-printer"].items}
    for row in expected(device).get("printer_supplies") or []:
        item = by_oid.get(row["oid"])
        right = item is not None and round(item["percent"]) == row["percent"] and item["capacity"] == row["capacity"]
        comparison.check("supplies", device, right and item["descr"] == " ".join(row["descr"].split()), row)


@pytest.mark.usefixtures("shared")
async def test_makers_figures_are_read_as_another_monitor_read_them():
    comparison = Comparison()
    for device in DEVICES:
        found = await outcomes(device)
        compare_figures(comparison, device, found)
        compare_readings(comparison, device, found)
        compare_supplies(comparison, device, found)
    print(f"\nrows compared: {dict(comparison.counts)}, {comparison.counts.total()} in all")
    assert not comparison.wrong
    assert comparison.counts.total() > 1300
