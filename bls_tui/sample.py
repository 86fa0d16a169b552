"""The commented bls.toml, made of the models that read it, so that it cannot say what they do not."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit

from bls_tui.config import Config
from bls_tui.config_base import Section
from bls_tui.config_discovery import DiscoverySection
from bls_tui.config_mailboxes import MailboxSection

WIDTH = 100
_EXAMPLE = {
    "host": "imap.example.org",
    "user": "desk@example.org",
    "password": tomlkit.inline_table().add("env", "DESK_PASSWORD"),
}
HEAD = """\
# bls.toml: the configuration of bls. It is looked for as --config FILE, $BLS_CONFIG, ./bls.toml,
# ~/.config/bls/bls.toml and /etc/bls/bls.toml. A key behind a # shows its default; `bls doctor` checks it all.
"""


def sample_config(chosen: Mapping[str, Mapping[str, Any]]) -> str:
    """Write a bls.toml with every key explained; those in `chosen` (by section and key) have that value."""
    parts = [HEAD]
    for name, field in Config.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, Section):
            parts.append("\n".join(_section(name, section, chosen.get(name, {}))) + "\n")
    parts.append("\n".join(_mailbox()) + "\n")
    parts.append("\n".join(_discovery()) + "\n")
    return "\n".join(parts)


def _mailbox() -> Iterator[str]:
    """One account as an example, all of it behind a #: there may be several, and none is there unless it is written."""
    yield "# Mailboxes are read over IMAP: any number of tables, each with a name of its own."
    yield "#"
    yield from (f"# {line}" for line in _section("mailbox.desk", MailboxSection, _EXAMPLE))


def _discovery() -> Iterator[str]:
    """One periodic discovery as an example, behind a # like the mailbox."""
    yield "# Networks looked at again and again: what is found is proposed (bls discover --show NAME), never applied."
    yield "#"
    example = {"cidr": ["192.0.2.0/24"], "at": "sunday 03:00"}
    yield from (f"# {line}" for line in _section("discovery.office", DiscoverySection, example))


def _section(name: str, section: type[Section], chosen: Mapping[str, Any]) -> Iterator[str]:
    yield f"[{name}]"
    for key, field in section.model_fields.items():
        yield from textwrap.wrap(field.description or "", WIDTH, initial_indent="# ", subsequent_indent="# ")
        value = chosen[key] if key in chosen else field.get_default()
        written = tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string()
        yield f"{'' if key in chosen else '#'}{key} = {written}"
