"""Command lines of the well-known plugins as our probes, with the same thresholds."""

import shlex

import pytest

from bls_tui.inventory.importing.arguments import UntranslatableError
from bls_tui.inventory.importing.plugins import CREDENTIALS, translate
from checks.probes import parse_options

A = "192.0.2.7"


@pytest.mark.parametrize(
    ("line", "kind", "options"),
    [
        (
            "check_ping -H $HOSTADDRESS$ -w 100.0,20% -c 500.0,60% -p 3",
            "icmp",
            {"packets": 3, "warn_rtt": "@100.0:", "warn_loss": "@20:", "crit_rtt": "@500.0:", "crit_loss": "@60:"},
        ),
        ("check_icmp 192.0.2.7", "icmp", {"packets": 5}),
        ("check_ping -H 192.0.2.7 -w 100,5% -c 200,15% -4", "icmp", {"family": "4", "warn_loss": "@5:"}),
        ("check_tcp -H 192.0.2.7 -p 25 -r crit -M warn -e 220", "tcp", {"greeting": "220", "mismatch": "warning"}),
        ("check_tcp -H 192.0.2.7 -p 443 -S -D 30,14", "tls", {"port": 443, "warn": "30:", "crit": "14:"}),
        ("check_simap -H 192.0.2.7", "tcp", {"preset": "imap", "tls": True, "verify": False}),
        ("check_icmp -H 192.0.2.7 -w 200ms,40% -c 500ms,80% -n 1", "icmp", {"packets": 1, "crit_rtt": "@500:"}),
        ("check_ssh -p 2222 -t 4 192.0.2.7", "tcp", {"preset": "ssh", "port": 2222, "timeout": 4.0}),
        ("check_tcp -H $HOSTADDRESS$ -p 2222 -e SSH -t 5", "tcp", {"port": 2222, "greeting": "SSH"}),
        ("check_tcp --port=636 -S -w 1 -c 2", "tcp", {"port": 636, "tls": True, "warn_time": "1", "crit_time": "2"}),
        ("check_tcp -p 6379 -E -s 'PING\\r\\n' -e PONG", "tcp", {"send": "PING\\r\\n", "expect": "PONG"}),
        ("check_smtp -H 192.0.2.7 -p587", "tcp", {"preset": "smtp", "port": 587}),
        (
            "check_http -I $HOSTADDRESS$ -H www.example.it -u /x -S --sni -s Hello -f follow -w 5 -c 10",
            "http",
            {"host": "www.example.it", "path": "/x", "ssl": True, "expect": "Hello", "redirect": "follow",
             "verify": False, "warn_time": "5", "crit_time": "10"},
        ),
        ("check_http -H 192.0.2.7 -e 200,301", "http", {"status": ["200", "301"], "redirect": "ok"}),
        ("check_http -I 192.0.2.7 -H a.it -S -C 30,14", "tls", {"warn": "30:", "crit": "14:", "server_name": "a.it"}),
        ("check_dns -s 192.0.2.7 -H a.it -a 1.2.3.4,5.6.7.8", "dns", {"expect": ["1.2.3.4", "5.6.7.8"]}),
        ("check_dig -H 192.0.2.7 -l a.it -T MX", "dns", {"name": "a.it", "record": "MX"}),
        (
            "check_snmp -H 192.0.2.7 -p 1161 -C public -P 2c -o .1.3.6.1.2.1.1.3.0 -w 1:2 -c 1:6 -t 5",
            "snmp-value",
            {"oid": "1.3.6.1.2.1.1.3.0", "warn": "1:2", "crit": "1:6",
             "snmp": {"version": "2c", "community": "public", "port": 1161, "timeout": 5.0}},
        ),
    ],
)  # fmt: skip
def test_a_plugin_becomes_a_probe_that_accepts_the_options(line, kind, options):
    made, found = translate(shlex.split(f"/usr/lib/nagios/plugins/{line}", posix=True), A)
    assert made == kind
    assert {key: found.get(key) for key in options} == options
    parse_options(kind, {key: value for key, value in found.items() if key != CREDENTIALS})


@pytest.mark.parametrize(
    "line",
    [
        "check_nrpe -H 192.0.2.7 -c load",
        "check_tcp -H 203.0.113.9 -p 80",
        "check_tcp -H 192.0.2.7 -p 80 --unheard-of",
        "check_tcp -H 192.0.2.7 -p 80 -e A -e B",
        "check_http -H elsewhere.example",
        "check_http -H 192.0.2.7 -a user:secret",
        "check_dns -H a.it",
        "check_snmp -H 192.0.2.7 -o sysUpTime.0",
        "check_snmp -H 192.0.2.7 -o 1.3.6.1,1.3.6.2",
        "check_snmp -H 192.0.2.7 -P 3 -o 1.3.6.1 -L authPriv",
        "check_ping -H 192.0.2.7 -w nonsense -c 500,60%",
    ],
)
def test_what_no_probe_can_do_the_same_stays_a_plugin(line):
    with pytest.raises(UntranslatableError):
        translate(shlex.split(line), A)
