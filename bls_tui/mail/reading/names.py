"""What an attachment is called: every way of writing a name, and a sensible one where there is none."""

from __future__ import annotations

import mimetypes

from bls_tui.mail.reading import headers, identifiers, words
from bls_tui.mail.reading.mime import Part

MAX_LENGTH = 255
"""Characters of a name, the extension kept."""
EXTENSIONS = {
    "message/rfc822": ".eml", "message/delivery-status": ".txt", "message/disposition-notification": ".txt",
    "message/external-body": ".txt", "message/partial": ".txt", "text/rfc822-headers": ".txt", "text/calendar": ".ics",
    "text/plain": ".txt", "text/html": ".html", "text/x-vcard": ".vcf", "text/csv": ".csv", "image/jpeg": ".jpg",
    "image/jpg": ".jpg", "image/pjpeg": ".jpg", "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s", "application/x-pkcs7-signature": ".p7s", "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m", "application/ms-tnef": ".dat", "application/octet-stream": ".bin",
}  # fmt: skip
_STEMS = {"image": "image", "audio": "audio", "video": "video", "text": "text", "message": "message"}


def filename(part: Part) -> str:
    """Return the name the mail gives a part, "" when none: Content-Disposition's before Content-Type's."""
    candidates = (
        part.disposition_parameters.get("filename", ""),
        part.parameters.get("name", ""),
        part.parameters.get("filename", ""),
        part.disposition_parameters.get("name", ""),
    )
    return next(filter(None, map(tidy, candidates)), "")


def tidy(name: str) -> str:
    """Return a name as one line without folders: what is written is no place to write to."""
    name = words.collapse(name)
    if "\\" in name:
        name = name.rpartition("\\")[2]
    name = name.rstrip("/").rpartition("/")[2] if "/" in name else name
    name = "" if name in {".", ".."} else name
    if len(name) <= MAX_LENGTH:
        return name
    stem, dot, extension = name.rpartition(".")
    room = MAX_LENGTH - len(dot + extension)
    return stem[:room] + dot + extension if room > 0 and stem else name[:MAX_LENGTH]


def of_attachment(part: Part) -> str:
    """Return the name of an attachment: its own, else its subject for a message, else one made of its type."""
    if name := filename(part):
        return name
    if part.content_type == "message/rfc822":
        fields, _, _ = headers.parse(part.data()[:100_000], outermost=True)
        subject = fields.text("subject").replace("/", "-").replace("\\", "-")
        return tidy((subject[:150].strip() or "message") + ".eml")
    if part.content_type == "message/delivery-status":
        return "delivery-status.txt"
    if part.content_type == "text/calendar":
        return "invite.ics"
    return made_up(part.content_type, part.number)


def made_up(content_type: str, number: int) -> str:
    """Return a name for a part without one."""
    main = content_type.partition("/")[0]
    extension = EXTENSIONS.get(content_type) or mimetypes.guess_extension(content_type)
    extension = extension or (".txt" if main == "text" else ".bin")
    return f"{_STEMS.get(main, 'attachment')}-{number}{extension}"


def content_id(part: Part) -> str:
    """Return the Content-ID without brackets, "" when there is none."""
    return identifiers.first(part.headers.raw("content-id"))
