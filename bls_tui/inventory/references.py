"""Whether everything that is named exists: customers, sites, credentials, periods, templates, parents, hosts."""

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from bls_tui.inventory.fleet import Declared
from bls_tui.inventory.layers import Merged, Said, TemplateLoopError, chain
from bls_tui.inventory.model import Customer, Downtime, Layer, Period
from bls_tui.inventory.parse import Declaration
from bls_tui.inventory.problems import Problem, unknown
from bls_tui.locale import _
from checks.rules import declared
from checks.rules.periods import PeriodError


class Index:
    """Every declaration by kind and key."""

    def __init__(
        self, declarations: Mapping[tuple[str, str], Declaration], built_in: Mapping[str, Declaration]
    ) -> None:
        self._by_kind: dict[str, dict[str, Declaration]] = {"template": dict(built_in)}
        for (kind, key), declaration in declarations.items():
            self._by_kind.setdefault(kind, {})[key] = declaration

    def of(self, kind: str) -> Mapping[str, Declaration]:
        """Return the declarations of one kind by key."""
        return self._by_kind.get(kind, {})

    def sites(self, customer: str) -> Collection[str]:
        """Return the keys of a customer's sites."""
        declaration = self.of("customer").get(customer)
        return declaration.table.site if declaration and isinstance(declaration.table, Customer) else ()


def template_problems(index: Index) -> Iterator[Problem]:
    """Report templates and defaults that build on unknown templates or on themselves."""
    for kind in ("template", "defaults", "host"):
        for name, declaration in index.of(kind).items():
            yield from _layer_problems(name if kind == "template" else "", declaration, index)


def _layer_problems(name: str, declaration: Declaration, index: Index) -> Iterator[Problem]:
    layer = declaration.table
    names = layer.templates or () if isinstance(layer, Layer) else ()
    templates = index.of("template")
    for other in names:
        if other not in templates:
            yield Problem(declaration, ("templates",), unknown(_("template"), other, templates))
    try:
        if name:
            list(chain((name,), templates))
    except TemplateLoopError as loop:
        if name in loop.names:
            yield Problem(declaration, ("templates",), _("templates build on one another: {loop}").format(loop=loop))


def host_problems(name: str, declaration: Declaration, merged: Merged, index: Index) -> Iterator[Problem]:
    """Report what a host names and nobody declares. A host without a customer is reported too."""
    customer = merged.get("customer")
    if customer is None:
        yield Problem(declaration, ("customer",), _("is missing, and neither templates nor defaults say it"))
    for key, kind, what in (
        ("customer", "customer", _("customer")),
        ("snmp", "snmp", _("SNMP credentials")),
        ("check_period", "period", _("period")),
    ):
        yield from _one(merged.values, key, index.of(kind), what)
    if customer in index.of("customer"):
        yield from _one(merged.values, "site", index.sites(customer), _("site of customer {key}").format(key=customer))
    yield from _parents(name, merged, index)


def period_problems(values: Mapping[str, Said], path: tuple[str, ...], index: Index) -> Iterator[Problem]:
    """Report an unknown check period of a service."""
    for problem in _one(values, "check_period", index.of("period"), _("period")):
        yield Problem(problem.declaration, (*path, *problem.path), problem.message)


def _one(values: Mapping[str, Said], key: str, known: Collection[str], what: str) -> Iterator[Problem]:
    said = values.get(key)
    if said is not None and said.value not in known:
        yield Problem(said.by, (key,), unknown(what, said.value, known))


def _parents(name: str, merged: Merged, index: Index) -> Iterator[Problem]:
    said = merged.values.get("parents")
    if said is None:
        return
    for parent in said.value:
        if parent == name:
            yield Problem(said.by, ("parents",), _("host {name} is its own parent").format(name=name))
        elif parent not in index.of("host"):
            yield Problem(said.by, ("parents",), unknown(_("host"), parent, index.of("host")))


def parent_loops(objects: Mapping[str, Declared], index: Index) -> Iterator[Problem]:
    """Report hosts that are reached through one another (the first loop found)."""
    graph = {name: item.parents for name, item in objects.items() if item.kind == "host" and name not in item.parents}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        loop = error.args[1]
        message = _("hosts are reached through one another: {loop}").format(loop=" → ".join(reversed(loop)))
        yield Problem(index.of("host")[loop[0]], ("parents",), message)


def document_problems(objects: Mapping[str, Declared], index: Index) -> Iterator[Problem]:
    """Report what periods and downtimes name and nobody declares."""
    yield from _period_loops(index)
    hosts = [name for name, item in objects.items() if item.kind == "host"]
    services = [name for name, item in objects.items() if item.kind == "service"]
    known = {
        "hosts": (hosts, _("host")),
        "services": (services, _("service")),
        "customers": (index.of("customer"), _("customer")),
    }
    for declaration in index.of("downtime").values():
        for key, (names, what) in known.items():
            wanted = getattr(declaration.table, key) if isinstance(declaration.table, Downtime) else ()
            for name in wanted:
                if name not in names:
                    yield Problem(declaration, (key,), unknown(what, name, names))


def _period_loops(index: Index) -> Iterator[Problem]:
    periods = index.of("period")
    sources = {name: declaration.source for name, declaration in periods.items()}
    for name, declaration in periods.items():
        others = declaration.table.excludes if isinstance(declaration.table, Period) else ()
        for other in others:
            if other not in periods:
                yield Problem(declaration, ("excludes",), unknown(_("period"), other, periods))
        try:
            if all(other in periods for other in others):
                declared.periods({name: sources[name], **sources})
        except PeriodError as error:
            if error.key == "excludes" and name in str(error):
                yield Problem(declaration, ("excludes",), str(error).removeprefix("excludes: "))
