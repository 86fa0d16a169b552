"""A real net-snmp agent on a free loopback port, with its own configuration and state."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

CONFIGURATION = """
agentAddress udp:127.0.0.1:{port},udp6:[::1]:{port}
rocommunity public
rocommunity6 public
sysName test agent
sysLocation under test
sysContact nobody
createUser plain MD5 "auth password"
createUser sha1 SHA "auth password" AES "priv password"
createUser sha256 SHA-256 "auth password" AES "priv password"
createUser sha512 SHA-512 "auth password" AES-256 "priv password"
createUser des SHA "auth password" DES "priv password"
rouser plain auth
rouser sha1 priv
rouser sha256 priv
rouser sha512 priv
rouser des priv
"""


class SnmpServer:
    """Starts and stops snmpd; its users survive a restart, its boots counter grows with each."""

    def __init__(self, folder: Path) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._folder = folder
        (folder / "agent.conf").write_text(CONFIGURATION.format(port=self.port))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("snmpd") or "/usr/sbin/snmpd"
        (self._folder / "log").write_text("")
        environment = {**os.environ, "SNMP_PERSISTENT_DIR": str(self._folder), "MIBS": ""}
        self._process = subprocess.Popen(
            [program, "-f", "-Lf", str(self._folder / "log"), "-C", "-c", str(self._folder / "agent.conf")],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_bound()

    def _wait_until_bound(self) -> None:
        assert self._process is not None
        for _ in range(100):
            if "NET-SNMP version" in (self._folder / "log").read_text(errors="replace"):
                return
            assert self._process.poll() is None, (self._folder / "log").read_text(errors="replace")
            time.sleep(0.05)
        raise AssertionError("snmpd did not start within 5 s")

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=10)
