import pytest

DEFAULTS = '[defaults]\ncustomer = "acme"\n'


def test_a_host_alone_is_pinged_at_its_name_with_the_usual_policy(folder):
    host = folder.objects('[host."srv01.example.net"]\ncustomer = "acme"\n')["srv01.example.net"]
    assert (host.kind, host.address, host.probe, dict(host.options)) == ("host", "srv01.example.net", "icmp", {})
    assert (host.interval, host.retry_interval, host.max_attempts) == (300, 60, 3)
    assert (host.flap_enabled, host.flap_low, host.flap_high) == (True, 25.0, 30.0)
    assert (host.site, host.snmp, host.parents, host.check_period, host.notes) == (None, None, (), None, "")


def test_customers_and_sites_have_their_key_as_name_unless_they_say_another(folder):
    fleet = folder.fleet(
        '[customer.acme]\n[customer.b]\nname = "B S.p.A."\nnotes = "n"\n'
        '[customer.b.site.mi]\nname = "Milano"\n[customer.b.site.to]\n'
    )
    assert fleet.customers == {"acme": ("acme", ""), "b": ("B S.p.A.", "n")}
    assert fleet.sites == {("b", "mi"): "Milano", ("b", "to"): "to"}


def test_a_windows_server_is_three_lines(folder):
    objects = folder.objects(
        '[snmp.acme]\n[defaults]\ncustomer = "acme"\nsnmp = "acme"\n'
        '[host.srv01]\naddress = "192.0.2.10"\ntemplates = ["windows"]\n'
    )
    assert objects["srv01"].snmp == "acme"
    assert {name: item.probe for name, item in objects.items() if item.kind == "service"} == {
        "srv01/cpu": "snmp-cpu",
        "srv01/memory": "snmp-memory",
        "srv01/disk": "snmp-storage",
        "srv01/network": "snmp-interfaces",
        "srv01/uptime": "snmp-uptime",
        "srv01/rdp": "tcp",
    }


def test_later_layers_win_key_by_key(folder):
    objects = folder.objects(
        DEFAULTS + "interval = 10\nretry_interval = 10\nmax_attempts = 10\n"
        "[template.a]\nretry_interval = 20\nmax_attempts = 20\n"
        '[template.a.service.web]\nprobe = "http"\nport = 80\npath = "/a"\ninterval = 200\n'
        "[template.b]\nmax_attempts = 30\n"
        '[template.b.service.web]\npath = "/b"\n'
        '[host.h]\ntemplates = ["a", "b"]\n'
        "[host.h.service.web]\nport = 8080\n"
    )
    host, web = objects["h"], objects["h/web"]
    assert (host.interval, host.retry_interval, host.max_attempts) == (10, 20, 30)
    assert dict(web.options) == {"port": 8080, "path": "/b"}
    assert (web.interval, web.retry_interval, web.max_attempts) == (200, 20, 30)


def test_a_service_that_changes_its_probe_starts_its_options_afresh(folder):
    objects = folder.objects(
        DEFAULTS + '[template.a.service.web]\nprobe = "http"\npath = "/a"\nmax_attempts = 7\n'
        '[host.h]\ntemplates = ["a"]\n[host.h.service.web]\nprobe = "tcp"\nport = 80\n'
    )
    assert (objects["h/web"].probe, dict(objects["h/web"].options)) == ("tcp", {"port": 80})
    assert objects["h/web"].max_attempts == 7


def test_templates_build_on_templates_and_win_over_them(folder):
    objects = folder.objects(
        DEFAULTS + '[template.base]\ninterval = 10\n[template.base.service.ssh]\nprobe = "tcp"\npreset = "ssh"\n'
        '[template.special]\ntemplates = ["base"]\ninterval = 20\n'
        '[host.h]\ntemplates = ["special"]\n'
    )
    assert objects["h"].interval == 20
    assert "h/ssh" in objects


def test_a_template_of_the_inventory_takes_the_place_of_the_built_in_one(folder):
    objects = folder.objects(
        DEFAULTS + '[template.windows.service.rdp]\nprobe = "tcp"\npreset = "rdp"\n[host.h]\ntemplates = ["windows"]\n'
    )
    assert set(objects) == {"h", "h/rdp"}


def test_a_host_can_do_without_a_service_of_its_template(folder):
    objects = folder.objects(
        DEFAULTS + '[host.h]\ntemplates = ["mail"]\n[host.h.service.imap]\nremove = true\n',
    )
    assert set(objects) == {"h", "h/smtp"}


def test_defaults_hold_for_their_own_file_only(folder):
    folder.write(DEFAULTS + "interval = 10\n[host.a]\n", "a.toml")
    folder.write('[host.b]\ncustomer = "acme"\n', "b.toml")
    objects = folder.objects("")
    assert (objects["a"].interval, objects["b"].interval) == (10, 300)


def test_templates_of_the_defaults_hold_for_hosts_that_name_none(folder):
    objects = folder.objects(DEFAULTS + 'templates = ["mail"]\n[host.a]\n[host.b]\ntemplates = []\n')
    assert set(objects) == {"a", "a/smtp", "a/imap", "b"}


def test_the_check_of_a_host_may_have_options_alone_or_another_probe(folder):
    objects = folder.objects(
        DEFAULTS + "[host.a]\ncheck = { packets = 1 }\n"
        '[host.b]\ncheck = { probe = "tcp", port = 22 }\n[host.c]\ncheck = { probe = "passive" }\n'
    )
    assert (objects["a"].probe, dict(objects["a"].options)) == ("icmp", {"packets": 1})
    assert (objects["b"].probe, dict(objects["b"].options)) == ("tcp", {"port": 22})
    assert objects["c"].probe == "passive"


def test_flapping_is_a_switch_or_a_table(folder):
    objects = folder.objects(
        DEFAULTS + "[host.a]\nflapping = false\n[host.b]\nflapping = { low = 10, high = 20 }\n"
        '[host.b.service.s]\nprobe = "passive"\nflapping = false\n'
    )
    assert objects["a"].flap_enabled is False
    assert (objects["b"].flap_enabled, objects["b"].flap_low, objects["b"].flap_high) == (True, 10.0, 20.0)
    assert objects["b/s"].flap_enabled is False


def test_notes_and_parents_belong_to_the_host_alone(folder):
    objects = folder.objects(
        DEFAULTS + '[host.r]\n[host.s]\n[host.h]\nparents = ["s", "r", "s"]\nnotes = "under the desk"\n'
        '[host.h.service.s]\nprobe = "passive"\n'
    )
    assert (objects["h"].parents, objects["h"].notes) == (("r", "s"), "under the desk")
    assert (objects["h/s"].parents, objects["h/s"].notes, objects["h/s"].address) == ((), "", "")


def test_names_may_be_in_any_script_and_services_may_have_slashes(folder):
    objects = folder.objects(
        DEFAULTS + '[host."caffè 北"]\naddress = "::1"\n[host."caffè 北".service."/var"]\nprobe = "passive"\n'
    )
    assert set(objects) == {"caffè 北", "caffè 北//var"}


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "2001:db8::1", "fe80::1%eth0", "srv-01.example.net", "srv_01", "a.b."]
)
def test_plausible_addresses(folder, address):
    assert folder.objects(DEFAULTS + f'[host.h]\naddress = "{address}"\n')["h"].address == address


def test_dates_of_toml_become_text(folder):
    fleet = folder.fleet('[customer.acme]\nnotes = "x"\n[period.p]\nzone = "Europe/Rome"\ndays = { 2026-12-25 = "" }\n')
    assert fleet.documents["period", "p"].source["days"] == {"2026-12-25": ""}


def test_documents_say_what_is_written_and_where(folder):
    fleet = folder.fleet('[customer.acme]\n\n[host.h.service.s]\nprobe = "passive"\n[host.h]\ncustomer = "acme"\n')
    row = fleet.documents["host", "h"]
    assert row.origin == str(folder.path / "fleet.toml")
    assert row.line == 3
    assert row.source == {"service": {"s": {"probe": "passive"}}, "customer": "acme"}
