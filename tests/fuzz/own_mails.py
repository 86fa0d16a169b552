"""Mails of our own for fuzzing: one of each kind that is read in a way of its own."""

from __future__ import annotations

import base64

_HEAD = (
    b"Received: from mx by desk; Mon, 2 Mar 2026 08:00:05 +0100\r\nFrom: Mario Rossi <mario@rossi.example>\r\n"
    b'To: desk@bls.example, "Bianchi, Lia" <lia@bianchi.example>\r\nCc: =?utf-8?q?Perch=C3=A9?= <p@rossi.example>\r\n'
    b"Date: Mon, 02 Mar 2026 08:00:00 +0100\r\nMessage-ID: <1@rossi.example>\r\n"
    b"In-Reply-To: <bls.26-000001.reply.abc123.aaaaaaaaaaaaaaaaaaaa@bls.example>\r\n"
    b"References: <a@rossi.example> <b@rossi.example>\r\nMIME-Version: 1.0\r\n"
)
_PLAIN = _HEAD + b"Subject: R: [BLS#26-000001] La posta non parte\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
_REPLY = (
    "Buongiorno, ancora niente.\n\n-- \nMario Rossi\n\nIl giorno lun 2 mar 2026 alle ore 08:00 BLS "
    "<desk@bls.example> ha scritto:\n> Provi ora.\n>> Non va.\n\nDa: BLS\nInviato: lunedì 2 marzo 2026\nA: Mario\n"
    "Oggetto: R: posta\n\nTesto citato\n[bls.26-000001.reply.abc123.aaaaaaaaaaaaaaaaaaaa]\n"
)
_PAGE = (
    "<html><head><style>p{color:red}</style></head><body><p>Ciao&nbsp;<b>tutti</b></p><table><tr><td>Job</td>"
    "<td>Esito</td></tr><tr><td>VM1</td><td>Success</td></tr></table><blockquote>citato</blockquote>"
    '<a href="https://rossi.example/x">clic</a><img src="cid:logo"></body></html>'
)
_CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260302T080000Z\r\nSUMMARY:Visita\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
_TNEF = base64.encodebytes(bytes.fromhex("789f3e22010001") + b"\x01\x06\x90\x08\x00\x04\x00\x00\x00" + b"\x00" * 40)
_DATICERT = (
    '<?xml version="1.0"?><postacert tipo="avvenuta-consegna" errore="nessuno"><intestazione><mittente>m@pec.example'
    '</mittente><destinatari tipo="certificato">d@pec.example</destinatari><oggetto>x</oggetto></intestazione><dati>'
    "<gestore-emittente>PROVIDER</gestore-emittente><identificativo>opec1@pec.example</identificativo>"
    "<msgid>&lt;1@bls.example&gt;</msgid><consegna>d@pec.example</consegna></dati></postacert>"
)


def _multipart(kind: str, *parts: bytes, head: bytes = _HEAD + b"Subject: Prova\r\n") -> bytes:
    joined = b"".join(b"--b1\r\n" + part + b"\r\n" for part in parts)
    return head + f'Content-Type: {kind}; boundary="b1"\r\n\r\n'.encode() + joined + b"--b1--\r\n"


def _part(content_type: str, content: bytes, more: str = "") -> bytes:
    return f"Content-Type: {content_type}\r\n{more}\r\n".encode() + content


def _encoded(content_type: str, content: bytes, name: str = "") -> bytes:
    more = f'Content-Disposition: attachment; filename="{name}"\r\n' if name else ""
    return _part(content_type, base64.encodebytes(content), f"Content-Transfer-Encoding: base64\r\n{more}")


_INNER = _PLAIN + _REPLY.encode()
_BOUNCE = _multipart(
    "multipart/report; report-type=delivery-status",
    _part("text/plain", b"Your message could not be delivered.\r\n"),
    _part(
        "message/delivery-status",
        b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; lia@bianchi.example\r\nAction: failed\r\n"
        b"Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n",
    ),
    _part("message/rfc822", _INNER),
)
_BACKUPS = (
    (
        "[Success] Backup Job SRV01 (2 objects)",
        "Job SRV01\nSuccess 2\nWarning 0\nError 0\nDuration 0:12\nVM1 Success",
    ),
    ("[BACKUP][job=notte][status=OK] srv1", "started=2026-03-02T01:00 ended=2026-03-02T02:00 bytes=123456"),
    ("vzdump backup status (srv.example): backup failed", "VMID NAME STATUS TIME SIZE\n100 web FAILED 00:01:02 0\n"),
    ("Backup completato con errori", "Il backup di SRV2 è terminato con 3 errori e 12 avvisi. Dimensione: 1,2 TB"),
    ("rsnapshot daily", "ERROR: /usr/bin/rsync returned 23 while processing root@srv:/etc\nsent 100 bytes  received 5"),
)
OWN: tuple[bytes, ...] = (
    _INNER,
    _HEAD + b"Subject: =?iso-2022-jp?b?GyRCRnxLXBsoQg==?=\r\nContent-Type: text/html\r\n\r\n" + _PAGE.encode(),
    _multipart("multipart/alternative", _part("text/plain", b"Ciao"), _part("text/html", _PAGE.encode())),
    _multipart(
        "multipart/mixed", _part("text/plain; charset=utf-16", "Ciao".encode("utf-16")),
        _encoded("application/pdf", b"%PDF-1.4", "così è.pdf"), _encoded("text/plain", b"log", "../../etc/log.txt"),
        _encoded("application/ms-tnef", base64.decodebytes(_TNEF), "winmail.dat"), _part("message/rfc822", _INNER),
    ),
    _multipart("multipart/mixed", _part("text/plain", b"Invito"), _part("text/calendar", _CALENDAR.encode())),
    _BOUNCE,
    _multipart(
        "multipart/signed; protocol=x", _encoded("application/xml", _DATICERT.encode(), "daticert.xml"),
        _part("message/rfc822", _INNER, 'Content-Disposition: attachment; filename="postacert.eml"\r\n'),
        head=_HEAD + b"Subject: POSTA CERTIFICATA: Prova\r\nX-Trasporto: posta-certificata\r\n",
    ),
    _multipart(
        "multipart/signed; protocol=x", _encoded("application/xml", _DATICERT.encode(), "daticert.xml"),
        head=_HEAD + b"X-Ricevuta: avvenuta-consegna\r\nX-Riferimento-Message-ID: <1@bls.example>\r\n",
    ),
    _HEAD + b"Subject: Assente\r\nAuto-Submitted: auto-replied\r\nPrecedence: bulk\r\n\r\nSono in ferie.\r\n",
    _HEAD + b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nuna riga \r\nche segue \r\n> e \r\n",
    _HEAD + b"Subject: uu\r\n\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n",
    _HEAD + b"Subject: qp\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nperch=E9 =\r\nno =C3=A8=\r\n",
    *(_HEAD + f"Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()
      for subject, text in _BACKUPS),
)  # fmt: skip
