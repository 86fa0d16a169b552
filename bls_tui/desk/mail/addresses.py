"""Mail addresses: their domains, those anybody can have, and those nobody reads."""

from __future__ import annotations

import re
from collections.abc import Collection

# Domains of providers that give addresses to anybody say nothing about who a sender works for. Subdomains count too:
# certified mail providers give them to professions and provinces. One that is missing makes everybody there kin of the
# customer who uses it, so whatever is in doubt belongs here.
_PROVIDERS = """
gmail.com googlemail.com outlook.com outlook.it hotmail.com hotmail.it hotmail.fr hotmail.de hotmail.co.uk live.com
live.it live.fr live.de msn.com passport.com windowslive.com yahoo.com yahoo.it yahoo.fr yahoo.de yahoo.es
yahoo.co.uk ymail.com rocketmail.com aol.com aol.it icloud.com me.com mac.com proton.me protonmail.com protonmail.ch
pm.me tutanota.com tuta.com tutamail.com mail.com gmx.com gmx.de gmx.net gmx.at gmx.ch web.de freenet.de t-online.de
zoho.com yandex.com yandex.ru mail.ru inbox.ru hey.com fastmail.com fastmail.fm hushmail.com libero.it virgilio.it
alice.it tin.it tim.it tiscali.it tiscalinet.it fastwebnet.it inwind.it iol.it blu.it katamail.com email.it
supereva.it aruba.it teletu.it vodafone.it wind.it windtre.it poste.it postemail.it interfree.it infinito.it
jumpy.it lycos.it hotpop.com cheapnet.it eolo.it mclink.it ngi.it micso.it orange.fr free.fr laposte.net sfr.fr
wanadoo.fr bbox.fr neuf.fr terra.es telefonica.net movistar.es bluewin.ch btinternet.com sky.com virginmedia.com
talktalk.net comcast.net verizon.net att.net sbcglobal.net cox.net pec.it arubapec.it pec.aruba.it legalmail.it
cert.legalmail.it postecert.it pec.poste.it postacert.it postecert.com sicurezzapostale.it registerpec.it gigapec.it
pec.libero.it pec.tim.it pec.telecomitalia.it pecimprese.it pecmail.it mypec.eu ingpec.eu pec.net open.legalmail.it
legpec.it peceasy.it spidmail.it pecspeciale.it namirialpec.it pec.namirial.it lamiapec.it actaliscertymail.it
casellapec.com mypec.it pecprofessionisti.it
"""
# Domains that large providers of certified mail write their envelopes from, subdomains included; bls.toml names more.
# An envelope of somebody else is taken for a mail of its own sender, and waits in triage.
_CERTIFIERS = """
pec.aruba.it arubapec.it actaliscertymail.it pec.actalis.it legalmail.it postecert.it sicurezzapostale.it telecompost.it
registerpec.it pec.it gigapec.it namirialpec.it
"""
CERTIFIERS = frozenset(_CERTIFIERS.split())
_ANYBODYS = frozenset(_PROVIDERS.split())
_NOBODYS = re.compile(
    r"(mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|abuse|root|nobody|hostmaster|listserv|majordomo"
    r"|(do[-_.]?)?not?[-_.]?repl(y|ies)|non[-_.]?rispondere|nicht[-_.]?antworten|ne[-_.]?pas[-_.]?repondre"
    r"|bounces?|posta-certificata)([-_.+=].*)?",
    re.IGNORECASE,
)
_LONGEST = 254  # RFC 5321 §4.5.3.1.3, without the angle brackets
_LONGEST_LOCAL = 64
_ADDRESS = re.compile(
    r"(?P<local>[^\s@<>()\[\]\\,;:\"\x00-\x20\x7f-\xa0]+)@(?P<domain>[\w](?:[\w.-]*[\w])?)", re.UNICODE
)


def key(address: str) -> str:
    """Return an address as people compare it: without blanks around it, in lower case; "" stays "" ."""
    return address.strip().lower()


def valid(address: str) -> bool:
    """Tell whether something can be written to: local part, "@", domain, and nothing that would end a header.

    Quoted local parts are refused: nobody has one, and everybody who sends one is up to something.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or len(address) > _LONGEST or len(found["local"]) > _LONGEST_LOCAL:
        return False
    return ".." not in address and not found["local"].startswith(".") and not found["local"].endswith(".")


def domain(address: str) -> str:
    """Return what stands behind the last "@", in lower case, "" where there is nothing."""
    return key(address).rpartition("@")[2] if "@" in address else ""


def anybodys(name: str) -> bool:
    """Tell whether anybody can have an address in a domain (or nothing is known of it): it is nobody's own."""
    return not name or within(name, _ANYBODYS)


def within(name: str, domains: Collection[str]) -> bool:
    """Tell whether a domain is one of some, or below one of them."""
    parts = name.lower().split(".")
    return any(".".join(parts[at:]) in domains for at in range(len(parts)))


def blocked(address: str) -> bool:
    """Tell whether nobody reads what is sent there: programmes, daemons, no-reply addresses."""
    return _NOBODYS.fullmatch(key(address).rpartition("@")[0]) is not None
