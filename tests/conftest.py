"""What every test may use: the recordings beside the project, and real servers that are skipped or required."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = {
    "snmpd": ("snmpd", "/usr/sbin/snmpd"),
    "postgresql": ("postgres", "/usr/lib/postgresql/15/bin/postgres"),
    "plugins": ("check_tcp", "/usr/lib/nagios/plugins/check_tcp"),
    "dovecot": ("dovecot", "/usr/sbin/dovecot"),
    "tmux": ("tmux", "/usr/bin/tmux"),
}


def find_program(server: str) -> str | None:
    """Return the path of a server's program, or None where it is not installed."""
    name, usual = PROGRAMS[server]
    return shutil.which(name) or (usual if Path(usual).exists() else None)


def required(server: str) -> bool:
    """Tell whether a missing server must fail the run (BLS_TEST_REQUIRE is 'all' or lists it)."""
    wanted = os.environ.get("BLS_TEST_REQUIRE", "").replace(",", " ").split()
    return "all" in wanted or server in wanted


@pytest.fixture(autouse=True)
def _servers(request: pytest.FixtureRequest) -> None:
    for marker in request.node.iter_markers("server"):
        server = marker.args[0]
        if find_program(server) is None:
            message = f"{server} is not installed on this machine"
            if required(server):
                pytest.fail(f"{message}, and BLS_TEST_REQUIRE asks for it")
            pytest.skip(message)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recordings and mails beside the project."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("the recordings (../shared) are not beside this checkout")
    return path
