"""Detects identifiers that a spreadsheet has turned into numbers or dates."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract.column import Column
from cldvalidator.extract.table import HeaderMatch
from cldvalidator.extract.text_bytes import may_hold
from cldvalidator.specification import Field, Specification
from cldvalidator.workbooks.cells import DATE, DIGITS, NUMBER, TEXT, StoredColumn

_AROUND = "[^0-9A-Za-z]*"
"""Spaces and what else programs put around a number."""
EXPONENT = rf"^{_AROUND}\d([.,]\d+)?[eE]\+\d{{1,2}}{_AROUND}$"
_ZERO_AND_DIGITS = "^0[0-9]+$"


@dataclass(frozen=True, eq=False)
class Loss:
    """What the cells of a field may have lost: in which rows of the table, and how that is said."""

    rows: npt.NDArray[np.intp]
    where: str
    one: str
    many: str
    why: str

    def sentence(self, no_records: Collection[int]) -> str | None:
        """Return the notice, with a count; None where only rows that are not records have it."""
        count = len(self.rows) - int(np.isin(self.rows, list(no_records)).sum())
        return f"{self.where}: {_cells(count, self.one, self.many)}{self.why}" if count else None


def losses(
    matches: Sequence[HeaderMatch], columns: Sequence[StoredColumn], specification: Specification
) -> tuple[Loss, ...]:
    """Return what the cells of each field may have lost."""
    found: list[Loss] = []
    for match, column in zip(matches, columns, strict=True):
        if match.field is not None:
            found += _losses_of(specification.by_name[match.field], match.letter, column)
    return tuple(found)


def shortened(
    matches: Sequence[HeaderMatch], columns: Sequence[Column], specification: Specification
) -> Iterator[Loss]:
    """Yield the losses of identifying fields whose numbers were shortened to an exponent.

    In text, that is what is left when a spreadsheet shows a long number in a narrow column and
    saves what it shows.
    """
    for match, column in zip(matches, columns, strict=True):
        if match.field is None or specification.by_name[match.field].identifies is None:
            continue
        codes = shortened_values(column, specification.by_name[match.field].format.digits)
        if codes.any() and len(rows := np.flatnonzero(column.take(codes))):
            where = f"{match.field} (column {match.letter})"
            why = (
                " such as 1.23E+09. A spreadsheet has shortened the numbers, and their last "
                "digits are lost: export again from the source, and do not save the file in Excel."
            )
            yield Loss(rows, where, "is a shortened number", "are shortened numbers", why)


def shortened_values(column: Column, digits: int | None = None) -> npt.NDArray[np.bool_]:
    """Tell for each distinct text whether it is a number shortened to an exponent.

    digits: how many every number of the field has. One that still has all of them is not shortened.
    """
    shortened = column.by_text(_shortened)
    if not digits or not shortened.any():
        return shortened
    return shortened & ~column.by_text(_matching, _with_all_digits(digits))


def cut_values(column: Column) -> npt.NDArray[np.bool_]:
    """Tell for each distinct text whether it is a number whose last digits became 0.

    A spreadsheet keeps 15 digits. Numbers of more count as cut only if every one of the column
    ends in zeros from there on, as no series of real numbers does.
    """
    cut = column.by_text(_long_number, "0+")
    if not cut.any() or column.by_text(_long_number, "[0-9]*[1-9][0-9]*").any():
        return np.zeros(len(cut), np.bool_)
    return cut


def _shortened(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    if not may_hold(values, b"+"):  # far sooner than the pattern
        return np.zeros(len(values), np.bool_)
    return _matching(values, EXPONENT)


def _with_all_digits(digits: int) -> str:
    after = digits - 1
    return rf"^{_AROUND}\d[.,]\d{{{after}}}0*[eE]\+0*{after}{_AROUND}$"


def _long_number(values: pa.StringArray, ending: str) -> npt.NDArray[np.bool_]:
    """Mark numbers of more digits than a spreadsheet keeps, whose further ones match a pattern."""
    if not pc.any(pc.greater(pc.binary_length(values), DIGITS)).as_py():
        return np.zeros(len(values), np.bool_)
    return _matching(values, rf"^{_AROUND}[0-9]{{{DIGITS}}}{ending}{_AROUND}$")


def _matching(values: pa.StringArray, pattern: str) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = pc.match_substring_regex(values, pattern).to_numpy(
        zero_copy_only=False
    )
    return found


def _losses_of(field: Field, letter: str, column: StoredColumn) -> Iterator[Loss]:
    where = f"{field.name} (column {letter})"
    if field.identifies and len(rows := column.rows(np.abs(column.numbers) >= 10**DIGITS)):
        why = (
            f" of more than {DIGITS} digits. Excel has replaced the last digits by 0: format the "
            "column as text and export again."
        )
        yield Loss(rows, where, "is a number", "are numbers", why)
    has_numbers = bool((column.kinds == NUMBER).any())
    digits = _fixed_digits(field, column) if field.identifies and has_numbers else None
    if digits and len(rows := column.rows(_too_short(column.numbers, digits))):
        why = (
            f" of fewer than {digits} digits. Zeros at the front may have been lost: format the "
            "column as text and export again."
        )
        yield Loss(rows, where, "is a number", "are numbers", why)
    if field.type != "date" and len(rows := column.rows(column.kinds == DATE)):
        why = (
            ". Excel may have turned text such as 1-4 into a date: format the column as text and "
            "export again."
        )
        yield Loss(rows, where, "is a date", "are dates", why)


def _cells(count: int, one: str, many: str) -> str:
    return f"1 cell {one}" if count == 1 else f"{count:,} cells {many}"


def _too_short(numbers: npt.NDArray[np.float64], digits: int) -> npt.NDArray[np.bool_]:
    short: npt.NDArray[np.bool_] = (numbers >= 0) & (numbers < 10 ** (digits - 1))
    return short


def _fixed_digits(field: Field, column: StoredColumn) -> int | None:
    """Return how many digits every number in the column should have, None if that is not known.

    The specification fixes it for some fields. A council's own numbers have a fixed length where
    the column has texts that are numbers with a zero in front, all of one length.
    """
    if field.format.digits:
        return field.format.digits
    texts = column.texts.filter(pa.array(column.kinds == TEXT))
    with_zero = texts.filter(pc.match_substring_regex(texts, _ZERO_AND_DIGITS))
    lengths = pc.unique(pc.utf8_length(with_zero)).to_pylist()
    return int(lengths[0]) if len(lengths) == 1 else None
