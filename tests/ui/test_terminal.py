"""The real process on a real terminal: first frame, and a clean end on SIGTERM, with nothing foreign on the screen."""

import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path

import pytest

from tests.support.demo import Demo

ROOT = Path(__file__).parent.parent.parent
LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"


class Terminal:
    """A child process on a pseudo-terminal."""

    def __init__(self, folder, **environment):
        (folder / "bls.toml").write_text(
            f'[database]\nurl = "sqlite:///{folder}/bls.db"\n[poller]\nenabled = false\n', encoding="utf-8"
        )
        kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "SSH_TTY")}
        kept |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "BLS_CONFIG": str(folder / "bls.toml"),
                 "XDG_STATE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}  # fmt: skip
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.chdir(ROOT)
            os.execvpe(  # noqa: S606
                sys.executable, [sys.executable, "-c", "from bls_tui.cli import main; main()"], kept | environment
            )
        ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.output = b""

    def read_until(self, wanted, seconds=30.0):
        until = time.monotonic() + seconds
        while wanted not in self.output and time.monotonic() < until:
            if select.select([self.file], [], [], 0.1)[0]:
                try:
                    self.output += os.read(self.file, 65536)
                except OSError:
                    break
        assert wanted in self.output, self.output[-2000:]

    def end(self, seconds=10.0):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if select.select([self.file], [], [], 0.05)[0]:
                with suppress(OSError):
                    self.output += os.read(self.file, 65536)
            done, status = os.waitpid(self.process, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        raise AssertionError("did not end")


@pytest.fixture
def folder(tmp_path):
    Demo(f"sqlite:///{tmp_path / 'bls.db'}", time.time()).database.close()
    return tmp_path


def test_sigterm_leaves_the_terminal_as_it_was(folder):
    terminal = Terminal(folder)
    terminal.read_until(b"fw-acme-01")
    os.kill(terminal.process, signal.SIGTERM)

    assert terminal.end() == 0
    assert LEFT_ALTERNATE_SCREEN in terminal.output


def test_over_ssh_the_mouse_stays_with_the_terminal(folder):
    terminal = Terminal(folder, SSH_TTY="/dev/pts/9")
    terminal.read_until(b"fw-acme-01")
    os.write(terminal.file, b"q")

    assert terminal.end() == 0
    assert b"\x1b[?1003h" not in terminal.output


def test_few_colours_and_none_still_paint(folder):
    for environment in ({"TERM": "xterm"}, {"NO_COLOR": "1"}):
        terminal = Terminal(folder, **environment)
        terminal.read_until(b"CRIT")
        os.write(terminal.file, b"q")

        assert terminal.end() == 0
