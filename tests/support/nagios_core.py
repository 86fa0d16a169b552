"""A real Nagios Core on a configuration of the test's own, and the states it comes to."""

import getpass
import grp
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLUGINS = "/usr/lib/nagios/plugins"
HOST_STATES = ("UP", "DOWN", "UNREACHABLE")
SERVICE_STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
MAIN = """
cfg_file={folder}/objects.cfg
resource_file={folder}/resource.cfg
log_file={var}/nagios.log
object_cache_file={var}/objects.cache
status_file={var}/status.dat
status_update_interval=1
nagios_user={user}
nagios_group={group}
check_external_commands=0
lock_file={var}/nagios.pid
temp_file={var}/nagios.tmp
temp_path={var}
event_broker_options=0
log_archive_path={var}
use_syslog=0
check_result_reaper_frequency=1
check_result_path={var}/spool
max_service_check_spread=1
max_host_check_spread=1
interval_length=1
retain_state_information=0
enable_notifications=0
enable_flap_detection=0
service_check_timeout=30
host_check_timeout=30
cached_host_check_horizon=1
check_for_updates=0
"""


def write(folder: Path, objects: str) -> Path:
    """Write a main file around object definitions; times in them are seconds. Returns its path."""
    (folder / "var" / "spool").mkdir(parents=True)
    (folder / "objects.cfg").write_text(objects)
    (folder / "resource.cfg").write_text(f"$USER1$={PLUGINS}\n")
    group = grp.getgrgid(os.getgid()).gr_name
    main = MAIN.format(folder=folder, var=folder / "var", user=getpass.getuser(), group=group)
    (folder / "nagios.cfg").write_text(main)
    return folder / "nagios.cfg"


@contextmanager
def running(main: Path) -> Iterator[None]:
    """Run Nagios Core for the time of the block."""
    program = shutil.which("nagios4") or "/usr/sbin/nagios4"
    verified = subprocess.run([program, "-v", str(main)], check=False, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout
    process = subprocess.Popen([program, str(main)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def states(main: Path) -> dict[str, str]:
    """Return the hard state of every host and service by "host" or "host/service"; PENDING before its first check.

    A state that is SOFT still is given as "SOFT".
    """
    found = {}
    for kind, name, says in _status(main):
        state = (HOST_STATES if kind == "host" else SERVICE_STATES)[int(says["current_state"])]
        if says["has_been_checked"] == "0":
            state = "PENDING"
        elif says["state_type"] == "0":
            state = "SOFT"
        found[name] = state
    return found


def outputs(main: Path) -> dict[str, str]:
    """Return what each plugin said, to show where states differ."""
    return {name: says["plugin_output"] for _kind, name, says in _status(main)}


def _status(main: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    file = main.parent / "var" / "status.dat"
    for _attempt in range(100):
        if file.exists():
            break
        time.sleep(0.1)
    text = file.read_text(errors="replace")
    for kind, body in re.findall(r"^(host|service)status \{\n(.*?)^\s*\}", text, re.MULTILINE | re.DOTALL):
        says = dict(line.strip().split("=", 1) for line in body.splitlines() if "=" in line)
        yield kind, says["host_name"] + (f"/{says['service_description']}" if kind == "service" else ""), says
