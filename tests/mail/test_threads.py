"""Threads by references: what RFC 5256 says, other servers' answers, and whatever hostile headers claim."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bls_tui.mail.threads import Node, Threadable, flatten, parents, thread


def message(number, references=(), in_reply_to=(), identity=None, date=None):
    return Threadable(
        id=number,
        message_id=f"m{number}@x" if identity is None else identity,
        references=tuple(references),
        in_reply_to=tuple(in_reply_to),
        date=date,
    )


def ids(text):
    return tuple((text or "").replace("<", " ").replace(">", " ").split())


@pytest.mark.parametrize("case", ["imaptest/thread/references", "imaptest/thread2/references"])
def test_answers_of_another_server(shared, case):
    cases = json.loads((shared / "mail" / "threading_cases.json").read_text("utf-8"))
    data = next(one for one in cases if one["id"] == case)
    messages = [
        Threadable(one["seq"], ids(one["message_id"])[0], ids(one["in_reply_to"]), ids(one["references"]))
        for one in data["messages"]
    ]
    assert parents(messages) == {int(number): parent for number, parent in data["expected_parent"].items()}
    groups = sorted(sorted(number for number, _ in flatten([root])) for root in thread(messages))
    assert groups == sorted(sorted(group) for group in data["expected_groups"])


def test_answer_stands_under_the_message_it_answers():
    messages = [message(1), message(2, ["m1@x"]), message(3, ["m1@x", "m2@x"]), message(4, ["m1@x"])]
    assert thread(messages) == [Node(1, (Node(2, (Node(3),)), Node(4)))]


def test_in_reply_to_counts_only_without_references():
    messages = [message(1), message(2), message(3, ["m1@x"], ["m2@x"]), message(4, (), ["m2@x", "m1@x"])]
    assert parents(messages) == {1: None, 2: None, 3: 1, 4: 2}


def test_ids_differ_by_case():
    assert parents([message(1, identity="A@x"), message(2, ["a@x"])]) == {1: None, 2: None}


def test_order_is_by_date_and_not_by_arrival():
    messages = [
        message(1, date=30.0),
        message(2, ["m1@x"], date=50.0),
        message(3, ["m1@x"], date=40.0),
        message(4, date=10.0),
    ]
    assert list(flatten(thread(messages))) == [(4, 0), (1, 0), (3, 1), (2, 1)]


def test_undated_messages_come_last_in_the_order_given():
    messages = [message(1), message(2), message(3, date=5.0)]
    assert [node.id for node in thread(messages)] == [3, 1, 2]


def test_answers_arriving_before_their_question():
    assert parents([message(3, ["m1@x", "m2@x"]), message(2, ["m1@x"]), message(1)]) == {1: None, 2: 1, 3: 2}


def test_one_answer_to_a_message_not_at_hand_takes_its_place():
    assert thread([message(1, ["lost@x"])]) == [Node(1)]


def test_several_answers_to_a_message_not_at_hand_stay_together():
    messages = [message(1, ["lost@x"]), message(2, ["lost@x"])]
    assert thread(messages) == [Node(None, (Node(1), Node(2)))]
    assert parents(messages) == {1: None, 2: None}
    assert list(flatten(thread(messages))) == [(1, 0), (2, 0)]


def test_missing_message_in_the_middle_is_bridged():
    assert parents([message(1), message(2, ["m1@x", "lost@x"]), message(3, ["m1@x", "lost@x"])]) == {
        1: None,
        2: 1,
        3: 1,
    }


def test_self_reference_is_ignored():
    assert parents([message(1, ["m1@x"]), message(2, ["m1@x", "m2@x"])]) == {1: None, 2: None}


def test_circles_lose_no_message():
    messages = [message(1, ["m3@x"]), message(2, ["m1@x"]), message(3, ["m2@x"])]
    assert sorted(number for number, _ in flatten(thread(messages))) == [1, 2, 3]


def test_later_truncated_references_are_corrected_by_the_message_itself():
    messages = [message(4, ["m1@x", "m3@x"]), message(1), message(2, ["m1@x"]), message(3, ["m1@x", "m2@x"])]
    assert parents(messages) == {1: None, 2: 1, 3: 2, 4: 3}


def test_duplicate_ids_stand_for_themselves():
    messages = [message(1, identity="same@x"), message(2, identity="same@x"), message(3, ["same@x"])]
    assert parents(messages) == {1: None, 2: None, 3: 1}


def test_messages_without_an_id_are_threaded_by_what_they_answer():
    assert parents([message(1), message(2, ["m1@x"], identity=""), message(3, identity="")]) == {1: None, 2: 1, 3: None}


@pytest.mark.parametrize("order", ["forward", "backward", "shuffled"])
def test_a_chain_of_ten_thousand_answers(order):
    messages = [message(number, [f"m{number - 1}@x"] if number else []) for number in range(10_000)]
    if order == "backward":
        messages.reverse()
    elif order == "shuffled":
        random.Random(7).shuffle(messages)  # noqa: S311 - an order, not a secret
    depths = dict(flatten(thread(messages)))
    assert depths == {number: number for number in range(10_000)}


def test_thousands_of_references_in_one_message():
    messages = [message(1), message(2, ["m1@x", *(f"lost{number}@x" for number in range(5_000))])]
    assert parents(messages) == {1: None, 2: 1}


references = st.lists(st.sampled_from([f"m{number}@x" for number in range(8)]), max_size=5)


@given(st.lists(references, max_size=8))
def test_every_message_is_shown_once_whatever_the_headers_claim(lists):
    messages = [message(number, one) for number, one in enumerate(lists)]
    assert sorted(number for number, _ in flatten(thread(messages))) == list(range(len(lists)))


@given(st.lists(references, max_size=8))
def test_no_message_stands_under_itself(lists):
    above = parents([message(number, one) for number, one in enumerate(lists)])
    for number in above:
        seen, current = set(), number
        while current is not None:
            assert current not in seen
            seen.add(current)
            current = above[current]


@given(st.lists(references, max_size=8), st.randoms())
def test_proper_chains_do_not_depend_on_the_order_of_arrival(lists, rng):
    messages = [
        message(number, [f"m{up}@x" for up in range(number)], date=float(number)) for number in range(len(lists))
    ]
    shuffled = list(messages)
    rng.shuffle(shuffled)
    assert thread(shuffled) == thread(messages)
