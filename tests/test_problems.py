"""Every sentence on what went wrong says what to do, and holds no word of the program's own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reliability.plain_words import not_plain

ROOT = Path(__file__).parents[1]
KINDS = {"InputProblem", "EnvironmentProblem", "Problem", "InUse", "TargetExists", "NoPeriod",
         "PeriodUndecided", "PeriodInUtc", "DoubledField", "CharactersLost",
         "CharactersInNoRecords"}  # fmt: skip
_ANY_KIND = re.compile(rf"\b({'|'.join(KINDS)})\b")
FREE = "…"
"""Stands for what is put in when the program runs."""


def told(node: ast.expr) -> str:
    """Return a text as it stands in the code, FREE for each part that is made at run time."""
    match node:
        case ast.Constant():
            return str(node.value)
        case ast.JoinedStr():
            return "".join(told(part) for part in node.values)
        case ast.BinOp():
            return told(node.left) + told(node.right)
        case _:
            return FREE


def messages() -> Iterator[tuple[str, str, str]]:
    """Yield where each message stands in the code, what it says and what it advises."""
    for path in sorted([*(ROOT / "cldvalidator").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]):
        source = path.read_text("utf-8")
        if not _ANY_KIND.search(source):  # to parse all modules took each worker some seconds
            continue
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in KINDS:
                continue
            texts = [told(argument) for argument in node.args]
            if len(texts) >= 2:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", texts[0], texts[1]


MESSAGES = list(messages())


def test_there_are_messages() -> None:
    assert len(MESSAGES) > 150


@pytest.mark.parametrize(("where", "what", "advice"), MESSAGES, ids=[m[0] for m in MESSAGES])
def test_a_message_says_what_to_do(where: str, what: str, advice: str) -> None:
    what, advice = (f"{t[:-1]}." if t.endswith(FREE) else t for t in (what, advice))
    found = not_plain(what, advice if advice != "." else "Give it.")
    assert not found, where


def test_what_is_not_plain_is_found() -> None:
    assert not not_plain("The file is empty.", "Export it again.")
    assert not not_plain("The file is empty.", "If it is yours, export it again.")
    assert not_plain("The file is empty.", "There are others.") == ["not what to do"]
    assert not_plain("ValueError.", "Export it again.") == ["a word of the program: ValueError"]
    assert not_plain("It holds None.", "Export it again.")[0].startswith("a word")
    assert not_plain("The number 9999999786 is there.", "Export it again.") == ["a value"]
    assert not_plain("The file is empty", "Export it again.") == ["no end"]
    assert not_plain("No .s.csv.0a-1.part.", "Export it again.")[0].endswith(".part")
