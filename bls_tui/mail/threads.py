"""Messages arranged as conversations: the REFERENCES algorithm of RFC 5256 section 3, steps 1 to 4 and 6.

Step 5, gathering by subject, is left out: the messages of one call belong together already, and subjects prove nothing.
Nothing here recurses, so that a chain of ten thousand answers is as good as one of two.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

MAX_REFERENCES = 200
"""References of one message that are followed: the first and the last of them, where a sender lists more."""


@dataclass(frozen=True, slots=True)
class Threadable:
    """What threading knows of a message: its key, its ids without angle brackets, when it was sent (epoch seconds)."""

    id: int
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: float | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A message with the answers to it, oldest first. An id of None stands for a message not at hand with several."""

    id: int | None
    children: tuple["Node", ...] = ()


def thread(messages: Sequence[Threadable]) -> list[Node]:
    """Return the conversations of these messages, oldest first; undated ones last, in the order given.

    Ids are compared as they are, case included. A second message with the same id stands for itself. References to
    oneself and in circles are ignored.
    """
    forest = _Forest()
    for order, message in enumerate(messages):
        forest.add(message, order)
    return forest.nodes()


def parents(messages: Sequence[Threadable]) -> dict[int, int | None]:
    """Return for each message the one it is shown under, None for the first of a conversation."""
    result: dict[int, int | None] = {}
    stack: list[tuple[Node, int | None]] = [(root, None) for root in thread(messages)]
    while stack:
        node, parent = stack.pop()
        if node.id is not None:
            result[node.id] = parent
        stack.extend((child, node.id) for child in node.children)
    return result


def flatten(nodes: Iterable[Node]) -> Iterator[tuple[int, int]]:
    """Yield (id, depth) in reading order: a message, then the answers to it. What is not at hand takes no depth."""
    stack = [(node, 0) for node in reversed(list(nodes))]
    while stack:
        node, depth = stack.pop()
        if node.id is not None:
            yield node.id, depth
        below = depth if node.id is None else depth + 1
        stack.extend((child, below) for child in reversed(node.children))


class _Container:
    """A place in the forest: a message, or only an id that others refer to."""

    __slots__ = ("children", "group", "message", "order", "parent")

    def __init__(self, order: int) -> None:
        self.message: Threadable | None = None
        self.parent: _Container | None = None
        self.children: dict[int, _Container] = {}
        self.group = self
        self.order = order

    @property
    def root_group(self) -> "_Container":
        """The representative of what this was ever linked with; containers of different groups cannot make a circle."""
        top = self
        while top.group is not top:
            top.group = top.group.group
            top = top.group
        return top


class _Forest:
    """Containers by id, linked while messages are added."""

    def __init__(self) -> None:
        self.by_id: dict[str, _Container] = {}
        self.all: list[_Container] = []

    def add(self, message: Threadable, order: int) -> None:
        """Step 1: link the references of a message in a chain, and the message under the last of them."""
        container = self._own(message)
        container.message, container.order = message, order
        last: _Container | None = None
        for reference in _references(message):
            current = self._named(reference)
            if last is not None and current.parent is None:
                _link(last, current)
            last = current
        _unlink(container)
        if last is not None:
            _link(last, container)

    def _own(self, message: Threadable) -> _Container:
        """The container of a message: a new one when its id is missing or taken by another message."""
        if not message.message_id:
            return self._new()
        container = self._named(message.message_id)
        return container if container.message is None else self._new()

    def _named(self, identity: str) -> _Container:
        if identity not in self.by_id:
            self.by_id[identity] = self._new()
        return self.by_id[identity]

    def _new(self) -> _Container:
        container = _Container(len(self.all))
        self.all.append(container)
        return container

    def nodes(self) -> list[Node]:
        """Steps 2 to 4 and 6: prune what is not at hand, promote answers to it, sort."""
        built: dict[int, list[tuple[float, int, Node]]] = {}
        roots: list[tuple[float, int, Node]] = []
        for container in self._answers_first():
            below = sorted(_taken(built, container), key=_place)
            if container.parent is None:
                roots.extend(_root(container, below))
            else:
                built[id(container)] = [_entry(container, below)] if container.message is not None else below
        return [node for _, _, node in sorted(roots, key=_place)]

    def _answers_first(self) -> Iterator[_Container]:
        """Every container, after all below it."""
        order: list[_Container] = [container for container in self.all if container.parent is None]
        for container in order:  # grows while it is read: parents come before their children
            order.extend(container.children.values())
        return reversed(order)


def _taken(built: dict[int, list[tuple[float, int, Node]]], container: _Container) -> list[tuple[float, int, Node]]:
    return [entry for child in container.children.values() for entry in built.pop(id(child))]


def _place(entry: tuple[float, int, Node]) -> tuple[float, int]:
    return entry[:2]


def _entry(container: _Container, below: list[tuple[float, int, Node]]) -> tuple[float, int, Node]:
    """A node with where it sorts: by its date, else, being only an id, by that of the first answer."""
    children = tuple(node for _, _, node in below)
    message = container.message
    if message is None:
        return below[0][0], below[0][1], Node(None, children)
    return inf if message.date is None else message.date, container.order, Node(message.id, children)


def _root(container: _Container, below: list[tuple[float, int, Node]]) -> list[tuple[float, int, Node]]:
    """The root of a conversation; one not at hand is kept only to hold several answers together."""
    if container.message is None and len(below) < 2:  # noqa: PLR2004 - one answer alone takes its place
        return below
    return [_entry(container, below)]


def _references(message: Threadable) -> list[str]:
    """The ids a message refers to, oldest first: its References, else the first of In-Reply-To."""
    found = [identity for identity in message.references if identity] or [
        identity for identity in message.in_reply_to if identity
    ][:1]
    return found if len(found) <= MAX_REFERENCES else found[:1] + found[1 - MAX_REFERENCES :]


def _link(parent: _Container, child: _Container) -> None:
    """Put `child` under `parent`, unless that closes a circle."""
    if parent.root_group is child.root_group and _is_above(child, parent):
        return
    child.parent = parent
    parent.children[id(child)] = child
    child.root_group.group = parent.root_group


def _unlink(child: _Container) -> None:
    if child.parent is not None:
        del child.parent.children[id(child)]
        child.parent = None


def _is_above(container: _Container, other: _Container) -> bool:
    """Tell whether `container` is `other` or over it."""
    above: _Container | None = other
    while above is not None:
        if above is container:
            return True
        above = above.parent
    return False
