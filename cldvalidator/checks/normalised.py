"""Values normalised, the one reading of each: the file as it stands once its safe changes are made.

A text reads as its safe proposal where it has one, as blank where it is a word for that, and else
without the spaces and wrappers around it. Rules across cells and the national figures see this
reading, and never the texts: so a file says the same however a program has written it, and making
the safe changes reveals nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.fields import plain_in
from cldvalidator.checks.cells.judgement import NO_GUESS, Fault, Judged
from cldvalidator.checks.memory import Memory
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.column import smallest_codes
from cldvalidator.extract.plain_text import bare_texts
from cldvalidator.specification import Field, Specification

Reads = Callable[[str, Fault], str]
"""How a text with a fault of its own reads: as it stands if nothing is around it, and the fault
tells no other reading and proposes none."""


def for_rules(_: Column, field: Field) -> Reads:
    """Return how texts read for the rules: as the safe proposal, or without what is around them.

    A word for a blank reads as one, so that rules do not take it for a value that records share. A
    date reads in the order that the file's own evidence tells, though it is not changed so.
    """
    plain = plain_in(field)

    def reads(text: str, fault: Fault) -> str:
        proposal = fault.proposal
        if fault.reads:
            return fault.reads
        if proposal is not None and (proposal.certainty in NO_GUESS or proposal.text == ""):
            return proposal.text
        return plain(text)

    return reads


def for_figures(column: Column, field: Field) -> Reads:
    """Return how texts read for the national figures: as the submission will have them.

    Release 1 values stay as they are, because only the user has them turned into Release 2. So does
    a single listed value behind a blank: nationally it is another value (method of September 2026,
    section 5). Where most cells of a column begin with a blank, the export has put them there.
    """
    plain, kept = plain_in(field), blanks_count(column, field)

    def reads(text: str, fault: Fault) -> str:
        if kept and text[:1] == " ":
            return text
        proposal = fault.proposal
        if proposal is None or proposal.certainty != "safe":
            return plain(text)
        return proposal.text

    return reads


def blanks_count(column: Column, field: Field) -> bool:
    """Whether a blank before a listed value counts: not where most cells of the column have one."""
    padded = column.by_text(_behind_a_blank)
    filled = int(column.counts[~column.blank_values].sum())
    return field.values is not None and 2 * int(column.counts[padded].sum()) <= filled


def _behind_a_blank(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = pc.match_substring_regex(values, r"^ +[^ ]").to_numpy(
        zero_copy_only=False
    )
    return found


def normalised_column(column: Column, judged: Judged, reads: Reads) -> Column:
    """Return a column with each text as it reads; the same column where all read as they stand.

    Texts that read alike have one code, the smallest of theirs, so that a code does not move when
    texts are added. The values keep their places; those of the other codes no row holds.
    """
    bare = column.by_text(bare_texts)
    codes = [
        code for code, f in judged.faults.items() if f.proposal or f.reads or not bare.item(code)
    ]
    written = column.values.take(pa.array(codes, pa.int64())).to_pylist()
    texts = {
        code: read
        for code, text in zip(codes, written, strict=True)
        if (read := reads(text, judged.faults[code])) != text
    }
    blanks = np.flatnonzero(column.blank_values).tolist()
    texts |= {code: "" for code in blanks if str(column.values[code])}
    if not texts:
        return column
    changed = np.sort(np.fromiter(texts, np.int64, len(texts)))
    new = pa.array([texts[code] for code in changed.tolist()], pa.string())
    is_changed = np.zeros(len(column.values), bool)
    is_changed[changed] = True
    same = pc.is_in(column.values, new.unique()).to_numpy(zero_copy_only=False)
    holders = np.flatnonzero(~is_changed & same)
    every = np.concatenate([holders, changed])
    alike = pa.concat_arrays([column.values.take(pa.array(holders)), new]).dictionary_encode()
    kind = alike.indices.to_numpy(zero_copy_only=False)
    smallest = np.full(len(alike.dictionary), len(column.values), np.int64)
    np.minimum.at(smallest, kind, every)
    number = smallest_codes(np.arange(len(column.values)), len(column.values))
    number[every] = smallest[kind]
    values = pc.replace_with_mask(column.values, pa.array(is_changed), new)
    return column.recoded(number, values)


def reading_of(column: Column, code: int, judged: Judged, reads: Reads) -> str:
    """Return how one text of a column reads, as `normalised_column` has it."""
    text = str(column.values[code])
    if column.blank_values[code]:
        return ""
    fault = judged.faults.get(code)
    return text if fault is None else reads(text, fault)


def normalised_extract(
    extract: Extract,
    specification: Specification,
    judged: Callable[[Field], Judged],
    memory: Memory | None = None,
    reads: Callable[[Column, Field], Reads] = for_rules,
) -> Extract:
    """Return an extract with each text as it reads, a column when it is first looked up.

    judged: gives the judgement of a field's texts. memory: keeps what was read, and notes it.
    """
    kept = memory if memory is not None else Memory()

    def read(name: str) -> Column:
        column, field = extract.columns[name], specification.by_name.get(name)
        if field is None:
            return column
        return normalised_column(column, judged(field), reads(column, field))

    return replace(extract, columns=_Normalised(extract.columns, read, kept))


class _Normalised(Mapping[str, Column]):
    """Columns by name, each normalised when it is first looked up."""

    def __init__(
        self, columns: Mapping[str, Column], read: Callable[[str], Column], memory: Memory
    ) -> None:
        self._columns = columns
        self._read = read
        self._memory = memory

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns:
            raise KeyError(name)
        found: Column = self._memory.piece(("read", name), lambda: self._read(name))
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def mended_for_figures(column: Column, judged: Judged, field: Field) -> npt.NDArray[np.bool_]:
    """By code: does a text read as its safe proposal for the figures, so that they miss nothing?"""
    marked = np.zeros(len(column.values), bool)
    reads = for_figures(column, field)
    for code, fault in judged.faults.items():
        if fault.proposal is not None and fault.proposal.certainty == "safe":
            marked[code] = reads(column.texts[code], fault) == fault.proposal.text
    return marked
