import tomllib

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from bls_tui.toml_lines import line_of, scan

TEXT = '''# x = 1
[a] # c
b = 1
"q.r" = [ "a",
 "]", # ]
 [1,2], {x=1}
]
c.d = """
[no]
x=1
"""
[host."sp ]ace".service.disk]
probe="x"
e = { f = [1], g = "}" }
l = \'\'\'
a=1\'\'\'
m = ""
n = """a"""
'''


def test_headers_and_keys_are_found_on_their_lines():
    lines = scan(TEXT)
    assert lines[("a",)] == 2
    assert lines[("a", "b")] == 3
    assert lines[("a", "q.r")] == 4
    assert lines[("a", "c", "d")] == 8
    assert lines[("host", "sp ]ace", "service", "disk", "probe")] == 13
    assert lines[("host", "sp ]ace", "service", "disk", "n")] == 18


def test_what_looks_like_toml_inside_strings_is_not_found():
    lines = scan(TEXT)
    assert not any("no" in path or path[-1] == "x" for path in lines)


def test_a_table_without_header_is_where_the_first_table_inside_it_is():
    assert scan(TEXT)[("host", "sp ]ace")] == 12


def test_what_is_not_written_is_where_the_nearest_table_around_it_is():
    lines = scan(TEXT)
    assert line_of(lines, ("a", "q.r", "0", "z")) == 4
    assert line_of(lines, ("a", "missing")) == 2
    assert line_of(lines, ("nothing",)) == 1


keys = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="="), min_size=1)
values = st.one_of(st.integers(), st.text(st.sampled_from("a[]{}=#'\n \\"), max_size=12), st.lists(st.integers()))


@given(st.dictionaries(keys, st.dictionaries(keys, values, min_size=1, max_size=4), min_size=1, max_size=4))
def test_every_key_of_any_file_is_on_the_line_that_holds_it(tables):
    text = tomlkit.dumps(tables)
    lines, written = scan(text), text.split("\n")
    for table, inner in tables.items():
        for key in inner:
            line = written[lines[(table, key)] - 1]
            assert list(tomllib.loads(line.partition("=")[0] + "= 0")) == [key]
