"""Whether the probe of a check exists, takes these options, and has the SNMP credentials it needs."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bls_tui.inventory.layers import Part
from bls_tui.inventory.model import Service
from bls_tui.inventory.parse import Declaration
from bls_tui.inventory.problems import Problem, unknown
from bls_tui.locale import _
from bls_tui.mistakes import did_you_mean
from checks.probes import PROBES, OptionError, SnmpProbe, load, parse_options
from checks.probes.base import ProbeOptions


class ProbeChecker:
    """Checks options; a fleet says the same few things thousands of times, so verdicts are remembered."""

    def __init__(self) -> None:
        self._verdicts: dict[tuple[str, str], OptionError | None] = {}

    def problems(self, part: Part, host: Declaration, service: str, *, has_snmp: bool) -> Iterator[Problem]:
        """Report what is wrong with the probe of a service, or of the host itself where `service` is ""."""
        path = ("service", service) if service else ("check",)
        where, table = part.said_in[-1] if part.said_in else (host, path)
        if part.probe is None:
            yield Problem(where, (*table, "probe"), _("is missing: which probe measures it?"))
        elif part.probe not in PROBES:
            said_by, said_at = part.place_of("probe")
            yield Problem(said_by, said_at, unknown(_("probe"), part.probe, PROBES))
        else:
            yield from self._option_problem(part.probe, part)
            if not has_snmp and isinstance(load(part.probe), SnmpProbe):
                message = _("{place} uses probe {probe}, so the host needs SNMP credentials: snmp = …").format(
                    place=service or _("its check"), probe=part.probe
                )
                yield Problem(host, ("snmp",), message)

    def _option_problem(self, probe: str, part: Part) -> Iterator[Problem]:
        error = self._verdict(probe, part.options)
        if error is not None and part.said_in:
            declaration, path = part.place_of(error.key)
            yield Problem(declaration, path, _explained(probe, error, part))

    def _verdict(self, probe: str, options: Mapping[str, Any]) -> OptionError | None:
        key = (probe, json.dumps(options, sort_keys=True, default=str))
        if key not in self._verdicts:
            self._verdicts[key] = _try(probe, options)
        return self._verdicts[key]


def _try(probe: str, options: Mapping[str, Any]) -> OptionError | None:
    try:
        parse_options(probe, options)
    except OptionError as error:
        return error
    return None


def _explained(probe: str, error: OptionError, part: Part) -> str:
    options: type[ProbeOptions] = load(probe).options
    if error.key in options.model_fields or not error.key:
        return error.message
    keys = set(options.model_fields) | (set(Service.model_fields) if part.said_in[-1][1][0] == "service" else {"probe"})
    return _("no option of probe {probe}; {hint}").format(probe=probe, hint=did_you_mean(error.key, keys))
