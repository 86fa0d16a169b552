"""Configurations of Nagios Core as an inventory: inheritance, lists, commands, what became of what."""

import tomllib
from pathlib import Path

import pytest

from bls_tui import cli
from bls_tui.inventory.importing.convert import Converted, convert
from bls_tui.inventory.importing.foreign import Fate, ImportingError
from bls_tui.inventory.importing.nagios import load
from bls_tui.inventory.importing.report import toml
from bls_tui.inventory.parse import parse_file

COMMANDS = """
define command {
    command_name    alive
    command_line    $USER1$/check_icmp -H $HOSTADDRESS$ -w 200,40% -c 500,80%
}
define command { ; a comment
    command_name    tcp
    command_line    $USER1$/check_tcp -H '$HOSTADDRESS$' -p $ARG1$ $ARG2$
}
define command{
    command_name    own
    command_line    /opt/own.pl --host=$HOSTADDRESS$ --zone $_HOSTZONE$ --what "$_SERVICEWHAT$" \\
                    --name '$SERVICEDESC$' '$ARG1$'
}
define command{
    command_name    piped
    command_line    /opt/a -H $HOSTADDRESS$ | grep -v x
}
"""


def converted(tmp_path: Path, text: str, settings: str = "") -> Converted:
    (tmp_path / "objects.cfg").write_text(COMMANDS + text)
    (tmp_path / "resource.cfg").write_text("# secrets\n$USER1$=/usr/lib/nagios/plugins\n")
    main = tmp_path / "nagios.cfg"
    main.write_text(f"cfg_file=objects.cfg\nresource_file=resource.cfg\n{settings}\n")
    return convert(load(main), "acme", "Europe/Rome")


def services(made: Converted, host: str) -> dict:
    """Return the services of a host, those of its templates with them."""
    table = made.tables["host", host]
    found = {}
    for template in table.get("templates", ()):
        found |= made.tables["template", template]["service"]
    return found | table.get("service", {})


def fates(made: Converted) -> list[tuple[str, Fate]]:
    return [(remark.what, remark.fate) for remark in made.remarks]


def test_what_is_nearer_wins_plus_adds_and_null_takes_away(tmp_path):
    made = converted(
        tmp_path,
        """
define host { name base
 check_command alive
 check_interval 10
 max_check_attempts 7
 hostgroups all
 notes base
 register 0 }
define host { name web
 use base
 hostgroups +webs
 notes null
 register 0
}
define host {
 use web,base
 host_name w1
 address 127.0.0.2
 max_check_attempts 4
}
define hostgroup { hostgroup_name all
}
define hostgroup { hostgroup_name webs
}
define service { hostgroup_name webs
 service_description ssh
 check_command tcp!22
}
define service { hostgroup_name all
 service_description smtp
 check_command tcp!25!-t 4
}
""",
    )
    host = made.tables["host", "w1"]
    assert (host["address"], host["max_attempts"]) == ("127.0.0.2", 4)
    assert not host.keys() & {"notes", "interval"}, "600 s became 300 s, which is what holds anyway"
    assert services(made, "w1") == {
        "ssh": {"probe": "tcp", "port": 22},
        "smtp": {"probe": "tcp", "port": 25, "timeout": 4},
    }
    assert ("w1", Fate.CHANGED) in fates(made)


FLEET = """
define host { host_name web1
 address 127.0.0.1
 check_command alive
 _ZONE north
}
define host { host_name web2
 address 127.0.0.2
 check_command alive
 parents web1, nobody
}
define host { host_name db1
 address 127.0.0.3
 check_command alive
}
define hostgroup { hostgroup_name webs
 members web*
}
define hostgroup { hostgroup_name servers
 members db1
 hostgroup_members webs
}
"""


def placed(tmp_path: Path, where: str, settings: str = "") -> set[str]:
    text = f"{FLEET}define service {{ {where}\n service_description s\n check_command tcp!80\n}}"
    made = converted(tmp_path, text, settings)
    return {name for kind, name in made.tables if kind == "host" and services(made, name)}


@pytest.mark.parametrize(
    ("where", "hosts"),
    [
        ("host_name *", {"web1", "web2", "db1"}),
        ("host_name *,!db1", {"web1", "web2"}),
        ("host_name web?", {"web1", "web2"}),
        ("hostgroup_name servers", {"web1", "web2", "db1"}),
        ("hostgroup_name servers,!webs", {"db1"}),
        ("hostgroup_name servers\n host_name !web1", {"web2", "db1"}),
        ("hostgroup_name webs\n host_name db1", {"web1", "web2", "db1"}),
        ("hostgroup_name *", {"web1", "web2", "db1"}),
        ("host_name nobody", set()),
    ],
)
def test_a_service_is_on_the_hosts_its_lists_mean(tmp_path, where, hosts):
    assert placed(tmp_path, where) == hosts


def test_with_regular_expressions_switched_on_names_are_searched(tmp_path):
    assert placed(tmp_path, "host_name ^(web|db)1+$", "use_regexp_matching=1") == {"web1", "db1"}


def test_a_service_of_a_host_itself_goes_before_one_of_its_group(tmp_path):
    made = converted(
        tmp_path,
        FLEET
        + """
define service { hostgroup_name webs
 service_description s
 check_command tcp!80
}
define service { host_name web1
 service_description s
 check_command tcp!81
}
""",
    )
    assert services(made, "web1")["s"]["port"] == 81
    assert services(made, "web2")["s"]["port"] == 80
    assert ("s", Fate.LEFT_OUT) in fates(made)


def test_services_that_hosts_have_alike_are_a_template_named_after_their_group(tmp_path):
    made = converted(
        tmp_path, FLEET + "define service { hostgroup_name webs\n service_description s\n check_command tcp!80\n}"
    )
    assert made.tables["template", "webs"] == {"service": {"s": {"probe": "tcp", "port": 80}}}
    assert made.tables["host", "web1"]["templates"] == ["webs"]
    assert "service" not in made.tables["host", "web1"]
    assert made.tables["host", "web2"]["parents"] == ["web1"]


def test_a_command_nobody_translates_runs_unchanged_with_its_macros(tmp_path):
    made = converted(
        tmp_path,
        FLEET
        + """
define service { host_name web1
 service_description Own check
 check_command own!50 $ and \\! more
 _what  a "b"
}
define service { host_name web1
 service_description Piped
 check_command piped
}
""",
    )
    assert services(made, "web1")["Own check"] == {
        "probe": "plugin",
        "command": [
            "/opt/own.pl", "--host=$HOSTADDRESS$", "--zone", "north", "--what", "a b",
            "--name", "$SERVICEDESC$", "50 $$ and ! more",
        ],
    }  # fmt: skip
    assert services(made, "web1")["Piped"]["command"][:2] == ["/bin/sh", "-c"]
    assert {("web1/Own check", Fate.PLUGIN), ("web1/Piped", Fate.PLUGIN)} <= set(fates(made))


def test_passive_services_periods_and_what_is_left_out(tmp_path):
    made = converted(
        tmp_path,
        FLEET
        + """
define timeperiod { timeperiod_name 24x7
 monday 00:00-24:00
 tuesday 00:00-24:00
 wednesday 00:00-24:00
 thursday 00:00-24:00
 friday 00:00-24:00
 saturday 00:00-24:00
 sunday 00:00-24:00
}
define timeperiod { timeperiod_name work
 monday 08:00-12:00,13:00-18:00
 december 25
 2026-08-10 - 2026-08-21 00:00-00:00
}
define timeperiod { timeperiod_name broken
 someday 08:00-12:00
}
define service { host_name db1
 service_description job
 active_checks_enabled 0
 check_freshness 1
 freshness_threshold 90000
 check_command alive
 check_period work
}
define service { host_name db1
 service_description always
 check_command tcp!1
 check_period 24x7
}
define serviceescalation { host_name db1
 service_description job
}
define service { host_name db1
 service_description lost
 check_command nothing!1
}
""",
    )
    assert services(made, "db1")["job"] == {"probe": "passive", "freshness": 90000.0, "check_period": "work"}
    assert services(made, "db1")["always"] == {"probe": "tcp", "port": 1}
    assert made.tables["period", "work"]["days"]["monday"] == "08:00-12:00,13:00-18:00"
    assert made.tables["period", "work"]["days"]["december 25"] == ""
    left = {what for what, fate in fates(made) if fate is Fate.LEFT_OUT}
    assert {"broken", "serviceescalation db1", "db1/lost"} <= left


def test_what_is_written_is_an_inventory(tmp_path):
    made = converted(
        tmp_path,
        FLEET.replace("web2", "web 2 — \u00e8")
        + 'define service { hostgroup_name webs\n service_description a/b "c"\n check_command tcp!80\n}',
    )
    text = toml(made, "title")
    assert set(tomllib.loads(text)["host"]) == {"web1", "web 2 — \u00e8", "db1"}
    (tmp_path / "out.toml").write_text(text)
    assert len(parse_file(tmp_path / "out.toml").declarations) == len(made.tables)


def test_a_configuration_that_is_none_is_named(tmp_path):
    with pytest.raises(ImportingError, match="cannot be read"):
        load(tmp_path / "nowhere.cfg")
    (tmp_path / "empty.cfg").write_text("hello\n")
    with pytest.raises(ImportingError, match="defines no objects"):
        load(tmp_path / "empty.cfg")


def test_templates_that_use_themselves_end(tmp_path):
    made = converted(
        tmp_path,
        "define host { name a\n use b\n register 0\n}\ndefine host { name b\n use a\n register 0\n}\n"
        "define host { host_name h\n use a\n check_command alive\n}",
    )
    assert ("host", "h") in made.tables


def test_the_command_writes_a_file_once_and_reports(tmp_path, capsys):
    (tmp_path / "objects.cfg").write_text(COMMANDS + FLEET)
    out = tmp_path / "out.toml"
    arguments = ["import", "nagios", str(tmp_path / "objects.cfg"), "-o", str(out)]
    assert cli.run(arguments) == 0
    assert "3 hosts, 0 services" in capsys.readouterr().err
    assert tomllib.loads(out.read_text())["host"]["db1"]["address"] == "127.0.0.3"
    assert cli.run(arguments) == 2
    assert "exists already" in capsys.readouterr().err


def test_a_service_keeps_its_own_rhythm_whatever_its_host_has(tmp_path):
    made = converted(
        tmp_path,
        """
define host { host_name h
 check_command alive
 check_interval 1
 max_check_attempts 5
}
define service { host_name h
 service_description slow
 check_command tcp!80
 check_interval 5
 max_check_attempts 3
}
define service { host_name h
 service_description same
 check_command tcp!81
 check_interval 1
 max_check_attempts 5
}
""",
    )
    assert services(made, "h") == {
        "slow": {"probe": "tcp", "port": 80, "interval": 300, "max_attempts": 3},
        "same": {"probe": "tcp", "port": 81},
    }


def test_snmp_credentials_are_the_hosts_and_others_leave_the_plugin(tmp_path):
    made = converted(
        tmp_path,
        """
define command { command_name snmp
 command_line $USER1$/check_snmp -H $HOSTADDRESS$ -C $ARG1$ -P 2c -o 1.3.6.1.2.1.1.3.0
}
define host { host_name h
 check_command alive
}
define service { host_name h
 service_description a
 check_command snmp!one
}
define service { host_name h
 service_description b
 check_command snmp!two
}
""",
    )
    assert made.tables["host", "h"]["snmp"] == "imported-1"
    assert made.tables["snmp", "imported-1"] == {"version": "2c", "community": "one"}
    assert services(made, "h")["a"] == {"probe": "snmp-value", "oid": "1.3.6.1.2.1.1.3.0"}
    assert services(made, "h")["b"]["probe"] == "plugin"


def test_names_our_inventory_cannot_have_are_changed_and_bad_addresses_left_out(tmp_path):
    made = converted(
        tmp_path,
        """
define host { host_name core/1
 address 127.0.0.1
 check_command alive
}
define host { host_name core-1
 address 127.0.0.2
 check_command alive
 parents core/1
}
define host { host_name odd
 address 300.1.1.1
 check_command alive
}
""",
    )
    assert {name for kind, name in made.tables if kind == "host"} == {"core-1", "core-1-2"}
    assert made.tables["host", "core-1"]["parents"] == ["core-1-2"]
    assert {("core/1", Fate.CHANGED), ("odd", Fate.LEFT_OUT)} <= set(fates(made))
