"""The check commands that come with Icinga 2, as far as they call plugins that are known here. Pure data.

Each line is a plugin and its arguments: `-p=x` is the option -p with the value of the variable x, `-S?x` the flag -S
where x is true, `=x` a value without an option. Source: Icinga 2 documentation, "Icinga Template Library", "Plugin
Check Commands for Monitoring Plugins".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_FAMILY = "-4?{0}_ipv4 -6?{0}_ipv6"
_PING = "-H={0}_address -w={0}_wrta,{0}_wpl% -c={0}_crta,{0}_cpl% "
_CONVERSATION = (
    "-H={0}_address -p={0}_port -e={0}_expect -A?{0}_all -s={0}_send -q={0}_quit -r={0}_refuse -M={0}_mismatch "
    "-j?{0}_jail -m={0}_maxbytes -d={0}_delay -S?{0}_ssl -t={0}_timeout " + _FAMILY
)
_SHORT = _CONVERSATION + " -E={0}_escape -D={0}_certificate_age -w={0}_warning -c={0}_critical"
_LONG = _CONVERSATION + " -E?{0}_escape_send -D={0}_certificate -w={0}_wtime -c={0}_ctime"
_USUAL_PING: dict[str, Any] = {"wrta": 100.0, "wpl": 5.0, "crta": 200.0, "cpl": 15.0}
_PATIENT_PING: dict[str, Any] = {"wrta": 3000.0, "wpl": 80.0, "crta": 5000.0, "cpl": 100.0}
_HTTP = (
    "-H={0}_vhost -I={0}_address -u={0}_uri -p={0}_port -S?{0}_ssl --sni?{0}_sni -C={0}_certificate "
    "-J={0}_clientcert -K={0}_privatekey -a={0}_auth_pair --no-body?{0}_ignore_body -w={0}_warn_time "
    "-c={0}_critical_time -e={0}_expect -d={0}_headerstring -s={0}_string -P={0}_post -j={0}_method -M={0}_maxage "
    "-T={0}_contenttype -l?{0}_linespan -r={0}_expect_body_regex -R={0}_expect_body_eregi "
    "--invert-regex?{0}_invertregex -b={0}_proxy_auth_pair -A={0}_useragent -k={0}_header -E?{0}_extendedperfdata "
    "-f={0}_onredirect -m={0}_pagesize -t={0}_timeout -L?{0}_link -v?{0}_verbose " + _FAMILY
)
_SNMP = (
    "-H={0}_address -o={0}_oid -C={0}_community -c={0}_crit -w={0}_warn -s={0}_string -r={0}_ereg -R={0}_eregi "
    "-l={0}_label -u={0}_units -t={0}_timeout -p={0}_port -e={0}_retries --invert-search?{0}_invert_search "
    "-P={0}_version -m={0}_miblist --rate-multiplier={0}_rate_multiplier --rate?{0}_rate -n?{0}_getnext"
)
_COMMANDS: Mapping[str, tuple[str, str, str, Mapping[str, Any]]] = {
    "ping": ("check_ping", "ping", _PING + "-p={0}_packets -t={0}_timeout", _USUAL_PING),
    "ping4": ("check_ping", "ping", _PING + "-p={0}_packets -t={0}_timeout -4", _USUAL_PING),
    "ping6": ("check_ping", "ping", _PING + "-p={0}_packets -t={0}_timeout -6", _USUAL_PING),
    "hostalive": ("check_ping", "ping", _PING + "-p={0}_packets -t={0}_timeout", _PATIENT_PING),
    "hostalive4": ("check_ping", "ping", _PING + "-p={0}_packets -t={0}_timeout -4", _PATIENT_PING),
    "hostalive6": ("check_ping", "ping", _PING + "-p={0}_packets -t={0}_timeout -6", _PATIENT_PING),
    "fping4": ("check_fping", "fping", _PING + "-n={0}_number", _USUAL_PING | {"number": 5.0}),
    "fping6": ("check_fping", "fping", _PING + "-n={0}_number -6", _USUAL_PING | {"number": 5.0}),
    "icmp": (
        "check_icmp", "icmp",
        _PING + "-s={0}_source -n={0}_packets -i={0}_packet_interval -I={0}_target_interval -m={0}_hosts_alive "
        "-b={0}_data_bytes -t={0}_timeout -l={0}_ttl",
        _USUAL_PING,
    ),
    "tcp": ("check_tcp", "tcp", _LONG, {"refuse": "crit", "mismatch": "warn", "timeout": 10.0}),
    "ftp": ("check_ftp", "ftp", _LONG, {"refuse": "crit", "mismatch": "warn", "timeout": 10.0}),
    "imap": ("check_imap", "imap", _SHORT, {}),
    "simap": ("check_simap", "simap", _SHORT, {}),
    "pop": ("check_pop", "pop", _SHORT, {}),
    "spop": ("check_spop", "spop", _SHORT, {}),
    "ssmtp": ("check_ssmtp", "ssmtp", _SHORT, {}),
    "smtp": (
        "check_smtp", "smtp",
        "-H={0}_address -p={0}_port -f={0}_mail_from -e={0}_expect -C={0}_command -R={0}_response -F={0}_helo_fqdn "
        "-D={0}_certificate_age -S?{0}_starttls -A={0}_authtype -U={0}_authuser -P={0}_authpass -q={0}_ignore_quit "
        "-w={0}_warning -c={0}_critical -t={0}_timeout " + _FAMILY,
        {},
    ),
    "ssh": ("check_ssh", "ssh", "-p={0}_port -t={0}_timeout ={0}_address " + _FAMILY, {}),
    "http": ("check_http", "http", _HTTP, {}),
    "snmp": ("check_snmp", "snmp", _SNMP, {"community": "public", "timeout": "10"}),
    "snmp-uptime": (
        "check_snmp", "snmp", _SNMP, {"community": "public", "timeout": "10", "oid": "1.3.6.1.2.1.1.3.0"},
    ),
    "dns": (
        "check_dns", "dns",
        ("-H={0}_lookup -s={0}_server -q={0}_query_type -a={0}_expected_answers -A?{0}_authoritative -w={0}_wtime "
        "-c={0}_ctime -t={0}_timeout"),
        {"lookup": "$host.name$", "query_type": "A", "timeout": 10.0},
    ),
    "dig": (
        "check_dig", "dig",
        "-H={0}_server -p={0}_port -l={0}_lookup -T={0}_record_type -a={0}_expected_address -A={0}_arguments "
        "-w={0}_warning -c={0}_critical -t={0}_timeout " + _FAMILY,
        {"server": "$check_address$"},
    ),
    "dummy": ("check_dummy", "dummy", "={0}_state ={0}_text", {"state": 0.0, "text": "Check was successful."}),
    "nrpe": (
        "check_nrpe", "nrpe",
        "-H={0}_address -p={0}_port -c={0}_command -n?{0}_no_ssl -u?{0}_timeout_unknown -t={0}_timeout "
        "-2?{0}_version_2 -a*{0}_arguments " + _FAMILY,
        {},
    ),
    "ntp_time": (
        "check_ntp_time", "ntp", "-H={0}_address -p={0}_port -q?{0}_quiet -w={0}_warning -c={0}_critical "
        "-t={0}_timeout " + _FAMILY, {},
    ),
    "ldap": (
        "check_ldap", "ldap",
        ("-H={0}_address -p={0}_port -a={0}_attr -b={0}_base -D={0}_bind -P={0}_pass -T?{0}_starttls -S?{0}_ssl "
        "-2?{0}_v2 -3?{0}_v3 -w={0}_warning -c={0}_critical -t={0}_timeout"),
        {"v2": True, "timeout": 10.0},
    ),
    "disk": (
        "check_disk", "disk",
        ("-w={0}_wfree -c={0}_cfree -W={0}_inode_wfree -K={0}_inode_cfree -p={0}_partitions -p={0}_partition "
        "-x={0}_partitions_excluded -x={0}_partition_excluded -m?{0}_megabytes -l?{0}_local -u={0}_units "
        "-X={0}_exclude_type"),
        {"wfree": "20%", "cfree": "10%", "megabytes": True,
         "exclude_type": ["none", "tmpfs", "sysfs", "proc", "devtmpfs", "devfs", "tracefs", "cgroup"]},
    ),
    "load": (
        "check_load", "load",
        "-w={0}_wload1,{0}_wload5,{0}_wload15 -c={0}_cload1,{0}_cload5,{0}_cload15 -r?{0}_percpu",
        {"wload1": 5.0, "wload5": 4.0, "wload15": 3.0, "cload1": 10.0, "cload5": 6.0, "cload15": 4.0},
    ),
    "users": ("check_users", "users", "-w={0}_wgreater -c={0}_cgreater", {"wgreater": 20.0, "cgreater": 50.0}),
    "procs": (
        "check_procs", "procs",
        ("-w={0}_warning -c={0}_critical -m={0}_metric -s={0}_state -u={0}_user -a={0}_argument "
        "--ereg-argument-array={0}_argument_regex -C={0}_command"),
        {"warning": 250.0, "critical": 400.0},
    ),
    "swap": ("check_swap", "swap", "-w={0}_wfree% -c={0}_cfree%", {"wfree": 50.0, "cfree": 25.0}),
}  # fmt: skip


def command(name: str) -> dict[str, Any] | None:
    """Return a check command as its definition would be: command, arguments, vars. None for one not known here."""
    found = _COMMANDS.get(name)
    if found is None:
        return None
    plugin, prefix, words, defaults = found
    of = {"4": "$address$", "6": "$address6$"}.get(name[-1], "$check_address$")
    address = {"address": of} if "{0}_address" in words else {}
    made: dict[str, Any] = {}
    for order, word in enumerate(words.format(prefix).split()):
        argument = _argument(word, order)
        key = argument["key"] or argument["value"].strip("$")
        made[key if key not in made else f"{key} {order}"] = argument
    variables = {f"{prefix}_{key}": value for key, value in {**address, **defaults}.items()}
    return {"command": [f"$USER1$/{plugin}"], "arguments": made, "vars": variables}


def _argument(word: str, order: int) -> dict[str, Any]:
    option, flag, condition = word.partition("?")
    if flag:
        return {"key": option, "set_if": f"${condition}$", "order": float(order)}
    option, together, variable = word.partition("*")
    if together:
        return {"key": option, "value": f"${variable}$", "repeat_key": False, "order": float(order)}
    option, equals, value = word.partition("=")
    if not equals:
        return {"key": option, "order": float(order)}
    macros = ",".join(f"${part.removesuffix('%')}$" + "%" * part.endswith("%") for part in value.split(","))
    return {"key": option, "value": macros, "skip_key": not option, "order": float(order)}
