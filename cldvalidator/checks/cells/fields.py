"""Judges every distinct text of one field, by the field's type."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.bundled import bundled
from cldvalidator.checks.cells.date_forms import Ways
from cldvalidator.checks.cells.judgement import Certainty, Fault, Judged, Proposal, Verdict
from cldvalidator.checks.cells.kinds import (
    KINDS,
    Examine,
    date_kind,
    has_needless_points,
    list_kind,
)
from cldvalidator.checks.cells.listed import ListJudge
from cldvalidator.checks.cells.shapes import among, longer_than, matching
from cldvalidator.extract import Column
from cldvalidator.extract.double_encoded import undone
from cldvalidator.extract.lost_digits import cut_values, shortened_values
from cldvalidator.extract.plain_text import (
    ENDS,
    LONGEST_VALUE,
    bare_texts,
    only_marks_removed,
    plain_text,
    plain_value,
    without_hidden,
    without_point,
)
from cldvalidator.specification import Field, Specification

MANY = 500
"""From so many texts on it pays to look at all of them together first."""


def judge_field(
    column: Column, field: Field, specification: Specification, ways: Ways | None = None
) -> Judged:
    """Judge the distinct texts of a column as values of a field.

    ways: how dates may be read; a date field has to be given them. Costs time by distinct values,
    and Python only looks at those that a vectorised first test does not accept. Sources: the
    field's `format`, list and confidence in the pack.
    """
    listed: ListJudge | None = None
    if ways is not None:
        accepted, examine = date_kind(column, ways)
    elif field.values is not None:
        listed = ListJudge(field, specification)
        accepted, examine = list_kind(column, listed)
    else:
        accepted, examine = KINDS[field.type](column, field, specification)
    if field.type == "text":  # which accepts any word
        words = blank_words(field.name, _is_free_text(field))
        accepted = accepted & ~column.by_text(_in_small_letters_among, words)
    whole_numbers = False
    if field.identifies:
        accepted, examine = _unless_digits_are_lost(column, field, accepted, examine)
        whole_numbers = field.type != "text" or has_needless_points(column)
    nulls = field.name in specification.null_is_blank

    def alone(text: str) -> Fault | None:
        return _examine(text, field, examine, whole_numbers, nulls)

    def examined(texts: pa.StringArray) -> Iterable[Fault | None]:
        if listed is None or field.identifies or len(texts) < MANY:
            return map(alone, texts.to_pylist())
        none, of_none = _surely_none(texts, listed, field), listed.of_none
        return (
            of_none if is_none else alone(text)
            for text, is_none in zip(texts.to_pylist(), none.tolist(), strict=True)
        )

    def judged(start: int) -> Judged:
        return Judged.of(
            column.blank_values[start:],
            ~accepted[start:],
            column.values[start:],
            examined,
        )

    if listed is None or field.identifies:
        return judged(0)
    # A text of a list is judged by itself: once, whatever becomes of the others.
    key = judge_field, field.name
    former, before = column.cache.get(key, (None, None))
    now: Judged
    if former is not specification or before is None:
        now = judged(0)
    elif (known := len(before.verdicts)) < len(column.values):
        now = before.and_then(judged(known))
    else:
        now = before.first(len(column.values))
    column.cache[key] = specification, now
    return now


def _surely_none(texts: pa.StringArray, judge: ListJudge, field: Field) -> npt.NDArray[np.bool_]:
    """Mark texts of which `_examine` says what is said of those that are like no listed value."""
    none = bare_texts(texts) & matching(texts, r"^[ -~]*$") & ~longer_than(texts, LONGEST_VALUE)
    plain = np.flatnonzero(none)
    of_plain = texts.take(pa.array(plain))
    blank = _in_small_letters_among(of_plain, blank_words(field.name, _is_free_text(field)))
    none[plain] = judge.surely_none(of_plain) & ~blank
    return none


def _in_small_letters_among(texts: pa.StringArray, words: frozenset[str]) -> npt.NDArray[np.bool_]:
    return among(pc.ascii_lower(texts), words)


def _unless_digits_are_lost(
    column: Column, field: Field, accepted: npt.NDArray[np.bool_], examine: Examine
) -> tuple[npt.NDArray[np.bool_], Examine]:
    """Let numbers that a spreadsheet has shortened or cut be a fault of their own."""
    shortened, cut = shortened_values(column, field.format.digits), cut_values(column)
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
    if field.type == "text" or (text.isascii() and text.isprintable()):
        return None
    plain = without_hidden(text)
    if plain == text:
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
