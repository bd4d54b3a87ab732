"""What each type of field accepts: a fast test of the distinct texts, and a look at the others."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.checks.cells import dates, identifiers
from cldvalidator.checks.cells.date_forms import Ways, is_spelt_as_date, recognise
from cldvalidator.checks.cells.date_spellings import is_zero
from cldvalidator.checks.cells.judgement import Fault, Proposal, Verdict
from cldvalidator.checks.cells.listed import ListJudge
from cldvalidator.checks.cells.shapes import among, matching
from cldvalidator.extract import Column
from cldvalidator.extract.double_encoded import SUSPICIOUS
from cldvalidator.extract.plain_text import ENDS, HIDDEN_CHARACTER, without_hidden
from cldvalidator.extract.text_bytes import first_bytes, last_bytes, may_hold, only_printable
from cldvalidator.specification import Field, Specification

_ENDS = "".join(rf"\x{{{ord(c):x}}}" for c in ENDS)
_SUSPICIOUS_TEXT = (
    rf"^[{_ENDS}=]|[{_ENDS}]$|^_x000[aAdD]_|_x000[aAdD]_$"
    r"|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}"
    r"\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffb}]"
    rf"|{SUSPICIOUS}"
)
"""What a free text must show before it is worth a look in Python (RE2 syntax)."""
_SUSPICIOUS_IDENTIFIER = (
    r"^\\*['\"\x{2018}\x{2019}\x{201c}]|\\['\"\x{2018}\x{2019}]$|[\x{ff01}-\x{ff5e}]"
)
"""What else an identifier must show that may be any text."""
_AROUND_TEXT = b" =_", b" _"
_AROUND_IDENTIFIER = b"'\"\\", b"'\""
"""The same of texts in which all characters are of ASCII and can be seen: first and last ones."""
_POINT_ZERO, _OTHER_DECIMALS = r"^\D{0,3}[0-9]+\.0+\D{0,3}$", r"[0-9]\.0*[1-9][0-9]*\D{0,3}$"

Examine = Callable[[str], Fault | None]
Kind = Callable[[Column, Field, Specification], tuple[npt.NDArray[np.bool_], Examine]]


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
        return _begin_or_end(values, *_AROUND_TEXT)
    return matching(values, _SUSPICIOUS_TEXT)


def _suspicious_identifier(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    if only_printable(values):
        return _begin_or_end(values, *_AROUND_IDENTIFIER)
    return matching(values, _SUSPICIOUS_IDENTIFIER)


def _begin_or_end(values: pa.StringArray, first: bytes, last: bytes) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = _among(first_bytes(values), first)
    return found | _among(last_bytes(values), last)


def _among(characters: npt.NDArray[np.uint8], wanted: bytes) -> npt.NDArray[np.bool_]:
    is_wanted = np.zeros(256, np.bool_)
    is_wanted[list(wanted)] = True
    found: npt.NDArray[np.bool_] = is_wanted[characters]
    return found


def has_needless_points(column: Column) -> bool:
    """Tell whether texts of a column are whole numbers with .0, and none has other decimals."""
    return bool(
        column.by_text(numbers_with_point_zero).any()
        and not column.by_text(matching, _OTHER_DECIMALS).any()
    )


def numbers_with_point_zero(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Mark texts that are whole numbers with .0 behind them, wrapped or not."""
    if not may_hold(values, b".0"):  # far sooner than the pattern
        return np.zeros(len(values), np.bool_)
    return matching(values, _POINT_ZERO)


def list_kind(column: Column, judge: ListJudge) -> tuple[npt.NDArray[np.bool_], Examine]:
    """Judge values of a list; what is like none of them can be told of many at once."""
    return among(column.values, judge.accepted), judge.examine


_ZERO = "It is the zero of a spreadsheet or database, shown as a date such as 00/01/1900"
_BY_COLUMN = (
    "Say on the Open page, or with --dates, that the column is month first: all its dates are then "
    "written dd/mm/yyyy in one step"
)


def date_kind(column: Column, ways: Ways) -> tuple[npt.NDArray[np.bool_], Examine]:
    """Judge dates, as they may be read; the only kind that asks for more than the column."""

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
            reason = "" if ways.dates.chosen else f"{found.reason}. {_BY_COLUMN}"
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
        number = identifiers.without_exponent(text)
        if number != text and identifiers.is_nhs_number(number):
            return Fault("FILE-12", Verdict.INVALID, Proposal(number, "safe"))
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

        return column.by_text(matching, field.format.pattern), examine

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

    return column.by_text(matching, pattern), examine


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


KINDS: dict[str, Kind] = {
    "text": _text,
    "nhs_number": _nhs_number,
    "la_code": _la_code,
    "postcode": _patterned("ID-10", identifiers.well_spaced_postcode),
    "gp_practice_code": _patterned("ID-11"),
    "cqc_location_id": _patterned("ID-12"),
    "decimal": _decimal,
    "integer": _patterned("NUM-INT", _integer_text),
}
