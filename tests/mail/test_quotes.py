"""Folding of quotations: mails of many programs and languages, and that never a line is lost."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bls_tui.mail.quotes import extract_forwarded, fragments, split_signature, trim
from tests.mail.quote_texts import CASES


def kinds(trimmed):
    """The kinds of the folds, runs of one kind counted once where only empty lines part them."""
    return tuple(str(fold.kind) for fold in trimmed.folds)


def rebuilt(text, trimmed):
    """The lines of the text put together again from the visible part and the folds, empty ones left out."""
    lines = [line.strip() for line in trimmed.visible.split("\n")]
    for fold in trimmed.folds:
        lines += [line.strip() for line in fold.text.split("\n")]
    return Counter("".join(lines).replace(" ", ""))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_the_author_wrote_is_visible(case):
    trimmed = trim(case.text)
    assert trimmed.visible.replace("\r", "") == case.visible
    assert kinds(trimmed) == case.folds


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_folds_say_where_they_were(case):
    lines = case.text.split("\n")
    for fold in trim(case.text).folds:
        assert fold.text.split("\n")[0] in lines[fold.at]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_line_is_lost(case):
    assert rebuilt(case.text, trim(case.text)) == Counter(
        "".join(line.strip() for line in case.text.split("\n")).replace(" ", "")
    )


PIECES = st.sampled_from(
    [
        "Buongiorno,",
        "> citato",
        ">> più su",
        "--",
        "____________",
        "-----Messaggio originale-----",
        "Il 05/05/2025 10:12, Marco Verdi ha scritto:",
        "On Mon, May 5, 2025 at 10:12 AM X <",
        "x@y.example> wrote:",
        "> wrote:",
        "ok On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:",
        "Da: x <x@y.example>",
        "Inviato: 5 maggio 2025 10:12",
        "A: z",
        "Oggetto: prova",
        "Inviato da iPhone",
        "```",
        "| barra",
        "C> iniziali",
        "Rispondi sopra questa riga",
        "Inizio messaggio inoltrato:",
        "Le informazioni contenute sono riservate",
        "Attenzione: questa email è esterna",
        "-----BEGIN PGP SIGNATURE-----",
        "2025/5/5 Marco <m@d.example>",
        ">>> M <m@d.example> 5/5/2025 10:12 >>>",
        "schrieb:",
        "*From:* a@b",
        "",
        " ",
        "-- ",
        "\u202a\xa0",
        "\r",
        "ᐧ",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=25).map("\n".join), st.text(max_size=400))


def parts_in_order(text):
    """Every line that is seen, from the folds at their places and the visible lines in between."""
    trimmed = trim(text)
    shown = [line.strip() for line in trimmed.visible.split("\n") if line.strip()]
    folded = [line.strip() for fold in trimmed.folds for line in fold.text.split("\n") if line.strip()]
    return shown, folded


@given(TEXTS)
def test_every_line_is_visible_or_folded_and_in_order(text):
    shown, folded = parts_in_order(text)
    whole = "".join(text.split())
    squeezed_shown, squeezed_folded = ["".join("".join(part).split()) for part in (shown, folded)]
    assert Counter(squeezed_shown + squeezed_folded) == Counter(whole)
    assert is_subsequence(squeezed_shown, whole)
    assert is_subsequence(squeezed_folded, whole)


def is_subsequence(part, whole):
    rest = iter(whole)
    return all(character in rest for character in part)


@given(TEXTS)
def test_folds_stand_in_order_and_do_not_overlap(text):
    folds = trim(text).folds
    places = [(fold.at, fold.at + fold.text.count("\n")) for fold in folds]
    assert all(first[1] <= second[0] for first, second in pairwise(places))


@given(TEXTS)
def test_a_first_line_of_ones_own_stays_visible(text):
    assert trim(f"Abbiamo riavviato.\n\n{text}").visible.startswith("Abbiamo riavviato.")


@given(TEXTS)
def test_fragments_hold_every_line(text):
    whole = "".join(text.split())
    assert "".join("".join(fragment.text for fragment in fragments(text)).split()) == whole


@given(TEXTS, st.text(max_size=20))
def test_signature_and_body_are_the_text(text, sender):
    signed = split_signature(text, sender)
    assert "".join((signed.body + signed.signature).split()) == "".join(text.split())


HOSTILE = {
    "colons": ":\n" * 2_500_000,
    "verbs": "ha scritto:\n" * 400_000,
    "openers": "Il 05/05/2025 10:12, X <x@y> ha scritto\n" * 120_000,
    "labels": "Da: x@y.example\nInviato: 5 maggio 2025\n" * 120_000,
    "marks": ">" * 5_000_000,
    "one line": "On " * 1_600_000,
    "brackets": "(<[" * 1_600_000,
    "adverts": "Sent from my \n" * 350_000,
    "spaces": " " * 5_000_000,
    "rules": "- " * 2_500_000,
    "rules and texts": "a\n\n----\n" * 600_000,
    "dates": "On 5/5/2025 " * 400_000 + "wrote:",
    "quotes and texts": "> a\nb\n" * 800_000,
    "long verbs": ("Il 05/05/2025 10:12 X " * 18 + "ha scritto\n") * 12_000,
    "long colons": ("on 5/5/2025 10:12 a@b <" * 17 + ":\n") * 12_000,
    "long labels": ("Da: a Inviato: b A: c Oggetto " * 13 + "\n") * 12_000,
    "long sentences": ("le informazioni contenute " * 15 + "\n\n") * 12_000,
    "fences": "```\n" * 1_200_000,
    "banners": "Caution: this email \n\n" * 200_000,
    "nested": "\n".join(">" * depth for depth in range(3_000)),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", HOSTILE)
def test_five_megabytes_of_malice_are_read_in_linear_time(name):
    trim(HOSTILE[name])
    fragments(HOSTILE[name])
    extract_forwarded(HOSTILE[name])
    split_signature(HOSTILE[name], "X")


FORWARDED_MAIL = "Da: Marco Verdi <m@d.example>\nData: 5 maggio 2025 10:12\nOggetto: Backup\n\nIl backup è fallito."


@pytest.mark.parametrize(
    "marker",
    [
        "",
        "---------- Messaggio inoltrato ----------\n",
        "________________\n\n",
        "-----Messaggio originale-----\n",
        "Inizio messaggio inoltrato:\n\n",
    ],
)
def test_a_forwarded_mail_is_taken_out_without_what_announces_it(marker):
    found = extract_forwarded(f"Vedi sotto.\n\n{marker}{FORWARDED_MAIL}\n")
    assert found is not None
    assert (found.before, found.embedded) == ("Vedi sotto.", FORWARDED_MAIL)


def test_marks_of_quotation_are_taken_off_a_forwarded_mail():
    quoted = "\n".join(f"> {line}" for line in FORWARDED_MAIL.split("\n"))
    found = extract_forwarded(f"Vedi sotto.\n\n> Inizio messaggio inoltrato:\n>\n{quoted}\n")
    assert found is not None
    assert (found.before, found.embedded) == ("Vedi sotto.", FORWARDED_MAIL)


def test_without_labels_nothing_is_forwarded():
    assert extract_forwarded("Da fare:\nA: spostare il server\n") is None


@pytest.mark.parametrize(
    ("text", "sender", "signature"),
    [
        ("Va bene.\n\nCordiali saluti\nLaura\nTel. 045 123456\n", "", "Cordiali saluti\nLaura\nTel. 045 123456"),
        ("Il backup è fermo.\n\nLaura Bianchi\nCliente S.p.A.\n", "Laura Bianchi", "Laura Bianchi\nCliente S.p.A."),
        ("Il backup è fermo.\n\nlaura\n", "laura.bianchi@cliente.example", "laura"),
        ("Non funziona.\n\n-- \nIT\nwww.cliente.example\n", "", "-- \nIT\nwww.cliente.example"),
        ("Geht nicht.\n\nMit freundlichen Grüßen\nMax Muster\n", "", "Mit freundlichen Grüßen\nMax Muster"),
        ("Non funziona.\n\nInviato da iPhone", "", "Inviato da iPhone"),
        ("Grazie\n", "", ""),
        ("Il server di Laura non si accende e la stampante della sala riunioni resta spenta da ieri.\n", "Laura", ""),
    ],
)  # fmt: skip
def test_unmarked_signatures(text, sender, signature):
    assert split_signature(text, sender).signature == signature.strip()
