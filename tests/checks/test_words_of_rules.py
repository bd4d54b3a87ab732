"""What rules compare cells with is in a pack: a value that no list has would never be found."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
from pathlib import Path

import pytest

import cldvalidator.checks
from cldvalidator.checks import check_extract
from cldvalidator.checks.context import Context
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate

PACKS = [load_specification(r) for r in "21"]


def known_texts(field):
    """Return every text that a pack knows in a field, in small letters."""
    texts = set()
    for pack in PACKS:
        values = pack.by_name[field].values
        for value in values.values if values else ():
            texts |= {value.value, *value.alternatives}
        texts |= {m.found for m in pack.mappings.get(field, ())}
    return {t.casefold() for t in texts}


def call_sites():
    """Return module and line of every call of `says` or `begins` in the checks."""
    places = set()
    for found in pkgutil.walk_packages(cldvalidator.checks.__path__, "cldvalidator.checks."):
        path = Path(importlib.import_module(found.name).__file__)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in ("says", "begins"):
                places |= {(path.name, line) for line in range(node.lineno, node.end_lineno + 1)}
    return places


@pytest.fixture(scope="module")
def compared():
    """Run every rule in both releases; return what was asked for, and from which lines."""
    asked, lines = set(), set()
    plain = {name: getattr(Context, name) for name in ("says", "begins")}

    def noting(name):
        def call(self, field, *texts):
            frame = sys._getframe(1)
            lines.add((Path(frame.f_code.co_filename).name, frame.f_lineno))
            asked.update((name, field, text) for text in texts)
            return plain[name](self, field, *texts)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in plain:
            patch.setattr(Context, name, noting(name))
        for pack in PACKS:
            check_extract(generate(600, seed=1, specification=pack), pack)
    return asked, lines


def test_every_place_that_compares_was_reached(compared):
    _, lines = compared
    sites = call_sites()
    starts = {(name, line) for name, line in sites if (name, line - 1) not in sites}
    reached = {
        (name, line)
        for name, line in starts
        if any((name, at) in lines for at in range(line, line + 8))
    }
    assert len(starts) > 30
    assert sorted(starts - reached) == []


def test_every_field_and_value_is_in_a_pack(compared):
    asked, _ = compared
    assert {field for _, field, _ in asked} <= set(PACKS[0].names)
    unknown = set()
    for how, field, text in asked:
        known, wanted = known_texts(field), text.casefold()
        there = wanted in known if how == "says" else any(k.startswith(wanted) for k in known)
        if not there:
            unknown.add((field, text))
    assert unknown == set()
