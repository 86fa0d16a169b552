"""Every language's words in one table: mails mix languages, so none is guessed."""

from collections.abc import Callable

from bls_tui.mail.quotes.language import Language, words
from bls_tui.mail.quotes.languages_main import MAIN
from bls_tui.mail.quotes.languages_more import MORE

LANGUAGES = MAIN + MORE

SENDER, DATE, TO, COPY, SUBJECT, OTHER = "sender", "date", "to", "copy", "subject", "other"


def _all(field: Callable[[Language], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for language in LANGUAGES for word in words(field(language))))


STARTS = _all(lambda it: it.starts)
WROTE = _all(lambda it: it.wrote)
ORIGINAL = _all(lambda it: it.original)
FORWARDED = _all(lambda it: it.forwarded)
ABOVE = _all(lambda it: it.above)
SENT_FROM = tuple(sorted(_all(lambda it: it.sent_from), key=len, reverse=True))
SENT_END = _all(lambda it: it.sent_end)
MINE = frozenset(_all(lambda it: it.mine))
DISCLAIMERS = _all(lambda it: it.disclaimers)
BANNERS = _all(lambda it: it.banners)

_ROLES: tuple[tuple[str, Callable[[Language], str]], ...] = (
    (OTHER, lambda it: it.reply_to),
    (COPY, lambda it: it.copy),
    (TO, lambda it: it.to),
    (DATE, lambda it: it.date),
    (SUBJECT, lambda it: it.subject),
    (SENDER, lambda it: it.sender),
)
LABELS = {label: role for role, field in _ROLES for label in _all(field)}
"""Label of a header line, case folded without its colon → what the line tells; the later role wins a shared word."""

LEGAL_WORDS = words(
    "unsubscribe|subscribed|iscri|github|viren|visit topic|reply to this|confid|riservat|privileg|intended"
    "|destinat|vertraulich|unauthor|unauthoris|autorizzat|copyright|stampa"
    "|print|ambiente|environment|imprim|umwelt|drucken|ausdruck|gdpr|679|196/2003|196/03|virus|privacy|legal"
    "|liab|personal data|dati personali|empfänger|datenschutz|registered|vertrouwelijk|bestemd|erreur|errore"
    "|error|disclos|divulga"
)
"""One of these must be in a paragraph for it to be a legal notice: its first words alone are too common."""

DEVICES = words(
    "iphone|ipad|ipod|apple|android|samsung|galaxy|huawei|honor|xiaomi|redmi|oppo|realme|oneplus|nokia|lumia"
    "|htc|sony|xperia|motorola|pixel|blackberry|bb10|playbook|windows|outlook|mail|mailbox|e-mail|email|gmail"
    "|yahoo|yahoo!|aol|airmail|proton|protonmail|tutanota|tuta|thunderbird|k-9|k9|fairemail|bluemail|nine|spark"
    "|edison|newton|superhuman|libero|virgilio|alice|tiscali|aruba|webmail|posta|phone|telephone|mobile"
    "|smartphone|cellphone|cell|cellulare|handy|handheld|tablet|device|dispositivo|telefono|telefonino|palmare"
    "|téléphone|portable|mobilgerät|mobiltelefon|mobilen|mobiler|gerät|appareil|wireless|teléfono|móvil|movil"
    "|celular|telemóvel|telefoon|telefon|mobiel|mobil|mobiele|mobilní|puhelimesta|iphonesta|telefonu|iphonu"
    "|iphone'a|iphona|телефона|мобильного|устройства|айфона|мобильной|почты|iphone'umdan|treo|palm|webos"
    "|surface|macbook|imac|droid|verizon|at&t|t-mobile|vodafone|tim|orange|gmx|web.de|hey|zoho|hotmail|courrier"
    "|correo|correio|icloud|pad|iphonelta|iphonem|iphone-ról|手机|電話|手機|app|ios"
)
"""Products, devices and kinds of them that advertise themselves below a mail."""

CLOSINGS = frozenset(
    words(
        "regards|best regards|kind regards|warm regards|kindest regards|warmest regards|with best regards|rgds|br"
        "|best wishes|cheers|thanks|thanks again|thanks a lot|many thanks|thank you|sincerely|yours|yours sincerely"
        "|yours truly|yours faithfully|best|all the best|cordiali saluti|distinti saluti|cordialmente|un saluto|saluti"
        "|tanti saluti|buona giornata|buon lavoro|grazie|grazie mille|grazie e saluti|grazie e buona giornata"
        "|cordialità"
        "|a presto|resto a disposizione|mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß"
        "|viele grüße"
        "|beste grüße|liebe grüße|freundliche grüße|gruß|mfg|vg|lg|danke|cordialement|bien cordialement|bien à vous"
        "|salutations|sincères salutations|bonne journée|merci|saludos|saludos cordiales|atentamente|gracias"
        "|muchas gracias|atenciosamente|obrigado|obrigada|cumprimentos|met vriendelijke groet|met vriendelijke groeten"
        "|groet|groeten|med venlig hilsen|vänliga hälsningar|med vänlig hälsning|mvh|pozdrawiam|terveisin"
    )
)
"""What is written over one's name, alone on its line."""

NARRATED = words(
    "mi ha scritto|ci ha scritto|vi ha scritto|gli ha scritto|le ha scritto|ho scritto|abbiamo scritto|mi scrisse"
    "|i wrote|we wrote|he wrote|she wrote|they wrote|wrote me|wrote us|wrote to me|wrote to us|who wrote"
    "|ich schrieb|wir schrieben|schrieb mir|schrieb uns|schrieb ich|m'a écrit|nous a écrit|m’a écrit|il a écrit"
    "|me escribió|nos escribió|me escreveu|nos escreveu"
)
"""Verbs as people tell of a mail, not as programs do: an opener only over a marked quotation."""
