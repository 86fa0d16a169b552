from bls_tui.desk.mail.typology import Suggestion, suggest
from bls_tui.desk.people import Typology

MAIL = Typology("mail", words=("outlook", "posta elettronica", "casella"))
BACKUP = Typology("backup", words=("backup", "nastro"))
PRINT = Typology("print", words=("stampante",))
ALL = (PRINT, MAIL, BACKUP)


def test_the_typology_with_most_words_is_suggested_with_them():
    text = "Da ieri la casella è piena e Outlook non si apre, il backup va."
    assert suggest(ALL, "Problema", text) == Suggestion("mail", ("outlook", "casella"))


def test_words_of_the_subject_count_double():
    assert suggest(ALL, "Backup di ieri", "con outlook aperto") == Suggestion("backup", ("backup",))


def test_case_accents_and_line_ends_do_not_matter():
    accented = Typology("quality", words=("qualità video",))
    assert suggest([accented], "QUALITA' VIDEO".replace("'", ""), "") == Suggestion("quality", ("qualità video",))
    assert suggest(ALL, "", "la posta\n elettronica") == Suggestion("mail", ("posta elettronica",))


def test_parts_of_words_mean_nothing():
    assert suggest(ALL, "Backups", "caselle stampanti outlook365") is None
    assert suggest([Typology("any", words=("", " "))], "x", "y") is None


def test_the_order_of_the_inventory_does_not_matter():
    assert suggest(ALL, "stampante e outlook", "") == suggest(ALL[::-1], "stampante e outlook", "")
