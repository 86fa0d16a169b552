"""A throw-away PostgreSQL server for tests: made in a temporary folder, without fsync, reachable on loopback only."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

_USUAL = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
GUARDED = "guarded"  # a user who needs a password; the others do not
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "log_min_messages": "fatal",
}


def program(name: str) -> str:
    """Return the path of a PostgreSQL program; Debian keeps them off the PATH."""
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, _USUAL)))
    if found is None:
        message = f"{name} is not installed"
        raise FileNotFoundError(message)
    return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Server:
    """One cluster; `start`, `stop` and `kill` it at will, and take a fresh database with `database`."""

    folder: Path
    port: int = field(default_factory=free_port)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @classmethod
    def create(cls) -> "Server":
        # Not under pytest's folder: that one is closed to the user the server has to run as.
        folder = Path(tempfile.mkdtemp(prefix="bls-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = cls(folder)
        server._run("initdb", "-D", str(server.data), "-U", "bls", "--auth=trust", "-E", "UTF8", "--locale=C", "-N")
        lines = [f"{key} = '{value}'" for key, value in _SETTINGS.items()]
        lines += [f"port = {server.port}", f"unix_socket_directories = '{folder}'"]
        with (server.data / "postgresql.conf").open("a") as settings:
            settings.write("\n".join(lines) + "\n")
        hba = server.data / "pg_hba.conf"
        hba.write_text(f"host all {GUARDED} 127.0.0.1/32 scram-sha-256\n{hba.read_text()}")
        server.start()
        return server

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str = "postgres", *, user: str = "bls") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def remove(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def fresh_database(self, template: str = "template1") -> str:
        """Create a database (a copy of `template`) and return its name."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _run(self, name: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        user = "postgres" if os.geteuid() == 0 else None
        group = pwd.getpwnam("postgres").pw_gid if user else None
        subprocess.run(
            [program(name), *arguments],
            check=True,
            user=user,
            group=group,
            extra_groups=[] if user else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
