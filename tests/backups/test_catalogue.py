"""The data files: all of them can be read, none is slow, and a mistake in one is named."""

# ruff: noqa: E501 - mails are as long as they are

import time
import tomllib
from importlib import resources

import pytest

from checks.backups import BackupMail, CatalogueError, judge, products
from checks.backups.catalogue import common, read, status_labels
from checks.backups.patterns import PatternError, compiled, fold, needles, present, risks
from checks.backups.words import read_data, words

FILES = sorted(
    file.name for file in resources.files("checks.backups.products").iterdir() if file.name.endswith(".toml")
)
PATTERN_KEYS = {"pattern", "unless", "row"}
LIST_KEYS = {"header", "lines", "after"}
WANTED = [
    "veeam",
    "veeam-agent",
    "veeam-m365",
    "acronis",
    "synology-hyper-backup",
    "synology-active-backup",
    "qnap-hbs",
    "nakivo",
    "altaro",
    "backup-exec",
    "windows-server-backup",
    "proxmox-ve",
    "proxmox-backup-server",
    "bareos",
    "borg",
    "restic",
    "rsnapshot",
    "duplicati",
    "cobian",
    "iperius",
    "uranium",
    "ahsay",
    "msp360",
    "datto",
    "arcserve",
    "macrium",
    "retrospect",
    "sql-server-agent",
]


def patterns_of(data):
    if isinstance(data, list):
        for each in data:
            yield from patterns_of(each)
    if isinstance(data, dict):
        for key, value in data.items():
            if key in PATTERN_KEYS and isinstance(value, str):
                yield value
            elif key in LIST_KEYS:
                yield from value
            elif key == "status" and isinstance(value, dict):
                yield from value.values()
            else:
                yield from patterns_of(value)


def word_patterns(data):
    if isinstance(data, str):
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from word_patterns(each)


@pytest.mark.parametrize("file", FILES)
def test_a_product_file_is_whole_and_quick(file):
    text = resources.files("checks.backups.products").joinpath(file).read_text("utf-8")
    product = read(file, text)
    assert product.recognise
    assert product.rules
    assert len(product.source) > 20, "every format names its source"
    slow = [risk for pattern in patterns_of(tomllib.loads(text)) for risk in risks(pattern)]
    assert slow == []


def test_every_product_asked_for_is_there():
    known = {product.id for product in products()}
    assert set(WANTED) <= known
    assert common()
    assert status_labels()


def test_the_word_lists_are_quick():
    data = {key: value for key, value in read_data().items() if key not in ("samples", "version", "source")}
    assert [risk for pattern in word_patterns(data) for risk in risks(pattern)] == []
    assert words().version >= 1


RULE = "\n[[recognise]]\nwhere = 'subject'\npattern = 'x'\n[[rule]]\nid = 'a'\nwhere = 'subject'\npattern = 'x'\nverdict = 'OK'\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = ", "not TOML"),
        ("source = 's'", "needs name"),
        ("name = 'n'", "needs source"),
        ("name = 'n'\nsource = 's'\ncolour = 1", "unknown ['colour']"),
        ("name = 'n'\nsource = 's'" + RULE.replace("'OK'", "'GOOD'"), "'GOOD' is none of"),
        (
            "name = 'n'\nsource = 's'"
            + RULE.replace("where = 'subject'\npattern = 'x'\nverdict", "where = 'top'\npattern = 'x'\nverdict"),
            "one of",
        ),
        ("name = 'n'\nsource = 's'" + RULE.replace("pattern = 'x'", "pattern = '('"), "cannot be read"),
        ("name = 'n'\nsource = 's'" + RULE + RULE[RULE.index("[[rule]]") :], "one id"),
        ("name = 'n'\nsource = 's'" + RULE + "[[table]]\nrow = 'x'\n", "groups name and status"),
        ("name = 'n'\nsource = 's'" + RULE + "[extract]\ncolour = []\n", "unknown ['colour']"),
    ],
)
def test_a_mistake_is_named(text, says):
    with pytest.raises(CatalogueError) as error:
        read("new.toml", text)
    assert "new.toml" in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(?:a|b*)*c", ".* x .* y", "(?:[a-z]+ ?){1,50}z"])
def test_a_slow_pattern_is_refused(pattern):
    assert risks(pattern)


def test_folding_keeps_places():
    text = "Già è riuscitò ß Ñ ﬁ"
    assert len(fold(text)) == len(text)
    assert fold("Gravità") == "Gravita"
    with pytest.raises(PatternError):
        compiled("(")


def test_needles_never_hide_a_match():
    data = read_data()
    sentences = [sentence for kind in data["samples"].values() for sentence in kind]
    everything = [
        *words().failure,
        *words().major,
        *words().warning,
        *words().partial,
        *words().harmless,
        *words().success,
    ]
    for sentence in sentences:
        folded = fold(sentence)
        for pattern in everything:
            assert present(pattern, folded.lower()) or not pattern.search(folded)
    assert needles(r"\b(?:fail|error)s?\b") == ("error", "fail")


@pytest.mark.parametrize(
    "text",
    [
        "backup failed " * 20_000,
        "a" * 400_000,
        ("error: " * 100 + "\n") * 500,
        " " * 500_000,
        "[success] " * 30_000,
        ("backup job: " + "x " * 300 + "\n") * 800,
        "Backup plan " * 30_000,
        "1 " * 200_000,
        "C:\\" * 90_000,
        "Name Status\n" + "Success " * 50_000,
        '"' * 300_000,
        "> " * 100_000,
        "=" * 200_000,
    ],
)
def test_hostile_mails_take_no_time(text):
    judge(BackupMail("a", "b", "c"))
    start = time.process_time()
    judge(BackupMail(text[:2000], text[:5000], text))
    assert time.process_time() - start < 3, "seconds of one slow machine; a second on a usual one"
