import pytest

from bls_tui import cli
from checks import clock
from db.queries import history, operations
from db.rows import NewEvent
from db.rows_metrics import BaselineRow
from tests.support.fleet import NOW
from tests.support.inventory import put
from tests.support.past import DAY, Past, probed_by, remember

GB = 1e9


@pytest.fixture
def watched(database):
    """A file server that fills up, a certificate, a UPS that ages, a busy link, and things that do not move."""
    names = ("fs1", "fs1/disk", "web/certificate", "ups/battery", "sw1/links", "fs1/cpu", "fs1/quiet disk")
    ids = put(database, "web", "ups", "sw1", *names)
    probes = {"fs1/disk": "snmp-storage", "web/certificate": "tls", "ups/battery": "snmp-ups",
              "sw1/links": "snmp-interfaces", "fs1/cpu": "snmp-cpu", "fs1/quiet disk": "snmp-storage"}  # fmt: skip
    for name, probe in probes.items():
        probed_by(database, ids[name], probe)
    size = {"min": 0.0, "max": 500 * GB}
    remember(database, ids["fs1/disk"], NOW, Past("D: used", "B", lambda day: 460 * GB + day * 4 * GB, fields=size))
    remember(database, ids["fs1/quiet disk"], NOW, Past("E: used", "B", lambda _day: 460 * GB, fields=size))
    remember(database, ids["web/certificate"], NOW, Past("days_left", "d", lambda day: 7 - day, days=3))
    runtime = Past("runtime", "s", lambda day: 900 - 25 * day, fields={"crit": "300:"})
    remember(database, ids["ups/battery"], NOW, runtime, Past("charge", "%", lambda _day: 100.0))
    remember(database, ids["sw1/links"], NOW, Past("uplink in_utilisation", "%", office))
    remember(database, ids["fs1/cpu"], NOW, Past("cpu", "%", lambda _day: 20.0, fields={"min": 0.0, "max": 100.0}))
    return database, ids


def office(day):
    hour = (NOW + day * DAY) % DAY / 3600
    return (75 + 0.6 * day) if 7 <= hour < 17 else 5.0


@pytest.fixture
def bls(database, tmp_path, monkeypatch, capsys):
    config = tmp_path / "bls.toml"
    config.write_text(f'[database]\nurl = "{database.url}"\n[ui]\ntimezone = "Europe/Rome"\nlanguage = "en"\n')
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def run(*arguments):
        code = cli.run(["--config", str(config), *arguments])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def broke(database, object_id):
    """Give an object a bad hour this morning, and a downtime."""
    with database.write() as w:
        steps = [(NOW - 3 * DAY, "OK"), (NOW - 7200, "CRITICAL"), (NOW - 3600, "OK")]
        history.append(w, [NewEvent(at, "STATE", object_id, state=state, attempt=1) for at, state in steps])
        operations.add_downtime(
            w, object_id=object_id, with_services=False, kind="fixed", starts_at=NOW - 10_000, ends_at=NOW - 8000,
            author="mr", comment="", created_at=NOW - 20_000,
        )  # fmt: skip


def usual(metric_id, mean, deviation, weeks=5):
    return [BaselineRow(metric_id, cell, mean, deviation, weeks) for cell in range(168)]
