"""Judges every distinct text of one field, by the field's type."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.bundled import bundled
from cldvalidator.checks.cells import dates, identifiers
from cldvalidator.checks.cells.date_forms import Ways, is_spelt_as_date, recognise
from cldvalidator.checks.cells.date_spellings import is_zero
from cldvalidator.checks.cells.judgement import Certainty, Fault, Judged, Proposal, Verdict
from cldvalidator.checks.cells.listed import ListJudge
from cldvalidator.extract import Column
from cldvalidator.extract.double_encoded import SUSPICIOUS, undone
from cldvalidator.extract.lost_digits import cut_values, shortened_values
from cldvalidator.extract.plain_text import (
    ENDS,
    HIDDEN_CHARACTER,
    only_marks_removed,
    plain_text,
    plain_value,
    without_hidden,
    without_point,
)
from cldvalidator.extract.text_bytes import first_bytes, last_bytes, may_hold, only_printable
from cldvalidator.specification import Field, Specification

_SUSPICIOUS_TEXT = (
    r"^[\s\x00-\x1f\x{a0}\x{2000}-\x{200b}\x{202f}\x{3000}\x{feff}=+\-@<(#nN?.]"
    r"|[\s\x00-\x1f\x{a0}\x{2000}-\x{200b}\x{202f}\x{3000}\x{feff}]$"
    r"|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}"
    r"\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffb}]"
    rf"|{SUSPICIOUS}"
)
"""What a free text must show before it is worth a look in Python (RE2 syntax)."""
_SUSPICIOUS_IDENTIFIER = (
    r"^\\*['\"\x{2018}\x{2019}\x{201c}]|[\x{ff01}-\x{ff5e}]|^_x000[aAdD]_|_x000[aAdD]_$"
)
"""What else an identifier must show that may be any text."""
_SUSPICIOUS_STARTS, _SUSPICIOUS_QUOTES = b" =+-@<(#nN?.", b"'\"\\_"
"""The same of texts in which all characters are of ASCII and can be seen."""
_POINT_ZERO, _OTHER_DECIMALS = r"^\D{0,3}[0-9]+\.0+\D{0,3}$", r"[0-9]\.0*[1-9][0-9]*\D{0,3}$"


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
    whole_numbers = False
    if field.identifies:
        accepted, examine = _unless_digits_are_lost(column, field, accepted, examine)
        whole_numbers = field.type != "text" or has_needless_points(column)
    nulls = field.name in specification.null_is_blank
    return Judged.of(
        column.blank_values,
        ~accepted,
        column.values,
        lambda text: _examine(text, field, examine, whole_numbers, nulls),
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
        plain_in(field)(text): rule
        for rule, lost in (("ID-14", shortened), ("ID-15", cut))
        for text in column.values.filter(pa.array(lost)).to_pylist()
    }

    def lost_or(text: str) -> Fault | None:
        fault = examine(text)
        if text not in rules or (rules[text] == "ID-15" and fault is not None and fault.rule):
            return fault  # an error of its own says more than a warning
        return Fault(rules[text], verdict)

    return accepted & ~shortened & ~cut, lost_or


def plain_in(field: Field) -> Callable[[str], str]:
    """Return how texts of a field are freed from what tools put around a value."""
    return plain_text if _is_free_text(field) else plain_value


def _examine(
    text: str, field: Field, examine: Examine, whole_numbers: bool, nulls: bool
) -> Fault | None:
    """Look at one text: what is around the value, words for blank, then what the type says.

    whole_numbers: .0 behind a number is needless in this column. nulls: whether DHSC takes the word
    NULL for a blank in the field.
    """
    if not text.isascii() and (before := undone(text)) is not None:
        inner = _examine(before.text, field, examine, whole_numbers, nulls)
        if inner is not None and inner.rule:
            return inner  # it says how the value reads, or what is wrong with it in any encoding
        certain: Certainty = "safe" if before.certain else "likely"
        if field.type == "text":
            return Fault("FILE-14", Verdict.VALID, Proposal(before.text, certain))
        verdict, read = (inner.verdict, inner.reads) if inner else (Verdict.INVALID, "")
        proposal = Proposal(before.text, "safe" if inner is None else certain)
        return Fault("FILE-12", verdict, proposal, reason=_DECODED_WRONGLY, reads=read)
    trimmed, plain = text.strip(ENDS), plain_in(field)(text)
    if not plain or plain.casefold() in blank_words(field.name, _is_free_text(field)):
        reason = ""
        if plain.casefold() == "null":
            does = "takes it for a blank" if nulls else "keeps it as a value"
            reason = f"In {field.name} DHSC {does}"
        return Fault("FILE-05", Verdict.INVALID, Proposal("", "likely"), reason=reason)
    whole = without_point(plain) if whole_numbers else plain
    fault = examine(whole)
    if whole != plain and fault is not None and fault.rule:
        whole, fault = plain, examine(plain)
    if fault is not None and fault.rule:
        return _beneath_hidden(plain, field, examine) or fault
    if whole == text:
        return fault
    verdict, read = (fault.verdict, fault.reads) if fault else (Verdict.VALID, "")
    if not only_marks_removed(text, whole):
        exact = verdict is not Verdict.NOT_JUDGED and field.type != "text"
        verdict = Verdict.INVALID if exact else verdict
        return Fault("FILE-12", verdict, Proposal(whole, "safe"), reads=read)
    if whole != trimmed:  # a mark inside: in a list that is not public any value may be meant
        certainty: Certainty = "likely" if fault and not read else "safe"
        verdict = fault.verdict if fault else Verdict.INVALID
        return Fault("FILE-06", verdict, Proposal(whole, certainty), reads=read)
    # Nationally, spaces at the end of a text do not count; at its start they do.
    harmless = text.startswith(trimmed) and not text[len(trimmed) :].strip(" ")
    verdict = verdict if fault or harmless else Verdict.INVALID
    return Fault("FILE-06", verdict, Proposal(trimmed, "safe"), reads=read)


_DECODED_WRONGLY = "A program has decoded the text wrongly and saved it again"


def _beneath_hidden(text: str, field: Field, examine: Examine) -> Fault | None:
    """Judge a text with spaces for its hidden characters, if that makes it a valid one."""
    plain = without_hidden(text)
    if plain == text or field.type == "text":
        return None
    fault = examine(plain)
    if fault is not None and fault.rule:
        return None
    verdict = fault.verdict if fault else Verdict.INVALID
    return Fault("FILE-06", verdict, Proposal(plain, "likely"))


def _is_free_text(field: Field) -> bool:
    """Whether words of a sentence may stand in a field; in an identifier they do not."""
    return field.type == "text" and not field.identifies


@cache
def blank_words(name: str, free_text: bool) -> frozenset[str]:
    """Return the words that stand for a blank in a field, in small letters."""
    data = json.loads(bundled("rules", "blank_words.json").read_text("utf-8"))
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
        if HIDDEN_CHARACTER.search(text):
            return Fault("FILE-06", Verdict.VALID, Proposal(without_hidden(text), "likely"))
        return None

    suspicious = column.by_text(_suspicious)
    if field.identifies:
        suspicious = suspicious | column.by_text(_suspicious_identifier)
        if has_needless_points(column):
            suspicious = suspicious | column.by_text(numbers_with_point_zero)
    return ~suspicious, examine


def _suspicious(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    if only_printable(values):
        ends: npt.NDArray[np.bool_] = last_bytes(values) == ord(" ")
        return ends | _begins(values, _SUSPICIOUS_STARTS)
    return _matching(values, _SUSPICIOUS_TEXT)


def _suspicious_identifier(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    if only_printable(values):
        ends: npt.NDArray[np.bool_] = last_bytes(values) == ord("_")  # perhaps _x000D_
        return ends | _begins(values, _SUSPICIOUS_QUOTES)
    return _matching(values, _SUSPICIOUS_IDENTIFIER)


def _begins(values: pa.StringArray, characters: bytes) -> npt.NDArray[np.bool_]:
    starts = np.zeros(256, np.bool_)
    starts[list(characters)] = True
    found: npt.NDArray[np.bool_] = starts[first_bytes(values)]
    return found


def has_needless_points(column: Column) -> bool:
    """Tell whether texts of a column are whole numbers with .0, and none has other decimals."""
    return bool(
        column.by_text(numbers_with_point_zero).any()
        and not column.by_text(_matching, _OTHER_DECIMALS).any()
    )


def numbers_with_point_zero(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Mark texts that are whole numbers with .0 behind them, wrapped or not."""
    if not may_hold(values, b".0"):  # far sooner than the pattern
        return np.zeros(len(values), np.bool_)
    return _matching(values, _POINT_ZERO)


def _list(
    column: Column, field: Field, specification: Specification
) -> tuple[npt.NDArray[np.bool_], Examine]:
    judge = ListJudge(field, specification)
    accepted = pc.is_in(column.values, pa.array(judge.accepted, pa.string()))

    return accepted.to_numpy(zero_copy_only=False), judge.examine


_ZERO = "It is the zero of a spreadsheet or database, shown as a date such as 00/01/1900"
_BY_COLUMN = (
    "Say on the Open page, or with --dates, that the column is month first: all its dates are then "
    "written dd/mm/yyyy in one step"
)


def _date(column: Column, ways: Ways) -> tuple[npt.NDArray[np.bool_], Examine]:
    def examine(text: str) -> Fault | None:
        if dates.is_written(text):
            return _in_month_first(text, ways) if month_first else None
        if is_zero(text):
            return Fault("FILE-05", proposal=Proposal("", "likely"), reason=_ZERO)
        found = recognise(text, ways)
        if found is None:
            return Fault("DATE-00" if is_spelt_as_date(text) else "DATE-18")
        days = tuple(map(dates.written, found.days))
        if found.by_column:
            reason = "" if ways.dates.told else f"{found.reason}. {_BY_COLUMN}"
            return Fault("FILE-08", reason=reason, reads=days[0])
        if found.certainty == "ask":
            return Fault("FILE-08", choices=days, reason=found.reason)
        return Fault(
            "FILE-08",
            proposal=Proposal(days[0], found.certainty),
            choices=days,
            reason=found.reason,
            reads=days[0] if ways.dates.utc else "",
        )

    month_first = ways.dates.order == "month first" and not ways.dates.settled
    written = column.by_text(dates.day_numbers) != dates.NO_DATE
    return written & ~column.by_text(dates.in_either_order) if month_first else written, examine


def _in_month_first(text: str, ways: Ways) -> Fault | None:
    """Read a date of a month-first column that is dd/mm/yyyy, too; nationally it is another day."""
    found = recognise(text, ways)
    if found is None or dates.written(found.days[0]) == text:
        return None
    return Fault("", Verdict.VALID, reads=dates.written(found.days[0]))


def _nhs_number(
    column: Column, field: Field, _: Specification
) -> tuple[npt.NDArray[np.bool_], Examine]:
    def examine(text: str) -> Fault | None:
        if identifiers.is_nhs_number(text):
            return None
        packed = identifiers.without_separators(text)
        if packed != text and identifiers.is_nhs_number(packed):
            return Fault("NHS-SHAPE", Verdict.INVALID, Proposal(packed, "safe"))
        number, labelled = identifiers.without_words(packed)
        if not identifiers.is_nhs_number(number):
            return Fault("ID-03")
        if labelled:
            return Fault("NHS-SHAPE", Verdict.INVALID, Proposal(number, "safe"))
        return Fault("ID-03", proposal=Proposal(number, "likely"))

    return column.by_text(identifiers.valid_nhs_numbers), examine


def _la_code(
    column: Column, field: Field, specification: Specification
) -> tuple[npt.NDArray[np.bool_], Examine]:
    former, other = specification.former_la_codes, specification.other_la_codes

    def known(text: str) -> bool:
        return text in specification.la_names or identifiers.may_be_new_la_code(text)

    def examine(text: str) -> Fault | None:
        if known(text):
            return None
        if (council := former.get(text)) is not None:
            better = Proposal(council.code, "likely")
            reason = f"The code of {council.name} is {council.code}"
            return Fault("ID-17", Verdict.VALID, better, reason=reason)
        wrong = other.get(text)
        return Fault("ID-01", proposal=Proposal(wrong.code, "likely") if wrong else None)

    return np.array([known(t) for t in column.texts], bool), examine


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
            if not whole.fullmatch(proper):
                return Fault(rule)
            # Capitals and spaces do not count nationally; a dot makes a postcode another text.
            if "".join(text.split()).upper() == "".join(proper.split()):
                return Fault("CODE-SHAPE", Verdict.VALID, Proposal(proper, "safe"))
            return Fault(rule, proposal=Proposal(proper, "safe"))

        return column.by_text(_matching, field.format.pattern), examine

    return kind


def _decimal(
    column: Column, field: Field, _: Specification
) -> tuple[npt.NDArray[np.bool_], Examine]:
    pattern = field.format.pattern or ""

    def examine(text: str) -> Fault | None:
        if re.fullmatch(pattern, text, re.ASCII):
            return None
        plain = _plain_number(_MINUS.sub("-", text))
        if plain is not None:  # the national database reads it, and rounds it
            if re.fullmatch(pattern, plain, re.ASCII):
                return Fault("COST-10", Verdict.VALID, Proposal(plain, "safe"))
            return Fault("COST-09", Verdict.VALID)
        alone = _POUNDS.sub(r"\1", text)
        if alone != text and re.fullmatch(pattern, alone, re.ASCII):
            return Fault("COST-04", Verdict.INVALID, Proposal(alone, "safe"))
        plain = re.sub(r"[£€\s]|(?<=\d),(?=\d{3})", "", _NEGATIVE.sub(r"-\1\2", alone))
        if _DECIMAL_COMMA.fullmatch(plain):
            plain = plain.replace(".", "").replace(",", ".")
        proposal = Proposal(plain, "likely") if re.fullmatch(pattern, plain, re.ASCII) else None
        return Fault("COST-04", Verdict.INVALID, proposal)

    return column.by_text(_matching, pattern), examine


_DECIMAL_COMMA = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]{1,2}", re.ASCII)
_POUNDS = re.compile(r"^(-?)\s*(?:£|GBP)\s*|(?<!\s)\s*(?:£|GBP)$", re.IGNORECASE)
_NEGATIVE = re.compile(r"^\(([^()]+)\)$|^([^-]+)-$")
"""An amount in brackets, or with its sign behind it, as ledgers write negative ones."""
_MINUS = re.compile("^[\u2010-\u2015\u2212]")


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
