"""A filter is read or refused with a FilterError, never anything else; and `!x` is exactly what `x` is not."""

from hypothesis import assume, given
from hypothesis import strategies as st

from bls_tui.desk import filters
from bls_tui.desk.filters import FilterError
from checks.model import State
from tests.support.rows import NOW, status_row

words = st.sampled_from(
    ["cust:acme", "st:crit", "st:ok,down", "is:acked", "is:soft", "age:>1h", "age:<5m", 'svc:"a b"', "host:web",
     "disk", '"two words"', "site:mi", "probe:http", "!disk", "st:", "x:y", '"', "é", "\x1b", "a:b:c", "::", "!!", ","]
)  # fmt: skip
texts = st.one_of(st.text(max_size=30), st.lists(words, max_size=5).map(" ".join))
rows = st.builds(
    status_row,
    st.sampled_from(["web01", "web01/http", "sql02/disk C:", "sql02/a b"]),
    state=st.sampled_from([str(state) for state in State]),
    state_type=st.sampled_from(["SOFT", "HARD"]),
    customer_key=st.sampled_from(["acme", "nord"]),
    acknowledged_by=st.sampled_from([None, "kb"]),
    changed_at=st.none() | st.floats(NOW - 10_000, NOW),
)


def read(text):
    try:
        return filters.parse(text)
    except FilterError as error:
        return error


@given(texts, rows)
def test_any_text_is_read_or_refused(text, row):
    found = read(text)
    if isinstance(found, FilterError):
        assert 0 <= found.position <= len(text)
        assert str(found)
    else:
        assert found.matches(row, NOW) in (True, False)


@given(words, rows)
def test_negation_is_the_complement(word, row):
    plain, negated = read(word), read(f"!{word}")
    if isinstance(plain, FilterError):
        assert isinstance(negated, FilterError)
    else:
        assert negated.matches(row, NOW) is not plain.matches(row, NOW)


@given(words, words, rows)
def test_terms_are_joined_by_and(left, right, row):
    try:
        first, second = filters.parse(left), filters.parse(right)
    except FilterError:
        assume(False)
    both = filters.parse(f"{left} {right}").matches(row, NOW)
    assert both == (first.matches(row, NOW) and second.matches(row, NOW))
