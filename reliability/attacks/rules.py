"""Rules of a council's own, and saved filters, that are absurd: in a file, and in a profile."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from reliability import seeds

_DEEP, _MANY, _LONGEST = 100_000, 10_000, 2_000
_EVENTS = "exists (Event Type = Review) within 99999 days of Event Start Date"


def _filled(part: str, between: str, room: int = _LONGEST) -> str:
    """The same part as often as a condition has room for."""
    return between.join([part] * (room // (len(part) + len(between))))


CONDITIONS: dict[str, str] = {
    "brackets 100,000 deep": "(" * _DEEP + "Age < 99" + ")" * _DEEP,
    "brackets as deep as there is room": "(" * 990 + "Age < 99" + ")" * 990,
    "brackets 60 deep": "(" * 59 + "Age < 99" + ")" * 59,
    "brackets never closed": "(" * _LONGEST,
    "not and not": "not " * 490 + "Age < 99",
    "events of events": "exists (" * 200 + "Age < 99" + ")" * 200,
    "as many events as there is room": _filled(_EVENTS, " or "),
    "as many texts as there is room": _filled('Gender contains "a"', " or "),
    "as many values as there is room": f"Gender in ({_filled('x', ', ', 1_980)})",
    "a pattern that runs": 'Gender contains "(a+)+$' + "a" * 1_900 + '"',
    "a pattern of patterns": 'Gender contains ("' + '", "'.join([".*" * 9] * 60) + '")',
    "quotation marks alone": '"' * _LONGEST,
    "a value never closed": 'Gender = "' + "x" * 1_900,
    "spaces alone": " " * _LONGEST,
    "spaces between": "Age" + " " * 1_950 + "< 99",
    "a word as long as there is room": "x" * _LONGEST,
    "a megabyte": "x" * (1 << 20),
    "ages beyond": "Age between 999 and 0",
    "a number beyond": "Unit Cost > 999999999999999.999999999999999",
    "1e999": "Unit Cost > 1e999",
    "not a number": "Unit Cost = nan",
    "endless": "Unit Cost between -inf and inf",
    "a number of 1,900 digits": "Unit Cost > " + "9" * 1_900,
    "days beyond": "days from Event Start Date to Event End Date > 99999",
    "days of another field": "days from Gender to Age > 1",
    "a day beyond": "Event Start Date > 31/12/9999",
    "the first day": "Event Start Date between 01/01/0001 and 31/12/9999",
    "a day there is not": "Event Start Date = 31/02/2026",
    "no day at all": "Event Start Date = 00/00/0000",
    "a count beyond": "count >= 999999999999999999999 within 1 days after Event Start Date",
    "a count below": "count < -1 within 99999 days before Event Start Date",
    "days of many digits": "exists within " + "9" * 400 + " days of Event Start Date",
    "no days": "exists (Gender is blank) within 0 days of Event Start Date",
    "between a day and itself": "none between Event End Date and Event End Date",
    "digits that are not ours": "Age >= ٤٥",
    "wide signs": "Ａｇｅ ＞＝ ６５",
    "zeros": "Gender = \x00\x00",
    "turned round": "Gender = \u202exslx.exe\u2066",
    "half a character": "Gender = \ud800",
    "steering": "Gender = \x1b[2J\x9b1m",
    "a field that steers": '"\x1b[2J\u202e" is blank',
    "a formula": "Gender = =cmd|' /C calc'!A0",
    "code": "Gender = __import__('os').system('touch x') or 1",
    "code of a shell": "Gender = $(touch x); `touch x`",
    "a template": "Gender = {0.__class__.__mro__} %s %n ${jndi:ldap://x}",
    "SQL": "Gender = '; DROP TABLE x; --",
    "itself": "not has finding LOCAL-01",
    "a rule there is not": "has finding LOCAL-999 in Gender",
    "a person": "NHS Number = 9990000018",
    "line breaks": "Age\n<\r\n99\u2028or\x85Age > 1",
    "all that it knows": 'not (Age >= 18 and Gender in (Male, "Fe male")) or has error',
}
"""Conditions as text; at most 2,000 characters of one are read."""


def _rule(condition: str, **more: Any) -> dict[str, Any]:
    return {"name": "Absurd", "must": condition} | more


_ODD = {
    "unknown fields": [_rule("Age < 99", run="x.py", zzz={"a": [1] * 1_000})],
    "10,000 of them": [_rule("Age < 99", name=f"Rule {n}") for n in range(_MANY)],
    "100 as heavy as there is room": [
        _rule(CONDITIONS["as many events as there is room"].replace("99999", str(9_999 - n)),
              name=f"Rule {n}", when=_filled(f"Unit Cost > {n}", " and ")) for n in range(100)],
    "100 of one name": [_rule("Age < 99") for _ in range(100)],
    "100 of one id": [_rule("Age < 99", name=f"R{n}", id="LOCAL-01") for n in range(100)],
    "ids beyond": [_rule("Age < 99", name=f"R{n}", id=f"LOCAL-{999 - n}") for n in range(99)],
    "an id that is another's": [_rule("Age < 99", id="DATE-03")],
    "a name of a megabyte": [_rule("Age < 99", name="x" * (1 << 20))],
    "words of a megabyte": [_rule("Age < 99", words="x" * (1 << 20))],
    "a name that steers": [_rule("Age < 99", name="\x1b[2J\x9b\u202e")],
    "a name turned round": [_rule("Age < 99", name="a\u202e\u2066b", words="\u202dx")],
    "a name that runs": [_rule("Age < 99", name="=cmd|' /C calc'!A0", words="@SUM(1)", owner="+1")],
    "a name of marks": [_rule("Age < 99", name="\u0301" * 100)],
    "a name of no width": [_rule("Age < 99", name="\u200b")],
    "a name of line breaks": [_rule("Age < 99", name="a\n\r\u2028b", words="\n" * 500)],
    "half a character": [_rule("Age < 99", name="\ud800", words="\udfff")],
    "a page": [_rule("Age < 99", name="<script>x</script>", words="]]><img src=x onerror=y>")],
    "a person": [_rule("Age < 99", name="About 9990000018", owner="John Smith")],
    "an error": [_rule("Age < 99", severity="error")],
    "wrong types": [{"name": 1, "must": ["Age"], "on": "yes"}, None, 1, "x", [[]]],
    "nothing in them": [{}],
    "a million nothings": [None] * 1_000_000,
    "none": [],
}  # fmt: skip
_WHOLE: dict[str, Callable[[], list[Any]]] = {
    **{f"must hold: {name}": partial(lambda c: [_rule(c)], text)
       for name, text in CONDITIONS.items()},
    **{f"when: {name}": partial(lambda c: [_rule("Age < 99", when=c)], text)
       for name, text in CONDITIONS.items()},
    **{name: partial(list, odd) for name, odd in _ODD.items()},
}  # fmt: skip


def _file(make: Callable[[], list[Any]]) -> bytes:
    return json.dumps({"kind": "CLD Validator rules", "version": 1, "rules": make()}).encode()


def _profile(make: Callable[[], list[Any]], part: str = "rules") -> bytes:
    return json.dumps(json.loads(seeds.KINDS["profile"]()[0]) | {part: make()}).encode()


def _filter(condition: str) -> list[Any]:
    return [{"name": "Open services", "where": condition}]


_FILTERS: dict[str, Callable[[], list[Any]]] = {
    **{f"a filter: {name}": partial(_filter, text) for name, text in CONDITIONS.items()},
    "10,000 filters": lambda: [{"name": f"F{n}", "where": "Age < 99"} for n in range(_MANY)],
    "a filter with a name that steers": lambda: [{"name": "\x1b[2J\u202e", "where": "Age < 9"}],
}
_SPELT = {"field": "Provider CQC Location Name"}
_SPELLINGS: dict[str, Callable[[], list[Any]]] = {
    "10,000 spellings in a chain": lambda: [
        _SPELT | {"found": f"Elms {n}", "written": f"Elms {n + 1}"} for n in range(_MANY)],
    "spellings in a circle": lambda: [
        _SPELT | {"found": f"Elms {n}", "written": f"Elms {(n + 1) % 90}"} for n in range(90)],
    "a spelling that steers": lambda: [_SPELT | {"found": "\x1b[2J", "written": "\u202e=1+1"}],
    "a spelling of a person": lambda: [_SPELT | {"found": "9990000018", "written": "John"}],
}  # fmt: skip
RULES: dict[str, Callable[[], bytes]] = {n: partial(_file, make) for n, make in _WHOLE.items()}
PROFILES: dict[str, Callable[[], bytes]] = {
    **{name: partial(_profile, make) for name, make in _WHOLE.items()},
    **{name: partial(_profile, make, "filters") for name, make in _FILTERS.items()},
    **{name: partial(_profile, make, "spellings") for name, make in _SPELLINGS.items()},
}
