"""The pictures in the README are what the screens show."""

import re

from tests.conftest import ROOT

PICTURES = ROOT / "tests" / "ui" / "__snapshots__"
CAPTURE = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_capture_is_a_screen_as_the_tests_have_it():
    painted = {_trimmed(path.read_text(encoding="utf-8")) for path in PICTURES.glob("*/*.txt")}
    captures = CAPTURE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(captures) >= 5
    assert [capture.splitlines()[1] for capture in captures if _trimmed(capture) not in painted] == []


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip()
