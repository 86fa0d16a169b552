"""A fleet of failing and healthy services judged by a real Nagios Core and by us, imported, in the same run."""

import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme

from db.queries import states as state_queries
from db.session import Database
from tests.support import listeners, nagios_core
from tests.support.postgres import free_port
from tests.support.snmp_server import SnmpServer

BLS = Path(sys.executable).with_name("bls")
UPTIME = "1.3.6.1.2.1.1.3.0"
SERVICES = "1.3.6.1.2.1.1.7.0"
pytestmark = [
    pytest.mark.server("nagios4"),
    pytest.mark.server("plugins"),
    pytest.mark.server("snmpd"),
    pytest.mark.timeout(240),
]
COMMANDS = """
define command {
 command_name run
 command_line $USER1$/$ARG1$
}
define timeperiod {
 timeperiod_name always
 alias always
 monday 00:00-24:00
 tuesday 00:00-24:00
 wednesday 00:00-24:00
 thursday 00:00-24:00
 friday 00:00-24:00
 saturday 00:00-24:00
 sunday 00:00-24:00
}
define contact {
 contact_name none
 host_notifications_enabled 0
 service_notifications_enabled 0
 host_notification_period always
 service_notification_period always
 host_notification_options n
 service_notification_options n
 host_notification_commands run
 service_notification_commands run
}
define host {
 name base
 check_period always
 contacts none
 check_interval 4
 retry_interval 1
 max_check_attempts 2
 register 0
}
define service {
 name base
 check_period always
 contacts none
 check_interval 4
 retry_interval 1
 max_check_attempts 2
 register 0
}
"""
PAGES = {
    "/": (200, {}, "hello monitor", 0.0),
    "/moved": (302, {"Location": "/"}, "", 0.0),
    "/moved-wrong": (302, {"Location": "/gone"}, "", 0.0),
    "/broken": (500, {}, "oops", 0.0),
    "/denied": (403, {}, "no", 0.0),
    "/slow": (200, {}, "late", 1.2),
    "/stuck": (200, {}, "never", 8.0),
}
LINES = {
    "ssh": b"SSH-2.0-OpenSSH_9.2\r\n",
    "smtp": b"220 mail ESMTP\r\n",
    "refusing": b"554 go away\r\n",
    "imap": b"* OK ready\r\n",
    "pop": b"+OK ready\r\n",
    "ftp": b"220 ftp ready\r\n",
    "other": b"hello\r\n",
    "prefixed": b"xx SSH-2.0\r\n",
}


class Fleet:
    """Definitions of Nagios on the way: hosts with services by name."""

    def __init__(self) -> None:
        self.text = COMMANDS
        self.names: list[str] = []

    def host(self, name: str, address: str, check: str, **services: str) -> None:
        parents = services.pop("parents", "")
        self.names.append(name)
        self.text += f"define host {{\n use base\n host_name {name}\n address {address}\n check_command run!{check}\n"
        self.text += f" parents {parents}\n}}\n" if parents else "}\n"
        for service, line in services.items():
            self.names.append(f"{name}/{service}")
            self.text += f"define service {{\n use base\n host_name {name}\n service_description {service}\n"
            self.text += " active_checks_enabled 0\n" if line == "passive" else ""
            self.text += f" check_command run!{'check_dummy 0' if line == 'passive' else line}\n}}\n"


ALIVE = "check_icmp -H $HOSTADDRESS$ -n 1 -w 200,20% -c 500,50%"


@pytest.fixture
def servers(tmp_path) -> Iterator[dict[str, int]]:
    """Start the servers; the value has their ports."""
    authority = trustme.CA()
    (tmp_path / "agent").mkdir()
    agent = SnmpServer(tmp_path / "agent")
    agent.start()
    with ExitStack() as stack:
        stack.callback(agent.stop)
        ports = stack.enter_context(listeners.greetings(LINES))
        ports["web"] = stack.enter_context(listeners.pages(PAGES))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        ports["tls"] = stack.enter_context(listeners.greeting(b"ready\r\n", context=context))
        yield ports | {"snmp": agent.port, "closed": free_port()}


def fleet(ports: dict[str, int]) -> Fleet:
    found = Fleet()
    tcp = "check_tcp -H $HOSTADDRESS$ -t 3 -p "
    web = f"check_http -I $HOSTADDRESS$ -p {ports['web']} -t 3"
    snmp = f"check_snmp -H $HOSTADDRESS$ -p {ports['snmp']} -C public -P 2c -t 2 -e 1"
    found.host(
        "good", "127.7.0.1", ALIVE,
        open=f"{tcp}{ports['other']}", closed=f"{tcp}{ports['closed']}",
        banner=f"{tcp}{ports['ssh']} -e SSH", mismatch=f"{tcp}{ports['other']} -e SSH",
        prefixed=f"{tcp}{ports['prefixed']} -e SSH",
        strict=f"{tcp}{ports['other']} -e SSH -M crit",
        slow=f"{tcp}{ports['other']} -w 0.0000001 -c 9", slower=f"{tcp}{ports['other']} -w 0.0000001 -c 0.0000002",
        tls=f"{tcp}{ports['tls']} -S", certificate=f"{tcp}{ports['tls']} -S -D 30,10",
        plain=f"{tcp}{ports['other']} -S",
        ssh=f"check_ssh -p {ports['ssh']} $HOSTADDRESS$", nossh=f"check_ssh -t 3 -p {ports['other']} $HOSTADDRESS$",
        smtp=f"check_smtp -H $HOSTADDRESS$ -p {ports['smtp']}",
        refusing=f"check_smtp -H $HOSTADDRESS$ -t 3 -p {ports['refusing']}",
        imap=f"check_imap -H $HOSTADDRESS$ -p {ports['imap']}",
        noimap=f"check_imap -H $HOSTADDRESS$ -t 3 -p {ports['other']}",
        pop=f"check_pop -H $HOSTADDRESS$ -p {ports['pop']}", ftp=f"check_ftp -H $HOSTADDRESS$ -p {ports['ftp']}",
        noftp=f"check_ftp -H $HOSTADDRESS$ -t 3 -p {ports['imap']}",
    )  # fmt: skip
    found.host(
        "web", "127.7.0.2", "check_ping -H $HOSTADDRESS$ -w 3000.0,80% -c 5000.0,100% -p 1",
        page=web, text=f"{web} -s monitor", notext=f"{web} -s absent", regex=f"{web} -r 'mon.tor'",
        missing=f"{web} -u /gone", denied=f"{web} -u /denied", broken=f"{web} -u /broken",
        expected=f"{web} -u /gone -e 404", unexpected=f"{web} -e 404",
        moved=f"{web} -u /moved", followed=f"{web} -u /moved -f follow", warned=f"{web} -u /moved -f warning",
        critical=f"{web} -u /moved -f critical", astray=f"{web} -u /moved-wrong -f follow",
        slow=f"{web} -u /slow -w 0.5 -c 2.5", stuck=f"{web} -u /stuck",
        closed=f"check_http -I $HOSTADDRESS$ -p {ports['closed']} -t 3",
        nohttp=f"check_http -I $HOSTADDRESS$ -p {ports['other']} -t 3",
        head=f"{web} -j HEAD", post=f"{web} -P a=b", named=f"{web} -H www.example.com",
        certificate=f"check_http -I $HOSTADDRESS$ -p {ports['tls']} -S -C 30,10 -t 3",
    )  # fmt: skip
    found.host(
        "agent", "127.0.0.1", ALIVE,
        value=f"{snmp} -o {UPTIME}", warn=f"{snmp} -o {UPTIME} -w 999999999: -c 0:",
        crit=f"{snmp} -o {UPTIME} -w 999999999: -c 999999999:", equal=f"{snmp} -o {SERVICES} -w 72:72",
        text=f"{snmp} -o 1.3.6.1.2.1.1.5.0 -s '\"test agent\"'", notext=f"{snmp} -o 1.3.6.1.2.1.1.5.0 -s other",
        regex=f"{snmp} -o 1.3.6.1.2.1.1.5.0 -r agent", noregex=f"{snmp} -o 1.3.6.1.2.1.1.5.0 -r other",
        ping="check_ping -H $HOSTADDRESS$ -w 0.00001,20% -c 900,50% -p 1",
        badping="check_ping -H $HOSTADDRESS$ -w 0.00001,20% -c 0.00002,50% -p 1",
        dummy="check_dummy 1 text", unknown="check_dummy 3", byhand="passive",
    )  # fmt: skip
    silent = f"check_snmp -H $HOSTADDRESS$ -p {ports['snmp']} -P 2c -t 1 -e 1"
    found.host("deaf", "127.0.0.1", ALIVE, silent=f"{silent} -C wrong -o {UPTIME}")
    down = f"check_tcp -H $HOSTADDRESS$ -p {ports['closed']} -t 3"
    found.host("down", "127.7.0.4", down, open=f"{tcp}{ports['other']}", closed=f"{tcp}{ports['closed']}")
    found.host("behind", "127.7.0.5", down, parents="down", page=web, closed=f"{tcp}{ports['closed']}")
    found.host("further", "127.7.0.6", down, parents="behind")
    found.host("alive", "127.7.0.7", ALIVE, parents="down", page=web)
    return found


def test_the_imported_fleet_judges_the_same_states(tmp_path, servers):
    main = nagios_core.write(tmp_path, fleet(servers).text)
    config = tmp_path / "bls.toml"
    config.write_text(f'[database]\nurl = "sqlite:///{tmp_path / "bls.db"}"\n[inventory]\npaths = ["fleet.toml"]\n')
    command = [str(BLS), "--config", str(config)]
    subprocess.run([*command, "import", "nagios", str(main), "-o", str(tmp_path / "fleet.toml")], check=True)
    subprocess.run([*command, "inventory", "apply", "--yes"], check=True, stdout=subprocess.DEVNULL)
    poller = subprocess.Popen([*command, "poller"])
    database = Database(f"sqlite:///{tmp_path / 'bls.db'}")
    try:
        with nagios_core.running(main):
            time.sleep(20)
            different = _differences(main, database)
            for _second in range(120):
                if not different:
                    break
                time.sleep(1)
                different = _differences(main, database)
            judged = nagios_core.states(main)
    finally:
        poller.terminate()
        poller.wait(timeout=30)
        database.close()
    assert not different, "\n".join(different)
    assert len(judged) > 60
    assert set(judged.values()) == {"UP", "DOWN", "UNREACHABLE", "OK", "WARNING", "CRITICAL", "UNKNOWN", "PENDING"}


def _differences(main: Path, database: Database) -> list[str]:
    """Return a line for each object that the two judge otherwise, or that is not HARD with Nagios yet.

    Services of a host that both find bad are not compared: Nagios goes on asking them, we do not.
    """
    theirs, said = nagios_core.states(main), nagios_core.outputs(main)
    with database.read() as r:
        ours = {row.full_name: row for row in state_queries.status(r, time.time())}
    assert theirs.keys() == ours.keys()
    return [
        f"{name}: Nagios {state} ({said[name]}), bls {ours[name].hard_state} ({ours[name].output})"
        for name, state in theirs.items()
        if state != ours[name].hard_state and not (_dead(name, theirs) and "not checked" in ours[name].output)
    ]


def _dead(name: str, states: dict[str, str]) -> bool:
    host, slash, _service = name.partition("/")
    return bool(slash) and states[host] in ("DOWN", "UNREACHABLE")
