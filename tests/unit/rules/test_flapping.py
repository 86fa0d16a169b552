"""Flapping: weights, hysteresis, Icinga's own sequences, and when it is frozen."""

import pytest

from checks.model import FlapPolicy, Kind
from checks.rules.flapping import is_flapping, percent, record
from checks.rules.state import Circumstances
from tests.support.machine import Machine

ON = FlapPolicy(enabled=True)


@pytest.mark.parametrize(
    ("changes", "share"), [(0, 0), (1, 5.9), (3, 17.4), (4, 23.0), (5, 28.5), (6, 33.9), (20, 99.0)]
)
def test_changes_in_a_row_make_these_shares(changes, share):
    bits = 0
    for _ in range(changes):
        bits = record(bits, changed=True)
    assert percent(bits) == pytest.approx(share)


def test_the_oldest_weighs_080_and_then_falls_out():
    bits = record(0, changed=True)
    for _ in range(19):
        bits = record(bits, changed=False)
    assert percent(bits) == 4.0
    assert record(bits, changed=False) == 0


def test_it_starts_above_high_and_stops_at_low():
    assert not is_flapping(ON, 30.0, was=False)
    assert is_flapping(ON, 30.1, was=False)
    assert is_flapping(ON, 25.1, was=True)
    assert not is_flapping(ON, 25.0, was=True)
    assert not is_flapping(FlapPolicy(enabled=False), 99.0, was=True)


@pytest.mark.parametrize(("kind", "good", "bad"), [(Kind.HOST, "U", "D"), (Kind.SERVICE, "o", "c")])
def test_icinga_ten_alternations_flap_and_twenty_good_results_end_it(kind, good, bad):
    machine = Machine(kind, flap=ON)
    machine.feed((good + bad) * 5)
    assert machine.track.flapping
    assert machine.said.count("FLAPPINGSTART") == 1
    assert machine.told(good * 20) == ["FLAPPINGEND"]
    assert not machine.track.flapping


def test_it_takes_six_changes_at_the_usual_levels():
    machine = Machine(flap=ON)
    assert [step.track.flapping for step in machine.feed("cococo")] == [False] * 5 + [True]


def test_changes_between_bad_states_count_for_services_and_not_for_hosts():
    machine = Machine(flap=ON)
    assert machine.feed("wcwcwc")[-1].track.flapping
    host = Machine(Kind.HOST, flap=ON)
    host.feed("D")
    assert host.feed("D")[0].track.flap_bits == 0b10


def test_switched_off_it_still_counts():
    step = Machine(flap=FlapPolicy(enabled=False)).feed("cococo")[-1]
    assert (step.track.flap_percent, step.track.flapping) == (pytest.approx(33.9), False)


@pytest.mark.parametrize(
    "frozen", [Circumstances(in_downtime=True), Circumstances(host_up=False), Circumstances(parents_up=False)]
)
def test_it_is_frozen_in_downtime_and_behind_a_failure(frozen):
    machine = Machine(flap=ON)
    machine.feed("coco")
    before = machine.track
    machine.feed("cocococo", frozen)
    assert (machine.track.flap_bits, machine.track.flap_percent) == (before.flap_bits, before.flap_percent)
    assert not machine.track.flapping


def test_an_acknowledgement_does_not_freeze_it():
    machine = Machine(flap=ON)
    machine.feed("cwcwcwcw", Circumstances(acknowledged="sticky"))
    assert machine.track.flapping
