"""The rules of the house that a tool can check: sizes, the clock, registries, and nothing of a particular machine."""

import ast
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from bls_tui.cli import COMMANDS
from checks import probes

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("bls_tui", "checks", "db")
SOURCES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts
)
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
CLOCK = ROOT / "checks" / "clock.py"


def relative(path):
    return str(path.relative_to(ROOT))


def functions(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def code_lines(node):
    """Return the length of a function without its docstring: explaining is never punished."""
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = first.end_lineno - first.lineno + 1 if documented else 0
    return node.end_lineno - node.lineno + 1 - docstring


def test_no_file_is_too_long():
    lengths = {relative(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long():
    lengths = {
        f"{relative(path)}:{node.lineno} {node.name}": code_lines(node)
        for path in SOURCES
        for node in functions(ast.parse(path.read_text("utf-8")))
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


WALL_CLOCK = re.compile(r"\b(?:time\.time|time\.time_ns|datetime\.(?:now|utcnow|today)|date\.today)\b")


def test_only_one_place_reads_the_wall_clock():
    readers = [relative(path) for path in SOURCES if path != CLOCK and WALL_CLOCK.search(code_of(path))]
    assert readers == []


def code_of(path):
    """Return the source as the parser understands it, without comments and docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [each for each in body if not _is_text(each)] or [ast.Pass()]
    return ast.unparse(tree)


def _is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@pytest.mark.parametrize("kind", sorted(probes.PROBES))
def test_every_registered_probe_loads(kind):
    probe = probes.load(kind)
    assert probe.options.model_config["extra"] == "forbid"
    assert all(field.description for field in probe.options.model_fields.values()), "every option is described"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_registered_command_loads(name):
    module, attribute = COMMANDS[name].split(":")
    command = getattr(import_module(module), attribute)
    assert command.name == name
    assert command.help


# Spelt in pieces, so that this file does not find itself.
OF_ONE_MACHINE = re.compile(
    "|".join(("/" + "work/", re.escape(str(Path.home())) + "/", "/" + "root/", "farm" + "-bench", "index" + "-url"))
)
TEXTS = {".py", ".toml", ".md", ".txt", ".cfg", ".ini", ".po", ".yml", ".yaml", ".service", ".sh", ".tcss", ""}


def test_nothing_of_a_particular_machine_is_tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    names = [name for name in listed.stdout.decode().split("\0") if name and Path(name).suffix in TEXTS]
    found = [
        f"{name}: {match.group()}"
        for name in names
        if (ROOT / name).is_file() and (match := OF_ONE_MACHINE.search((ROOT / name).read_text("utf-8", "replace")))
    ]
    assert found == []
