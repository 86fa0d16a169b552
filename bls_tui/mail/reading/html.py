"""HTML as text: tables kept, hidden text left out, the real host of every link in sight; bounded whatever the page.

The library that lays out the page recurses and obeys styles, so it only sees pages of sane size, depth and attributes;
any other is reduced to its words by one regular pass.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from itertools import islice

from bls_tui.locale import _

MAX_SIZE = 1_500_000
"""Characters of HTML that are laid out; reports of backups with a thousand machines stay below."""
MAX_DEPTH = 150
"""Elements inside one another, as libxml2 gives up at 256."""
MAX_TABLES = 12
"""Tables inside one another: laying out costs the square of it."""
MAX_LINKS = 5_000
MAX_CELLS = 30_000
"""Cells of tables and points of lists; some 50 µs each."""
MAX_WORDS = 5_000_000
"""Characters of a page that are looked at for its words."""
MAX_PREHEADER = 300
"""Characters of hidden text that are left out."""
MAX_URL = 100
"""Characters of a link that are shown."""

_CELLS = frozenset({"td", "th", "li"})
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
     "basefont", "frame", "p", "li", "td", "th", "tr", "dt", "dd", "option"}
)  # fmt: skip
"""Elements that need no end tag: they do not count as depth."""
_BLOCKS = "p|div|br|hr|tr|table|li|ul|ol|h[1-6]|blockquote|pre|section|article|header|footer|dt|dd|title"
# libxml2 stops at the first </html>, and disclaimers stand behind it
_FRAME = re.compile(r"</?(?:html|body)\b[^<>]{0,5000}>", re.IGNORECASE)
_BREAK = re.compile(rf"</?(?:{_BLOCKS})\b[^<>]{{0,5000}}>", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b[^<>]{0,5000}>", re.IGNORECASE)
_SILENT = re.compile(r"<(/?)(script|style|head|template)\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(?:!--|[/!?a-zA-Z])[^<>]*+>?")
_COMMENT_END = "-->"
_SPACE = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n\s*\n\s*")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_HOST = re.compile(r"(?:https?|ftp)://(?:[^/?#\s@]*@)?([^/?#\s:]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}>", re.IGNORECASE)


def to_text(html: str) -> str:
    """Return what a page says. Never raises; linear in the length of the page."""
    html = html.strip()
    if declaration := _DECLARATION.match(html):
        html = html[declaration.end() :]
    if not html:
        return ""
    reason = _unfit(html)
    if not reason:
        try:
            return _tidy(_laid_out(html))
        except Exception:  # noqa: BLE001 - the libraries raise their own kinds for pages no browser would show either
            reason = _("the page is damaged")
    notice = _("[The layout of this HTML mail is not shown: {reason}.]").format(reason=reason)
    return f"{notice}\n\n{words_of(html)}"


def words_of(html: str) -> str:
    """Return the words of a page without any layout; linear, for pages nothing else survives."""
    text = _BREAK.sub("\n", "".join(_audible(_uncommented(html[:MAX_WORDS]))))
    text = _CELL.sub("  ", text)
    return _tidy(_SPACE.sub(" ", entities.unescape(_ANY_TAG.sub("", text))))


def _unfit(html: str) -> str:
    """Why a page is not laid out; "" when it is."""
    if len(html) > MAX_SIZE:
        return _("it is too large")
    depth = tables = links = cells = 0
    for tag in _TAG.finditer(html):
        name, step = tag[2].lower(), -1 if tag[1] else 1
        links += name == "a" and step > 0
        cells += name in _CELLS and step > 0
        tables = max(tables + step * (name == "table"), 0)
        depth = max(depth + step * (name not in _VOID), 0)
        if depth > MAX_DEPTH or tables > MAX_TABLES:
            return _("its elements are nested too deeply")
    if cells > MAX_CELLS:
        return _("it is too large")
    return _("it has more than {count} links").format(count=MAX_LINKS) if links > MAX_LINKS else ""


def _laid_out(html: str) -> str:
    from inscriptis.css_profiles import CSS_PROFILES  # noqa: PLC0415 - lxml is loaded for HTML mails only
    from inscriptis.html_engine import Inscriptis  # noqa: PLC0415
    from inscriptis.model.config import ParserConfig  # noqa: PLC0415
    from lxml.etree import ParserError  # noqa: PLC0415
    from lxml.html import document_fromstring  # noqa: PLC0415

    try:
        tree = document_fromstring(_FRAME.sub("", html))
    except ParserError:  # nothing but comments
        return ""
    _prepare(tree)
    return str(Inscriptis(tree, ParserConfig(css=CSS_PROFILES["strict"])).get_text())


def _prepare(tree: object) -> None:
    """Take out what is not to be seen or could be abused, and write the target of links behind them."""
    for element in list(tree.iter()):  # type: ignore[attr-defined]
        if not isinstance(element.tag, str):
            _drop(element)
            continue
        hidden = element.tag in {"title", "template"} or _is_preheader(element)
        url = element.get("href", "") if element.tag == "a" else ""
        element.attrib.clear()  # styles and spans of ours are enough; theirs could ask for a million blanks
        if hidden and element.getparent() is not None:
            _drop(element)
        elif url:
            _show_target(element, url.strip())


def _is_preheader(element: object) -> bool:
    """Whether a page hides it, and it is short: the bait for lists of mails. More than that is worth reading."""
    if not _HIDDEN.search(element.get("style", "")[:2000]):  # type: ignore[attr-defined]
        return False
    return len("".join(islice(element.itertext(), MAX_PREHEADER))) < MAX_PREHEADER  # type: ignore[attr-defined]


def _drop(element: object) -> None:
    """Remove an element, not the text behind it."""
    parent = element.getparent()  # type: ignore[attr-defined]
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()  # type: ignore[attr-defined]
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None  # type: ignore[attr-defined]
    parent.remove(element)


def _show_target(element: object, url: str) -> None:
    host = _HOST.match(url)
    if host is None:
        return
    shown = "".join(element.itertext())[:1000].casefold()  # type: ignore[attr-defined]
    if host[1].casefold().removeprefix("www.") in shown and _HOST.search(shown) is None:
        return
    if url.casefold().rstrip("/") in shown:
        return
    target = f" <{url[:MAX_URL]}{'…' if len(url) > MAX_URL else ''}>"
    children = list(element)  # type: ignore[call-overload]
    if children:
        children[-1].tail = (children[-1].tail or "") + target
    else:
        element.text = (element.text or "") + target  # type: ignore[attr-defined]


def _uncommented(html: str) -> str:
    kept, position = [], 0
    while (start := html.find("<!--", position)) >= 0:
        kept.append(html[position:start])
        end = html.find(_COMMENT_END, start)
        position = end + len(_COMMENT_END) if end >= 0 else len(html)
    return "".join([*kept, html[position:]])


def _audible(html: str) -> Iterator[str]:
    """The page without scripts, styles and head; an element that never ends hides nothing but its own tag."""
    position, ends = 0, {match[2].lower(): match.start() for match in _SILENT.finditer(html) if match[1]}
    inside = ""
    for match in _SILENT.finditer(html):
        name = match[2].lower()
        if not inside and not match[1] and match.start() < ends.get(name, -1):
            yield html[position : match.start()]
            inside = name
        elif inside == name and match[1]:
            inside, position = "", match.start()
    yield html[position:] if not inside else ""


def _tidy(text: str) -> str:
    lines = (line.rstrip() for line in text.replace("\xa0", " ").split("\n"))
    return _EMPTY_LINES.sub(lambda match: "\n\n" + match[0].rpartition("\n")[2], "\n".join(lines)).strip("\n")
