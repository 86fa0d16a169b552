"""What is new, gone or changed between two looks at a network. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bls_tui.inventory.discovery.naming import named, order
from bls_tui.inventory.discovery.wording import ports_text, size, volume_text
from bls_tui.locale import _
from checks.discovery.model import Device, Machine

RESIZED = 0.01
"""Part of a volume's size from which on a difference is told."""


class Kind(StrEnum):
    """What happened to a machine."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a comparison."""

    kind: Kind
    address: str
    name: str
    detail: str = ""


def compare(before: Sequence[Machine], after: Sequence[Machine], looked_at: Collection[str]) -> list[Change]:
    """Return what differs, by address; a machine at an address that was not looked at now is not gone."""
    names = {one.machine.address: one.name for one in (*named(before), *named(after))}
    old, new = {one.address: one for one in before}, {one.address: one for one in after}
    looked = set(looked_at)
    found = [
        Change(kind, address, names.get(address, address), detail)
        for address in old.keys() | new.keys()
        for kind, detail in _of_address(old.get(address), new.get(address), asked=address in looked)
    ]
    return sorted(found, key=lambda change: (order(change.address), change.kind, change.detail))


def _of_address(old: Machine | None, new: Machine | None, *, asked: bool) -> Iterator[tuple[Kind, str]]:
    if old is None and new is not None:
        yield Kind.NEW, _("open: {ports}").format(ports=ports_text(new.open))
    elif old is not None and new is None:
        if asked:
            yield Kind.GONE, _("no answer any more")
    elif old is not None and new is not None:
        yield from ((Kind.CHANGED, detail) for detail in _details(old, new))


def _details(old: Machine, new: Machine) -> Iterator[str]:
    for port in sorted(set(new.open) - set(old.open)):
        yield _("port {port} is open now").format(port=port)
    for port in sorted(set(old.open) - set(new.open)):
        yield _("port {port} is closed now").format(port=port)
    if old.device is None and new.device is not None:
        yield _("answers SNMP now: {credentials}").format(credentials=new.device.credentials)
    elif old.device is not None and new.device is None:
        yield _("answers SNMP no more")
    elif old.device is not None and new.device is not None:
        yield from _of_device(old.device, new.device)


def _of_device(old: Device, new: Device) -> Iterator[str]:
    if old.object_id != new.object_id or (old.macs and new.macs and not old.macs & new.macs):
        yield _("replaced: {old} became {new}").format(old=_identity(old), new=_identity(new))
    if old.name != new.name:
        yield _("named {new} now, was {old}").format(old=old.name or "–", new=new.name or "–")
    if new.partial:
        return  # what could not be read this time is not gone
    yield from _volumes(old, new)
    yield from _ports(old, new)
    for reading in sorted(new.readings.keys() - old.readings.keys()):
        yield _("{probe} can be measured now: {said}").format(probe=reading, said=new.readings[reading])
    for reading in sorted(old.readings.keys() - new.readings.keys()):
        yield _("{probe} can be measured no more").format(probe=reading)


def _identity(device: Device) -> str:
    return " ".join(filter(None, (device.descr[:60] or device.object_id, min(device.macs, default=""))))


def _volumes(old: Device, new: Device) -> Iterator[str]:
    before, after = ({volume.descr: volume for volume in device.volumes} for device in (old, new))
    for descr in sorted(after.keys() - before.keys()):
        yield _("new volume {volume}").format(volume=volume_text(after[descr]))
    for descr in sorted(before.keys() - after.keys()):
        yield _("volume {descr} is gone").format(descr=descr)
    for descr in sorted(before.keys() & after.keys()):
        was, now = before[descr].total_bytes, after[descr].total_bytes
        if abs(now - was) > RESIZED * max(was, now):
            yield _("volume {descr} has {now} now, had {was}").format(descr=descr, now=size(now), was=size(was))


def _ports(old: Device, new: Device) -> Iterator[str]:
    before, after = ({port.name for port in device.ports} for device in (old, new))
    for name in sorted(after - before):
        yield _("new interface {name}").format(name=name)
    for name in sorted(before - after):
        yield _("interface {name} is gone").format(name=name)
