"""Short hand for tests of the state machine: feed states a minute apart, read rows."""

from dataclasses import dataclass, field

from checks.model import FlapPolicy, Kind, Policy, State, Track
from checks.rules.state import Circumstances, Observation, Step, advance

LETTERS = {"o": State.OK, "w": State.WARNING, "c": State.CRITICAL, "u": State.UNKNOWN, "U": State.UP, "D": State.DOWN}
FREE = Circumstances()
NO_FLAPPING = FlapPolicy(enabled=False)


@dataclass
class Machine:
    """One object under test; `now` advances 60 s before every result."""

    kind: Kind = Kind.SERVICE
    max_attempts: int = 3
    flap: FlapPolicy = NO_FLAPPING
    track: Track | None = None
    now: float = 1_000_000.0
    said: list[str | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        good = State.UP if self.kind is Kind.HOST else State.OK
        self.track = self.track or Track(state=good, hard_state=good)
        self.policy = Policy(self.kind, max_attempts=self.max_attempts, flap=self.flap)

    def feed(self, letters: str, circumstances: Circumstances = FREE) -> list[Step]:
        """Feed one result a letter and return what each did."""
        steps = []
        for letter in letters:
            self.now += 60
            step = advance(self.track, Observation(LETTERS[letter], self.now, self.now), self.policy, circumstances)
            self.track = step.track
            self.said.append(step.notify)
            steps.append(step)
        return steps

    def rows(self, letters: str, circumstances: Circumstances = FREE) -> list[tuple]:
        """Feed and return state type, attempt and notification of each result."""
        return [
            (step.track.state_type.value, step.track.attempt, step.notify) for step in self.feed(letters, circumstances)
        ]

    def told(self, letters: str, circumstances: Circumstances = FREE) -> list[str]:
        """Feed and return what was said, silence left out."""
        return [step.notify for step in self.feed(letters, circumstances) if step.notify]
