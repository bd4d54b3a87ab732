"""Texts on which a pattern looks at the same characters again and again, made from the pattern.

A pattern is sound when the work grows with the length of a text, and no faster. One that is not can
be found: whatever it repeats without end is repeated in a text in which it then does not fit.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, NamedTuple

_parser: Any = importlib.import_module("re._parser")

LENGTH = 20_000
"""Characters of a text. What is sound takes a thousandth of a second for it."""
MOST_SECONDS = 0.1
"""Of the processor."""
METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_WITHOUT_END = 1_000
_CHARACTERS = " 0a1A-,.\"'_\n\t/=()£"
_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}


class Repeated(NamedTuple):
    """What stands before something that a pattern repeats without end, and what that is."""

    before: str
    body: str


@dataclass(frozen=True)
class Used:
    """A pattern of the program: where it stands, and the functions of `re` that it is given to."""

    place: str
    pattern: re.Pattern[Any]
    methods: tuple[str, ...]


def repeated(pattern: re.Pattern[Any]) -> set[Repeated]:
    """Return all that a pattern repeats without end, by each of a few characters that fit."""
    source = pattern.pattern
    flags = pattern.flags & ~re.DEBUG
    if isinstance(source, bytes):
        source = source.decode("latin-1")
        flags = flags & ~re.LOCALE
    tree = _parser.parse(source, flags & ~re.UNICODE if flags & re.ASCII else flags)
    own = "".join(sorted({c for c in source if c not in r"\^$*+?{}[]|()"}))
    return set(_walk(tree, "", _CHARACTERS + own))


def _walk(tree: Iterable[Any], before: str, characters: str) -> Iterator[Repeated]:
    for op, value in tree:
        name = str(op)
        if name in _REPEATS:
            _, most, inner = value
            if int(most) > _WITHOUT_END:
                for body in dict.fromkeys(_bodies(inner, characters)):
                    if body:
                        yield Repeated(before, body)
            yield from _walk(inner, before, characters)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _walk(branch, before, characters)
        elif name == "SUBPATTERN":
            yield from _walk(value[3], before, characters)
        elif name == "ATOMIC_GROUP":
            yield from _walk(value, before, characters)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _walk(value[1], before, characters)
        before += _sample([(op, value)], characters)


def _bodies(inner: Any, characters: str) -> Iterator[str]:
    nodes = list(inner)
    if len(nodes) == 1 and str(nodes[0][0]) in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
        op, value = nodes[0]
        yield from (c for c in characters if _fits(op, value, c))
    yield _sample(nodes, characters)
    yield _sample(nodes, characters, last=True)


def _sample(nodes: Iterable[Any], characters: str, *, last: bool = False) -> str:
    """Return a short text that fits; last: with the last of all that one may choose from."""
    made = ""
    for op, value in nodes:
        name = str(op)
        if name == "LITERAL":
            made += chr(value)
        elif name in ("NOT_LITERAL", "ANY", "IN"):
            fitting = [c for c in characters if _fits(op, value, c)] or _of_class(value)
            made += fitting[-1 if last else 0] if fitting else ""
        elif name in _REPEATS:
            least, most, inner = value
            times = max(int(least), 1 if last and int(most) else 0)
            made += _sample(inner, characters, last=last) * min(times, 50)
        elif name == "BRANCH":
            made += _sample(value[1][-1 if last else 0], characters, last=last)
        elif name == "SUBPATTERN":
            made += _sample(value[3], characters, last=last)
        elif name == "ATOMIC_GROUP":
            made += _sample(value, characters, last=last)
    return made


def _of_class(value: Any) -> list[str]:
    if not isinstance(value, list):
        return []
    return [chr(v if str(op) == "LITERAL" else v[0]) for op, v in value
            if str(op) in ("LITERAL", "RANGE")]  # fmt: skip


def _fits(op: Any, value: Any, character: str) -> bool:
    name = str(op)
    if name == "ANY":
        return character != "\n"
    if name in ("LITERAL", "NOT_LITERAL"):
        return bool(ord(character) == value) == (name == "LITERAL")
    negated = str(value[0][0]) == "NEGATE"
    found = any(_is_in(str(kind), what, character) for kind, what in value)
    return found != negated


def _is_in(kind: str, what: Any, character: str) -> bool:
    if kind == "LITERAL":
        return bool(ord(character) == what)
    if kind == "RANGE":
        return bool(what[0] <= ord(character) <= what[1])
    if kind == "CATEGORY":
        return re.match(_CATEGORIES[str(what)], character) is not None
    return False


def texts(pattern: re.Pattern[Any], length: int = LENGTH) -> Iterator[str]:
    """Yield the texts that a pattern is tried with."""
    for before, body in sorted(repeated(pattern)):
        times = length // len(body)
        for end in ("", "\x01", "x"):
            yield before + body * times + end
        if before:
            yield body * times + "\x01"
            yield (before + body) * (length // len(before + body)) + "\x01"


class _TooLong(Exception):
    pass


@contextmanager
def _limited() -> Iterator[None]:
    """End this block with _TooLong once it has taken too much of the processor."""

    def end(_: int, __: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def endless(used: Used, length: int = LENGTH) -> str | None:
    """Return the beginning of a text for which a pattern takes far too long; None for none."""
    pattern = used.pattern
    for text in texts(pattern, length):
        given: Any = (
            text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
        )
        for method in used.methods:
            call = getattr(pattern, method)
            try:
                with _limited():
                    if method in ("sub", "subn"):
                        call(given[:0], given)
                    elif method == "finditer":
                        for _ in call(given):
                            pass
                    else:
                        call(given)
            except _TooLong:
                return f"{method}: {text[:30]!r}"
    return None


def patterns(*packages: str) -> Iterator[Used]:
    """Yield the patterns that the modules of packages hold, and those written where they are used.

    One that is made while the program runs is in neither.
    """
    modules = {name: importlib.import_module(name) for p in packages for name in _modules(p)}
    sources = {name: _source(module) for name, module in modules.items()}
    every = _methods("\n".join(sources.values()))
    seen: set[int] = set()
    for place, module in modules.items():
        here = _methods(sources[place])
        for name, pattern in _held(vars(module)):
            if id(pattern) not in seen:
                seen.add(id(pattern))
                how = here.get(name) or every.get(name) or {"search", "fullmatch"}
                yield Used(f"{place}.{name}", pattern, tuple(sorted(how)))
        yield from _in_place(place, sources[place])


def _methods(source: str) -> dict[str, set[str]]:
    """Return by name what is called of it in a source."""
    found: dict[str, set[str]] = {}
    for name, how in re.findall(rf"\b(\w+)\.({'|'.join(METHODS)})\(", source):
        found.setdefault(name, set()).add(how)
    return found


def _modules(package: str) -> Iterator[str]:
    yield package
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        if not found.name.endswith("__main__"):
            yield found.name


def _source(module: ModuleType) -> str:
    return Path(module.__file__ or "").read_text("utf-8")


def _held(held: Mapping[str, Any]) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in held.items():
        every = value.values() if isinstance(value, dict) else value
        for item in every if isinstance(every, list | tuple | type({}.values())) else [value]:
            for part in item if isinstance(item, tuple | list) else [item]:
                if isinstance(part, re.Pattern):
                    yield name, part


def _in_place(place: str, source: str) -> Iterator[Used]:
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in METHODS
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            pattern = re.compile(node.args[0].value)
            yield Used(f"{place}: {pattern.pattern!r}", pattern, (node.func.attr,))
