"""The stations of the whole fleet and their schedule: who is checked when, and what a changed inventory changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial

from checks import clock
from checks.engine.bundle import Instruments
from checks.engine.calendar import Calendar
from checks.engine.fleet import Device, Fleet, Planned
from checks.engine.health import Counters
from checks.engine.judge import Judge
from checks.engine.passive import Passive
from checks.engine.schedule import Schedule, phase
from checks.engine.settings import Settings
from checks.engine.station import Station, Surroundings
from checks.model import State
from db.rows import SubmissionRow


class Patrol:
    """Keeps one station for each device and starts its bundles when they are due."""

    def __init__(self, judge: Judge, instruments: Instruments, counters: Counters, settings: Settings) -> None:
        self._judge = judge
        self._counters = counters
        self._spacing = settings.first_check_spacing
        self._schedule = Schedule(self._overrun)
        self._stations: dict[int, Station] = {}
        self._hosts: dict[int, int] = {}
        self._passive = Passive(clock.now())
        self._calendar = Calendar({})
        self._around = Surroundings(
            judge,
            instruments,
            counters,
            asyncio.Semaphore(settings.concurrency),
            lambda: self._calendar,
            self._recheck,
            settings.recovery_spread,
        )

    def start(self, fleet: Fleet) -> None:
        """Begin: every bundle at its phase, what was never checked at once, a little apart."""
        self._schedule.start()
        self.adopt(fleet)

    def adopt(self, fleet: Fleet) -> None:
        """Take up a changed fleet: bundles that changed are scheduled anew, the others are not touched."""
        for host_id in self._stations.keys() - fleet.devices.keys():
            self._dismiss(self._stations.pop(host_id))
        for device in fleet.devices.values():
            self._take_up(device)
        self._calendar = Calendar(fleet.periods)
        planned = fleet.planned
        self._hosts = {object_id: plan.check.host_id for object_id, plan in planned.items()}
        self._passive.watch(plan for plan in planned.values() if plan.passive)
        self._check_the_new()

    async def stop(self) -> None:
        """Start nothing more and cancel what runs."""
        await self._schedule.stop()
        await asyncio.gather(*(station.close() for station in self._stations.values()))

    def force(self, object_ids: Iterable[int]) -> None:
        """Check objects now because somebody asked."""
        for object_id in object_ids:
            station = self._station_of(object_id)
            planned = self._planned(object_id)
            if station is not None and planned is not None and not planned.passive:
                station.force(object_id, clock.now())

    def submitted(self, rows: Iterable[SubmissionRow]) -> None:
        """Judge results that were handed in."""
        for row in rows:
            planned = self._planned(row.object_id)
            station = self._station_of(row.object_id)
            if planned is not None and station is not None:
                self._counters.results += 1
                station.hand_in(self._passive.received(planned, row, clock.now()))

    def tick(self, now: float) -> None:
        """Let passive checks from which nothing has come for too long say so."""
        for planned in self._passive.overdue(now):
            station = self._stations.get(planned.check.host_id)
            if station is not None:
                station.want([planned.check.object_id], now)

    def _station_of(self, object_id: int) -> Station | None:
        return self._stations.get(self._hosts.get(object_id, 0))

    def _planned(self, object_id: int) -> Planned | None:
        watched = self._judge.watched.get(object_id)
        return None if watched is None else watched.planned

    def _take_up(self, device: Device) -> None:
        station = self._stations.get(device.host_id)
        if station is None:
            station = self._stations[device.host_id] = Station(device, self._around)
            before: Mapping[int, object] = {}
            name = device.name
        else:
            if station.device == device:
                return
            before, name = station.bundles, station.device.name
            station.adopt(device)
        self._schedule_bundles(station, before, renamed=name != device.name)

    def _schedule_bundles(self, station: Station, before: Mapping[int, object], *, renamed: bool) -> None:
        device = station.device
        wanted = station.bundles
        for interval in before.keys() - wanted.keys():
            self._schedule.drop(_key(device.host_id, interval))
        for interval in wanted.keys() - (set() if renamed else before.keys()):
            run = partial(station.bundle, interval)
            self._schedule.put(_key(device.host_id, interval), interval, phase(device.name, interval), run)

    def _dismiss(self, station: Station) -> None:
        for interval in station.bundles:
            self._schedule.drop(_key(station.device.host_id, interval))
        station.dismiss()

    def _check_the_new(self) -> None:
        at = clock.now()
        for station in self._stations.values():
            new = [
                planned.check.object_id
                for planned in station.device.checks
                if not planned.passive and self._judge.watched[planned.check.object_id].track.state is State.PENDING
            ]
            if new:
                station.want(new, at)
                at += self._spacing

    def _recheck(self, host_id: int, delay: float) -> None:
        station = self._stations.get(host_id)
        if station is not None and not station.device.host.passive:
            station.want([host_id], clock.now() + delay)

    def _overrun(self, _key: str) -> None:
        self._counters.overruns += 1


def _key(host_id: int, interval: int) -> str:
    return f"{host_id}:{interval}"
