"""What somebody may have forged confirms nothing."""

import pytest

from tests.unit.service_processes.conftest import own_script


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Authentication-Results", "mx.bls.example; dmarc=fail header.from=rossi.example"),
        ("From", "script@rossi.example, evil@evil.example"),
        ("From", "script@rossi.example evil@evil.example"),
    ],
)
def test_a_confirmation_whose_sender_is_in_doubt_waits_for_a_technician(office, header, value):
    office.at("2026-03-02 22:40")
    mail = own_script("nightly", "SUCCESS")
    del mail[header]
    mail._headers.append((header, value))
    message = office.receive(mail)
    assert office.states() == []
    assert (message.place, message.reason) == ("triage", "unrecognised")
    assert len(office.unclear()) == 1


def test_a_success_that_says_it_is_of_another_year_saves_no_run_of_today(office):
    office.at("2026-03-02 22:40")
    office.receive(own_script("nightly", "FAILED", finished_at="2026-03-02T22:30:00+01:00"))
    office.receive(own_script("nightly", "SUCCESS", finished_at="2019-03-02T22:30:00+01:00"))
    assert office.states() == ["FAILED"]
    assert len(office.unclear()) == 1
