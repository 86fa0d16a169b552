"""The well-known monitoring plugins as our own probes, with the same thresholds. Pure.

Source: the options of monitoring-plugins 2.3, as each plugin's --help has them. Where a plugin is critical *at* its
level (check_ping, check_icmp), the range of ours includes the level: `@80:`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from bls_tui.inventory.importing.arguments import Given, Syntax, UntranslatableError

HOST_ADDRESS = "$HOSTADDRESS$"
CREDENTIALS = "snmp"
"""Not an option of a probe: how to speak SNMP to the host, as the inventory's table of credentials has it."""
USUAL_PACKETS = 5
"""What check_ping and check_icmp send when nothing is said."""
Options = dict[str, Any]
Translation = tuple[str, Options]


def translate(argv: Sequence[str], address: str) -> Translation:
    """Return our probe and its options for a plugin's command line.

    Args:
        argv: program and arguments; the host's address may stand there as the macro or in full.
        address: the address of the host.

    Raises:
        UntranslatableError: there is no such probe, or it cannot do what the arguments ask for.
    """
    name = PurePath(argv[0]).name if argv else ""
    found = _PLUGINS.get(name)
    if found is None:
        raise UntranslatableError(name)
    syntax, make = found
    given = syntax.parse(argv[1:])
    given.flag("v")
    given.values = {key: [_here(value, address) for value in values] for key, values in given.values.items()}
    given.words = [_here(word, address) for word in given.words if word]
    kind, options = make(given)
    given.nothing_left()
    return kind, {key: value for key, value in options.items() if value is not None}


def _here(value: str, address: str) -> str:
    return HOST_ADDRESS if value == address else value


def _host(given: Given, option: str = "H") -> None:
    """Make sure that it is the host itself that is measured."""
    asked = given.take(option) or (given.words.pop(0) if given.words else HOST_ADDRESS)
    if asked not in (HOST_ADDRESS, "$HOSTNAME$"):
        raise UntranslatableError(f"-{option} {asked}")


def _times(given: Given) -> Options:
    return {
        "warn_time": given.take("w") or None,
        "crit_time": given.take("c") or None,
        "timeout": given.number("t"),
    }


def _family(given: Given) -> str | None:
    six, four = given.flag("6"), given.flag("4")
    return "6" if six else "4" if four else None


def _from(level: str) -> str:
    return f"@{level}:"


def _icmp(given: Given) -> Translation:
    _host(given)
    options: Options = {"packets": _whole(given, "n") or _whole(given, "p") or USUAL_PACKETS, "family": _family(given)}
    for option, word in (("w", "warn"), ("c", "crit")):
        if text := given.take(option):
            rtt, comma, loss = text.partition(",")
            if not comma:
                raise UntranslatableError(f"-{option} {text}")
            options |= {f"{word}_rtt": _from(rtt.removesuffix("ms")), f"{word}_loss": _from(loss.rstrip("%"))}
    given.take("t")
    given.take("i")
    return "icmp", options


def _whole(given: Given, option: str) -> int | None:
    value = given.number(option)
    return None if value is None else int(value)


def _tcp(given: Given, preset: str | None = None) -> Translation:
    _host(given)
    port = _whole(given, "p") or (int(given.words.pop(0)) if given.words and given.words[0].isdigit() else None)
    options: Options = {"preset": preset, "port": port, **_times(given)}
    tls = given.flag("S")
    options |= {"tls": tls or None, "verify": False if tls else None, "family": _family(given)}
    if given.take("r", "crit") != "crit":
        raise UntranslatableError("-r")
    if days := given.take("D"):
        return "tls", {"port": port, "timeout": given.number("t")} | _certificate(days, tls=tls)
    sent, expected = given.take("s"), given.values.pop("e", [])
    escapes = given.flag("E")
    if len(expected) > 1 or (sent and not escapes and "\\" in sent):
        raise UntranslatableError("-e" if expected else "-s")
    options |= {"send": sent or None, "expect": expected[0] if expected else None}
    if expected and not sent and preset is None:
        options |= {"greeting": options.pop("expect")}
    mild = given.take("M", "warn")
    if mild not in ("warn", "crit"):
        raise UntranslatableError(f"-M {mild}")
    if mild == "warn" and (expected or preset in _MILD):
        options |= {"mismatch": "warning"}
    for unimportant in "qdjAN":
        given.take(unimportant)
    return "tcp", options


def _preset(preset: str, *, tls: bool = False) -> Callable[[Given], Translation]:
    """Return the translation of a plugin that is check_tcp for one protocol, or speaks it in a like way."""

    def translated(given: Given) -> Translation:
        kind, options = _tcp(given, preset)
        return kind, options | ({"tls": True, "verify": False} if tls else {})

    return translated


def _http(given: Given) -> Translation:
    asked, virtual = given.take("I"), given.take("H")
    if (asked or virtual or HOST_ADDRESS) not in (HOST_ADDRESS, "$HOSTNAME$"):
        raise UntranslatableError(f"-H {virtual}" if not asked else f"-I {asked}")
    name = None if virtual in ("", HOST_ADDRESS) else virtual
    tls = given.flag("S")
    if days := given.take("C"):
        common: Options = {"port": _whole(given, "p"), "server_name": name, "timeout": given.number("t")}
        given.flag("n")
        return "tls", common | _certificate(days, tls=True)
    options: Options = {"port": _whole(given, "p"), "ssl": tls or None, "host": name, "path": given.take("u") or None}
    options |= {"expect": given.take("s") or None, "expect_regex": given.take("r") or None, **_times(given)}
    options |= {"method": given.take("j") or (given.take("P") and "POST") or None, **_status(given)}
    if tls:
        options |= {"verify": False, "warn_days": "~:", "crit_days": "~:"}
    given.flag("n")
    given.flag("E")
    _family(given)
    return "http", options


def _certificate(days: str, *, tls: bool) -> Options:
    """Return the levels of `-C 30,14`, days left of a certificate; as in the plugins nothing else of it is judged."""
    if not tls:
        raise UntranslatableError(f"-D {days}")
    warn, _comma, crit = days.partition(",")
    return {"warn": f"{warn}:", "crit": f"{crit or 0}:", "verify_chain": False, "verify_name": False}


def _status(given: Given) -> Options:
    """Return what is to be done with redirects; statuses expected as `200` or `HTTP/1.1 200` are numbers to us."""
    redirect = given.take("f") or "ok"
    mild = {} if "e" in given.values else {"client_errors": "warning"}
    known = {"ok": "ok", "warning": "warning", "critical": "critical", "follow": "follow", "sticky": "same-host"}
    if redirect not in known:
        raise UntranslatableError(f"-f {redirect}")
    options: Options = {"redirect": known[redirect], **mild}
    if expected := given.take("e"):
        codes = [part.split()[-1] for part in expected.split(",") if part.split()]
        if not all(code.isdigit() for code in codes):
            raise UntranslatableError(f"-e {expected}")
        options["status"] = codes
    return options


def _dns(given: Given) -> Translation:
    server = given.take("s")
    name = given.take("H") or (given.words.pop(0) if given.words else "")
    if server not in ("", HOST_ADDRESS) or not name or name == HOST_ADDRESS:
        raise UntranslatableError(f"-s {server}" if server else "-H")
    if not server:
        raise UntranslatableError("-s")
    expected = [item for value in given.values.pop("a", []) for item in value.split(",")]
    record = given.take("q", "A")
    options: Options = {"name": name, "expect": expected or None, "authoritative": given.flag("A") or None}
    options |= {"record": record} if record != "A" else {}
    return "dns", options | _times(given)


def _dig(given: Given) -> Translation:
    _host(given)
    options: Options = {"name": given.take("l"), "record": given.take("T") or None, "port": _whole(given, "p")}
    expected = given.take("a")
    if not options["name"]:
        raise UntranslatableError("-l")
    return "dns", options | {"expect": [expected] if expected else None, **_times(given)}


def _snmp(given: Given) -> Translation:
    _host(given)
    oids = [oid for value in given.values.pop("o", []) for oid in value.split(",")]
    if len(oids) != 1 or not oids[0].lstrip(".").replace(".", "").isdigit():
        raise UntranslatableError(f"-o {','.join(oids)}")
    version = given.take("P") or "1"
    if version not in ("1", "2c"):
        raise UntranslatableError(f"-P {version}")
    spoken = {
        "version": version, "community": given.take("C") or "public", "port": _whole(given, "p"),
        "timeout": given.number("t"), "retries": _whole(given, "e"),
    }  # fmt: skip
    options: Options = {
        "oid": oids[0].lstrip("."), "warn": given.take("w") or None, "crit": given.take("c") or None,
        "label": given.take("l") or None, "unit": given.take("u") or None,
        "expect": _unquoted(given.take("s")) or None, "regex": given.take("r") or given.take("R") or None,
        CREDENTIALS: {key: value for key, value in spoken.items() if value is not None},
    }  # fmt: skip
    return "snmp-value", options


def _unquoted(text: str) -> str:
    """Take the quotes away that check_snmp wants around a text: it compares with what snmpget prints."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


_PORT_LONG = {
    "expect": "e",
    "send": "s",
    "quit": "q",
    "escape": "E",
    "ssl": "S",
    "delay": "d",
    "refuse": "r",
    "mismatch": "M",
    "jail": "j",
    "all": "A",
    "certificate": "D",
}
_TCP = Syntax("HpwctseqDrMdN", "v46SEjA", _PORT_LONG | {"use-ipv4": "4", "use-ipv6": "6"})
_SSH = Syntax("Hpt", "v46")
_MILD = frozenset(("imap", "pop3", "ftp", "smtp"))
"""Protocols whose plugin warns of another greeting than the expected one: check_tcp by other names, and check_smtp."""
_HTTP_LONG = {
    "IP-address": "I", "url": "u", "uri": "u", "ssl": "S", "string": "s", "regex": "r", "ereg": "r", "expect": "e",
    "onredirect": "f", "certificate": "C", "method": "j", "sni": "n",
}  # fmt: skip
_PLUGINS: Mapping[str, tuple[Syntax, Callable[[Given], Translation]]] = {
    "check_icmp": (Syntax("Hwcntip", "v46"), _icmp),
    "check_ping": (Syntax("Hwcpt", "v46", {"packets": "p"}), _icmp),
    "check_fping": (Syntax("Hwcntib", "v46"), _icmp),
    "check_tcp": (_TCP, _tcp),
    "check_ssh": (_SSH, _preset("ssh")),
    "check_smtp": (Syntax("Hpwct", "v46"), _preset("smtp")),
    "check_imap": (_TCP, _preset("imap")),
    "check_pop": (_TCP, _preset("pop3")),
    "check_simap": (_TCP, _preset("imap", tls=True)),
    "check_spop": (_TCP, _preset("pop3", tls=True)),
    "check_ftp": (_TCP, _preset("ftp")),
    "check_http": (Syntax("HIpuwctsrefCj", "v46SnE", _HTTP_LONG), _http),
    "check_curl": (Syntax("HIpuwctsrefCj", "v46SnE", _HTTP_LONG), _http),
    "check_dns": (Syntax("Hswctaq", "vA", {"server": "s", "expected-address": "a", "expect-authority": "A"}), _dns),
    "check_dig": (Syntax("HlpTawct", "v46", {"query_address": "l", "record_type": "T", "expected_address": "a"}), _dig),
    "check_snmp": (
        Syntax("HoCPptewclusrR", "v", {
            "oid": "o", "community": "C", "protocol": "P", "retries": "e", "label": "l", "units": "u", "string": "s",
            "ereg": "r", "eregi": "R",
        }),
        _snmp,
    ),
}  # fmt: skip
