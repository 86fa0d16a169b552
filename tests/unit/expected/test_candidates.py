"""The processes a mail may be about are found by the name of the job, and no match is lost by it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bls_tui.desk import people, processes
from checks.rules.expected.recognition import MailFacts, recognise

names = st.sampled_from(["", "Nightly", "nightly ", "NIGHTLY  db", "nightly db", "night*", "*", "ﬁles", "files", "a*b"])


def built(jobs):
    documents = [("customer", "acme", {"name": "Acme"})]
    base = {"customer": "acme", "at": "22:00"}
    documents += [
        ("process", f"p{index}", {**base, "mailbox": f"m{index % 2}", "job": job}) for index, job in enumerate(jobs)
    ]
    return processes.build(documents, people.build(documents), date(2026, 3, 2))


@given(st.lists(names, max_size=6), names, st.lists(names, max_size=3))
def test_candidates_lose_no_match(jobs, job, items):
    known = built(jobs)
    facts = MailFacts("m1", "a@b.example", "s", "", job, "", tuple(items))
    every = {one.key: one.recognition for one in known.of_mailbox("m1")}
    found = recognise(facts, known.candidates("m1", (job, *items)))
    whole = recognise(facts, every)
    assert (set(found.matches), found.rivals) == (set(whole.matches), whole.rivals)
