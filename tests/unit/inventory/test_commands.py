"""`bls inventory`, `bls doctor` and `bls init` as somebody types them."""

import json

import pytest

from bls_tui import config
from bls_tui.cli import run
from bls_tui.commands import doctor as doctor_command
from bls_tui.inventory.collect import built_in_templates
from bls_tui.service.setup import doctor

FLEET = '[customer.acme]\n[host.a]\ncustomer = "acme"\naddress = "127.0.0.1"\ntemplates = ["mail"]\n'


@pytest.fixture(autouse=True)
def _home(monkeypatch, tmp_path):
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    monkeypatch.delenv("BLS_CONFIG", raising=False)
    monkeypatch.setattr(config, "SYSTEM_FILE", tmp_path / "none.toml")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def fleet(tmp_path):
    (tmp_path / "bls.toml").write_text('[inventory]\npaths = ["fleet.toml"]\n')
    path = tmp_path / "fleet.toml"
    path.write_text(FLEET)
    return path


def out(capsys, *arguments, code=0):
    assert run(list(arguments)) == code
    return capsys.readouterr().out


def test_a_dry_run_shows_and_changes_nothing(capsys, fleet):
    text = out(capsys, "inventory", "apply", "--dry-run")
    assert "+ host a (acme) 127.0.0.1 icmp\n" in text
    assert text.endswith("3 added, 0 changed, 0 removed; 2 other changes\n") or "3 added" in text
    assert "a" not in out(capsys, "inventory", "list").split()


def test_apply_then_diff_then_apply(capsys, fleet):
    out(capsys, "inventory", "apply")
    assert out(capsys, "inventory", "diff") == "Nothing changes: the database is as the files say.\n"
    fleet.write_text(FLEET.replace("127.0.0.1", "127.0.0.2"))
    assert "~ host a: address: 127.0.0.1 → 127.0.0.2\n" in out(capsys, "inventory", "diff")
    document = json.loads(out(capsys, "inventory", "apply", "--json"))
    assert document["applied"] is True
    assert document["changed"] == [
        {
            "name": "a",
            "kind": "host",
            "differences": [{"key": "address", "before": "127.0.0.1", "after": "127.0.0.2"}],
        }
    ]


def test_a_mistake_is_told_on_standard_error(capsys, fleet):
    fleet.write_text(FLEET + "interval = 999\n")
    assert run(["inventory", "apply"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"{fleet}:6: host.a.interval: must be at most 300 (given: 999)\n"


def test_removing_most_needs_yes(capsys, fleet):
    out(capsys, "inventory", "apply")
    fleet.write_text("[customer.acme]\n")
    assert run(["inventory", "apply"]) == 2
    assert capsys.readouterr().err == "3 of 3 objects would be removed; `bls inventory apply --yes` does it\n"
    assert "- a/imap\n" in out(capsys, "inventory", "apply", "--yes")


def test_without_paths_nothing_is_applied(capsys, tmp_path):
    (tmp_path / "bls.toml").write_text("")
    assert run(["inventory", "apply"]) == 2
    assert "names no [inventory] paths" in capsys.readouterr().err


def test_a_missing_path_is_an_error_and_not_an_empty_fleet(capsys, fleet):
    out(capsys, "inventory", "apply")
    fleet.unlink()
    assert run(["inventory", "apply", "--yes"]) == 2
    assert f"{fleet} does not exist" in capsys.readouterr().err
    assert "a" in out(capsys, "inventory", "list").split()


def test_the_list_says_where_hosts_are_declared(capsys, fleet):
    out(capsys, "inventory", "apply")
    [host] = json.loads(out(capsys, "inventory", "list", "--json"))["hosts"]
    assert host == {
        "name": "a",
        "customer": "acme",
        "address": "127.0.0.1",
        "services": 2,
        "templates": ["mail"],
        "origin": str(fleet),
        "line": 2,
    }


def test_export_prints_or_writes(capsys, fleet, tmp_path):
    out(capsys, "inventory", "apply")
    assert '[host.a]\ncustomer = "acme"\n' in out(capsys, "inventory", "export")
    assert out(capsys, "inventory", "export", "out") == "out/fleet.toml\n"
    assert (tmp_path / "out" / "fleet.toml").exists()


def test_init_writes_what_applies_and_overwrites_nothing(capsys, tmp_path):
    assert out(capsys, "init", "new") == "new/bls.toml\nnew/inventory/example.toml\n"
    loaded = config.load(tmp_path / "new" / "bls.toml")
    assert loaded.inventory.paths == ("inventory",)
    assert run(["init", "new"]) == 2
    assert "exists already" in capsys.readouterr().err


def test_the_example_without_its_marks_is_a_right_inventory(capsys, tmp_path, monkeypatch):
    out(capsys, "init", ".")
    example = tmp_path / "inventory" / "example.toml"
    lines = example.read_text(encoding="utf-8").splitlines()
    example.write_text("\n".join(line[1:] if line.startswith("#") and line[1:2] != " " else line for line in lines))
    assert "+ service srv01/shop (acme) http\n" in out(capsys, "inventory", "diff", "inventory")


@pytest.mark.parametrize("name", sorted(built_in_templates()))
def test_every_built_in_template_applies(capsys, fleet, name):
    fleet.write_text(f'[customer.acme]\n[snmp.x]\n[host.a]\ncustomer = "acme"\nsnmp = "x"\ntemplates = ["{name}"]\n')
    assert "+ service a/" in out(capsys, "inventory", "diff")


def findings(capsys, code):
    return json.loads(out(capsys, "doctor", "--json", code=code))["findings"]


def level_of(found, subject):
    return next(finding["level"] for finding in found if finding["subject"] == subject)


def test_the_doctor_before_anything_is_there(capsys, fleet, tmp_path):
    found = findings(capsys, 0)
    assert level_of(found, "database") == "warn"
    assert level_of(found, "inventory") == "warn"
    assert not (tmp_path / "home" / "bls" / "bls.db").exists()


def test_the_doctor_of_a_fleet_that_nobody_polls(capsys, fleet):
    out(capsys, "inventory", "apply")
    found = findings(capsys, 0)
    assert level_of(found, "database") == "ok"
    assert level_of(found, "inventory") == "ok"
    assert level_of(found, "clock") == "ok"
    assert level_of(found, "poller") == "warn"


def test_the_doctor_names_what_is_not_applied_and_secrets_that_are_missing(capsys, fleet):
    out(capsys, "inventory", "apply")
    fleet.write_text(FLEET + '[snmp.x]\ncommunity = { env = "BLS_TEST_NOT_SET" }\n[host.b]\ncustomer = "acme"\n')
    found = findings(capsys, 1)
    assert level_of(found, "inventory") == "warn"
    [secret] = [finding for finding in found if finding["subject"] == "SNMP credentials x"]
    assert (secret["level"], secret["found"]) == ("FAIL", "the environment variable BLS_TEST_NOT_SET is not set")
    assert secret["advice"] == f"declared in {fleet}:6"


def test_the_doctor_names_plugins_that_are_missing(capsys, fleet):
    check = '[host.a.service.{name}]\nprobe = "plugin"\ncommand = ["{program}", "-H", "$HOSTADDRESS$"]\n'
    fleet.write_text(FLEET + check.format(name="one", program="sh"))
    assert level_of(findings(capsys, 0), "plugins") == "ok"
    fleet.write_text(FLEET + check.format(name="one", program="sh") + check.format(name="two", program="check_nothing"))
    [finding] = [finding for finding in findings(capsys, 1) if finding["subject"] == "plugins"]
    assert (finding["level"], finding["found"]) == ("FAIL", "check_nothing of a/two is not there, or may not be run")


DESK = """
[technician.anna]
competences = { mail = 3, backup = 0 }
[typology.mail]
[typology.backup]
[calendar.uffici]
country = "IT"
[calendar.always]
always = true
[customer.beta]
[contract.beta]
customer = "beta"
to = 2020-12-31
"""


def test_the_doctor_says_who_may_look_alone(capsys, fleet, monkeypatch):
    monkeypatch.setattr(doctor_command, "who", lambda: "bob")
    [finding] = [finding for finding in findings(capsys, 0) if finding["subject"] == "technician"]
    assert finding["level"] == "warn"
    assert finding["found"] == "bob is no technician: may look, and not work calls"


def test_the_doctor_says_what_the_desk_lacks(capsys, fleet, monkeypatch):
    monkeypatch.setattr(doctor_command, "who", lambda: "anna")
    fleet.write_text(FLEET + DESK)
    found = {finding["subject"]: (finding["level"], finding["found"]) for finding in findings(capsys, 0)}
    assert found["technician"] == ("ok", "anna is anna: technician")
    assert found["contracts"] == ("warn", "2 customers have no contract in force: acme, beta")
    assert found["typologies"] == ("warn", "nobody is competent in 1 typology: backup")
    assert found["calendars"] == ("warn", "1 calendar has no province: uffici")


def test_the_doctor_is_content_with_a_desk_that_is_complete(capsys, fleet, monkeypatch):
    monkeypatch.setattr(doctor_command, "who", lambda: "anna")
    fleet.write_text(FLEET + '[technician.anna]\n[contract.acme]\ncustomer = "acme"\nlead = "anna"\n')
    found = {finding["subject"]: finding["found"] for finding in findings(capsys, 0)}
    assert found["technician"] == "anna is anna: lead, technician"
    assert found["desk"] == "every customer has a contract, every typology somebody competent"


def test_the_doctor_lists_the_mistakes_of_the_inventory(capsys, fleet):
    fleet.write_text(FLEET + "interval = 999\n")
    assert f"FAIL  inventory: {fleet}:6: host.a.interval: must be at most 300" in out(capsys, "doctor", code=1)


def test_the_doctor_survives_a_wrong_configuration(capsys, tmp_path):
    (tmp_path / "bls.toml").write_text("[ui]\nlanguage = 'de'\n")
    text = out(capsys, "doctor", code=1)
    assert "FAIL  configuration: " in text
    assert "bls.toml:2: ui.language" in text
    assert "clock" in text


def test_the_doctor_fails_on_a_database_that_is_none(capsys, fleet, tmp_path):
    (tmp_path / "home" / "bls").mkdir(parents=True)
    (tmp_path / "home" / "bls" / "bls.db").write_text("this is no database, just text that is long enough " * 100)
    assert level_of(findings(capsys, 1), "database") == "FAIL"


def test_the_doctor_says_how_to_be_allowed_to_ping(monkeypatch):
    permission = doctor.icmp_permission.IcmpPermission("denied", "denied")
    monkeypatch.setattr(doctor.icmp_permission, "examine", lambda: permission)
    [finding] = doctor.examine_icmp()
    assert finding.level == "warn"
    assert finding.advice.startswith("sudo ")


@pytest.mark.parametrize(
    ("environment", "level"),
    [({"TERM": "xterm-256color"}, "ok"), ({"TERM": "dumb"}, "warn"), ({}, "warn")],
)
def test_the_doctor_looks_at_the_terminal(environment, level):
    [finding] = doctor.examine_terminal(environment)
    assert finding.level == level


def test_a_clock_that_was_never_set_fails(monkeypatch):
    monkeypatch.setattr(doctor.clock, "now", lambda: 0.0)
    [finding] = doctor.examine_clock()
    assert finding.level == "FAIL"
