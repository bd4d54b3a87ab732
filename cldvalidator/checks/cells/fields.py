"""Judges every distinct text of one field, by the field's type."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells import dates, identifiers
from cldvalidator.checks.cells.date_forms import Ways, is_spelt_as_date, recognise
from cldvalidator.checks.cells.date_spellings import is_zero
from cldvalidator.checks.cells.judgement import Certainty, Fault, Judged, Proposal, Verdict
from cldvalidator.checks.cells.listed import ListJudge
from cldvalidator.extract import Column
from cldvalidator.extract.lost_digits import cut_values, shortened_values
from cldvalidator.specification import Field, Specification

_NUMBER_LIKE = re.compile(r"[+\-]?[\d,. ]+")
_BREAKING = "\t\x0b\x0c\x85\u2028\u2029"
"""Hidden characters that keep words apart. A line break of free text is none of them."""
_FORMATTING = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
"""Characters that only say how a text is shown: without them it is the same value."""
_CONTROL = f"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\t{_FORMATTING}"
_HIDDEN_CHARACTER = re.compile(f"[{_CONTROL}]")
_FORMATTING_CHARACTER = re.compile(f"[{_FORMATTING}]")
_ENDS = (
    "".join(chr(c) for c in range(0x21))
    + "\x7f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(chr(c) for c in range(0x2000, 0x200B))
    + "".join(c for c in map(chr, range(0x10000)) if _FORMATTING_CHARACTER.match(c))
)
_SUSPICIOUS_TEXT = (
    r"^[\s\x00-\x1f\x{a0}\x{2000}-\x{200b}\x{202f}\x{3000}\x{feff}=+\-@<(#nN?.]"
    r"|[\s\x00-\x1f\x{a0}\x{2000}-\x{200b}\x{202f}\x{3000}\x{feff}]$"
    r"|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}"
    r"\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffb}]"
)
"""What a free text must show before it is worth a look in Python (RE2 syntax)."""


Examine = Callable[[str], Fault | None]
Kind = Callable[[Column, Field, Specification], tuple[npt.NDArray[np.bool_], Examine]]


def judge_field(
    column: Column, field: Field, specification: Specification, ways: Ways | None = None
) -> Judged:
    """Judge the distinct texts of a column as values of a field.

    ways: how dates may be read; a date field has to be given them. Costs time by distinct values,
    and Python only looks at those that a vectorised first test does not accept. Sources: the
    field's `format`, list and confidence in the pack.
    """
    if ways is not None:
        accepted, examine = _date(column, ways)
    else:
        accepted, examine = _KINDS[field.type](column, field, specification)
    if field.identifies:
        accepted, examine = _unless_digits_are_lost(column, field, accepted, examine)
    return Judged.of(
        column.blank_values,
        ~accepted,
        column.values,
        lambda text: _examine(text, field, examine),
    )


def _unless_digits_are_lost(
    column: Column, field: Field, accepted: npt.NDArray[np.bool_], examine: Examine
) -> tuple[npt.NDArray[np.bool_], Examine]:
    """Let numbers that a spreadsheet has shortened or cut be a fault of their own."""
    shortened, cut = shortened_values(column), cut_values(column)
    if not (shortened.any() or cut.any()):
        return accepted, examine
    # Nationally any text passes in a field that is no code.
    verdict = Verdict.VALID if field.type == "text" else Verdict.INVALID
    rules = {
        text.strip(_ENDS): rule
        for rule, lost in (("ID-14", shortened), ("ID-15", cut))
        for text in column.values.filter(pa.array(lost)).to_pylist()
    }

    def lost_or(text: str) -> Fault | None:
        fault = examine(text)
        if text not in rules or (rules[text] == "ID-15" and fault is not None and fault.rule):
            return fault  # an error of its own says more than a warning
        return Fault(rules[text], verdict)

    return accepted & ~shortened & ~cut, lost_or


def _examine(text: str, field: Field, examine: Examine) -> Fault | None:
    """Look at one text: spaces at its ends, words for blank, then what the type says."""
    trimmed = text.strip(_ENDS)
    if trimmed.casefold() in blank_words(field.name, field.type == "text"):
        return Fault("FILE-05", Verdict.INVALID, Proposal("", "likely"))
    fault = _beneath_hidden(trimmed, examine) if field.type != "text" else None
    fault = fault or examine(trimmed)
    if trimmed == text or (fault is not None and fault.rule):
        return fault
    # Nationally, spaces at the end of a text do not count; at its start they do.
    harmless = text.startswith(trimmed) and not text[len(trimmed) :].strip(" ")
    verdict = fault.verdict if fault else Verdict.VALID if harmless else Verdict.INVALID
    return Fault("FILE-06", verdict, Proposal(trimmed, "safe"))


def _beneath_hidden(text: str, examine: Examine) -> Fault | None:
    """Judge a text without its hidden characters, if it has any and that makes it a valid one."""
    plain = _without_hidden(text)
    if plain == text:
        return None
    fault = examine(plain)
    if fault is None:
        only_formatting = plain == _FORMATTING_CHARACTER.sub("", text)
        certainty: Certainty = "safe" if only_formatting else "likely"
        return Fault("FILE-06", Verdict.INVALID, Proposal(plain, certainty))
    if not fault.rule:  # a list that is not public: any value may be meant
        return Fault("FILE-06", fault.verdict, Proposal(plain, "likely"))
    return None


def _without_hidden(text: str) -> str:
    return _HIDDEN_CHARACTER.sub(lambda c: " " if c[0] in _BREAKING else "", text)


@cache
def blank_words(name: str, free_text: bool) -> frozenset[str]:
    """Return the words that stand for a blank in a field, in small letters."""
    data = json.loads((files("resources") / "rules" / "blank_words.json").read_text("utf-8"))
    parts = ["anywhere"]
    parts += [] if name in data["name_fields"] else ["not_in_names"]
    parts += [] if free_text else ["not_in_free_text"]
    return frozenset(w.casefold() for part in parts for w in data[part])


def _matching(values: pa.StringArray, pattern: str) -> npt.NDArray[np.bool_]:
    result: npt.NDArray[np.bool_] = pc.match_substring_regex(values, pattern).to_numpy(
        zero_copy_only=False
    )
    return result


def _text(column: Column, field: Field, _: Specification) -> tuple[npt.NDArray[np.bool_], Examine]:
    def examine(text: str) -> Fault | None:
        if _HIDDEN_CHARACTER.search(text):
            return Fault("FILE-06", Verdict.VALID, Proposal(_without_hidden(text), "likely"))
        return Fault("FILE-09", Verdict.VALID) if _runs_as_formula(text) else None

    return ~column.by_text(_matching, _SUSPICIOUS_TEXT), examine


def _runs_as_formula(text: str) -> bool:
    return text[:1] in ("=", "+", "-", "@") and not _NUMBER_LIKE.fullmatch(text)


def _list(
    column: Column, field: Field, specification: Specification
) -> tuple[npt.NDArray[np.bool_], Examine]:
    judge = ListJudge(field, specification)
    accepted = pc.is_in(column.values, pa.array(judge.accepted, pa.string()))

    def examine(text: str) -> Fault | None:
        fault = judge.examine(text)
        if fault is not None and not fault.rule and _runs_as_formula(text):
            return Fault("FILE-09", fault.verdict)  # the list is not public: nothing else is said
        return fault

    return accepted.to_numpy(zero_copy_only=False), examine


_ZERO = "It is the zero of a spreadsheet or database, shown as a date such as 00/01/1900"
_BY_COLUMN = (
    "Say on the Open page, or with --dates, that the column is month first: all its dates are then "
    "written dd/mm/yyyy in one step"
)


def _date(column: Column, ways: Ways) -> tuple[npt.NDArray[np.bool_], Examine]:
    def examine(text: str) -> Fault | None:
        if dates.is_written(text):
            return None
        if is_zero(text):
            return Fault("FILE-05", proposal=Proposal("", "likely"), reason=_ZERO)
        found = recognise(text, ways)
        if found is None:
            return Fault("DATE-00" if is_spelt_as_date(text) else "DATE-18")
        days = tuple(map(dates.written, found.days))
        if found.by_column:
            return Fault("FILE-08", reason=f"{found.reason}. {_BY_COLUMN}")
        if found.certainty == "ask":
            return Fault("FILE-08", choices=days, reason=found.reason)
        return Fault(
            "FILE-08",
            proposal=Proposal(days[0], found.certainty),
            choices=days,
            reason=found.reason,
        )

    return column.by_text(dates.day_numbers) != dates.NO_DATE, examine


def _nhs_number(
    column: Column, field: Field, _: Specification
) -> tuple[npt.NDArray[np.bool_], Examine]:
    def examine(text: str) -> Fault | None:
        if identifiers.is_nhs_number(text):
            return None
        packed = identifiers.without_separators(text)
        if packed != text and identifiers.is_nhs_number(packed):
            return Fault("NHS-SHAPE", Verdict.INVALID, Proposal(packed, "safe"))
        return Fault("ID-03")

    return column.by_text(identifiers.valid_nhs_numbers), examine


def _la_code(
    column: Column, field: Field, specification: Specification
) -> tuple[npt.NDArray[np.bool_], Examine]:
    def known(text: str) -> bool:
        return text in specification.la_names or identifiers.may_be_new_la_code(text)

    accepted = np.array([known(t) for t in column.texts], bool)
    return accepted, lambda text: None if known(text) else Fault("ID-01")


def _patterned(rule: str, better: Callable[[str], str] = str.upper) -> Kind:
    """Make the judge of a field with a pattern; `better` tries to write a text properly."""

    def kind(
        column: Column, field: Field, _: Specification
    ) -> tuple[npt.NDArray[np.bool_], Examine]:
        if field.format.pattern is None:
            raise ValueError(f"{field.name} has no pattern")
        whole = re.compile(field.format.pattern, re.ASCII)

        def examine(text: str) -> Fault | None:
            if whole.fullmatch(text):
                return None
            proper = better(text)
            if whole.fullmatch(proper):
                return Fault("CODE-SHAPE", Verdict.VALID, Proposal(proper, "safe"))
            return Fault(rule)

        return column.by_text(_matching, field.format.pattern), examine

    return kind


def _decimal(
    column: Column, field: Field, _: Specification
) -> tuple[npt.NDArray[np.bool_], Examine]:
    pattern = field.format.pattern or ""

    def examine(text: str) -> Fault | None:
        if re.fullmatch(pattern, text, re.ASCII):
            return None
        plain = _plain_number(text)
        if plain is not None:  # the national database reads it, and rounds it
            if re.fullmatch(pattern, plain, re.ASCII):
                return Fault("COST-10", Verdict.VALID, Proposal(plain, "safe"))
            return Fault("COST-09", Verdict.VALID)
        plain = re.sub(r"[£\s]|(?<=\d),(?=\d{3})", "", text)
        proposal = Proposal(plain, "likely") if re.fullmatch(pattern, plain, re.ASCII) else None
        return Fault("COST-04", Verdict.INVALID, proposal)

    return column.by_text(_matching, pattern), examine


def _plain_number(text: str) -> str | None:
    """Return a number without plus sign, with digits on both sides of its point, if it is one."""
    found = re.fullmatch(r"(?=.*[0-9])([+-]?)([0-9]{0,16})(?:\.([0-9]*))?", text)
    if found is None:
        return None
    sign, whole, decimals = found.groups()
    return f"{sign.strip('+')}{whole or '0'}{'.' + decimals if decimals else ''}"


def _integer_text(text: str) -> str:
    whole = re.fullmatch(r"([0-9]+)\.0*", text)
    return whole[1] if whole else text


_KINDS: dict[str, Kind] = {
    "text": _text,
    "list": _list,
    "nhs_number": _nhs_number,
    "la_code": _la_code,
    "postcode": _patterned("ID-10", identifiers.well_spaced_postcode),
    "gp_practice_code": _patterned("ID-11"),
    "cqc_location_id": _patterned("ID-12"),
    "decimal": _decimal,
    "integer": _patterned("NUM-INT", _integer_text),
}
