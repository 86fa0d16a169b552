"""This machine, and machines made of files."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from checks.model import State, Target
from checks.probes import OptionError, parse_options
from checks.probes import local_mounts as mounts_module
from checks.probes.base import Context
from checks.probes.local import Local, What
from checks.probes.local_figures import cpu_shares
from checks.probes.local_mounts import LocalVolume, Mount, read_mounts
from tests.support.probing import NOW, run

pytestmark = [pytest.mark.usefixtures("leakless"), pytest.mark.filterwarnings("error")]

MOUNTINFO = r"""
22 1 0:21 / /proc rw shared:1 - proc proc rw
23 1 0:22 / /sys rw - sysfs sysfs rw
24 1 0:6 / /dev rw - devtmpfs devtmpfs rw
25 24 0:23 / /dev/shm rw - tmpfs tmpfs rw
26 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
27 26 8:2 / /home rw - xfs /dev/sda2 rw
28 26 8:2 /joe /srv/joe rw - xfs /dev/sda2 rw
29 26 8:3 / /mnt/with\040blank rw - ext4 /dev/sda3 rw
30 26 7:0 / /snap/core/1 ro - squashfs /dev/loop0 ro
31 26 11:0 / /media/cd ro - iso9660 /dev/sr0 ro
32 26 0:40 / /nfs rw - nfs4 server:/export rw
33 26 0:41 / /home/joe/remote rw - fuse.sshfs joe@host: rw
34 26 0:42 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw
35 26 0:43 / /tank rw - zfs tank rw
36 26 8:4 / /shadowed rw - ext4 /dev/sda4 rw
37 26 0:44 / /shadowed rw - tmpfs tmpfs rw
38 26 8:5 / /etc/hosts rw - ext4 /dev/sda5 rw
nonsense
"""
WITHOUT_DEVICE = ("proc", "sysfs", "tmpfs", "devtmpfs", "overlay", "zfs", "nfs4")
FILESYSTEMS = "".join(f"nodev\t{name}\n" for name in WITHOUT_DEVICE) + "\text4\n"
MEMINFO = "MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 250 kB\nSwapTotal: 400 kB\nSwapFree: 100 kB\n"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    files = {
        "self/mountinfo": MOUNTINFO,
        "filesystems": FILESYSTEMS,
        "meminfo": MEMINFO,
        "loadavg": "5.00 9.00 2.00 1/100 4711\n",
        "stat": "cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 50 0 25 400 25 0 0 0 0 0\ncpu1 50 0 25 400 25 0 0 0 0 0\n",
        "uptime": "300.5 600.0\n",
        "1/stat": "",
        "22/stat": "",
        "333/stat": "",
    }
    for name, text in files.items():
        path = tmp_path / "proc" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for place in ("home", "mnt/with blank", "nfs", "home/joe/remote", "tank", "etc"):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
    (tmp_path / "etc/hosts").write_text("")
    return tmp_path


async def look(machine: Path, what: str, memory=None, **options):
    checked = parse_options("local", {"what": what, **options})
    return await Local(machine).run(Target("127.0.0.1"), checked, Context(now=NOW, memory=memory))


@pytest.mark.parametrize("what", What)
async def test_this_machine(what):
    outcome = await run("local", {"what": str(what)})
    assert outcome.state is not State.UNKNOWN, outcome.output
    assert outcome.output


async def test_disks_of_this_machine_agree_with_statvfs():
    outcome = await run("local", {"what": "disk"})
    if not outcome.items:
        pytest.skip("this machine has no file system of its own")
    item = outcome.items[0]
    found = os.statvfs(item["descr"])
    total = (found.f_blocks - found.f_bfree + found.f_bavail) * found.f_frsize
    assert abs(item["total_bytes"] - total) < total * 0.05


# Mounts


def test_real_file_systems_only_and_each_once(machine):
    assert [mount.place for mount in read_mounts(machine) if not mount.network] == [
        "/",
        "/etc/hosts",
        "/home",
        "/mnt/with blank",
        "/tank",
    ]
    assert [mount.place for mount in read_mounts(machine) if mount.network] == ["/home/joe/remote", "/nfs"]


def test_an_overlay_counts_as_the_root_of_a_container(machine):
    (machine / "proc/self/mountinfo").write_text("1 0 0:50 / / rw - overlay overlay rw\n")
    assert [mount.place for mount in read_mounts(machine)] == ["/"]


async def test_a_mount_on_a_single_file_is_no_disk(machine):
    outcome = await look(machine, "disk")
    assert [item["descr"] for item in outcome.items] == ["/", "/home", "/mnt/with blank", "/tank"]


async def test_include_and_exclude(machine):
    outcome = await look(machine, "disk", include="^/(home|tank)", exclude="tank")
    assert [item["descr"] for item in outcome.items] == ["/home"]
    outcome = await look(machine, "disk", include="^/nowhere")
    assert outcome.state is State.UNKNOWN


async def test_network_file_systems_only_when_asked_for(machine):
    outcome = await look(machine, "disk", network=True)
    assert "/nfs" in [item["descr"] for item in outcome.items]


def sized(used: int, total: int = 1000):
    def measure(mount: Mount, _root: Path) -> LocalVolume:
        return LocalVolume(mount.place, total, used)

    return measure


@pytest.mark.parametrize(("used", "state"), [(500, State.OK), (850, State.WARNING), (950, State.CRITICAL)])
async def test_levels(machine, monkeypatch, used, state):
    monkeypatch.setattr("checks.probes.local.measure", sized(used))
    assert (await look(machine, "disk")).state is state


async def test_trends_are_remembered(machine, monkeypatch):
    monkeypatch.setattr("checks.probes.local.measure", sized(500))
    outcome = await look(machine, "disk")
    assert set(outcome.memory["trends"]) == {"/", "/etc/hosts", "/home", "/mnt/with blank", "/tank"}


async def test_a_dead_mount_does_not_hold_the_others_up(machine, monkeypatch):
    monkeypatch.setattr("checks.probes.local._STATVFS_PATIENCE", 0.2)
    measure = mounts_module.measure

    def hang(mount: Mount, root: Path) -> LocalVolume | None:
        if mount.place == "/nfs":
            time.sleep(1)
        return measure(mount, root)

    monkeypatch.setattr("checks.probes.local.measure", hang)
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.02)
            ticks += 1

    ticking = asyncio.create_task(tick())
    outcome = await look(machine, "disk", network=True, warn_percent=100, crit_percent=101)
    ticking.cancel()
    assert ticks > 5
    assert outcome.state is State.UNKNOWN
    assert "/nfs does not answer within 0.2 s" in outcome.output
    assert "/home" in [item["descr"] for item in outcome.items]
    await asyncio.sleep(1)


async def test_a_file_system_with_an_error(machine, monkeypatch):
    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("checks.probes.local.measure", broken)
    outcome = await look(machine, "disk")
    assert (outcome.state, "Input/output error" in outcome.output) == (State.UNKNOWN, True)


# Figures


async def test_memory(machine):
    outcome = await look(machine, "memory")
    assert outcome.state is State.OK
    assert outcome.items[0] == {"descr": "memory", "total_bytes": 1024000, "used_bytes": 768000, "percent": 75}
    assert (await look(machine, "memory", warn=70)).state is State.WARNING


async def test_memory_of_an_old_kernel(machine):
    (machine / "proc/meminfo").write_text("MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 50 kB\n")
    assert (await look(machine, "memory")).items[0]["percent"] == 80


async def test_swap(machine):
    assert (await look(machine, "swap")).state is State.WARNING
    (machine / "proc/meminfo").write_text("MemTotal: 1000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n")
    outcome = await look(machine, "swap")
    assert (outcome.state, outcome.output) == (State.OK, "this machine has no swap space")


async def test_load_is_judged_by_the_number_of_processors(machine):
    outcome = await look(machine, "load")
    assert outcome.state is State.CRITICAL  # 9 over 5 minutes on 2 processors, 8 being the limit
    assert outcome.output == "load 5.00, 9.00, 2.00 over 1, 5 and 15 minutes on 2 processors"
    assert (await look(machine, "load", warn="", crit="")).state is State.OK


async def test_processes_and_uptime(machine):
    assert (await look(machine, "processes")).output == "3 processes"
    assert (await look(machine, "processes", crit=2)).state is State.CRITICAL
    outcome = await look(machine, "uptime")
    assert (outcome.state, outcome.output) == (State.WARNING, "up for 0.1 hours")


async def test_processors_between_two_runs(machine):
    outcome = await look(machine, "cpu", memory={"ticks": [50, 0, 0, 750, 50, 0, 0, 0]})
    assert outcome.output == "66.7% busy, 0.0% waiting for disks"
    assert outcome.memory == {"ticks": [100, 0, 50, 800, 50, 0, 0, 0]}


@pytest.mark.parametrize("memory", [None, {"ticks": "no"}, {"ticks": [1, 2]}, {"other": 1}])
async def test_processors_without_a_useful_memory(machine, memory):
    outcome = await look(machine, "cpu", memory=memory)
    assert (outcome.state, "waiting for a second" in outcome.output) == (State.OK, True)


def test_counters_that_started_anew_say_nothing():
    assert cpu_shares([100] * 8, [1] * 8) is None
    assert cpu_shares([100] * 8, [100] * 8) is None


@pytest.mark.parametrize(
    ("what", "name", "text"),
    [
        ("memory", "meminfo", "nonsense"),
        ("load", "loadavg", "a b c"),
        ("uptime", "uptime", ""),
        ("cpu", "stat", "intr 1 2 3"),
        ("cpu", "stat", "cpu a b c d e f g h"),
    ],
)
async def test_figures_that_cannot_be_read(machine, what, name, text):
    (machine / "proc" / name).write_text(text)
    outcome = await look(machine, what)
    assert (outcome.state, f"/proc/{name}" in outcome.output) == (State.UNKNOWN, True)


@pytest.mark.parametrize("what", What)
async def test_a_machine_without_proc(tmp_path, what):
    assert (await look(tmp_path, what)).state is State.UNKNOWN


def test_wrong_options():
    with pytest.raises(OptionError, match="option what"):
        parse_options("local", {"what": "weather"})
    with pytest.raises(OptionError, match="option what: required"):
        parse_options("local", {})
