"""Every text for users is plain UK English: a list of turns that docs/style.md rules out."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BANNED = (
    r"\b(is|are) to be\b",
    r"\bmended\b",
    r"\bsurely\b",
    r"\btold by\b",
    r"\bkept aside\b",
    r"(?<!there )\b(is|are) no (csv|json|field|date|column)\b",
    r"\bhardly possible\b",
    r"\bto the last character\b",
    r"\ball the same\b",
    r"\bundoable\b",
    r"\bmay be left out\b",
    r"(?-i:National cost\b)",
    r"\bcosts? (them )?nationally\b",
    r"\bhas not the form\b",
    r"\bhave them read\b",
    r"\bpoint at\b",
    r"\bwho draws\b",
    r"\bgets a carer\b",
    r"\bthought better\b",
    r"(?<!there )\b(is|are|was|were) no (records?|carer|service user)\b",
    r"\bhas not (ten|the|a)\b",
    r"\bthat no number follows\b",
    r"\bwith other (capital|spaces)\b",
    r"\bso that (all|waits|some)\b",
    r"\bit is taken that\b",
    r"\bsays? the team\b",
    r"\b(comput(e|ing)|not been computed)\b(?-i:.* figures\b)",
    r", without a rate\b",
    r", drawn$",
    r"\bthe file written has\b",
    r"\bbecomes? somebody else\b",
    r"\botherwise on most\b",
    r"\bread as another one\b",
    r"\bnarrowest limit\b",
    r"\bbut no rates\b",
    r"\bsays otherwise than\b",
    r"\bon top of the status\b",
    r"\bsee la_codes\.csv\b",
    r"\bturn (them|values|release 1 values) into release 2\b",
)
WORDS = re.compile("|".join(BANNED), re.IGNORECASE)
CODES = {"kept aside", "columns kept aside"}
"""What is no text for users: how a column was recognised, as a key of the engine and of --json."""


def _of_module(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module that are neither its docstrings nor notes below a constant."""
    tree = ast.parse(path.read_text("utf-8"))
    notes = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.lineno, node.value


def _of_json(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _of_json(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _of_json(each)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what users can read of a file, each with its line."""
    if path.suffix == ".py":
        yield from _of_module(path)
    elif path.suffix == ".json":
        yield from ((0, text) for text in _of_json(json.loads(path.read_text("utf-8"))))
    else:
        yield from enumerate(path.read_text("utf-8").splitlines(), 1)


def shown_to_users() -> list[Path]:
    found = [p for part in ("cldvalidator", "ui") for p in (ROOT / part).rglob("*.py")]
    found += (ROOT / "resources").rglob("*.md")
    found += (ROOT / "resources" / "specification").rglob("fields.json")
    found += [
        p
        for part in ("rules", "fixes", "measures.json")
        for p in ([ROOT / "resources" / part] if part.endswith("json") else [])
        or (ROOT / "resources" / part).glob("*.json")
        if not p.name.endswith(".schema.json")
    ]
    return [*found, ROOT / "README.md", ROOT / "resources" / "specification" / "guidance.json"]


@pytest.mark.parametrize("path", shown_to_users(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_text_has_a_turn_that_the_style_guide_rules_out(path: Path) -> None:
    found = [
        f"line {line}: {match[0]!r} in {text[:80]!r}"
        for line, text in texts(path)
        if text not in CODES and (match := WORDS.search(text))
    ]
    assert found == []


def test_the_turns_are_recognised() -> None:
    assert WORDS.search("The file is no CSV.")
    assert WORDS.search("It cannot be mended.")
    assert not WORDS.search("The file is not a CSV file.")


NAMES = frozenset({"said", "told"})
"""Names that say nothing of what they hold: docs/style.md has a word for each kind of it."""


def bound(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the names that a module gives: to values, parameters, attributes and functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.FunctionDef):
            yield node.lineno, node.name


@pytest.mark.parametrize("package", ["cldvalidator", "ui"])
def test_no_name_of_the_code_is_one_that_the_style_guide_rules_out(package: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, name in bound(ast.parse(path.read_text("utf-8")))
        if name.strip("_") in NAMES
    ]
    assert found == []


def test_names_of_every_kind_are_seen() -> None:
    source = """
def told(said):
    told = said
    self.said = [said for said in told]
    with told() as said, (told := said):
        for _told in said: pass
"""
    named = [name for _, name in bound(ast.parse(source)) if name.strip("_") in NAMES]
    assert sorted(named) == ["_told", "said", "said", "said", "said", "told", "told", "told"]
