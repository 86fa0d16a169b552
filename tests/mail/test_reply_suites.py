"""The answers that other projects' suites of replies give, where the recordings are beside the checkout."""

import email
import email.policy
import json
import re

import pytest

from bls_tui.mail.quotes import extract_forwarded, fragments, split_signature, trim
from bls_tui.mail.reading.html import to_text


@pytest.fixture(scope="module")
def cases(shared):
    return json.loads((shared / "mail" / "reply_trim_cases.json").read_text("utf-8"))


def of_kind(cases, kind):
    found = [case for case in cases if case["kind"] == kind]
    assert found
    return found


def squeezed(text):
    return re.sub(r"\s+", "", text)


def wrong(cases, right):
    """The ids of the cases that are not right: all are tried, so that one failure shows the others too."""
    return [case["id"] for case in cases if not right(case)]


def test_texts(cases):
    assert wrong(of_kind(cases, "reply_trim"), lambda case: trim(case["raw"]).visible == case["trimmed"].strip()) == []


def test_texts_are_parted_as_there(cases):
    """Other suites rewrite the marks of quotation in what they take out, so only its words are compared."""

    def words(text):
        return re.sub(r"[\s>|]+|\bC>", "", text)

    given = [case for case in of_kind(cases, "reply_trim") if "elided" in case]
    assert (
        wrong(
            given, lambda case: words("".join(fold.text for fold in trim(case["raw"]).folds)) == words(case["elided"])
        )
        == []
    )


def test_raw_mails(cases):
    def plain(case):
        message = email.message_from_string(case["raw"], policy=email.policy.default)
        return message.get_body(("plain",)).get_content()

    assert (
        wrong(of_kind(cases, "reply_trim_eml"), lambda case: trim(plain(case)).visible == case["trimmed"].strip()) == []
    )


def test_html_mails(cases):
    def right(case):
        return squeezed(trim(to_text(case["raw"])).visible) == squeezed(case["trimmed"])

    assert wrong(of_kind(cases, "reply_trim_html"), right) == []


def test_forwarded_mails(cases):
    def right(case):
        found = extract_forwarded(case["raw"])
        return found is not None and (found.before, found.embedded) == (case["before"], case["embedded"])

    assert wrong(of_kind(cases, "forwarded_extract"), right) == []


def test_fragments(cases):
    def right(case):
        found, expected = fragments(case["raw"]), case["expected"]
        return (
            len(found) == expected.get("fragments", len(found))
            and all(
                [getattr(fragment, flag) for fragment in found] == expected[flag]
                for flag in ("quoted", "signature", "hidden")
                if flag in expected
            )
            and found[0].text.startswith(expected.get("first_fragment_starts", ""))
            and all(part in found[0].text for part in expected.get("first_fragment_contains", ()))
            and all(part in found[1].text for part in expected.get("second_fragment_contains", ()))
        )

    assert wrong(of_kind(cases, "fragments"), right) == []


def test_signatures(cases):
    def right(case):
        return split_signature(case["raw"], case["sender"]).signature == case["signature"].strip()

    assert wrong(of_kind(cases, "signature_split"), right) == []
