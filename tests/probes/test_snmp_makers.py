"""Makers' devices: every figure of the recordings that another monitor read too, over UDP, by the real probes."""

import json
from collections import Counter, defaultdict
from functools import cache

import pytest

from checks.probes import load, parse_options
from checks.probes.base import Context
from checks.snmp.session import converse
from tests.conftest import ROOT
from tests.support.snmp_agent import Agent, read_recording, serving, target

SHARED = ROOT.parent / "shared" / "snmp" / "librenms"
DEVICES = sorted(path.stem for path in (SHARED / "recordings").glob("*.snmprec"))
SIZES = {"storage": "snmp-storage", "memory": "snmp-memory"}
READERS = ("snmp-sensors", "snmp-raid", "snmp-ups")
KINDS = (*SIZES.values(), "snmp-cpu", *READERS)
IN_SECONDS = 60  # the other monitor tells runtimes in minutes


@cache
def expected(device):
    return json.loads((SHARED / "expected" / f"{device}.json").read_text())


async def outcomes(device):
    probes = [(kind, load(kind), parse_options(kind, {})) for kind in KINDS]
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


@pytest.mark.usefixtures("shared")
async def test_makers_figures_are_read_as_another_monitor_read_them():
    counts, wrong = Counter(), defaultdict(list)
    for device in DEVICES:
        found = await outcomes(device)
        for section, kind in SIZES.items():
            for row in vendor(device, section):
                counts[section] += 1
                if not any(same_size(item, row) for item in found[kind].items):
                    wrong[section].append((device, row["descr"], row["total_bytes"], row["used_bytes"]))
        loads = Counter(round(item["percent"]) for item in found["snmp-cpu"].items)
        for row in vendor(device, "processors"):
            counts["processors"] += 1
            if loads[row["percent"]] <= 0:
                wrong["processors"].append((device, row["descr"], row["percent"]))
            loads[row["percent"]] -= 1
        by_oid = defaultdict(list)
        for kind in READERS:
            for item in found[kind].items:
                if "oid" in item:
                    by_oid[item["oid"]].append(item)
        for row in expected(device).get("sensors") or []:
            counts["sensors " + row["class"]] += 1
            if not any(same_value(item, row) for item in by_oid[row["oid"]]):
                wrong["sensors " + row["class"]].append((device, row["oid"], row["descr"], row["value"], [i["value"] for i in by_oid[row["oid"]]]))
    print(f"\nrows compared: {dict(counts)}, {counts.total()} in all")
    for section, rows in wrong.items():
        for row in rows:
            print(section, *row)
    print({section: len(rows) for section, rows in wrong.items()})
    assert not wrong
