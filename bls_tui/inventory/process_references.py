"""Whether the objects that expected processes are about exist, and are their customer's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bls_tui.inventory.fleet import Declared
from bls_tui.inventory.problems import Problem, unknown
from bls_tui.inventory.references import Index
from bls_tui.locale import _


def process_problems(objects: Mapping[str, Declared], index: Index) -> Iterator[Problem]:
    """Report objects that nobody declares, or that are another customer's."""
    for declaration in index.of("process").values():
        customer = declaration.source["customer"]
        for name in declaration.source.get("objects", ()):
            found = objects.get(name)
            if found is None:
                yield Problem(declaration, ("objects",), unknown(_("host or service"), name, objects))
            elif found.customer != customer:
                message = _("{name} is of customer {key}").format(name=name, key=found.customer)
                yield Problem(declaration, ("objects",), message)
