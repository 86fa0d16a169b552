import pytest

from bls_tui.desk.mail import words
from bls_tui.desk.mail.acknowledge import Refusal
from bls_tui.desk.mail.facts import How, Reason, RuleAction
from bls_tui.desk.mail.notices import Silence
from bls_tui.desk.mail.recipients import LeftOut


@pytest.mark.parametrize("codes", [Reason, How, RuleAction, LeftOut, Silence, Refusal])
def test_every_code_has_a_word_of_its_own(codes):
    said = [words.word(code) for code in codes]
    assert len(set(said)) == len(said)
    assert all(said) or codes is How
