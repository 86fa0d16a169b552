import pytest

from bls_tui.desk import signs
from checks.model import State
from tests.support.rows import NOW, status_row


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_shape_and_a_short_word(state):
    assert len(signs.shape(state)) == 1
    assert signs.shape(state, ascii_only=True).isascii()
    assert len(signs.WORDS[state]) <= 4


def test_fresh_until_two_intervals_have_passed():
    assert not signs.stale(status_row(checked_at=NOW - 600, next_check_at=NOW - 300), NOW)
    assert signs.stale(status_row(checked_at=NOW - 601, next_check_at=NOW - 301), NOW)


def test_outside_its_check_period_nothing_goes_stale():
    assert not signs.stale(status_row(checked_at=NOW - 40_000, next_check_at=NOW + 3600), NOW)


def test_never_checked_and_passive_are_not_stale():
    assert not signs.stale(status_row(checked_at=None, next_check_at=None), NOW)
    assert not signs.stale(status_row(probe="passive", checked_at=NOW - 99_999), NOW)


def test_flags_come_in_a_fixed_order():
    row = status_row(
        acknowledged_by="kb", in_downtime=True, flapping=True, state_type="SOFT", checked_at=1.0, next_check_at=2.0
    )
    assert signs.flags(row, NOW) == "adfsz"
    assert signs.flags(row, NOW, called=True) == "acdfsz"
    assert signs.flags(status_row(), NOW) == ""
