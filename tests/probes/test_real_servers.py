"""The presets against the real thing, where it is installed."""

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from checks.model import State
from tests.support.postgres import Server, free_port
from tests.support.probing import run

pytestmark = [pytest.mark.usefixtures("leakless"), pytest.mark.filterwarnings("error")]


@pytest.mark.server("postgresql")
async def test_postgres(postgres_server: Server):
    outcome = await run("tcp", {"preset": "postgres", "port": postgres_server.port})
    assert (outcome.state, "PostgreSQL, no TLS" in outcome.output) == (State.OK, True), outcome.output


DOVECOT = """
protocols = imap
base_dir = {folder}/run
log_path = {folder}/log
state_dir = {folder}/run
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
{users}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = nopassword=yes
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}}
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter, as those a server drops its rights to."""
    with tempfile.TemporaryDirectory(prefix="bls-dovecot-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def dovecot(authority: trustme.CA, open_folder: Path) -> Iterator[dict[str, int]]:
    """A Dovecot that knows no user, in a folder of its own; yields its ports."""
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    leaf = authority.issue_cert("127.0.0.1")
    leaf.private_key_pem.write_to_path(open_folder / "key.pem")
    for pem in leaf.cert_chain_pems:
        pem.write_to_path(open_folder / "cert.pem", append=True)
    ports = {name: free_port() for name in ("imap", "imaps")}
    (open_folder / "dovecot.conf").write_text(DOVECOT.format(folder=open_folder, users=_users(), **ports))
    server = subprocess.Popen([program, "-F", "-c", str(open_folder / "dovecot.conf")], stderr=subprocess.PIPE)
    try:
        _wait(server, ports["imap"], open_folder / "log")
        yield ports
    finally:
        server.terminate()
        server.communicate(timeout=10)


def _users() -> str:
    """Dovecot's own users where it starts as root, else ours for everything."""
    if os.geteuid() == 0:
        return ""
    user, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    return f"default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}"


def _wait(server: subprocess.Popen, port: int, log: Path) -> None:
    for _ in range(100):
        if f"0100007F:{port:04X}" in Path("/proc/net/tcp").read_text():
            return
        if server.poll() is not None:
            pytest.skip(f"Dovecot does not start here: {server.stderr.read().decode()}")
        time.sleep(0.05)
    pytest.fail(f"Dovecot does not listen: {log.read_text()}")


@pytest.mark.server("dovecot")
async def test_dovecot(dovecot, ca_file):
    outcome = await run("tcp", {"preset": "imap", "port": dovecot["imap"]})
    assert (outcome.state, "Dovecot" in outcome.output) == (State.OK, True), outcome.output
    outcome = await run("tls", {"starttls": "imap", "port": dovecot["imap"], "ca_file": ca_file})
    assert outcome.items[0]["names"] == ["127.0.0.1"], outcome.output
    options = {"preset": "imap", "port": dovecot["imaps"], "tls": True, "ca_file": ca_file}
    assert (await run("tcp", options)).state is State.OK
