"""Why an object is in its state, told in sentences, and what keeps its problem from being told to anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from bls_tui.desk import spans
from bls_tui.locale import _, ngettext
from bls_tui.service.monitoring.views import object_view
from bls_tui.service.monitoring.views_data import ANYBODY, Gate, ObjectView, Viewer, WhyView
from checks.model import FlapPolicy, Kind, Policy, State, StateType, Track
from checks.rules import explain, thresholds
from checks.rules.acknowledgement import Acknowledgement, in_force
from checks.rules.explain import Reason, Surroundings
from checks.rules.state import Circumstances
from db.rows import DowntimeRow, MetricRow, StateRow
from db.session import Database


def why_view(database: Database, now: float, object_id: int, zone: tzinfo, viewer: Viewer = ANYBODY) -> WhyView:
    """Read an object and explain its state. Raises UnknownObjectError."""
    return explained(object_view(database, now, object_id, viewer), zone)


def explained(view: ObjectView, zone: tzinfo) -> WhyView:
    """Explain what is known of an object, with times in `zone`."""
    return WhyView(view, tuple(_Story(view, zone).sentences()), tuple(_gates(view, zone)))


@dataclass(frozen=True, slots=True)
class _Story:
    """The chain of reasons, one method a link; each yields nothing where there is nothing to say."""

    view: ObjectView
    zone: tzinfo

    def sentences(self) -> Iterator[str]:
        yield from self._state()
        yield from self._last_good()
        yield from self._limits()
        yield from self._cause()
        yield from self._neighbours()
        yield from self._acknowledgement()
        yield from self._downtimes()
        yield from self._flapping()
        yield from self._filling()
        yield from self._checks()
        yield from self._poller()

    def _at(self, at: float) -> str:
        return spans.moment(at, self.zone, self.view.generated_at)

    def _ago(self, at: float) -> str:
        return spans.long(self.view.generated_at - at)

    def _state(self) -> Iterator[str]:
        row = self.view.row
        if row.state == State.PENDING:
            yield _("{object} has not been checked yet.").format(object=row.full_name)
            return
        if row.changed_at is None:
            yield _("{object} is {state}.").format(object=row.full_name, state=row.state)
        else:
            yield _("{object} is {state} since {at}, for {age}.").format(
                object=row.full_name, state=row.state, at=self._at(row.changed_at), age=self._ago(row.changed_at)
            )
        yield _("The last check said: {output}").format(output=row.output or _("nothing"))
        if row.state_type == StateType.SOFT:
            yield _("Not believed yet: attempt {attempt} of {attempts}, tried again every {retry}.").format(
                attempt=row.attempt,
                attempts=row.max_attempts,
                retry=spans.long(self.view.declared.retry_interval),
            )

    def _last_good(self) -> Iterator[str]:
        row = self.view.row
        if not State(row.state).bad:
            return
        good = State.UP if row.kind == Kind.HOST else State.OK
        if row.last_ok_at is None:
            yield _("It has never been {state} since it has been watched.").format(state=good)
        else:
            yield _("It was last {state} at {at}, {age} ago.").format(
                state=good, at=self._at(row.last_ok_at), age=self._ago(row.last_ok_at)
            )

    def _limits(self) -> Iterator[str]:
        for metric in (each.metric for each in self.view.metrics):
            for word, limit in ((State.CRITICAL, metric.crit), (State.WARNING, metric.warn)):
                if _beyond(metric, limit):
                    yield _("{metric} is {value}{unit}, past the {state} limit {limit}.").format(
                        metric=metric.name, value=f"{metric.value:g}", unit=metric.unit, state=word, limit=limit
                    )
                    break

    def _cause(self) -> Iterator[str]:
        view = self.view
        if view.cause is not None:
            yield _("It fails because {cause} is {state}: that is the problem to work on.").format(
                cause=view.cause.full_name, state=view.cause.state
            )
        elif view.row.kind == Kind.SERVICE and State(view.row.state).bad:
            yield _("Its host {host} is {state}.").format(host=view.host.full_name, state=view.host.state)
        if view.behind:
            yield ngettext(
                "{count} object fails because of it: {names}.",
                "{count} objects fail because of it: {names}.",
                len(view.behind),
            ).format(count=len(view.behind), names=_some([row.full_name for row in view.behind]))

    def _neighbours(self) -> Iterator[str]:
        view = self.view
        if view.row.kind != Kind.HOST or not view.parents or not State(view.row.state).bad:
            return
        told = ", ".join(f"{row.full_name} ({row.state})" for row in view.parents)
        if any(State(row.state).good for row in view.parents):
            yield _("It is reached through {parents}: it is this host or its line.").format(parents=told)
        else:
            yield _("It is reached through {parents}.").format(parents=told)

    def _acknowledgement(self) -> Iterator[str]:
        row = self.view.acknowledgement
        if row is None:
            return
        text = _("Acknowledged by {author} at {at}: {comment}").format(
            author=row.author, at=self._at(row.at), comment=row.comment
        )
        if row.expires_at is not None:
            text += " " + _("(expires at {at})").format(at=self._at(row.expires_at))
        yield text

    def _downtimes(self) -> Iterator[str]:
        for row in self.view.downtimes:
            holds = _in_effect(row, self.view.generated_at)
            form = (
                _("In downtime until {until} by {author}: {comment}")
                if holds
                else _("Downtime planned from {start} until {until} by {author}: {comment}")
            )
            yield form.format(
                start=self._at(row.starts_at), until=self._at(_over_at(row)), author=row.author, comment=row.comment
            )

    def _flapping(self) -> Iterator[str]:
        row, declared = self.view.row, self.view.declared
        if row.flapping:
            yield _("It is flapping: {percent} of its recent results changed; this ends at {low}.").format(
                percent=_percent(row.flap_percent), low=_percent(declared.flap_low)
            )
        elif row.flap_percent > 0:
            yield _("{percent} of its recent results changed; above {high} it counts as flapping.").format(
                percent=_percent(row.flap_percent), high=_percent(declared.flap_high)
            )

    def _filling(self) -> Iterator[str]:
        for each in self.view.metrics:
            if each.full_in is not None:
                yield _("{metric} is full in about {span} if it goes on like this.").format(
                    metric=each.metric.name, span=spans.long(each.full_in)
                )

    def _checks(self) -> Iterator[str]:
        view, row = self.view, self.view.row
        if row.checked_at is not None:
            text = _("Checked by {probe} {age} ago, every {interval}").format(
                probe=row.probe, age=self._ago(row.checked_at), interval=spans.long(row.interval)
            )
            if row.next_check_at is not None and row.next_check_at > view.generated_at:
                text += _("; next at {at}").format(at=self._at(row.next_check_at))
            yield text + "."
        elif row.next_check_at is not None:
            yield _("Its first check by {probe} is due at {at}.").format(
                probe=row.probe, at=self._at(row.next_check_at)
            )
        if view.stale:
            yield _("STALE: a new result was due long ago; what is shown may no longer be true.")

    def _poller(self) -> Iterator[str]:
        poller = self.view.poller
        if poller.stale:
            yield stale_poller(poller.holder, poller.heartbeat_age)


def stale_poller(holder: str, heartbeat_age: float | None) -> str:
    """Say that results do not arrive: who polled last, and how long it has been silent."""
    if heartbeat_age is None:
        return _("STALE: nothing has ever been polled; start `bls` or `bls poller`.")
    if not holder:
        return _("STALE: nobody has polled for {age}; start `bls` or `bls poller`.").format(
            age=spans.long(heartbeat_age)
        )
    return _("STALE: the poller {holder} has been silent for {age}.").format(
        holder=holder, age=spans.long(heartbeat_age)
    )


def _percent(number: float) -> str:
    return f"{number:.3g} %"


def _some(names: list[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def _beyond(metric: MetricRow, limit: str | None) -> bool:
    if limit is None or metric.value is None:
        return False
    try:
        return thresholds.Range.parse(limit).alerts(metric.value)
    except thresholds.RangeError:
        return False  # a plugin may print limits that are no ranges; it judged by itself


def _in_effect(row: DowntimeRow, now: float) -> bool:
    if row.kind == "flexible":
        return row.started_at is not None
    return row.starts_at <= now < row.ends_at


def _over_at(row: DowntimeRow) -> float:
    if row.duration is None or row.started_at is None:
        return row.ends_at
    return row.started_at + row.duration


def _gates(view: ObjectView, zone: tzinfo) -> Iterator[Gate]:
    declared = view.declared
    policy = Policy(
        Kind(view.row.kind),
        declared.max_attempts,
        declared.interval,
        declared.retry_interval,
        FlapPolicy(declared.flap_enabled, declared.flap_low, declared.flap_high),
    )
    for reason in explain.reasons(_track(view.state), policy, _circumstances(view), _surroundings(view)):
        text = _GATES[reason.gate]()
        if reason.detail and reason.active:
            text += f" ({reason.detail})"
        yield Gate(reason.gate.value, reason.active, text + _until(reason, zone, view.generated_at))


def _until(reason: Reason, zone: tzinfo, now: float) -> str:
    if not reason.active or reason.until is None:
        return ""
    return _(", until {at}").format(at=spans.moment(reason.until, zone, now))


def _track(row: StateRow) -> Track:
    return Track(
        state=State(row.state),
        state_type=StateType(row.state_type),
        attempt=row.attempt,
        hard_state=State(row.hard_state),
        flap_bits=row.flap_bits,
        flap_percent=row.flap_percent,
        flapping=row.flapping,
        suppressed_state=State(row.suppressed_state) if row.suppressed_state else None,
    )


def _circumstances(view: ObjectView) -> Circumstances:
    held = view.acknowledgement
    return Circumstances(
        host_up=view.row.kind == Kind.HOST or not State(view.host.state).bad,
        parents_up=not view.parents or any(not State(row.state).bad for row in view.parents),
        in_downtime=view.row.in_downtime,
        acknowledged=in_force(Acknowledgement(held.sticky, held.expires_at) if held else None, view.generated_at),
    )


def _surroundings(view: ObjectView) -> Surroundings:
    now, own = view.generated_at, view.row.object_id
    holding = [row for row in view.downtimes if _in_effect(row, now)]
    pending = [
        row.ends_at
        for row in view.downtimes
        if row.kind == "flexible" and row.started_at is None and row.starts_at <= now < row.ends_at
    ]
    held = view.acknowledgement
    return Surroundings(
        acknowledged_by=held.author if held else "",
        acknowledgement_expires_at=held.expires_at if held else None,
        downtime_until=max((_over_at(row) for row in holding if row.object_id == own), default=None),
        host_downtime_until=max((_over_at(row) for row in holding if row.object_id != own), default=None),
        flexible_downtime_until=max(pending, default=None),
        root_cause=view.cause.full_name if view.cause else "",
        next_check_at=view.row.next_check_at,
    )


_GATES = {
    explain.Gate.NO_PROBLEM: lambda: _("there is no problem"),
    explain.Gate.SOFT: lambda: _("not believed yet, being tried again"),
    explain.Gate.ACKNOWLEDGED: lambda: _("acknowledged"),
    explain.Gate.FLAPPING: lambda: _("flapping"),
    explain.Gate.DOWNTIME: lambda: _("in downtime"),
    explain.Gate.HOST_DOWNTIME: lambda: _("its host is in downtime"),
    explain.Gate.FLEXIBLE_DOWNTIME: lambda: _("a flexible downtime waits for the first problem"),
    explain.Gate.HOST_DOWN: lambda: _("its host is not up"),
    explain.Gate.PARENTS_DOWN: lambda: _("everything it is reached through is down"),
    explain.Gate.FRESH_CHECK: lambda: _("waiting for a fresh check"),
}
