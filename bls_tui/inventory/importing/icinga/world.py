"""Everything a configuration of Icinga 2 defines: collected, put together, and applied to hosts. No input or output.

Source: Icinga 2 documentation, "Monitoring Basics" (templates, apply rules, groups, dependencies).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bls_tui.inventory.importing.foreign import Place, Remark
from bls_tui.inventory.importing.icinga import syntax as s
from bls_tui.inventory.importing.icinga.itl import command as itl_command
from bls_tui.inventory.importing.icinga.running import Machine, Scope, Table, TooMuchError, pairs
from bls_tui.inventory.importing.icinga.tokens import LanguageError
from bls_tui.inventory.importing.icinga.values import Value, ValueRefusedError, text, truth
from bls_tui.locale import _

MOST_OBJECTS = 500_000
"""Objects one configuration may make."""
_KNOWN_TEMPLATES = frozenset((
    "plugin-check-command", "plugin-notification-command", "plugin-event-command", "ipv4-or-ipv6",
    "legacy-timeperiod", "checkable-common",
))  # fmt: skip
_CONSTANTS: Table = {
    "PluginDir": "$USER1$",
    "PluginContribDir": "$USER1$",
    "ManubulonPluginDir": "$USER1$",
    "NodeName": "localhost",
    "ZoneName": "localhost",
    "SysconfDir": "/etc",
    "ConfigDir": "/etc/icinga2",
    "LocalStateDir": "/var",
    "MatchAll": "MatchAll",
    "MatchAny": "MatchAny",
} | {state: state for state in ("Up", "Down", "OK", "Warning", "Critical", "Unknown")}


@dataclass(frozen=True, slots=True)
class Made:
    """One object with all its attributes."""

    type: str
    name: str
    values: Table
    place: Place


@dataclass(slots=True)
class _Written:
    """A definition, where it stands, and what was known there."""

    node: s.Definition
    scope: Scope
    name: str

    @property
    def place(self) -> Place:
        return Place(self.scope.file, self.node.line)


@dataclass(slots=True)
class World:
    """The definitions of all files."""

    remarks: list[Remark] = field(default_factory=list)
    machine: Machine = field(init=False)
    templates: dict[tuple[str, str], _Written] = field(default_factory=dict)
    objects: dict[tuple[str, str], _Written] = field(default_factory=dict)
    applies: list[_Written] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with the constants that Icinga has by itself."""
        self.machine = Machine(dict(_CONSTANTS), self.remarks)

    def define(self, node: s.Definition, scope: Scope) -> None:
        """Take up a definition; what it says is carried out when everything is known."""
        name = "" if node.name is None else text(self.machine.value(node.name, scope))
        written = _Written(node, scope.inner(), name)
        if node.verb == "apply":
            self.applies.append(written)
            return
        known = self.templates if node.verb == "template" else self.objects
        if (node.type, self._full(written)) in known:
            raise LanguageError(node.line, _("{name} is defined already").format(name=name))
        known[node.type, self._full(written)] = written
        if len(self.objects) > MOST_OBJECTS:
            raise TooMuchError(node.line, _("more objects than any configuration has"))

    def _full(self, written: _Written) -> str:
        """Return what makes an object one: services of several hosts may have the same name."""
        if written.node.type in ("Service", "Dependency") and written.node.verb == "object":
            return f"{written.name} {written.scope.file}:{written.node.line} {len(self.objects)}"
        return written.name

    def _build(self, written: _Written, values: Table, **variables: Value) -> Made:
        scope = written.scope.inner(**variables, **{"*type": written.node.type})
        scope.this, scope.load, scope.define, scope.include = values, self._load, None, None
        for (kind, name), template in self.templates.items():
            if kind == written.node.type and template.node.default:
                self._load(scope, values, name, written.node.line)
        self.machine.run([node for node in written.node.body if not isinstance(node, s.Where)], scope)
        return Made(written.node.type, written.name, values, written.place)

    def _load(self, scope: Scope, this: Table, name: str, line: int) -> None:
        """Carry out a template, or the object of that name, on the object at hand."""
        kind = text(scope.variables.get("*type"))
        written = self.templates.get((kind, name)) or self.objects.get((kind, name))
        if written is not None:
            inner = written.scope.inner(**_given(scope))
            inner.this, inner.load, inner.depth = this, self._load, scope.depth + 1
            inner.define = inner.include = None
            self.machine.run([node for node in written.node.body if not isinstance(node, s.Where)], inner)
        elif kind == "CheckCommand" and (found := itl_command(name)) is not None:
            _merge(this, found)
        elif name not in _KNOWN_TEMPLATES:
            raise LanguageError(line, _("there is no template {name}").format(name=name))

    def services(self, hosts: Sequence[Made]) -> Iterator[tuple[Made, Made]]:
        """Yield (host, service): those defined for one host, then those applied."""
        by_name = {host.name: host for host in hosts}
        for service in self._typed("Service"):
            name = text(service.values.get("host_name"))
            if name in by_name:
                yield by_name[name], service
            else:
                why = _("there is no host {name}").format(name=name)
                self.machine.remark(service.place.file, service.place.line, service.name, why)
        for written in self.applies:
            if written.node.type == "Service":
                for host in hosts:
                    yield from ((host, service) for service in self._applied(written, host))

    def _typed(self, type_: str) -> Iterator[Made]:
        for (kind, _key), written in self.objects.items():
            if kind == type_:
                yield self._build(written, {"name": written.name})

    def of_type(self, type_: str) -> list[Made]:
        """Return the objects of a type that are defined as such, with all they import."""
        return list(self._typed(type_))

    def _applied(self, written: _Written, host: Made) -> Iterator[Made]:
        """Yield what an apply rule makes for a host."""
        try:
            if not self._chosen(written, host):
                return
            node, known = written.node, {"host": host.values}
            if node.over is None:
                yield self._build(written, _named(written.name, host), **known)
                return
            over = self.machine.value(node.over, written.scope.inner(**known))
            for key, value in pairs(over, node.line):
                name = written.name + text(key)
                loop = {node.value: value} | ({node.key: key} if node.key else {})
                made = self._build(written, _named(name, host), **known, **loop)
                yield Made(made.type, name, made.values, made.place)
        except TooMuchError:
            raise
        except (LanguageError, ValueRefusedError) as error:
            line = getattr(error, "line", written.node.line)
            self.machine.remark(written.scope.file, line, f"apply {written.node.type} {written.name}: {error}")

    def _chosen(self, written: _Written, host: Made) -> bool:
        """Tell whether the conditions of a rule mean this host; `apply … for` needs none."""
        scope = written.scope.inner(host=host.values)
        wheres = [node for node in written.node.body if isinstance(node, s.Where)]
        assigned = [self._holds(node, scope) for node in wheres if not node.ignored]
        if not (any(assigned) or (not assigned and written.node.over is not None)):
            return False
        return not any(self._holds(node, scope) for node in wheres if node.ignored)

    def _holds(self, node: s.Where, scope: Scope) -> bool:
        return truth(self.machine.value(node.condition, scope))

    def group(self, hosts: Sequence[Made]) -> None:
        """Add to every host the groups whose conditions mean it, and the groups these belong to."""
        written = {name: one for (kind, name), one in self.objects.items() if kind == "HostGroup"}
        above = {made.name: made.values.get("groups") or [] for made in self._typed("HostGroup")}
        for host in hosts:
            groups = host.values.get("groups")
            found = [text(group) for group in groups] if isinstance(groups, list) else []
            found += [name for name, one in written.items() if name not in found and self._member(one, host)]
            for name in found:
                found += [text(one) for one in above.get(name, ()) if text(one) not in found]
            host.values["groups"] = found

    def _member(self, written: _Written, host: Made) -> bool:
        try:
            return self._chosen(written, host)
        except TooMuchError:
            raise
        except (LanguageError, ValueRefusedError) as error:
            line = getattr(error, "line", written.node.line)
            self.machine.remark(written.scope.file, line, f"HostGroup {written.name}: {error}")
            return False

    def dependencies(self, hosts: Sequence[Made]) -> Iterator[Made]:
        """Yield dependencies between hosts, with child_host_name and parent_host_name."""
        yield from self._typed("Dependency")
        for written in self.applies:
            if written.node.type == "Dependency" and written.node.target in ("", "Host"):
                for host in hosts:
                    for made in self._applied(written, host):
                        made.values.setdefault("child_host_name", host.name)
                        yield made

    def others(self, types: Mapping[str, str]) -> Iterator[tuple[Place, str, str]]:
        """Yield (place, what, why) of definitions of these types, which are not taken over."""
        for written in (*self.objects.values(), *self.applies):
            if written.node.type in types:
                yield written.place, f"{written.node.type} {written.name}".strip(), types[written.node.type]


def _named(name: str, host: Made) -> Table:
    return {"name": name, "host_name": host.name}


def _given(scope: Scope) -> Table:
    """Return the variables that a template sees of the object that imports it."""
    return {key: value for key, value in scope.variables.items() if key in ("host", "service", "*type")}


def _merge(this: Table, found: Table) -> None:
    for key, value in found.items():
        if isinstance(value, dict) and isinstance(this.get(key), dict):
            this[key] = copy.deepcopy(value) | this[key]
        else:
            this.setdefault(key, copy.deepcopy(value))
