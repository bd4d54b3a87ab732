"""Recipes in TOML that are absurd."""

from __future__ import annotations

from collections.abc import Callable

from reliability import seeds

_DEEP, _MANY = 100_000, 200_000
_SOUND = seeds.RECIPE


def _with(entry: bytes, table: bytes = b"[read]") -> Callable[[], bytes]:
    """The sound one with an entry at the beginning of a table."""
    return lambda: _SOUND.replace(table, table + b"\n" + entry, 1)


def _instead(name: bytes, value: bytes) -> Callable[[], bytes]:
    """The sound one with another value for an entry."""
    lines = _SOUND.split(b"\n")
    at = next(n for n, line in enumerate(lines) if line.startswith(name))
    return lambda: b"\n".join([*lines[:at], name + b" = " + value, *lines[at + 1 :]])


RECIPES: dict[str, Callable[[], bytes]] = {
    "a sound one": lambda: _SOUND,
    "nothing": lambda: b"",
    "1e400": _instead(b"release", b"1e400"),
    "not a number": _instead(b"safe", b"nan"),
    "a number of 100,000 digits": _instead(b"release", b"9" * _DEEP),
    "a number in hex of 100,000 digits": _instead(b"release", b"0x" + b"f" * _DEEP),
    "a list 100,000 deep": _instead(b"likely", b"[" * _DEEP + b"]" * _DEEP),
    "a list never closed": _instead(b"likely", b"[" * _DEEP),
    "tables 100,000 deep": lambda: _SOUND + b"[" + b".".join([b"a"] * _DEEP) + b"]\n",
    "keys 5,000 deep": lambda: b".".join([b"a"] * 5_000) + b" = 1\n" + _SOUND,
    "inline tables 50,000 deep": lambda: b"x = " + b"{a=" * 50_000 + b"1" + b"}" * 50_000,
    "200,000 tables": lambda: _SOUND + b"".join(b"[t%d]\n" % n for n in range(_MANY)),
    "a table 200,000 times": lambda: _SOUND + b"[[read]]\n" * _MANY,
    "200,000 columns": _instead(
        b"columns", b"{" + b", ".join(b'c%d = "Gender"' % n for n in range(_MANY)) + b"}"
    ),
    "200,000 rules": _instead(b"without", b"[" + b'"DATE-03",' * _MANY + b"]"),
    "a text of 2 MB": _instead(b"name", b'"' + b"x" * (2 << 20) + b'"'),
    "a text of 2 MB never closed": _instead(b"name", b'"""' + b"x" * (2 << 20)),
    "20 MB of comments": lambda: b"# x\n" * (5 << 20) + _SOUND,
    "a line of 2 MB of spaces": lambda: _SOUND + b" " * (2 << 20) + b"x",
    "2 MB of quotation marks": lambda: b"x = " + b'"' * (2 << 20),
    "a zero in a name": _instead(b"name", b'"{name}\\u0000"'),
    "a name that leads out": _instead(b"name", b'"../../{name}"'),
    "a name of 200 characters": _instead(b"name", b'"{name}' + b"x" * 190 + b'"'),
    "a name that Windows takes for a device": _instead(b"name", b'"CON{name}"'),
    "a name turned round": _instead(b"name", '"\u202e{name}"'.encode()),
    "half a character": _instead(b"name", b'"{name}\\ud800"'),
    "a folder that is a device": _instead(b"folder", b'"/dev/full"'),
    "a folder that leads out": _instead(b"folder", b'"' + b"../" * 40 + b'dev/null/x"'),
    "a folder with a zero": _instead(b"folder", b'"a\\u0000b"'),
    "the folder of the files": _instead(b"folder", b'"."'),
    "a folder that is the file": _instead(b"folder", b'"in.csv"'),
    "files that lead out": _instead(b"files", b'"../**/*"'),
    "files by many stars": _instead(b"files", b'"' + b"**/" * 60 + b'*"'),
    "files by brackets": _instead(b"files", b'"[[[[[[!]-z*"'),
    "files with a zero": _instead(b"files", b'"*\\u0000*"'),
    "no pattern": _instead(b"files", b'"."'),
    "a pattern that runs": _instead(b"files", b'"' + b"*a" * 90 + b'"'),
    "a day there is not": _instead(b"as_of", b'"2026-02-30"'),
    "year 1": _instead(b"as_of", b"0001-01-01"),
    "year 9999": _instead(b"as_of", b"9999-12-31"),
    "a time": _instead(b"as_of", b"2026-07-31T10:00:00+23:59"),
    "a day that TOML refuses": _instead(b"as_of", b"2026-13-99"),
    "a profile that is this recipe": _with(b'profile = "attack.toml"'),
    "a profile that is a device": _with(b'profile = "/dev/zero"'),
    "a profile that is a folder": _with(b'profile = "."'),
    "a profile with a zero": _with(b'profile = "a\\u0000b"'),
    "a sheet that steers": _with(b'sheet = "\\u001b[2J\\u202e=1+1"'),
    "a delimiter of many": _with(b'delimiter = "' + b";" * 190 + b'"'),
    "a delimiter that is a quotation mark": _with(b"delimiter = '\"'"),
    "a delimiter that is a line break": _with(b'delimiter = "\\n"'),
    "a delimiter that is a zero": _with(b'delimiter = "\\u0000"'),
    "a delimiter beyond": _with('delimiter = "\U0001f600"'.encode()),
    "unknown entries": _with(b"zzz = 1\n'\\u001b[2J' = 2"),
    "a column that steers": _instead(b"columns", b'{ "\\u001b[2J\\u202e" = "Gender" }'),
    "a column for all": _instead(b"columns", b'{ "Gender" = "Ethnicity", "Ethnicity" = "Gender" }'),
    "a method that is none": _instead(b"method", b'"\\u202e${jndi:ldap://x}"'),
    "an encoding that is none": _with(b'encoding = "utf-7"', b"[write]"),
    "old line breaks": lambda: _SOUND.replace(b"\n", b"\r"),
    "a mark in front": lambda: b"\xef\xbb\xbf" + _SOUND,
    "UTF-16": lambda: _SOUND.decode().encode("utf-16"),
    "wrong bytes": lambda: _SOUND.replace(b'"2"', b'"\xff\xfe"'),
    "zeros": lambda: bytes(100_000),
    "JSON": lambda: b'{"read": {"release": "2"}}',
    "cut off": lambda: _SOUND[: len(_SOUND) // 2],
    "an entry twice": lambda: _SOUND + b'[read]\nrelease = "1"\n',
}
