import pytest

from checks.model import State
from checks.probes import OptionError, parse_options
from checks.snmp import mib
from checks.snmp.values import INTEGER, Value
from tests.support.snmp_known import NOW, answers, needs, read, storages

GB = 10**9
DISK = ("fixed", "/", 4096, 1000, 500)
FULL = (4096, 1000, 1000)
FS_TYPE = mib.HR_FS_TYPES


def test_a_disk_is_judged_and_listed():
    outcome = read("snmp-storage", storages(DISK))
    assert outcome.state is State.OK
    assert outcome.items == ({"descr": "/", "total_bytes": 4096000, "used_bytes": 2048000, "percent": 50.0},)
    percent = outcome.metrics[0]
    assert (percent.name, percent.value, percent.warn, percent.crit) == ("/", 50.0, "80", "90")


@pytest.mark.parametrize(("used", "state"), [(799, State.OK), (800, State.WARNING), (900, State.CRITICAL)])
def test_a_disk_that_fills_up_alarms(used, state):
    outcome = read("snmp-storage", storages(("fixed", "C:\\", 4096, 1000, used)))
    assert outcome.state is state
    assert outcome.output.startswith("1 volumes" if state is State.OK else "C:\\")


@pytest.mark.parametrize(
    "row",
    [
        ("ram", "Physical memory", *FULL),
        ("virtual", "Virtual memory", *FULL),
        ("virtual", "Swap space", *FULL),
        ("other", "Memory buffers", *FULL),
        ("other", "Cached memory", *FULL),
        ("other", "Shared memory", *FULL),
        ("other", "something", *FULL),
        ("removable", "E:\\", *FULL),
        ("floppy", "A:\\", *FULL),
        ("cd", "D:\\", *FULL),
        ("ramdisk", "/tmp", *FULL),
        ("flash", "NVRAM", *FULL),
        ("network", "/mnt/nas", *FULL),
        ("fixed", "/dev/shm", *FULL),
        ("fixed", "/dev", *FULL),
        ("fixed", "/run", *FULL),
        ("fixed", "/run/user/1000", *FULL),
        ("fixed", "/sys/fs/cgroup", *FULL),
        ("fixed", "/proc", *FULL),
        ("fixed", "/snap/core/1", *FULL),
        ("fixed", "/rom", *FULL),
        ("fixed", "/media/cdrom", *FULL),
        ("fixed", "/mnt/iso", *FULL),
        ("fixed", "/srv/images/debian.iso", *FULL),
        ("fixed", "devfs: dev file system, mounted on: /dev", *FULL),
        ("fixed", "/dev/md0, mounted on: /packages/mnt/jbase", *FULL),
        ("virtual", "procfs: process file system, mounted on: /proc", *FULL),
        ("ram", "re0:tmpfs, mounted on /run", *FULL),
        ((*FS_TYPE, 3), "/var/run, type: ufs, dev: /dev/md0", *FULL),
        ((*FS_TYPE, 1), "/dev, type: devfs, dev: devfs", *FULL),
        ((*FS_TYPE, 14), "/home, type: nfs, dev: server:/home", *FULL),
    ],
    ids=lambda row: f"{row[0]} {row[1]}",
)
def test_what_is_not_a_disk_raises_no_alarm(row):
    outcome = read("snmp-storage", storages(row, DISK))
    assert outcome.state is State.OK
    assert [metric.name for metric in outcome.metrics] == ["/", "/ used"]


@pytest.mark.parametrize(
    "row",
    [
        ("fixed", "/dev/hd4", *FULL),
        ("fixed", "/running", *FULL),
        ("fixed", "/isolation", *FULL),
        ("fixed", "C:\\ Label:  Serial Number 10f82425", *FULL),
        ("fixed", "re0:/dev/sda7, mounted on /var", *FULL),
        ((*FS_TYPE, 3), "/, type: ufs, dev: /dev/ufsid/5be59cf2", *FULL),
    ],
    ids=lambda row: row[1],
)
def test_disks_with_odd_names_do_alarm(row):
    assert read("snmp-storage", storages(row)).state is State.CRITICAL


def test_sizes_beyond_31_bits_come_right():
    outcome = read("snmp-storage", storages(("fixed", "/big", 4096, -1294967296, -2147483648)))
    (item,) = outcome.items
    assert (item["total_bytes"], item["used_bytes"]) == (3_000_000_000 * 4096, 2**31 * 4096)


@pytest.mark.parametrize(
    "row", [("fixed", "/x", 4096, 0, 0), ("fixed", "/x", 0, 10, 10), ("fixed", "/x", 4096, 10, None)]
)
def test_a_volume_without_size_or_use_is_not_judged(row):
    assert read("snmp-storage", storages(row, DISK)).state is State.OK


def test_a_size_of_minus_one_means_unknown():
    outcome = read("snmp-storage", storages(("fixed", "/auto", 512, -1, -1), DISK))
    assert [item["descr"] for item in outcome.items] == ["/"]


def test_wrong_types_are_passed_over():
    known = storages(("fixed", "/a", 4096, "many", 5), ("fixed", "/b", "4096", 1000, 950), (5, "/c", 4096, 10, 5))
    assert {item["descr"] for item in read("snmp-storage", known).items} == {"/b", "/c"}


def test_include_judges_whatever_matches_and_exclude_takes_out():
    known = storages(DISK, ("network", "/mnt/nas", *FULL), ("fixed", "/full", *FULL))
    assert read("snmp-storage", known, include="nas").state is State.CRITICAL
    assert read("snmp-storage", known, exclude="^/full$").state is State.OK
    assert read("snmp-storage", known, kinds=["fixed", "network"], exclude="full").state is State.CRITICAL


def test_an_include_that_matches_nothing_is_unknown():
    outcome = read("snmp-storage", storages(DISK), include="^/data$")
    assert (outcome.state, "no volume matches ^/data$" in outcome.output) == (State.UNKNOWN, True)


def test_a_device_without_disks_is_fine_and_one_without_table_is_unknown():
    assert read("snmp-storage", storages(("ram", "RAM", *FULL))).state is State.OK
    assert read("snmp-storage", answers()).state is State.UNKNOWN
    assert read("snmp-storage", answers(problem="no SNMP answer from x")).output == "no SNMP answer from x"


def test_free_space_and_size_factor_are_levels_too():
    known = storages(("fixed", "/big", 10**6, 1000_000, 850_000))
    assert read("snmp-storage", known, magic=1).state is State.WARNING
    assert read("snmp-storage", known).state is State.OK
    assert read("snmp-storage", known, crit_free_gb=200).state is State.CRITICAL


def test_the_time_until_full_is_told_after_one_range_of_trend():
    memory = None
    for hour in range(30):
        known = storages(("fixed", "/", GB, 100, 10 + hour))
        outcome = read("snmp-storage", known, memory=memory, now=NOW + hour * 3600, warn_full_hours=100)
        memory = outcome.memory
    assert outcome.state is State.WARNING
    full = next(metric for metric in outcome.metrics if metric.name == "/ full in")
    assert full.value == pytest.approx(61 * 3600, rel=0.01)


def test_two_volumes_of_one_name_are_judged_both():
    outcome = read("snmp-storage", storages(DISK, ("fixed", "/", 4096, 2000, 1999)))
    assert outcome.state is State.CRITICAL
    assert len({metric.name for metric in outcome.metrics}) == len(outcome.metrics)


def test_a_table_cut_short_is_unknown_unless_what_came_is_worse():
    cut = {"partial": {mib.HR_STORAGE_USED}, "problem": "only in part"}
    outcome = read("snmp-storage", storages(DISK, **cut))
    assert (outcome.state, "only in part" in outcome.output) == (State.UNKNOWN, True)
    assert read("snmp-storage", storages(("fixed", "/", *FULL), **cut)).state is State.CRITICAL


@pytest.mark.parametrize(("fs_type", "access"), [(12, 1), (23, 2), (14, 1)])
def test_a_full_volume_that_is_read_only_or_no_disk_is_found_in_the_file_system_table(fs_type, access):
    known = storages(("fixed", "/mnt/image", *FULL))
    assert needs("snmp-storage", known).columns == mib.HR_FS_COLUMNS
    more = {
        mib.HR_FS_TYPE: {7: (*FS_TYPE, fs_type)},
        mib.HR_FS_ACCESS: {7: access},
        mib.HR_FS_STORAGE_INDEX: {7: 1},
    }
    outcome = read("snmp-storage", storages(("fixed", "/mnt/image", *FULL), columns=more))
    assert outcome.state is State.OK


def test_the_file_system_table_is_not_asked_when_nothing_is_full():
    assert not needs("snmp-storage", storages(DISK)).columns


def dsk(**columns):
    oids = {"path": mib.DSK_PATH, "device": mib.DSK_DEVICE, "total": mib.DSK_TOTAL, "avail": mib.DSK_AVAIL}
    halves = {"tl": mib.DSK_TOTAL_LOW, "th": mib.DSK_TOTAL_HIGH, "al": mib.DSK_AVAIL_LOW, "ah": mib.DSK_AVAIL_HIGH}
    known = storages()
    return answers(columns={**known.columns, **{(oids | halves)[name]: {1: cell} for name, cell in columns.items()}})


def test_the_ucd_disk_table_is_used_when_there_is_no_storage_table():
    assert needs("snmp-storage", storages()).columns == mib.DSK_COLUMNS
    outcome = read("snmp-storage", dsk(path="/", device="/dev/sda2", total=1000, avail=40))
    assert outcome.state is State.CRITICAL
    assert outcome.items == ({"descr": "/", "total_bytes": 1024000, "used_bytes": 983040, "percent": 96.0},)


def test_the_64_bit_halves_of_the_ucd_disk_table_win():
    outcome = read("snmp-storage", dsk(path="/", total=2**31 - 1, avail=1, tl=Value(INTEGER, 0), th=1, al=0, ah=0))
    assert outcome.items[0]["total_bytes"] == 2**32 * 1024


def test_a_pattern_that_is_none_is_refused_by_name():
    with pytest.raises(OptionError, match="include"):
        parse_options("snmp-storage", {"include": "("})
