"""One probe, once: what `bls probe` does, without a database and without a poller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from checks import clock
from checks.model import Outcome, Target
from checks.probes import OptionError, ProbeOptions, SnmpProbe, load
from checks.probes.base import Context, named, validate_options
from checks.probes.credentials import CredentialOptions, take_credentials

DEADLINE = 60.0
"""Seconds a single run may take at most, whatever its options say."""


async def run_one(
    kind: str, target: Target, options: Mapping[str, Any], now: float, memory: Mapping[str, Any] | None = None
) -> Outcome:
    """Run a probe once and measure how long it takes.

    For the SNMP probes the credentials are among the options (see `CredentialOptions`), unless the target has some.

    Raises:
        UnknownProbe: no such kind.
        OptionError: an option is unknown, missing or wrong.
    """
    probe = load(kind)
    context = Context(now=now, deadline=DEADLINE, memory=memory)
    if isinstance(probe, SnmpProbe):
        if target.snmp is None:
            _refuse_unknown(probe, options)
            credentials, options = take_credentials(options)
            target = replace(target, snmp=credentials)
        checked = validate_options(probe.options, options)
        return await _converse(probe, target, checked, context)
    checked = validate_options(probe.options, options)
    begun = clock.monotonic()
    outcome = await probe.run(target, checked, context)
    return replace(outcome, elapsed_ms=(clock.monotonic() - begun) * 1000)


def _refuse_unknown(probe: SnmpProbe, options: Mapping[str, Any]) -> None:
    """Name all that is allowed before the options are split in two."""
    allowed = (*named(probe.options), *CredentialOptions.model_fields)
    for key in options:
        if key not in allowed:
            raise OptionError(key, f"unknown; allowed are {', '.join(allowed)}")


async def _converse(probe: SnmpProbe, target: Target, options: ProbeOptions, context: Context) -> Outcome:
    from checks.snmp.session import converse  # noqa: PLC0415 - the other probes need no SNMP

    begun = clock.monotonic()
    answers = await converse(target, [(probe, options)], context.deadline)
    outcome = probe.read(options, answers, context)
    return replace(outcome, elapsed_ms=(clock.monotonic() - begun) * 1000)
