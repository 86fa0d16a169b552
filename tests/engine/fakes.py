"""A probe that does what the test says, and a world in which it finds it."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from checks import clock
from checks.model import Metric, Outcome, State, Target
from checks.probes.base import Context, ProbeOptions


@dataclass
class Call:
    """One run of the fake probe: of which check, from when to when (monotonic seconds)."""

    key: str
    address: str
    began: float
    ended: float = 0.0


@dataclass
class World:
    """What the fake probe finds: a state by key, how long it takes, an exception to raise."""

    states: dict[str, State] = field(default_factory=lambda: defaultdict(lambda: State.OK))
    seconds: dict[str, float] = field(default_factory=dict)
    defects: dict[str, Exception] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def of(self, key: str) -> list[Call]:
        return [call for call in self.calls if call.key == key]


WORLD = World()


class FakeOptions(ProbeOptions):
    key: str = ""


class Fake:
    """Answers what WORLD says for its key."""

    options = FakeOptions

    async def run(self, target: Target, options: FakeOptions, context: Context) -> Outcome:
        call = Call(options.key, target.address, clock.monotonic())
        WORLD.calls.append(call)
        await asyncio.sleep(WORLD.seconds.get(options.key, 0.0))
        call.ended = clock.monotonic()
        if options.key in WORLD.defects:
            raise WORLD.defects[options.key]
        count = (context.memory or {}).get("count", 0) + 1
        return Outcome(
            WORLD.states[options.key],
            f"{options.key} is {WORLD.states[options.key]}",
            metrics=(Metric("count", count),),
            memory={"count": count},
        )
