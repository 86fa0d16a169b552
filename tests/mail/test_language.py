import pytest

from bls_tui.desk.mail.language import guess, spoken

IT = "Buongiorno, da questa mattina non riusciamo ad accedere alla posta. Grazie e cordiali saluti"
EN = "Hello, since this morning we have not been able to log on to the mail server. Thank you and kind regards"


@pytest.mark.parametrize(
    ("declared", "text", "default", "language"),
    [
        ("it", EN, "en", "it"),
        ("en", IT, "it", "en"),
        ("de", IT, "it", "en"),
        ("", IT, "en", "it"),
        ("", EN, "it", "en"),
        ("", "", "it", "it"),
        ("", "Server down", "en", "en"),
        ("", "", "fr", "en"),
    ],
)
def test_the_contact_then_the_text_then_the_default_decides(declared, text, default, language):
    assert spoken(declared, text, default) == language


def test_what_is_not_clear_is_not_guessed():
    assert guess("") == ""
    assert guess("Backup NAS-3 failed") == ""
    assert guess("Спасибо, до свидания") == ""
