# ruff: noqa: E501 - mails are as wide as their programs made them
"""Mails of the kinds that people answer: each with what its author wrote. Texts are made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    visible: str
    folds: tuple[str, ...] = ("quote",)


OUTLOOK_IT = """\
Da: Assistenza Rossi Informatica <assistenza@rossi-informatica.example>
Inviato: lunedì 5 maggio 2025 10:12
A: Laura Bianchi <l.bianchi@cliente.example>
Cc: Amministrazione <amm@cliente.example>
Oggetto: R: Backup notturno non completato

Buongiorno,
il backup di questa notte si è interrotto alle 03:12.
"""

QUOTED = """\
> Buongiorno,
> il backup di questa notte si è interrotto.
>
> Cordiali saluti
"""

UNQUOTED = """\
Buongiorno,
il backup di questa notte si è interrotto.

Cordiali saluti
"""


def under_opener(name, opener, answer="Riavviato il servizio, ora va.", quoted=QUOTED):
    return Case(name, f"{answer}\n\n{opener}\n\n{quoted}", answer)


def under_block(name, block, answer="Riavviato il servizio, ora va.", folds=("quote",)):
    return Case(name, f"{answer}\n\n{block}", answer, folds)


OPENERS = [
    under_opener("gmail-it", "Il giorno lun 5 mag 2025 alle ore 10:12 Marco Verdi <m.verdi@ditta.example> ha scritto:"),
    under_opener(
        "gmail-it-wrapped", "Il giorno lun 5 mag 2025 alle ore 10:12 Marco Verdi <\nm.verdi@ditta.example> ha scritto:"
    ),
    under_opener(
        "gmail-it-three-lines",
        "Il giorno lun 5 mag 2025 alle ore\n10:12 Marco Verdi <m.verdi@ditta.example>\nha scritto:",
    ),
    under_opener("webmail-it", "Il 26/03/2025 13.16 Marco Verdi <m.verdi@ditta.example> ha scritto:"),
    under_opener("thunderbird-it", "Il 05/05/2025 10:12, Marco Verdi ha scritto:"),
    under_opener("apple-it", "Il giorno 5 mag 2025, alle ore 10:12, Marco Verdi <m.verdi@ditta.example> ha scritto:"),
    under_opener(
        "apple-it-unmarked",
        "Il giorno 5 mag 2025, alle ore 10:12, Marco Verdi <m.verdi@ditta.example> ha scritto:",
        quoted=UNQUOTED,
    ),
    under_opener("thunderbird-it-unmarked", "Il 05/05/2025 10:12, Marco Verdi ha scritto:", quoted=UNQUOTED),
    under_opener(
        "outlook-mac-it", 'Il giorno 05/05/25, 10:12 "Marco Verdi" <m.verdi@ditta.example> ha scritto:', quoted=UNQUOTED
    ),
    under_opener("yahoo-it", "--- Lun 5/5/25, Marco Verdi <m.verdi@ditta.example> ha scritto:"),
    under_opener(
        "nbsp-and-marks",
        "Il\u00a0giorno lun 5\u00a0mag 2025 alle ore 10:12 \u202aMarco Verdi\u202c <\u200em.verdi@ditta.example\u200e> ha\u00a0scritto:",
    ),
    under_opener("gmail-en", "On Mon, May 5, 2025 at 10:12 AM Marco Verdi <m.verdi@ditta.example> wrote:"),
    under_opener(
        "gmail-en-wrapped", "On Mon, May 5, 2025 at 10:12 AM Marco Verdi via Service Desk <\ndesk@ditta.example> wrote:"
    ),
    under_opener("apple-en", "On 5 May 2025, at 10:12, Marco Verdi <m.verdi@ditta.example> wrote:"),
    under_opener("thunderbird-en", "On 5/5/25 10:12, Marco Verdi wrote:"),
    under_opener("postbox-en", "Marco Verdi wrote on 5/5/2025 10:12 AM:", quoted=UNQUOTED),
    under_opener("name-only-en", "Marco Verdi <m.verdi@ditta.example> writes:"),
    under_opener("no-date-over-marks", "Marco Verdi ha scritto:"),
    under_opener("gmail-de", "Am Mo., 5. Mai 2025 um 10:12 Uhr schrieb Max Muster <m.muster@firma.example>:"),
    under_opener("thunderbird-de", "Am 05.05.2025 um 10:12 schrieb Max Muster:"),
    under_opener(
        "gmx-de",
        'Gesendet: Montag, 05. Mai 2025 um 10:12 Uhr\nVon: "Max Muster" <m.muster@firma.example>\nAn: info@kunde.example\nBetreff: Aw: Störung',
    ),
    under_opener("inbox-de", "Max Muster <m.muster@firma.example> schrieb am Mo., 5.\nMai 2025, 10:12:"),
    under_opener("gmail-fr", "Le lun. 5 mai 2025 à 10:12, Jean Dupont <j.dupont@societe.example> a écrit :"),
    under_opener("thunderbird-fr", "Le 05/05/2025 à 10:12, Jean Dupont a écrit\u00a0:"),
    under_opener(
        "apple-fr-wrapped", "Le 5 mai 2025 à 10:12, Jean Dupont <j.dupont@societe.example> a\nécrit :", quoted=UNQUOTED
    ),
    under_opener("gmail-es", "El lun, 5 may 2025 a las 10:12, Juan Pérez (<j.perez@empresa.example>) escribió:"),
    under_opener(
        "apple-es", "El 5 may 2025, a las 10:12, Juan Pérez <j.perez@empresa.example> escribió:", quoted=UNQUOTED
    ),
    under_opener("gmail-pt", "Em seg., 5 de mai. de 2025 às 10:12, João Silva <j.silva@empresa.example> escreveu:"),
    under_opener("gmail-nl", "Op ma 5 mei 2025 om 10:12 schreef Jan Jansen <j.jansen@bedrijf.example>:"),
    under_opener(
        "apple-nl", "Op 5 mei 2025 om 10:12 heeft Jan Jansen <j.jansen@bedrijf.example> het volgende geschreven:"
    ),
    under_opener("gmail-sv", "Den mån 5 maj 2025 kl 10:12 skrev Sven Svensson <s.svensson@bolag.example>:"),
    under_opener("gmail-da", "Den man. 5. maj 2025 kl. 10.12 skrev Jens Jensen <j.jensen@firma.example>:"),
    under_opener("gmail-no", "man. 5. mai 2025 kl. 10:12 skrev Ola Nordmann <o.nordmann@firma.example>:"),
    under_opener("gmail-fi", "ma 5. toukok. 2025 klo 10.12 Matti Virtanen (m.virtanen@yritys.example) kirjoitti:"),
    under_opener("gmail-pl", "pon., 5 maj 2025 o 10:12 Jan Kowalski <j.kowalski@firma.example> napisał(a):"),
    under_opener("gmail-cs", "po 5. 5. 2025 v 10:12 odesílatel Jan Novák <j.novak@firma.example> napsal:"),
    under_opener("gmail-hu", "Kovács Béla <b.kovacs@ceg.example> ezt írta (időpont: 2025. máj. 5., H, 10:12):"),
    under_opener("gmail-ro", "În lun., 5 mai 2025 la 10:12, Ion Popescu <i.popescu@firma.example> a scris:"),
    under_opener(
        "gmail-ru", "пн, 5 мая 2025 г. в 10:12, Иван Петров <i.petrov@firma.example>:", quoted="> Добрый день.\n"
    ),
    under_opener(
        "mail-ru",
        "Понедельник, 5 мая 2025, 10:12 +03:00 от Иван Петров <i.petrov@firma.example>:",
        quoted="> Добрый день.\n",
    ),
    under_opener("gmail-uk", "пн, 5 трав. 2025 р. о 10:12 Іван Петренко <i.petrenko@firma.example> пише:"),
    under_opener("gmail-tr", "Ali Yılmaz <a.yilmaz@sirket.example>, 5 May 2025 Pzt, 10:12 tarihinde şunu yazdı:"),
    under_opener("gmail-el", "Στις Δευ 5 Μαΐ 2025 στις 10:12 π.μ., ο/η Νίκος <n@etaireia.example> έγραψε:"),
    under_opener(
        "gmail-he",
        "\u202bבתאריך יום ב׳, 5 במאי 2025 ב-10:12 מאת \u202aDana Levi\u202c\u200f <\u202adana@hevra.example\u202c\u200f>:\u202c",
    ),
    under_opener("gmail-zh", "王伟 <w.wang@gongsi.example> 于2025年5月5日周一 10:12写道：", quoted="> 您好\n"),
    under_opener("apple-zh", "在 2025年5月5日，10:12，王伟 <w.wang@gongsi.example> 写道：", quoted="> 您好\n"),
    under_opener(
        "gmail-ja", "2025年5月5日(月) 10:12 山田太郎 <t.yamada@kaisha.example>:", quoted="> お世話になっております。\n"
    ),
    under_opener(
        "gmail-ko", "2025년 5월 5일 (월) 오전 10:12, 김철수 <c.kim@hoesa.example>님이 작성:", quoted="> 안녕하세요\n"
    ),
    under_opener("gmail-vi", "Vào Th 2, 5 thg 5, 2025 vào lúc 10:12 Nguyễn An <an@congty.example> đã viết:"),
    under_opener("groupwise", ">>> Marco Verdi <m.verdi@ditta.example> 05/05/2025 10:12 >>>", quoted=UNQUOTED),
]

BLOCKS = [
    under_block("outlook-it", OUTLOOK_IT),
    under_block("outlook-it-rule", "________________________________\n" + OUTLOOK_IT),
    under_block(
        "outlook-it-bold",
        OUTLOOK_IT.replace("Da:", "*Da:*")
        .replace("Inviato:", "*Inviato:*")
        .replace("A:", "*A:*")
        .replace("Oggetto:", "*Oggetto:*"),
    ),
    under_block("outlook-it-nbsp", OUTLOOK_IT.replace(": ", ":\u00a0")),
    under_block(
        "outlook-it-empty-lines",
        OUTLOOK_IT.replace("\nInviato", "\n\nInviato").replace("\nA:", "\n\nA:").replace("\nOggetto", "\n\nOggetto"),
    ),
    under_block("outlook-it-old", "-----Messaggio originale-----\n" + OUTLOOK_IT),
    under_block(
        "samsung-it",
        "-------- Messaggio originale --------\nDa: Assistenza <a@ditta.example>\nData: 05/05/25 10:12 (GMT+01:00)\nA: l.bianchi@cliente.example\nOggetto: Backup\n\nBuongiorno,",
    ),
    under_block(
        "thunderbird-forward-it",
        "-------- Messaggio Inoltrato --------\nOggetto: \tBackup\nData: \tMon, 5 May 2025 10:12:00 +0200\nMittente: \tMarco <m@ditta.example>\nA: \tl@cliente.example\n\nBuongiorno,",
        folds=("forward",),
    ),
    under_block(
        "gmail-forward-it",
        "---------- Forwarded message ---------\nDa: Marco Verdi <m.verdi@ditta.example>\nDate: lun 5 mag 2025 alle ore 10:12\nSubject: Backup\nTo: <l@cliente.example>\n\nBuongiorno,",
        folds=("forward",),
    ),
    under_block(
        "apple-forward-it",
        "Inizio messaggio inoltrato:\n\n> Da: Marco Verdi <m.verdi@ditta.example>\n> Oggetto: Backup\n> Data: 5 maggio 2025 alle ore 10:12:00 CEST\n> A: l@cliente.example\n>\n> Buongiorno,",
        folds=("forward",),
    ),
    under_block(
        "outlook-en",
        "From: Marco Verdi <m.verdi@ditta.example>\nSent: Monday, May 5, 2025 10:12 AM\nTo: Laura <l@cliente.example>\nSubject: RE: Backup\n\nGood morning,",
    ),
    under_block(
        "outlook-en-wrapped",
        "From: Marco Verdi <m.verdi@ditta.example>\nSent: Monday, May 5, 2025 10:12 AM\nTo: Laura <l@cliente.example>; Paolo <p@cliente.example>;\n Anna <a@cliente.example>\nSubject: RE: Backup of the\n file server\n\nGood morning,",
    ),
    under_block(
        "outlook-de",
        "Von: Max Muster <m@firma.example>\nGesendet: Montag, 5. Mai 2025 10:12\nAn: Laura <l@kunde.example>\nBetreff: AW: Störung\n\nGuten Tag,",
    ),
    under_block(
        "outlook-fr",
        "De : Jean Dupont <j@societe.example>\nEnvoyé : lundi 5 mai 2025 10:12\nÀ : Laura <l@client.example>\nObjet : RE: Sauvegarde\n\nBonjour,",
    ),
    under_block(
        "outlook-fr-message",
        "-----Message d'origine-----\nDe : Jean Dupont [mailto:j@societe.example]\nEnvoyé : lundi 5 mai 2025 10:12\nÀ : Laura\nObjet : RE: Sauvegarde\n\nBonjour,",
    ),
    under_block(
        "outlook-es",
        "De: Juan Pérez <j@empresa.example>\nEnviado: lunes, 5 de mayo de 2025 10:12\nPara: Laura <l@cliente.example>\nAsunto: RE: Copia de seguridad\n\nBuenos días,",
    ),
    under_block(
        "outlook-pt",
        "De: João Silva <j@empresa.example>\nEnviada: segunda-feira, 5 de maio de 2025 10:12\nPara: Laura\nAssunto: RE: Backup\n\nBom dia,",
    ),
    under_block(
        "outlook-nl",
        "Van: Jan Jansen <j@bedrijf.example>\nVerzonden: maandag 5 mei 2025 10:12\nAan: Laura\nOnderwerp: RE: Back-up\n\nGoedemorgen,",
    ),
    under_block(
        "outlook-ru",
        "От: Иван Петров <i@firma.example>\nОтправлено: 5 мая 2025 г. 10:12\nКому: Laura\nТема: RE: Backup\n\nДобрый день,",
    ),
    under_block(
        "outlook-zh",
        "发件人: 王伟 <w@gongsi.example>\n发送时间: 2025年5月5日 10:12\n收件人: Laura\n主题: 回复: 备份\n\n您好",
    ),
    under_block(
        "outlook-ja",
        "差出人: 山田太郎 <t@kaisha.example>\n送信日時: 2025年5月5日 10:12\n宛先: Laura\n件名: RE: バックアップ\n\nお世話になっております。",
    ),
    under_block(
        "original-de",
        "-----Ursprüngliche Nachricht-----\nVon: Max Muster\nGesendet: Montag, 5. Mai 2025 10:12\nAn: Laura\nBetreff: Störung\n\nGuten Tag,",
    ),
    under_block("reply-above-en", "--- Reply above this line ---\n\nCall BLS#25-000123 was opened for you."),
    under_block("reply-above-it", "--- Rispondi sopra questa riga ---\n\nLa chiamata BLS#25-000123 è stata aperta."),
    under_block(
        "reply-above-it-hash", "##- Scrivere sopra questa linea -##\n\nLa chiamata BLS#25-000123 è stata aperta."
    ),
    under_block("reply-above-de", "### Bitte oberhalb dieser Zeile antworten ###\n\nIhr Ticket wurde eröffnet."),
    under_block("reply-above-fr", "--- Répondre au-dessus de cette ligne ---\n\nVotre ticket a été ouvert."),
]

ADVERTS = [
    Case(f"advert-{line}", f"Va bene, grazie.\n\n{line}\n", "Va bene, grazie.", ("signature",))
    for line in (
        "Inviato da iPhone", "Inviato dal mio iPad", "Inviato da smartphone Samsung Galaxy.", "Inviato dal mio dispositivo Huawei",
        "Inviato da Posta per Windows 10", "Inviato da [Posta](https://go.microsoft.com/fwlink/?LinkId=550986) per Windows",
        "Inviato da Outlook per Android<https://aka.ms/AAb9ysg>", "Ottieni Outlook per Android<https://aka.ms/AAb9ysg>",
        "Ottieni Outlook per iOS", "Inviato da Libero Mail per Android", "Inviato con Proton Mail", "Scarica Outlook per iOS",
        "Sent from my iPhone", "Sent from my Galaxy", "Get Outlook for iOS<https://aka.ms/o0ukef>", "Sent from Mail for Windows 10",
        "Sent from Yahoo Mail on Android", "Von meinem iPhone gesendet", "Gesendet von Mail für Windows", "Outlook für Android beschaffen",
        "Envoyé de mon iPhone", "Envoyé depuis mon smartphone Samsung Galaxy.", "Obtenir Outlook pour iOS", "Télécharger Outlook pour Android",
        "Enviado desde mi iPhone", "Enviado desde mi smartphone Samsung Galaxy.", "Obtener Outlook para iOS", "Enviado do meu iPhone",
        "Verstuurd vanaf mijn iPhone", "Skickat från min iPhone", "Sendt fra min iPhone", "Wysłane z iPhone'a", "Отправлено с iPhone",
        "发自我的 iPhone", "iPhoneから送信", "나의 iPhone에서 보냄", "iPhone'umdan gönderildi",
    )
]  # fmt: skip

OTHERS = [
    Case("only-text", "Buongiorno,\n\n  - punto uno\n  - punto due\n\nGrazie", "Buongiorno,\n\n  - punto uno\n  - punto due\n\nGrazie", ()),
    Case("bottom-reply", "Il 05/05/2025 10:12, Marco Verdi ha scritto:\n" + QUOTED + "\nFatto, grazie.\n", "Fatto, grazie."),
    Case("bottom-reply-signature", "Il 05/05/2025 10:12, Marco Verdi ha scritto:\n" + QUOTED + "\nFatto, grazie.\n\n-- \nLaura Bianchi\nTel. 045 123456\n", "Fatto, grazie.", ("quote", "signature")),
    Case(
        "inline-replies",
        "Rispondo sotto.\n\nIl 05/05/2025 10:12, Marco Verdi ha scritto:\n> Il server si accende?\n\nSì.\n\n> La rete funziona?\n\nNo, la spia è spenta.\n\n> Grazie\n> Marco\n",
        "Rispondo sotto.\n\n> Il server si accende?\n\nSì.\n\n> La rete funziona?\n\nNo, la spia è spenta.",
        ("quote", "quote"),
    ),
    Case(
        "text-around-a-quotation",
        "Ho provato.\n\nIl 05/05/2025 10:12, Marco Verdi ha scritto:\n> Riavvii il router.\n\nMa non è cambiato niente.\n",
        "Ho provato.\n\nMa non è cambiato niente.",
    ),
    Case("quotation-without-opener", "Fatto.\n\n> Riavvii il router.\n> Grazie\n", "Fatto."),
    Case("quoted-opener", "Ok, procedete.\n\nInviato da iPhone\n\n> Il giorno 5 mag 2025, alle ore 10:12, Marco Verdi <m@d.example> ha scritto:\n> \n> Buongiorno,\n", "Ok, procedete.", ("signature", "quote")),
    Case("forward-without-text", "---------- Messaggio inoltrato ----------\nDa: Marco Verdi <m@d.example>\nData: 5 maggio 2025 10:12\nOggetto: Backup\nA: l@c.example\n\nIl backup è fallito.", "---------- Messaggio inoltrato ----------\nDa: Marco Verdi <m@d.example>\nData: 5 maggio 2025 10:12\nOggetto: Backup\nA: l@c.example\n\nIl backup è fallito.", ()),
    Case("forward-under-a-phone", "Inviato da iPhone\n\nInizio messaggio inoltrato:\n\nDa: Marco Verdi <m@d.example>\nData: 5 maggio 2025 10:12\nOggetto: Backup\n\nIl backup è fallito.", "Inizio messaggio inoltrato:\n\nDa: Marco Verdi <m@d.example>\nData: 5 maggio 2025 10:12\nOggetto: Backup\n\nIl backup è fallito.", ("signature",)),
    Case("forward-under-a-signature", "-- \nLaura Bianchi\nTel. 045 123456\n\nDa: Marco Verdi <m@d.example>\nInviato: lunedì 5 maggio 2025 10:12\nOggetto: Backup\n\nIl backup è fallito.", "Da: Marco Verdi <m@d.example>\nInviato: lunedì 5 maggio 2025 10:12\nOggetto: Backup\n\nIl backup è fallito.", ("signature",)),
    Case("signature", "Va bene.\n\n-- \nLaura Bianchi\nCliente S.p.A.\n", "Va bene.", ("signature",)),
    Case("signature-over-quotation", "Va bene.\n\n--\nLaura Bianchi\n\nIl 05/05/2025 10:12, Marco Verdi ha scritto:\n" + QUOTED, "Va bene.", ("signature", "quote")),
    Case("underscores-signature", "Va bene.\n\n________________\nLaura Bianchi\nCliente S.p.A.\n", "Va bene.", ("signature",)),
    Case(
        "disclaimer-it",
        "Va bene.\n\nLaura Bianchi\n\nLe informazioni contenute in questa comunicazione e negli allegati sono riservate\ne destinate esclusivamente ai destinatari.\n\nPrima di stampare questa e-mail pensa all'ambiente.\n",
        "Va bene.\n\nLaura Bianchi",
        ("disclaimer",),
    ),
    Case("disclaimer-en", "Fine.\n\nThis email and any attachments are confidential and intended solely for the addressee.\n", "Fine.", ("disclaimer",)),
    Case("disclaimer-de", "Gut.\n\nDiese E-Mail enthält vertrauliche Informationen.\n", "Gut.", ("disclaimer",)),
    Case("disclaimer-fr", "Bien.\n\nCe message et toutes les pièces jointes sont confidentiels et destinés aux seuls destinataires.\n", "Bien.", ("disclaimer",)),
    Case("disclaimer-es", "Bien.\n\nAVISO LEGAL: Este mensaje es confidencial y va dirigido a su destinatario.\n", "Bien.", ("disclaimer",)),
    Case("external-banner", "ATTENZIONE: questa email proviene dall'esterno dell'organizzazione.\n\nLa stampante non va.\n", "La stampante non va.", ("disclaimer",)),
    Case("block-needs-three-labels", "Da fare:\nA: spostare il server\nData: venerdì\n\nGrazie", "Da fare:\nA: spostare il server\nData: venerdì\n\nGrazie", ()),
    Case("three-labels-of-a-delivery", "Ecco la consegna:\n\nDa: Milano\nA: Verona\nOggetto: due monitor\n\nGrazie", "Ecco la consegna:\n\nDa: Milano\nA: Verona\nOggetto: due monitor\n\nGrazie", ()),
    Case("somebody-wrote-something", "Il tecnico ieri ha scritto: riavviare il server.\nFatto alle 10:12, non va.", "Il tecnico ieri ha scritto: riavviare il server.\nFatto alle 10:12, non va.", ()),
    Case("sent-by-a-person", "Inviato da Mario il contratto firmato.\nAspetto conferma.", "Inviato da Mario il contratto firmato.\nAspetto conferma.", ()),
    Case("underlined-heading", "Server fermi\n------------\nsrv01\nsrv02\n\nFatemi sapere.", "Server fermi\n------------\nsrv01\nsrv02\n\nFatemi sapere.", ()),
    Case("list-with-dashes", "Problemi:\n- stampante\n- rete\n-- anche il wifi\nGrazie", "Problemi:\n- stampante\n- rete\n-- anche il wifi\nGrazie", ()),
    Case("table-with-bars", "Ecco i dati:\n\n| host | stato |\n| srv1 | giù |\n\nGrazie", "Ecco i dati:\n\n| host | stato |\n| srv1 | giù |\n\nGrazie", ()),
    Case("code-with-marks", "Questo è il log:\n\n```\n-- \n> avvio\nFrom: x\n```\n\nAiuto", "Questo è il log:\n\n```\n-- \n> avvio\nFrom: x\n```\n\nAiuto", ()),
    Case("only-a-quotation", "Il 05/05/2025 10:12, Marco Verdi ha scritto:\n> Buongiorno,\n> tutto bene?\n", "> Buongiorno,\n> tutto bene?"),
    Case("block-run-together", "Va bene.\n\nDa: Marco Verdi <m@d.example> Inviato: lunedì 5 maggio 2025 10:12 A: Laura Bianchi Oggetto: Backup\n\nBuongiorno", "Va bene."),
    Case("date-and-recipient", "Va bene.\n\nData: Mon, 5 May 2025 10:12:00 +0200\nA: l@cliente.example\n\nBuongiorno", "Va bene."),
    Case("date-and-wrapped-address", "Va bene.\n\n2025-05-05 10:12 GMT+02:00 Marco Verdi <\nm.verdi@ditta.example>:\n\n> Buongiorno\n", "Va bene."),
    Case("name-between-dashes", "Va bene.\n\n---- Marco Verdi ha scritto ----\n\nBuongiorno", "Va bene."),
    Case("answer-and-opener-on-one-line", "Va bene. Il giorno 5 mag 2025 alle ore 10:12 Marco Verdi <m@d.example> ha scritto:\n> Buongiorno\n", "Va bene."),
    Case("quoted-link-broken", "Va bene.\n\nIl 05/05/2025 10:12, Marco Verdi ha scritto:\n> Scarichi il programma (\nhttps://ditta.example/programma)\n> e lo installi.\n", "Va bene."),
    Case("quotation-with-bars", "Va bene.\n\nIl 05/05/2025 10:12, Marco Verdi ha scritto:\n\n| Buongiorno\n| tutto bene?\n", "Va bene."),
    Case("group-footer", "Va bene.\n\nYou received this message because you are subscribed to the list.\nTo unsubscribe from it, write to the owner.\n", "Va bene.", ("disclaimer",)),
    Case("notice-under-a-name", "Va bene.\n\nLaura Bianchi\nTel. 045 123456\nLe informazioni contenute in questo messaggio sono riservate ai destinatari.\n", "Va bene.\n\nLaura Bianchi\nTel. 045 123456", ("disclaimer",)),
    Case("notice-in-paragraphs", "Va bene.\n\nAVVISO DI RISERVATEZZA\n\nQuanto segue vale per ogni allegato: il testo è riservato e destinato alle sole persone indicate, la cui privacy è tutelata dalle norme in vigore.\n", "Va bene.", ("disclaimer",)),
    Case("no-notice", "Questo messaggio contiene informazioni sul guasto.\nLa ventola gira.", "Questo messaggio contiene informazioni sul guasto.\nLa ventola gira.", ()),
    Case("long-quotation-with-answers", "> primo\n" * 40 + "\nSì.\n\n> secondo\n\nNo.\n", "Sì.\n\n> secondo\n\nNo."),
    Case("samsung-run-together", "Va bene.\n\n-------- Messaggio originale --------Da: Marco <m@d.example> Data: 05/05/25 10:12 (GMT+01:00) A: l@c.example Oggetto: Backup Buongiorno\n\nIl backup", "Va bene."),
    Case("sentence-over-a-short-opener", "On 5/5/2025 at 10:12 the server stopped.\nMario wrote:\n> it works\n", "On 5/5/2025 at 10:12 the server stopped."),
    Case("paragraph-over-a-short-opener", "On 5/5/2025 at 10:12 the server stopped\n\nMario wrote:\n> it works\n", "On 5/5/2025 at 10:12 the server stopped"),
    Case("roundcube-it", "Va bene.\n\nIl 2025-05-05 10:12 Marco Verdi ha scritto:\n\nBuongiorno\n", "Va bene."),
    Case("evolution-it", "Va bene.\n\nIl giorno lun, 05/05/2025 alle 10.12 +0200, Marco Verdi ha scritto:\n\nBuongiorno\n", "Va bene."),
    Case("kmail-it", "Va bene.\n\nIn data lunedì 5 maggio 2025 10:12:00 CEST, Marco Verdi ha scritto:\n> Buongiorno\n", "Va bene."),
    Case("notes-it", "Va bene.\n\nMarco Verdi/IT/ACME ha scritto il 05/05/2025 10:12:36:\n\nBuongiorno\n", "Va bene."),
    Case("horde", "Va bene.\n\nQuoting Marco Verdi <m.verdi@ditta.example>:\n\n> Buongiorno\n", "Va bene."),
    Case("outlook-phone-it", "Va bene.\n\nInviato da Outlook per iOS<https://aka.ms/o0ukef>\n________________________________\nDa: Marco Verdi <m@d.example>\nInviato: lunedì 5 maggio 2025 10:12\nA: Laura\nOggetto: Backup\n\nBuongiorno", "Va bene.", ("signature", "quote")),
    Case("em-client-it", 'Va bene.\n\n------ Messaggio Originale ------\nDa "Marco" <m@d.example>\nA "Laura" <l@c.example>\nData 05/05/2025 10:12:00\nOggetto Backup\n\nBuongiorno', "Va bene."),
    Case("spark-en", "Fine.\n\nOn 5 May 2025, 10:12 +0200, Marco Verdi <m@d.example>, wrote:\n> Good morning\n", "Fine."),
    Case("rule-over-a-log", "Buongiorno, il log dice:\n\n----------\n10:12 errore disco\n10:13 errore rete\n", "Buongiorno, il log dice:\n\n----------\n10:12 errore disco\n10:13 errore rete", ()),
    Case("rule-after-a-closing", "Va bene.\nCordiali saluti,\n\n----------\nLaura Bianchi\n", "Va bene.\nCordiali saluti,", ("signature",)),
    Case("boxed-heading", "Buongiorno,\n\n**********\nURGENTE\n**********\n\nIl server è fermo.", "Buongiorno,\n\n**********\nURGENTE\n**********\n\nIl server è fermo.", ()),
    Case("told-not-quoted", 'Salve,\nil giorno 5/5/2025 alle 10:12 il tecnico mi ha scritto:\n"è riparato"\nma non è vero.', 'Salve,\nil giorno 5/5/2025 alle 10:12 il tecnico mi ha scritto:\n"è riparato"\nma non è vero.', ()),
    Case("told-by-me", 'Il giorno 5/5/2025 alle 10:12 ho scritto:\n"è fermo"\nma nessuno risponde.', 'Il giorno 5/5/2025 alle 10:12 ho scritto:\n"è fermo"\nma nessuno risponde.', ()),
    Case("sentence-after-the-verb", "Hello,\nOn 5/5/2025 at 10:12 Mario wrote: nothing works\nPlease help:\n- a", "Hello,\nOn 5/5/2025 at 10:12 Mario wrote: nothing works\nPlease help:\n- a", ()),
    Case("crlf", "Fatto.\r\n\r\nIl 05/05/2025 10:12, Marco Verdi ha scritto:\r\n> Buongiorno\r\n", "Fatto."),
    Case("pgp", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nVa bene.\n\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n", "Va bene.", ("signature", "signature")),
    Case("empty", "", "", ()),
    Case("only-empty-lines", "\n \n\t\n", "", ()),
]  # fmt: skip

CASES = [*OPENERS, *BLOCKS, *ADVERTS, *OTHERS]
