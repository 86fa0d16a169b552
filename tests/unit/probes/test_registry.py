import inspect
import subprocess
import sys

import pytest

from checks.model import Secret, State
from checks.probes import PROBES, ActiveProbe, OptionError, SnmpProbe, UnknownProbe, load, parse_options
from checks.probes.base import ProbeOptions, describe_options
from checks.probes.credentials import take_credentials
from checks.probes.limits import judged, time_metric, worst


@pytest.mark.parametrize("kind", PROBES)
def test_every_probe_loads_and_describes_its_options(kind):
    probe = load(kind)
    assert isinstance(probe, SnmpProbe if kind.startswith("snmp-") else ActiveProbe)
    assert issubclass(probe.options, ProbeOptions)
    assert inspect.getdoc(type(probe))
    assert all(description for _, _, description in describe_options(probe.options))


@pytest.mark.parametrize("kind", PROBES)
def test_an_unknown_option_is_named_with_those_allowed(kind):
    with pytest.raises(OptionError) as caught:
        parse_options(kind, {"nonsense": 1, "what": "cpu", "name": "a.test", "command": "x", "oid": "1.3.6.1"})
    assert "unknown; allowed are" in str(caught.value)


def test_a_probe_is_made_once():
    assert load("tcp") is load("tcp")


def test_an_unknown_kind_lists_the_known_ones():
    with pytest.raises(UnknownProbe, match="no probe is called 'pong'; the kinds are icmp, tcp"):
        load("pong")


def test_the_registry_loads_no_probe():
    """A workbench that only shows results must not pay for the libraries of the probes."""
    script = "import sys, checks.probes; print([m for m in ('aiohttp', 'dns', 'cryptography') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_text_of_a_command_line_becomes_what_the_option_is():
    options = parse_options("icmp", {"packets": "5", "fallback_ports": "22, 443", "warn_rtt": 200})
    assert (options.packets, options.fallback_ports, options.warn_rtt) == (5, (22, 443), "200")


def test_credentials_are_taken_out_of_the_options(monkeypatch):
    monkeypatch.setenv("PROBE_COMMUNITY", "very secret")
    credentials, rest = take_credentials(
        {"version": 1, "community": "env:PROBE_COMMUNITY", "port": "1161", "warn": "80"}
    )
    assert (credentials.version, credentials.port, rest) == ("1", 1161, {"warn": "80"})
    assert credentials.community == Secret("very secret")
    assert "very secret" not in repr(credentials)


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"version": "4"}, "version"),
        ({"port": "x"}, "port"),
        ({"auth_protocol": "ROT13"}, "auth_protocol"),
        ({"community": "env:PROBE_NOT_SET"}, "community"),
        ({"priv_password": "file:/no/such/file"}, "priv_password"),
    ],
)
def test_wrong_credentials_are_named(options, key):
    with pytest.raises(OptionError, match=f"option {key}"):
        take_credentials(options)


def test_the_worst_state_wins():
    assert worst() is State.OK
    assert worst(State.UNKNOWN, State.WARNING, State.OK) is State.WARNING
    assert worst(State.WARNING, State.CRITICAL, State.UNKNOWN) is State.CRITICAL
    assert judged(time_metric(3.0, "1", "5")) is State.WARNING
