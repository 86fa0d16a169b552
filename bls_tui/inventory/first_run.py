"""Writes the file that describes this machine, once."""

import asyncio
import os
from pathlib import Path

from bls_tui.inventory.this_machine import describe, read_facts
from checks import clock
from checks.model import SnmpCredentials, State, Target
from checks.probes.run import run_one

AGENT = Target("127.0.0.1", SnmpCredentials(timeout=0.5, retries=0))
"""The SNMP agent of this machine, asked with the community public."""


def ensure_this_machine(path: Path, login: str, root: Path = Path("/")) -> None:
    """Write the description of this machine to `path` unless there is a file already. Raises OSError.

    `login` is who may work the calls of this machine from the first start on.
    """
    if path.exists():
        return
    text = describe(read_facts(root), snmp=agent_answers(), login=login)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def agent_answers() -> bool:
    """Ask the SNMP agent of this machine; half a second at most."""
    outcome = asyncio.run(run_one("snmp-system", AGENT, {}, clock.now()))
    return outcome.state is State.OK
