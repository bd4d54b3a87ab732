"""Files in JSON beside the extract that are absurd: profile, rules, population, settings, sets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from reliability import seeds

DEEP = 100_000


def _replaced(data: bytes, how: Callable[[Any], Any]) -> bytes:
    content = json.loads(data)
    return json.dumps(how(content)).encode()


def _with(data: bytes, key: str, raw: bytes) -> bytes:
    """The same with a key whose value is these bytes, first and so instead of its own or not."""
    return b'{"%s": %s, ' % (key.encode(), raw) + data.lstrip()[1:]


def _each(data: bytes, raw: bytes) -> bytes:
    """The same with these bytes for the value of each key at the top."""
    keys = json.loads(data)
    return b"{" + b", ".join(b'"%s": %s' % (k.encode(), raw) for k in keys) + b"}"


_VALUES = {
    "100,000 deep": b"[" * DEEP + b"]" * DEEP,
    "100,000 deep in keys": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "never closed": b"[" * DEEP,
    "half a character": b'"\\ud800"',
    "a number of 5,000 digits": b"9" * 5_000,
    "a number of a million digits": b"9" * 1_000_000,
    "1e999": b"1e999",
    "minus endless": b"-Infinity",
    "no number": b"NaN",
    "a text of 2 MB": b'"' + b"x" * (2 << 20) + b'"',
    "a list of a million": b"[" + b"0," * 1_000_000 + b"0]",
    "nothing": b"null",
    "true": b"true",
    "a formula": b"\"=cmd|' /C calc'!A0\"",
    "a zero": b'"\\u0000"',
    "turned round": b'"\\u202ecsv.exe"',
    "-1e300": b"-1e300",
}


def attacks(data: bytes) -> dict[str, bytes]:
    """Return absurd files of the kind that this sound one is of."""
    made = {f"each is {name}": _each(data, raw) for name, raw in _VALUES.items()}
    made |= {f"a new key is {name}": _with(data, "zzz", raw) for name, raw in _VALUES.items()}
    made |= {f"all of it is {name}": raw for name, raw in _VALUES.items()}
    key, value = next(iter(json.loads(data).items()))
    made |= {
        "a key half a million times": b'{"%s": 1,' % key.encode() * 1
        + b'"k": 1,' * 500_000 + data.lstrip()[1:],
        "half a million keys": b"{" + b"".join(b'"k%d": 1,' % n for n in range(500_000))
        + data.lstrip()[1:],
        "UTF-16": data.decode().encode("utf-16"),
        "UTF-32": data.decode().encode("utf-32"),
        "a mark in front": b"\xef\xbb\xbf" + data,
        "wrong bytes": data.replace(b'"', b'"\xff\xfe', 3),
        "zeros": bytes(100_000),
        "more behind it": data + b"]" * 1_000,
        "a list of itself": b"[" + data + b"]",
        "nested in itself": _replaced(data, lambda c: c | {key: {key: value}}),
    }  # fmt: skip
    return made


JSON: dict[str, Callable[[], bytes]] = {
    "profile": lambda: seeds.KINDS["profile"]()[0],
    "changes": seeds.changes,
    "population": lambda: seeds.KINDS["population"]()[1],
    "rules": seeds.rules,
    "manifest": seeds.manifest,
    "set": seeds.submission_set,
    **{name: (lambda name=name: seeds.settings()[name]) for name in seeds.settings()},  # type: ignore[misc]
}
"""The sound files that these are made from: by what reads them, or by their name in settings."""
