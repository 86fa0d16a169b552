"""Reads Icinga 2's configuration language into a tree. Pure.

Source: Icinga 2 documentation, "Language Reference". A sentence that is not understood is left out with a remark, and
reading goes on behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bls_tui.inventory.importing.foreign import Fate, Place, Remark
from bls_tui.inventory.importing.icinga import syntax as s
from bls_tui.inventory.importing.icinga.tokens import Kind, LanguageError, Token, tokens
from bls_tui.locale import _

DEEPEST = 60
"""Brackets and sentences within one another; deeper is no configuration that people write."""
_LEVELS: Sequence[frozenset[str]] = (
    frozenset(("||", "??")),
    frozenset(("&&",)),
    frozenset(("|",)),
    frozenset(("^",)),
    frozenset(("&",)),
    frozenset(("==", "!=")),
    frozenset(("<", "<=", ">", ">=", "in", "!in")),
    frozenset(("<<", ">>")),
    frozenset(("+", "-")),
    frozenset(("*", "/", "%")),
)
"""Operators by how loosely they bind, loosest first ("Operators" of the language reference)."""
_SETTING = frozenset(("=", "+=", "-=", "*=", "/=", "%=", "^=", "|=", "&="))
_CONSTANTS = {"true": True, "false": False, "null": None}


def parse(text: str, file: str, remarks: list[Remark]) -> list[s.Node]:
    """Return the sentences of a file."""
    words: list[Token] = []
    try:
        words.extend(tokens(text))
    except LanguageError as error:
        remarks.append(Remark(Place(file, error.line), str(error), Fate.LEFT_OUT, _("cannot be read from here on")))
        words.append(Token(Kind.END, "", error.line))
    return _Parser(words, file, remarks).file()


class _Parser:
    def __init__(self, words: Sequence[Token], file: str, remarks: list[Remark]) -> None:
        self._words = words
        self._file = file
        self._remarks = remarks
        self._at = 0
        self._depth = 0

    @property
    def _now(self) -> Token:
        return self._words[self._at]

    def _next(self) -> Token:
        token = self._now
        if token.kind is not Kind.END:
            self._at += 1
        return token

    def _is(self, *values: str) -> bool:
        return self._now.kind in (Kind.SIGN, Kind.NAME) and self._now.value in values

    def _take(self, *values: str) -> bool:
        if self._is(*values):
            self._next()
            return True
        return False

    def _want(self, *values: str) -> Token:
        if not self._is(*values):
            raise self._puzzled()
        return self._next()

    def _name(self) -> str:
        if self._now.kind is not Kind.NAME:
            raise self._puzzled()
        return str(self._next().value)

    def _puzzled(self) -> LanguageError:
        found = self._now
        what = _("the end of the file") if found.kind is Kind.END else str(found.value).replace("\n", _("end of line"))
        return LanguageError(found.line, what)

    def _blank(self) -> None:
        while self._now.kind is Kind.NEWLINE or self._is(";", ","):
            self._next()

    def _newlines(self) -> None:
        while self._now.kind is Kind.NEWLINE:
            self._next()

    def file(self) -> list[s.Node]:
        """Read all sentences; one that is not understood is left out and told."""
        found: list[s.Node] = []
        self._blank()
        while self._now.kind is not Kind.END:
            found += self._one()
            self._blank()
            if self._take("}"):
                self._blank()
        return found

    def _one(self) -> list[s.Node]:
        """Read one sentence, none where it is not understood."""
        begun, depth = self._at, self._depth
        try:
            found = self._statement()
            if self._now.kind not in (Kind.END, Kind.NEWLINE) and not self._is(",", ";", "}"):
                raise self._puzzled()
        except (LanguageError, RecursionError) as error:
            line = error.line if isinstance(error, LanguageError) else self._words[begun].line
            what = str(error) if isinstance(error, LanguageError) else _("too many brackets")
            self._remarks.append(Remark(Place(self._file, line), what, Fate.LEFT_OUT, _("is not understood here")))
            self._depth = depth
            self._skip(begun)
            return []
        return [found]

    def _skip(self, begun: int) -> None:
        """Go behind the sentence that began at a word: to the end of its line, or of the block it opens."""
        self._at = begun
        opened = 0
        while self._now.kind is not Kind.END:
            if not opened and self._at > begun and (self._now.kind is Kind.NEWLINE or self._is("}")):
                return
            token = self._next()
            if token.kind is Kind.SIGN and token.value in ("{", "(", "["):
                opened += 1
            elif token.kind is Kind.SIGN and token.value in ("}", ")", "]"):
                opened = max(opened - 1, 0)

    def _block(self) -> list[s.Node]:
        """Read `{ … }`."""
        self._want("{")
        self._depth += 1
        if self._depth > DEEPEST:
            raise LanguageError(self._now.line, _("too many brackets"))
        found: list[s.Node] = []
        self._blank()
        while not self._take("}"):
            if self._now.kind is Kind.END:
                raise self._puzzled()
            found += self._one()
            self._blank()
        self._depth -= 1
        return found

    def _statement(self) -> s.Node:  # noqa: PLR0911 - one return for each kind of sentence
        token = self._now
        if token.kind is Kind.NAME and self._words[self._at + 1].value not in ("=", "."):
            match token.value:
                case "object" | "template" | "apply":
                    return self._definition()
                case "import":
                    self._next()
                    return s.Import(token.line, self._expression())
                case "assign" | "ignore":
                    self._next()
                    self._want("where")
                    return s.Where(token.line, token.value == "ignore", self._expression())
                case "if":
                    return self._if()
                case "for":
                    self._next()
                    key, value, over = self._loop()
                    self._newlines()
                    return s.For(token.line, key, value, over, self._block())
                case "include" | "include_recursive" | "include_zones":
                    return self._include()
                case "var" | "const":
                    return self._variable()
        return self._set_or_expression()

    def _variable(self) -> s.Node:
        token = self._next()
        line, constant = token.line, token.value == "const"
        target = s.Name(line, self._name())
        if not self._is("="):
            return s.Set(line, target, "=", s.Literal(line, None), local=True)
        self._want("=")
        return s.Set(line, target, "=", self._expression(), local=not constant, constant=constant)

    def _set_or_expression(self) -> s.Node:
        line = self._now.line
        target = self._expression()
        if self._now.kind is Kind.SIGN and self._now.value in _SETTING:
            sign = str(self._next().value)
            self._newlines()
            return s.Set(line, target, sign, self._expression())
        return target

    def _include(self) -> s.Node:
        token = self._next()
        arguments = [self._expression()]
        while self._take(","):
            arguments.append(self._expression())
        return s.Include(token.line, str(token.value), arguments)

    def _if(self) -> s.Node:
        line = self._now.line
        branches: list[tuple[s.Node, Sequence[s.Node]]] = []
        otherwise: Sequence[s.Node] = ()
        self._want("if")
        branches.append(self._branch())
        while self._else_follows():
            if self._take("if"):
                branches.append(self._branch())
            else:
                self._newlines()
                otherwise = self._block()
                break
        return s.If(line, branches, otherwise)

    def _branch(self) -> tuple[s.Node, Sequence[s.Node]]:
        self._want("(")
        condition = self._expression()
        self._want(")")
        self._newlines()
        return condition, self._block()

    def _else_follows(self) -> bool:
        before = self._at
        self._newlines()
        if self._take("else"):
            return True
        self._at = before
        return False

    def _loop(self) -> tuple[str, str, s.Node]:
        self._want("(")
        key, value = "", self._name()
        if self._take("=>"):
            key, value = value, self._name()
        self._want("in")
        over = self._expression()
        self._want(")")
        return key, value, over

    def _definition(self) -> s.Node:
        token = self._next()
        type_ = self._name()
        name: s.Node | None = None
        target, default = "", False
        loop: tuple[str, str, s.Node | None] = ("", "", None)
        while not self._is("{"):
            if self._take("for"):
                loop = self._loop()
            elif self._take("to"):
                target = self._name()
            elif self._take("use"):
                self._captured()
            elif self._take("default"):
                default = True
            elif self._take("ignore_on_error") or self._now.kind is Kind.NEWLINE:
                self._newlines()
            elif name is None:
                name = self._expression()
            else:
                raise self._puzzled()
        body = self._block()
        return s.Definition(token.line, str(token.value), type_, name, body, target, default, *loop)

    def _captured(self) -> None:
        """Pass over `use (a, b)`: the variables around a definition are known in it anyhow."""
        self._want("(")
        while not self._take(")"):
            self._next()
            if self._now.kind is Kind.END:
                raise self._puzzled()

    def _expression(self, level: int = 0) -> s.Node:
        if level == len(_LEVELS):
            return self._unary()
        self._depth += 1 if level == 0 else 0
        if self._depth > DEEPEST:
            raise LanguageError(self._now.line, _("too many brackets"))
        left = self._expression(level + 1)
        while (sign := self._operator(_LEVELS[level])) is not None:
            line = self._now.line
            if sign in ("&&", "||"):
                self._newlines()
            left = s.Binary(line, sign, left, self._expression(level + 1))
        self._depth -= 1 if level == 0 else 0
        return left

    def _operator(self, signs: frozenset[str]) -> str | None:
        token = self._now
        if (
            token.kind is Kind.SIGN
            and token.value == "!"
            and self._words[self._at + 1].value == "in"
            and "!in" in signs
        ):
            self._next()
            self._next()
            return "!in"
        word = token.kind is Kind.SIGN or (token.kind is Kind.NAME and token.value == "in")
        return str(self._next().value) if word and token.value in signs else None

    def _unary(self) -> s.Node:
        signs: list[Token] = []
        while self._is("!", "-", "+", "~") and self._now.kind is Kind.SIGN:
            signs.append(self._next())
        found = self._postfix()
        for token in reversed(signs):
            found = s.Unary(token.line, str(token.value), found)
        return found

    def _postfix(self) -> s.Node:
        found = self._primary()
        while True:
            line = self._now.line
            if self._take("."):
                found = s.Item(line, found, s.Literal(line, self._key()))
            elif self._take("["):
                found = s.Item(line, found, self._expression())
                self._want("]")
            elif self._is("("):
                found = s.Call(line, found, self._list("(", ")"))
            else:
                return found

    def _key(self) -> str:
        if self._now.kind in (Kind.NAME, Kind.STRING):
            return str(self._next().value)
        raise self._puzzled()

    def _list(self, opening: str, closing: str) -> list[s.Node]:
        self._want(opening)
        found: list[s.Node] = []
        while not self._take(closing):
            found.append(self._expression())
            if not self._is(closing):
                self._want(",")
        return found

    def _primary(self) -> s.Node:
        token = self._now
        if token.kind in (Kind.STRING, Kind.NUMBER):
            return s.Literal(token.line, self._next().value)
        if token.kind is Kind.NAME:
            return self._named()
        if self._is("("):
            return self._bracketed()
        if self._is("["):
            return s.Array(token.line, self._list("[", "]"))
        if self._is("{"):
            following = self._words[self._at + 1]
            if following.value == "{" and following.joined:
                return self._code()
            return s.Table(token.line, self._block())
        raise self._puzzled()

    def _named(self) -> s.Node:
        token = self._next()
        if token.value in _CONSTANTS:
            return s.Literal(token.line, _CONSTANTS[str(token.value)])
        if token.value == "function":
            while not self._is("{"):
                if self._now.kind is Kind.END:
                    raise self._puzzled()
                self._next()
            return self._code()
        return s.Name(token.line, str(token.value))

    def _bracketed(self) -> s.Node:
        """Read `( … )`, or the parameters of `(x) => …`."""
        line = self._now.line
        end = self._closing()
        if self._words[end + 1].value == "=>":
            self._at = end + 2
            self._expression()
            return s.Code(line)
        self._want("(")
        found = self._expression()
        self._want(")")
        return found

    def _code(self) -> s.Node:
        line = self._now.line
        self._at = self._closing() + 1
        return s.Code(line)

    def _closing(self) -> int:
        """Return where the bracket at hand is closed."""
        opened = 0
        for at in range(self._at, len(self._words)):
            token = self._words[at]
            if token.kind is Kind.SIGN:
                opened += (token.value in ("(", "[", "{")) - (token.value in (")", "]", "}"))
            if not opened:
                return at
        raise LanguageError(self._now.line, _("a bracket that is never closed"))
