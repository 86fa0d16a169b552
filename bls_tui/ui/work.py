"""Work begun by a key or a message, done beside the screen."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, cast

from textual.dom import DOMNode

from bls_tui.ui.crash import Sturdy


def begin(node: DOMNode, deed: Callable[[], Coroutine[Any, Any, None]], group: str, *, latest: bool = True) -> None:
    """Start a deed; with `latest`, one of the same group that is still going is dropped."""
    # The function and not its coroutine: a worker that is replaced before it starts would leave that unawaited.
    # Textual declares such functions narrower than it takes them.
    node.run_worker(cast("Any", partial(_guarded, node, deed)), exclusive=latest, group=group)


async def _guarded(node: DOMNode, deed: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do it; what fails beyond the expected errors is shown in the pane it was for."""
    if not isinstance(node, Sturdy):
        await deed()
        return
    with node.guarded():
        await deed()
