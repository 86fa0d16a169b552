"""The fleet of ../shared/bench as an inventory: 1,600 hosts with 11,600 services on loopback addresses.

Every host: one ICMP packet as its own check; load, memory, disk, interface and uptime as single SNMP values, SSH on
port 2222 and a page on 8080; the first quarter of the hosts a page on 8081 as well.
"""

from collections.abc import Iterator
from pathlib import Path

HOSTS = 1600
VALUES = {
    "load": ("1.3.6.1.4.1.2021.10.1.5.1", "100000", "200000"),
    "memory": ("1.3.6.1.4.1.2021.4.6.0", "1:", "0:"),
    "disk": ("1.3.6.1.2.1.25.2.3.1.6.36", "1000000000", "2000000000"),
    "interface": ("1.3.6.1.2.1.2.2.1.8.1", "1:2", "1:6"),
    "uptime": ("1.3.6.1.2.1.1.3.0", "", ""),
}


def write(folder: Path, hosts: int = HOSTS, interval: int = 60, *, spelled_out: bool = False) -> Path:
    """Write bls.toml and the inventory of the lab into `folder`; return the path of bls.toml.

    `spelled_out` gives every host its services as tables of its own instead of by template: the largest file that
    describes the same fleet.
    """
    parts = [_common(interval), *(_host(number, hosts, spelled_out=spelled_out) for number in range(hosts))]
    (folder / "fleet.toml").write_text("\n".join(parts), encoding="utf-8")
    config = folder / "bls.toml"
    config.write_text(
        f'[database]\nurl = "sqlite:///{folder / "bls.db"}"\n\n[inventory]\npaths = ["fleet.toml"]\n', encoding="utf-8"
    )
    return config


def _common(interval: int) -> str:
    """Customer, credentials, and the templates `lab` (what every host has) and `lab-web` (the second page)."""
    services = [f"[template.lab.service.{name}]\n{body}" for name, body in _services()]
    policy = f"interval = {interval}\nretry_interval = {interval}\n"
    check = 'check = { probe = "icmp", packets = 1, warn_rtt = "200", crit_rtt = "500" }\n'
    return "\n".join(
        [
            '[customer.lab]\nname = "Laboratory"\n',
            '[snmp.lab]\ncommunity = "public"\nport = 1161\ntimeout = 5\nretries = 0\n',
            f'[defaults]\ncustomer = "lab"\nsnmp = "lab"\n{policy}{check}',
            *services,
            f"[template.lab-web.service.web]\n{_page(8081, '')}",
        ]
    )


def _services() -> Iterator[tuple[str, str]]:
    for name, (oid, warn, crit) in VALUES.items():
        thresholds = f'warn = "{warn}"\ncrit = "{crit}"\n' if warn else ""
        yield name, f'probe = "snmp-value"\noid = "{oid}"\n{thresholds}'
    yield "ssh", 'probe = "tcp"\nport = 2222\nexpect = "SSH"\ntimeout = 5\n'
    yield "http", _page(8080, "monitor")


def _page(port: int, text: str) -> str:
    expect = f'expect = "{text}"\n' if text else ""
    return f'probe = "http"\nport = {port}\n{expect}timeout = 5\n'


def _host(number: int, hosts: int, *, spelled_out: bool) -> str:
    name, has_web = f"host{number:04d}", number < hosts // 4
    head = f'[host.{name}]\naddress = "127.1.{number // 250}.{1 + number % 250}"\n'
    if not spelled_out:
        return head + ('templates = ["lab", "lab-web"]\n' if has_web else 'templates = ["lab"]\n')
    services = [*_services(), *([("web", _page(8081, ""))] if has_web else [])]
    return head + "\n".join(f"[host.{name}.service.{service}]\n{body}" for service, body in services)
