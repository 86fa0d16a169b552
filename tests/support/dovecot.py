"""A real IMAP server on loopback: dovecot with made-up users, each with a Maildir in a temporary folder."""

from __future__ import annotations

import base64
import hashlib
import hmac
import imaplib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from tests.support.postgres import free_port

PASSWORD = "s3gr&to-di-prova"
ACCENTED = ("accents", "così-€-facile")
"""Somebody whose password is not ASCII."""
TOKEN_KEY = b"a key only the tests know"
_CONFIG = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
mail_location = maildir:{folder}/mail/%u
mail_uid = {owner}
mail_gid = {group}
first_valid_uid = 0
first_valid_gid = 0
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
ssl_dh =
mail_fsync = never
maildir_very_dirty_syncs = no
imap_max_line_length = 64k
service imap-login {{
  {chroot}
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
  }}
}}
auth_failure_delay = 0
service anvil {{
  {chroot}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  {chroot}
}}
protocol imap {{
  imap_capability = {capability}
  mail_max_userip_connections = 100
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/mail/%u
}}
"""
_OAUTH = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
"""


@dataclass
class Dovecot:
    """One server; `start` and `stop` it at will. Any user name with `PASSWORD` gets a mailbox of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @classmethod
    def create(cls, *, capability: str = "", prefix: str = "", separator: str = "/") -> Dovecot:
        # A short path: UNIX sockets have no room for pytest's.
        server = cls(Path(tempfile.mkdtemp(prefix="bls-dovecot-")))
        server.folder.chmod(0o755)
        for name in ("run", "mail", "keys"):
            (server.folder / name).mkdir()
        server._write_certificates()
        server._write_keys()
        (server.folder / "users").write_text("{}:{{PLAIN}}{}\n".format(*ACCENTED), encoding="utf-8")
        (server.folder / "oauth2.conf").write_text(_OAUTH.format(folder=server.folder))
        (server.folder / "dovecot.conf").write_text(server._config(capability, prefix, separator))
        if os.geteuid() == 0:
            shutil.chown(server.folder / "mail", "nobody", "nogroup")
        server.start()
        return server

    def _config(self, capability: str, prefix: str, separator: str) -> str:
        root = os.geteuid() == 0
        me = str(os.geteuid())
        return _CONFIG.format(
            folder=self.folder,
            password=PASSWORD,
            port=self.port,
            tls_port=self.tls_port,
            login_user="dovenull" if root else me,
            internal_user="dovecot" if root else me,
            internal_group="dovecot" if root else str(os.getegid()),
            owner="nobody" if root else me,
            group="nogroup" if root else str(os.getegid()),
            chroot="" if root else "chroot =",
            capability=capability,
            prefix=prefix,
            separator=separator,
        )

    def _write_certificates(self) -> None:
        authority = trustme.CA()
        certificate = authority.issue_cert("localhost", "127.0.0.1")
        authority.cert_pem.write_to_path(str(self.ca_file))
        (self.folder / "cert.pem").write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
        certificate.private_key_pem.write_to_path(str(self.folder / "key.pem"))

    def _write_keys(self) -> None:
        keys = self.folder / "keys" / "default" / "HS256"
        keys.mkdir(parents=True)
        (keys / "default").write_text(base64.b64encode(TOKEN_KEY).decode())

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    def token(self, user: str) -> str:
        """Make a token that lets `user` in by XOAUTH2 (a JWT, RFC 7519)."""
        head = _packed({"alg": "HS256", "typ": "JWT"})
        body = _packed({"sub": user, "iat": int(time.time()) - 60, "exp": int(time.time()) + 3600})
        signature = hmac.new(TOKEN_KEY, f"{head}.{body}".encode(), hashlib.sha256).digest()
        return f"{head}.{body}.{_base64(signature)}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["/usr/sbin/dovecot", "-F", "-c", str(self.folder / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "stderr").open("ab"),
        )
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as found:
                    if found.recv(4) == b"* OK":
                        return
            except OSError:
                time.sleep(0.05)
        message = f"dovecot does not start: {self.log()}"
        raise RuntimeError(message)

    def log(self) -> str:
        return "\n".join(path.read_text() for name in ("stderr", "log") if (path := self.folder / name).exists())

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(10)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def client(self, user: str, password: str = PASSWORD) -> imaplib.IMAP4:
        """Log in as another mail program would."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(user, password)
        return client

    def deliver(self, user: str, *messages: bytes, folder: str = "INBOX") -> None:
        """Put messages into a folder, as another program would: over IMAP."""
        client = self.client(user)
        for message in messages:
            status, answer = client.append(folder, "", "", message)
            assert status == "OK", answer
        client.logout()

    def drop(self, user: str, *messages: bytes) -> None:
        """Put messages into the INBOX as a mail server does, byte by byte: into its Maildir."""
        box = self.folder / "mail" / user
        for name in ("tmp", "new", "cur"):
            (box / name).mkdir(parents=True, exist_ok=True)
        for message in messages:
            name = f"{time.time():.6f}.{os.urandom(4).hex()}.test"
            (box / "tmp" / name).write_bytes(message)
            (box / "tmp" / name).rename(box / "new" / name)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "nobody:nogroup", str(box)], check=True)

    def contents(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Return the messages in a folder, [] where there is none."""
        client = self.client(user)
        try:
            status, _answer = client.select(f'"{folder}"', readonly=True)
            if status != "OK":
                return []
            _status, numbers = client.search(None, "ALL")
            found = []
            for number in numbers[0].split():
                _status, parts = client.fetch(number.decode(), "(BODY.PEEK[])")
                found.append(parts[0][1])
            return found
        finally:
            client.logout()


def context(server: Dovecot) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(server.ca_file))


def _packed(value: dict[str, object]) -> str:
    return _base64(json.dumps(value).encode())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
