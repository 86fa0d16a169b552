"""Every mistake names file, line and key."""

import pytest

from bls_tui.inventory.model import Policy, Service
from checks.probes import PROBES, load

HEAD = '[customer.acme]\n[defaults]\ncustomer = "acme"\n'

BY_ITSELF = [
    ("an unknown table", "[hosts.a]\n", 4, "hosts", "unknown key; did you mean host?"),
    ("an unknown key", "[host.a]\nadress = '::1'\n", 5, "host.a.adress", "unknown key; did you mean address?"),
    ("a long interval", "[host.a]\ninterval = 301\n", 5, "host.a.interval", "must be at most 300 (given: 301)"),
    (
        "a long interval of a service",
        "[host.a]\n[host.a.service.s]\nprobe = 'icmp'\ninterval = 600\n",
        7,
        "host.a.service.s.interval",
        "must be at most 300 (given: 600)",
    ),
    ("no attempts", "[host.a]\nmax_attempts = 0\n", 5, "host.a.max_attempts", "must be at least 1 (given: 0)"),
    ("text for a number", "[host.a]\ninterval = '60'\n", 5, "host.a.interval", "must be a whole number (given: '60')"),
    ("a slash in a host", '[host."a/b"]\n', 4, 'host."a/b"', 'the name of a host has no "/"'),
    (
        "a control character in a name",
        '[host."a\\u0007"]\n',
        4,
        'host."a\x07"',
        "a name has no control or invisible characters",
    ),
    (
        "an address that is none",
        "[host.a]\naddress = 'foo bar'\n",
        5,
        "host.a.address",
        "'foo bar' is neither an IP address nor a DNS name",
    ),
    (
        "an IP address out of range",
        "[host.a]\naddress = '192.0.2.300'\n",
        5,
        "host.a.address",
        "'192.0.2.300' is neither an IP address nor a DNS name",
    ),
    (
        "a wrong zone",
        "[period.p]\nzone = 'Europe/Rom'\ndays = {}\n",
        5,
        "period.p.zone",
        "'Europe/Rom' is not the IANA name of",
    ),
    (
        "wrong days",
        "[period.p]\nzone = 'UTC'\ndays = { monda = '' }\n",
        6,
        "period.p.days",
        "monda: 'monda' names no days",
    ),
    ("a period without zone", "[period.p]\ndays = {}\n", 4, "period.p.zone", "is missing"),
    (
        "a wrong start",
        "[downtime.d]\nhosts = ['a']\nzone = 'UTC'\ndays = ['monday']\nstart = '25:00'\nduration = '1h'\n",
        8,
        "downtime.d.start",
        "a time of day is 00:00 to 24:00",
    ),
    (
        "a wrong duration",
        "[downtime.d]\nhosts = ['a']\nzone = 'UTC'\ndays = ['monday']\nstart = '22:00'\nduration = '4x'\n",
        9,
        "downtime.d.duration",
        "'4x' is no duration such as 4h, 90m, 1h30m or 2d",
    ),
    (
        "a downtime of nothing",
        "[downtime.d]\nzone = 'UTC'\ndays = ['monday']\nstart = '22:00'\nduration = '1h'\n",
        4,
        "downtime.d",
        "it concerns nothing: name hosts, services or customers",
    ),
    (
        "an unknown SNMP version",
        "[snmp.s]\nversion = '4'\n",
        5,
        "snmp.s.version",
        "must be one of '1', '2c' or '3' (given: '4')",
    ),
    ("v3 without user", "[snmp.s]\nversion = '3'\n", 4, "snmp.s", "version 3 needs a user"),
    (
        "a passphrase in the file",
        "[snmp.s]\nversion = '3'\nuser = 'u'\nauth_protocol = 'SHA'\nauth_password = 'secret'\n",
        8,
        "snmp.s.auth_password",
        "a passphrase is not written here but referred to: { env = … }, { file = … } or { command = … }",
    ),
    (
        "privacy without authentication",
        "[snmp.s]\nversion = '3'\nuser = 'u'\npriv_protocol = 'AES'\npriv_password = { env = 'X' }\n",
        4,
        "snmp.s",
        "privacy (priv_protocol) needs authentication (auth_protocol) as well",
    ),
    (
        "a protocol without passphrase",
        "[snmp.s]\nversion = '3'\nuser = 'u'\nauth_protocol = 'SHA'\n",
        4,
        "snmp.s",
        "auth_protocol and auth_password go together",
    ),
    (
        "flapping upside down",
        "[host.a]\nflapping = { low = 40, high = 30 }\n",
        5,
        "host.a.flapping",
        "low must not be above high",
    ),
]

ACROSS = [
    (
        "an unknown customer",
        "[host.a]\ncustomer = 'acm'\n",
        5,
        "host.a.customer",
        "unknown customer: 'acm'; did you mean acme?",
    ),
    ("an unknown site", "[host.a]\nsite = 'mi'\n", 5, "host.a.site", "unknown site of customer acme: 'mi'"),
    ("an unknown credential", "[host.a]\nsnmp = 'x'\n", 5, "host.a.snmp", "unknown SNMP credentials: 'x'"),
    ("an unknown period", "[host.a]\ncheck_period = 'x'\n", 5, "host.a.check_period", "unknown period: 'x'"),
    (
        "an unknown period of a service",
        "[host.a.service.s]\nprobe = 'passive'\ncheck_period = 'x'\n",
        6,
        "host.a.service.s.check_period",
        "unknown period: 'x'",
    ),
    (
        "an unknown template",
        "[host.a]\ntemplates = ['linx']\n",
        5,
        "host.a.templates",
        "unknown template: 'linx'; did you mean linux?",
    ),
    (
        "an unknown parent",
        "[host.router]\n[host.a]\nparents = ['ruter']\n",
        6,
        "host.a.parents",
        "unknown host: 'ruter'; did you mean router?",
    ),
    ("a host behind itself", "[host.a]\nparents = ['a']\n", 5, "host.a.parents", "host a is its own parent"),
    (
        "a loop of hosts",
        "[host.a]\nparents = ['b']\n[host.b]\nparents = ['a']\n",
        5,
        "host.a.parents",
        "hosts are reached through one another: a → b → a",
    ),
    (
        "a loop of templates",
        "[template.t]\ntemplates = ['t']\n[host.a]\ntemplates = ['t']\n",
        5,
        "template.t.templates",
        "templates build on one another: t → t",
    ),
    (
        "a loop of periods",
        "[period.p]\nzone = 'UTC'\ndays = {}\nexcludes = ['p']\n",
        7,
        "period.p.excludes",
        "periods exclude one another: p → p",
    ),
    (
        "an unknown excluded period",
        "[period.p]\nzone = 'UTC'\ndays = {}\nexcludes = ['q']\n",
        7,
        "period.p.excludes",
        "unknown period: 'q'; allowed: p",
    ),
    (
        "an unknown probe",
        "[host.a]\ncheck = { probe = 'imcp' }\n",
        5,
        "host.a.check.probe",
        "unknown probe: 'imcp'; did you mean icmp?",
    ),
    (
        "a service without probe",
        "[host.a.service.s]\nport = 1\n",
        4,
        "host.a.service.s.probe",
        "is missing: which probe measures it?",
    ),
    (
        "an unknown option",
        "[host.a.service.s]\nprobe = 'tcp'\nprot = 22\n",
        6,
        "host.a.service.s.prot",
        "no option of probe tcp; did you mean port?",
    ),
    (
        "a policy key misspelt",
        "[host.a.service.s]\nprobe = 'passive'\nintervall = 22\n",
        6,
        "host.a.service.s.intervall",
        "no option of probe passive; did you mean interval?",
    ),
    (
        "an option out of range",
        "[host.a.service.s]\nprobe = 'tcp'\nport = 70000\n",
        6,
        "host.a.service.s.port",
        "Input should be",
    ),
    (
        "a required option missing",
        "[snmp.x]\n[host.a]\nsnmp = 'x'\n[host.a.service.s]\nprobe = 'snmp-value'\n",
        7,
        "host.a.service.s.oid",
        "required",
    ),
    (
        "SNMP without credentials",
        "[host.a.service.s]\nprobe = 'snmp-cpu'\n",
        4,
        "host.a.snmp",
        "s uses probe snmp-cpu, so the host needs SNMP credentials: snmp = …",
    ),
    (
        "removing what is not there",
        "[host.a.service.s]\nremove = true\n",
        5,
        "host.a.service.s.remove",
        "there is no such service to remove",
    ),
    ("a name that is no address", "[host.'10.0.0.300']\n", 4, 'host."10.0.0.300".address', "'10.0.0.300' is neither"),
    (
        "a downtime of an unknown host",
        "[host.a]\n[downtime.d]\nhosts = ['b']\nzone = 'UTC'\ndays = ['monday']\nstart = '22:00'\nduration = '1h'\n",
        6,
        "downtime.d.hosts",
        "unknown host: 'b'; allowed: a",
    ),
]


@pytest.mark.parametrize(
    ("text", "line", "key", "message"), [case[1:] for case in BY_ITSELF], ids=[case[0] for case in BY_ITSELF]
)
def test_what_is_wrong_in_a_table(folder, text, line, key, message):
    [(found_line, found_key, found)] = folder.mistakes(HEAD + text)
    assert (found_line, found_key) == (line, key)
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("text", "line", "key", "message"), [case[1:] for case in ACROSS], ids=[case[0] for case in ACROSS]
)
def test_what_is_wrong_between_tables(folder, text, line, key, message):
    [(found_line, found_key, found)] = folder.mistakes(HEAD + text)
    assert (found_line, found_key) == (line, key)
    assert found.startswith(message)


def test_a_host_without_customer(folder):
    assert folder.mistakes("[host.a]\n") == [
        (1, "host.a.customer", "is missing, and neither templates nor defaults say it")
    ]


def test_the_mistakes_of_all_files_are_listed(folder):
    folder.write("[host.a]\ninterval = 0\n", "a.toml")
    folder.write("[host.b]\ninterval = 0\nretry_interval = 0\n", "b.toml")
    assert [(line, key) for line, key, _ in folder.mistakes()] == [
        (2, "host.a.interval"),
        (2, "host.b.interval"),
        (3, "host.b.retry_interval"),
    ]


def test_what_two_files_declare_is_a_mistake(folder):
    folder.write(HEAD + "[host.a]\n", "1.toml")
    folder.write("\n[host.a]\n", "2.toml")
    first = folder.path / "1.toml"
    assert folder.mistakes() == [(2, "host.a", f"already declared in {first}:4")]


def test_a_wrong_option_of_a_template_is_told_once_and_where_it_is_written(folder):
    text = (
        HEAD
        + "[template.t.service.s]\nprobe = 'tcp'\nport = 22\nprot = 1\n"
        + "".join(f"[host.h{number}]\ntemplates = ['t']\n" for number in range(20))
    )
    assert folder.mistakes(text) == [(7, "template.t.service.s.prot", "no option of probe tcp; did you mean port?")]


def test_an_option_the_host_gets_wrong_is_told_at_the_host(folder):
    text = (
        HEAD
        + "[template.t.service.s]\nprobe = 'tcp'\nport = 22\n"
        + "[host.h]\ntemplates = ['t']\n[host.h.service.s]\nport = -1\n"
    )
    [(line, key, _message)] = folder.mistakes(text)
    assert (line, key) == (10, "host.h.service.s.port")


def test_no_option_of_a_probe_has_the_name_of_a_key_of_every_service():
    ours = {*Policy.model_fields, *Service.model_fields}
    for kind in PROBES:
        assert not ours & set(load(kind).options.model_fields), kind


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, ".".join(["a"] * 3000) + " = 1"])
def test_endless_nesting_is_a_mistake(folder, text):
    assert folder.mistakes(text) == [(0, "", "its tables or lists are nested too deeply")]


def test_a_byte_order_mark_is_no_mistake(folder):
    assert len(folder.fleet("\ufeff" + HEAD + "[host.a]\n").objects) == 1
