"""What comes with a mail: files to save, links to look at. Nothing opens by itself, and nothing without a question."""

from __future__ import annotations

import asyncio
import shlex
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from textual.widget import Widget

from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.mail import originals
from bls_tui.service.mail.views_data import Link, MessageView
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import mail, thread
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.saving import file_name, save_bytes
from bls_tui.ui.screens.dialogs import Choice, ConfirmDialog, Dialog, labelled
from db.rows_mail import AttachmentRow


class ChoiceError(BlsError):
    """What was typed names nothing that is there; the message says what would."""


class OpenError(BlsError):
    """The program that opens files cannot be started; the message says why."""


class OpenDialog(ConfirmDialog):
    """Asks before anything foreign is given to another program; repeats what, and to which."""

    def __init__(self, bench: Bench, lines: Sequence[Sequence[Cell]], target: str) -> None:
        super().__init__(_("Open this?"), (), self._open)
        self._lines, self._command = lines, [*shlex.split(bench.opener), target]

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return what is opened and with what."""
        command = _("with: {command}").format(command=line(" ".join(self._command[:-1])))
        return [*self._lines, (Cell(command, Role.DIM),)]

    async def _open(self) -> None:
        try:
            subprocess.Popen(  # noqa: S603, ASYNC220 - the user's own command, without a shell, and only after a yes
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise OpenError(
                _("{command} cannot be started: {why}").format(command=self._command[0], why=error)
            ) from error


class AttachmentsForm(Dialog):
    """Which files to save, and where."""

    def __init__(self, bench: Bench, message: MessageView, say: Callable[[str], None]) -> None:
        super().__init__(_("Attachments"), ())
        self._bench, self._message, self._say = bench, message, say
        self._files = thread.shown(message)

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return whose mail it is and what is attached."""
        one = self._message
        head = (Cell(mail.sender_of(one) + "  ", Role.STRONG), Cell(line(one.subject)))
        return [
            head,
            *(
                (Cell(f"{n:>3} ", Role.KEY), Cell(thread.attachment(file)))
                for n, file in enumerate(self._files, start=1)
            ),
        ]

    def fields(self) -> Sequence[Widget]:
        """Return which, where to, and whether to open it."""
        opener = self._bench.opener
        boxes = [Choice(_("then open it with {opener} (asks again)").format(opener=line(opener)), id="open")]
        return [
            *labelled("which", _("Which (numbers with commas; empty: all that are not in the text)")),
            *labelled("folder", _("Into this folder (nothing there is overwritten)"), usual_folder()),
            *(boxes if opener else ()),
        ]

    async def perform(self) -> None:
        """Save them."""
        saved: list[tuple[AttachmentRow, Path]] = []
        for number, file in self._chosen():
            data = await self._bench.call(originals.attachment_of, self._message.id, file.index)
            name = file_name(file.filename, number)
            saved.append((file, await asyncio.to_thread(save_bytes, self.value("folder"), name, data)))
        self._say(_("Saved: {paths}").format(paths=line(", ".join(str(path) for _file, path in saved))))
        if self.checked("open") and len(saved) == 1:
            file, path = saved[0]
            lines = [(Cell(thread.attachment(file), Role.STRONG),), (Cell(line(str(path))),)]
            self.app.call_later(self.app.push_screen, OpenDialog(self._bench, lines, str(path)))

    def _chosen(self) -> list[tuple[int, AttachmentRow]]:
        typed, numbered = self.value("which"), dict(enumerate(self._files, start=1))
        if not typed:
            outside = [(number, file) for number, file in numbered.items() if not file.inline]
            return outside or list(numbered.items())
        return [(number, numbered[number]) for number in chosen_numbers(typed, len(numbered))]


class LinksScreen(Dialog):
    """Where the links of a message lead, the host first; one can be opened after another question."""

    def __init__(self, bench: Bench, message: MessageView) -> None:
        super().__init__(_("Links: look where they lead"), ())
        self._bench, self._links = bench, message.links

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return the links."""
        return [thread.link(one, number) for number, one in enumerate(self._links, start=1)]

    def fields(self) -> Sequence[Widget]:
        """Return which one to open, where something can open it."""
        if not self._bench.opener:
            return []
        return labelled("which", _("Open which number (asks again; empty: none)"))

    def answers(self) -> Sequence[Cell]:
        """Say what can be done with them."""
        if self._bench.opener:
            return super().answers()
        text = _(" leave. To open them from here, name a command: [ui] opener in bls.toml")
        return (Cell(" Esc", Role.KEY), Cell(text))

    async def perform(self) -> None:
        """Ask whether to open it."""
        typed = self.value("which") if self._bench.opener else ""
        if typed:
            (number, *_more) = chosen_numbers(typed, len(self._links))
            one: Link = self._links[number - 1]
            self.app.call_later(self.app.push_screen, OpenDialog(self._bench, [thread.link(one, number)], one.url))


def usual_folder() -> str:
    """Return where files are saved unless somebody says otherwise."""
    try:
        downloads = Path.home() / "Downloads"
        return "~/Downloads" if downloads.is_dir() else "~"
    except RuntimeError:
        return "."


def chosen_numbers(typed: str, count: int) -> list[int]:
    """Read numbers from 1 to `count` with commas between them. Raises ChoiceError."""
    found = [part.strip() for part in typed.split(",") if part.strip()]
    numbers = [int(part) for part in found if part.isascii() and part.isdigit()]
    if len(numbers) != len(found) or not numbers or any(not 0 < number <= count for number in numbers):
        raise ChoiceError(_("{text!r} is none of the numbers 1 to {count}.").format(text=line(typed), count=count))
    return list(dict.fromkeys(numbers))
