"""Configurations of Icinga 2 as an inventory: its language, apply rules, commands, and lists of compiled objects."""

import contextlib
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bls_tui import cli
from bls_tui.inventory.importing.convert import Converted, convert
from bls_tui.inventory.importing.foreign import Fate, ImportingError
from bls_tui.inventory.importing.icinga import dump
from bls_tui.inventory.importing.icinga.parser import parse
from bls_tui.inventory.importing.icinga.reading import load
from bls_tui.inventory.importing.report import toml
from bls_tui.inventory.parse import parse_file

TEMPLATES = """
include <itl>
include <plugins>
const Zone = "main" // a comment
template Host "generic-host" {
  max_check_attempts = 5
  check_interval = 1m
  retry_interval = 30s
  check_command = "hostalive"
}
template Service "generic-service" {
  max_check_attempts = 5
  check_interval = 1m
  retry_interval = 30s
}
"""
HOSTS = """
object Host "web1" {
  import "generic-host"
  address = "127.0.0.1"
  vars.os = "Linux"
  vars.http_vhosts["shop"] = {
    http_uri = "/shop"
    http_vhost = "shop.example.com"
  }
  vars.http_vhosts["home"] = { http_uri = "/"; http_ssl = true }
  vars.tags = [ "prod" ]
  vars.tags += [ "web" ]
  vars.customer = "acme"
}
object Host "db1" {
  import "generic-host"
  address = "127.0.0.2"
  display_name = "Database"
  vars.os = "Linux"
  groups = [ "databases" ]
  vars += { ports = [ 3306, 5432 ], oid = "1.3.6.1.2.1.1.3.0" }
}
object Host "sw1" { import "generic-host", address = "127.0.0.3" }
object HostGroup "linux" { assign where host.vars.os == "Linux" }
object HostGroup "databases" { }
"""


def converted(tmp_path: Path, text: str, *, start: str = TEMPLATES + HOSTS) -> Converted:
    (tmp_path / "hosts.conf").write_text(start + text)
    return convert(load(tmp_path / "hosts.conf"), "imported", "Europe/Rome")


def services(made: Converted, host: str) -> dict:
    table = made.tables["host", host]
    found = {}
    for template in table.get("templates", ()):
        found |= made.tables["template", template]["service"]
    return found | table.get("service", {})


def left_out(made: Converted) -> set[str]:
    return {remark.what for remark in made.remarks if remark.fate is Fate.LEFT_OUT}


def applied(tmp_path: Path, condition: str) -> set[str]:
    rule = (
        f'apply Service "s" {{\n import "generic-service"\n check_command = "tcp"\n vars.tcp_port = 1\n {condition}\n}}'
    )
    made = converted(tmp_path, rule)
    return {name for kind, name in made.tables if kind == "host" and services(made, name)}


def test_templates_variables_and_loops_over_them(tmp_path):
    made = converted(
        tmp_path,
        """
apply Service "http-" for (name => config in host.vars.http_vhosts) {
  import "generic-service"
  check_command = "http"
  vars += config
}
apply Service for (port in host.vars.ports) {
  check_command = "tcp"
  display_name = "Port " + port
  vars.tcp_port = port
  max_check_attempts = 2
}
""",
    )
    host = made.tables["host", "web1"]
    assert (host["address"], host["customer"], host["max_attempts"]) == ("127.0.0.1", "acme", 5)
    assert (host["interval"], host["retry_interval"]) == (60, 30)
    assert made.tables["host", "db1"]["notes"] == "Database"
    web = services(made, "web1")
    assert web["http-shop"]["path"] == "/shop"
    assert web["http-shop"]["host"] == "shop.example.com"
    assert web["http-home"]["ssl"] is True
    ports = services(made, "db1")
    assert {name: (one["probe"], one["port"], one["timeout"]) for name, one in ports.items()} == {
        "3306": ("tcp", 3306, 10),
        "5432": ("tcp", 5432, 10),
    }
    assert ports["3306"]["max_attempts"] == 2
    assert left_out(made) == set()


@pytest.mark.parametrize(
    ("condition", "hosts"),
    [
        ("assign where host.address", {"web1", "db1", "sw1"}),
        ('assign where host.vars.os == "Linux"', {"web1", "db1"}),
        ('assign where host.vars.os != "Linux"', {"sw1"}),
        ('assign where !host.vars.os || match("DB*", host.name)', {"sw1", "db1"}),
        ('assign where "linux" in host.groups && !("databases" in host.groups)', {"web1"}),
        ('assign where "web" in host.vars.tags', {"web1"}),
        ('assign where host.address\n ignore where host.name == "db1"', {"web1", "sw1"}),
        ('assign where host.name in [ "web1", "sw1" ]', {"web1", "sw1"}),
        ('assign where regex("^(web|sw)[0-9]$", host.name)', {"web1", "sw1"}),
        ('assign where host.vars.http_vhosts.contains("shop")', {"web1"}),
        ("assign where len(host.vars.ports) > 1", {"db1"}),
        ('assign where cidr_match("127.0.0.2/32", host.address)', {"db1"}),
        ('assign where (host.name == "web1" ||\n   host.name == "db1")', {"web1", "db1"}),
        ('assign where host.name == "web1"\n assign where host.name == "db1"', {"web1", "db1"}),
        ("assign where host.vars.none.deeper == true", set()),
        ("assign where get_host(host.name)", set()),
    ],
)  # fmt: skip
def test_rules_choose_hosts(tmp_path, condition, hosts):
    assert applied(tmp_path, condition) == hosts


def test_what_is_not_understood_is_left_out_line_by_line(tmp_path):
    made = converted(
        tmp_path,
        """
object Host "odd" {
  import "generic-host"
  import "nowhere"
  address = "127.0.0.9"
  vars.secret = get_secret("x")
  vars.ok = 1 +
  vars.later = 3
}
while (true) { }
object User "anna" { email = "anna@example.it" }
apply Notification "mail" to Host { assign where true }
object Service "ping" {
  host_name = "odd"
  check_command = "ping4"
  vars.ping_wrta = {{ return 3 }}
}
object Service "agent" { host_name = "odd", check_command = "disk", command_endpoint = "odd" }
object Service "lost" { host_name = "nobody", check_command = "ping4" }
object Service "own" { host_name = "odd", check_command = "own" }
""",
    )
    assert made.tables["host", "odd"]["address"] == "127.0.0.9"
    assert "ping" not in services(made, "odd"), "its threshold is computed"
    assert {remark.place.line for remark in made.remarks if remark.fate is Fate.LEFT_OUT} >= {
        line + len((TEMPLATES + HOSTS).splitlines()) for line in (4, 6, 7, 10, 11, 12)
    }
    assert {"User anna", "Notification mail", "odd/agent", "lost", "check_command own"} <= left_out(made)


def test_own_commands_keep_their_arguments(tmp_path):
    made = converted(
        tmp_path,
        """
const PluginDir = "/usr/lib/nagios/plugins"
object CheckCommand "own" {
  import "plugin-check-command"
  command = [ "/opt/own", "--quiet" ]
  arguments += {
    "-H" = "$address$"
    "--port" = { value = "$own_port$", required = true, order = -1 }
    "--name" = "$host.display_name$"
    "-v" = { set_if = "$own_verbose$" }
    "-x" = { set_if = "$own_absent$" }
    "--each" = { value = "$own_list$", repeat_key = true }
    "--once" = { value = "$own_list$", repeat_key = false }
    "last" = { value = "$service.name$", skip_key = true, order = 99 }
    "--none" = "$own_missing$"
  }
  vars.own_port = 99
  vars.own_list = [ "a", "b" ]
}
object CheckCommand "my-http" {
  import "http"
  vars.http_uri = "/status"
}
object Service "own" { host_name = "db1"; check_command = "own"; vars.own_verbose = true }
object Service "web" { host_name = "db1"; check_command = "my-http"; vars.http_port = 8080 }
object Service "snmp" { host_name = "db1"; check_command = "snmp"; vars.snmp_oid = "$host.vars.oid$"
  vars.snmp_warn = "1:" }
object Service "by hand" { host_name = "db1"; check_command = "passive"; check_interval = 10m }
""",
    )
    found = services(made, "db1")
    assert found["own"]["probe"] == "plugin"
    assert found["own"]["command"] == [
        "/opt/own", "--quiet", "--port", "99", "--each", "a", "--each", "b", "--name", "Database", "--once", "a", "b",
        "-H", "$HOSTADDRESS$", "-v", "$SERVICEDESC$",
    ]  # fmt: skip
    assert (found["web"]["probe"], found["web"]["port"], found["web"]["path"]) == ("http", 8080, "/status")
    assert (found["snmp"]["probe"], found["snmp"]["warn"]) == ("snmp-value", "1:")
    assert found["by hand"] == {"probe": "passive", "freshness": 600}
    assert made.tables["host", made.tables["host", "db1"] and "db1"]["snmp"] == "imported-1"


def test_dependencies_of_hosts_are_parents_and_periods_are_kept(tmp_path):
    made = converted(
        tmp_path,
        """
apply Dependency "switch" to Host {
  parent_host_name = "sw1"
  disable_checks = true
  assign where host.vars.os == "Linux"
}
object Dependency "deep" { parent_host_name = "sw1", child_host_name = "db1", child_service_name = "x" }
object TimePeriod "work" {
  ranges = { "monday" = "09:00-17:00", "december 25" = "" }
}
object Service "s" { host_name = "web1", check_command = "ssh", check_period = "work", enable_flapping = false }
""",
    )
    assert made.tables["host", "web1"]["parents"] == ["sw1"]
    assert "parents" not in made.tables["host", "sw1"]
    assert made.tables["period", "work"]["days"] == {"monday": "09:00-17:00", "december 25": ""}
    assert services(made, "web1")["s"]["check_period"] == "work"
    assert "Dependency deep" in left_out(made)


def test_both_families_are_asked_at_their_own_address(tmp_path):
    made = converted(
        tmp_path,
        """
object Host "both" { check_command = "hostalive", address = "127.0.0.4", address6 = "::1" }
object Service "four" { host_name = "both", check_command = "ping4" }
object Service "six" { host_name = "both", check_command = "ping6" }
""",
    )
    found = services(made, "both")
    assert (found["four"]["probe"], found["four"]["family"]) == ("icmp", "4")
    assert found["six"]["probe"] == "plugin"
    assert found["six"]["command"][:3] == ["$USER1$/check_ping", "-H", "::1"]


def test_a_folder_is_read_with_what_it_includes(tmp_path):
    (tmp_path / "conf.d" / "deep").mkdir(parents=True)
    (tmp_path / "zones.d" / "master").mkdir(parents=True)
    (tmp_path / "icinga2.conf").write_text(
        'include "constants.conf"\ninclude_recursive "conf.d"\ninclude "gone.conf"\n'
    )
    (tmp_path / "constants.conf").write_text('const Base = "127.0.0."\n')
    (tmp_path / "conf.d" / "deep" / "a.conf").write_text(
        'for (n in [ 1, 2 ]) {\n object Host "h" + n { check_command = "hostalive", address = Base + n }\n}\n'
    )
    (tmp_path / "zones.d" / "master" / "b.conf").write_text('object Host "z" { check_command = "hostalive" }\n')
    made = convert(load(tmp_path), "imported", "Europe/Rome")
    assert {name for kind, name in made.tables if kind == "host"} == {"h1", "h2", "z"}
    assert made.tables["host", "h2"]["address"] == "127.0.0.2"
    assert left_out(made) == {"gone.conf"}


def netstring(kind: str, name: str, properties: dict) -> str:
    text = json.dumps({
        "type": kind, "name": name, "properties": properties, "debug_hints": {},
        "debug_info": ["/etc/icinga2/conf.d/x.conf", 7, 1, 9, 1],
    })  # fmt: skip
    return f"{len(text.encode())}:{text},"


OBJECTS = [
    ("CheckCommand", "tcp", {
        "__name": "tcp", "name": "tcp", "command": ["/usr/lib/nagios/plugins/check_tcp"],
        "arguments": {"-H": {"value": "$tcp_address$"}, "-p": "$tcp_port$"},
        "vars": {"check_address": {"type": "Function"}, "tcp_address": "$check_address$", "tcp_timeout": 7},
    }),
    ("CheckCommand", "own", {"__name": "own", "name": "own", "command": ["/opt/own", "$address$"], "vars": None}),
    ("Host", "h\u00e8", {
        "__name": "h\u00e8", "name": "h\u00e8", "address": "127.0.0.8", "check_command": "hostalive",
        "check_interval": 60, "enable_flapping": False, "groups": ["a"], "vars": {"os": "x"},
    }),
    ("Service", "h\u00e8!port", {
        "__name": "h\u00e8!port", "name": "port", "host_name": "h\u00e8", "check_command": "tcp",
        "vars": {"tcp_port": 99, "list": ["a", "b"]}, "enable_active_checks": True,
    }),
    ("Service", "h\u00e8!own", {"name": "own", "host_name": "h\u00e8", "check_command": "own"}),
]  # fmt: skip


def test_the_file_of_compiled_objects(tmp_path):
    path = tmp_path / "icinga2.debug"
    path.write_text("".join(netstring(*one) for one in OBJECTS) + "99:{cut", encoding="utf-8")
    made = convert(load(path), "imported", "Europe/Rome")
    found = services(made, "h\u00e8")
    assert found["port"] == {"probe": "tcp", "port": 99, "timeout": 7}
    assert found["own"] == {"probe": "plugin", "command": ["/opt/own", "$HOSTADDRESS$"]}
    assert made.tables["host", "h\u00e8"]["interval"] == 60
    assert "flapping" not in made.tables["host", "h\u00e8"], "false is the default in a list of compiled objects"
    assert {str(remark.place) for remark in made.remarks} >= {"/etc/icinga2/conf.d/x.conf:7"}


LISTED = """Object 'web' of type 'Host':
  % declared in '/etc/icinga2/conf.d/hosts.conf', lines 18:1-18:20
  * __name = "web"
  * address = "127.0.0.7"
  * check_command = "hostalive"
    % = modified in '/etc/icinga2/conf.d/templates.conf', lines 12:3-12:30
  * check_interval = 60
  * groups = [ "linux", "a, b" ]
  * vars
    * disks
      * root
        * partition = "/"
    * http_uri = "/x"
      % = modified in 'x', lines 1:1-1:2
  * volatile = false

\x1b[0mObject '\x1b[1mweb!http\x1b[0m' of type 'Service':
  % declared in '/etc/icinga2/conf.d/services.conf', lines 3:1-3:2
  * __name = "web!http"
  * check_command = "http"
  * host_name = "web"
  * name = "http"
  * vars = null
"""


def test_what_object_list_prints(tmp_path):
    (tmp_path / "list.txt").write_text(LISTED)
    made = convert(load(tmp_path / "list.txt"), "imported", "Europe/Rome")
    assert made.tables["host", "web"]["address"] == "127.0.0.7"
    assert services(made, "web")["http"]["path"] == "/x"
    assert "/etc/icinga2/conf.d/services.conf:3" in {str(remark.place) for remark in made.remarks}


def test_what_is_written_is_an_inventory_and_the_command_reports(tmp_path, capsys):
    (tmp_path / "hosts.conf").write_text(TEMPLATES + HOSTS + "object User anna { }\n")
    out = tmp_path / "out.toml"
    assert cli.run(["import", "icinga2", str(tmp_path / "hosts.conf"), "-o", str(out)]) == 0
    assert "3 hosts, 0 services" in capsys.readouterr().err
    assert set(tomllib.loads(out.read_text())["host"]) == {"web1", "db1", "sw1"}
    assert parse_file(out).declarations


@pytest.mark.parametrize(
    "text",
    [
        "for (a in range(100000)) { for (b in range(100000)) { var c = 1 } }",
        'template Host "a" { import "b" }\ntemplate Host "b" { import "a" }\nobject Host "h" { import "a" }',
        "(" * 5000,
        "object Host " + "{" * 5000,
        'object Host "h" { vars.x = ' + "[" * 3000 + "]" * 3000 + " }",
        'object Host "h" { vars.x = ' + "!" * 9000 + "1 }",
        'object Host "h" { vars.x = 1' + " + 1" * 9000 + " }",
        "object Host 'h' { }",
        'include_recursive "."',
    ],
)
def test_hostile_configurations_end_with_a_sentence(tmp_path, text, monkeypatch):
    monkeypatch.setattr("bls_tui.inventory.importing.icinga.running.MOST_STEPS", 100_000)
    (tmp_path / "a.conf").write_text(text)
    with contextlib.suppress(ImportingError):
        toml(convert(load(tmp_path / "a.conf"), "c", "Europe/Rome"), "t")


WORDS = st.sampled_from([
    "object", "Host", "apply", "Service", "template", '"x"', "{", "}", "(", ")", "[", "]", "=", "+=", "\n", "vars", ".",
    "assign", "where", "for", "in", "=>", "if", "else", "import", "1m", "&&", "!", "{{", "}}", "function", "include",
    ",", '"', "{{{", "/*", "const", "host.name", "$x$",
])  # fmt: skip


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_words_are_read_to_the_end(text):
    parse(text, "x.conf", [])


@given(st.text(max_size=60))
def test_any_text_is_read_to_the_end(text):
    parse(text, "x.conf", [])


@given(st.binary(max_size=200).map(b"5:{}".__add__), st.text(max_size=200).map("Object 'x' of type 'Host':\n".__add__))
def test_any_list_of_objects_is_read_to_the_end(data, text):
    list(dump.from_objects_file(data, "x", []))
    assert list(dump.from_object_list(text, "x"))
