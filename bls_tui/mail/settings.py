"""From bls.toml to what sending works with: the server, the secrets that sign Message-IDs, our own addresses."""

from __future__ import annotations

import os
import secrets as random
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from bls_tui.config import Config
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.mail.smtp import Server, Tls
from bls_tui.places import data_directory
from checks import secrets

SECRET_FILE = "mail-secret"  # noqa: S105 - the name of a file
SECRET_BYTES = 32
SHORTEST_SECRET = 16
"""Characters of a secret; a shorter one could be guessed from the Message-IDs it signed."""


class MailSettingsError(BlsError):
    """The configuration of mail cannot be used; the message names the key."""


def server(config: Config) -> Server | None:
    """Return the server that mail is handed to, None where none is configured: mails wait then.

    The password or token is fetched at each attempt, so that one that changes needs no restart.
    """
    section = config.smtp
    if not section.host:
        return None
    fetch = partial(secrets.resolve, section.password, config.directory)
    return Server(
        host=section.host,
        port=section.real_port,
        tls=Tls(section.tls),
        user=section.user,
        secret=fetch if section.user else None,
        xoauth2=section.auth == "xoauth2",
        ca_file=Path(config.directory, Path(section.ca_file).expanduser()) if section.ca_file else None,
        timeout=float(section.timeout),
        name=config.mail.id_domain,
    )


def signing_secrets(config: Config) -> tuple[bytes, ...]:
    """Return the secrets of Message-IDs: the first signs, all verify.

    Where none is configured, one is made and kept in the user's data directory.

    Raises:
        MailSettingsError: one cannot be had, or is too short to be a secret.
    """
    section = config.mail
    current = _secret("mail.secret", section.secret, config.directory) if section.secret else kept_secret()
    return (current, *(_secret("mail.old_secrets", one, config.directory) for one in section.old_secrets))


def kept_secret(directory: Path | None = None) -> bytes:
    """Return the secret kept in a directory (the user's data directory), made when it is first asked for.

    Raises:
        MailSettingsError: the file can be neither written nor read, or is open to others.
    """
    path = (directory or data_directory()) / SECRET_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            _write_new(path, random.token_hex(SECRET_BYTES))
    except OSError as error:
        raise MailSettingsError(
            _("The secret of our Message-IDs cannot be kept: {error}. Name one with [mail] secret.").format(error=error)
        ) from error
    return _secret("mail.secret", {"file": str(path)}, None)


def _write_new(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all; raises FileExistsError where there is one."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{random.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
        os.link(draft, path)  # fails where somebody else was faster
    finally:
        draft.unlink()


def _secret(key: str, reference: str | dict[str, Any], directory: Path | None) -> bytes:
    try:
        value = secrets.resolve(reference, directory).value.encode()
    except secrets.SecretError as error:
        raise MailSettingsError(f"{key}: {error}") from error
    if len(value) < SHORTEST_SECRET:
        raise MailSettingsError(
            _("{key}: a secret has at least {count} characters.").format(key=key, count=SHORTEST_SECRET)
        )
    return value
