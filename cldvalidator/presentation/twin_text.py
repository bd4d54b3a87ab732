"""The proof of a twin: one page of A4, and the same as JSON."""

from __future__ import annotations

from typing import Any

from cldvalidator.measures.small_numbers import NEAREST, SMALLEST, shared_count
from cldvalidator.presentation.page import page
from cldvalidator.twin_data.proof import RuleBeside, Statement, TwinProof
from cldvalidator.version import __version__
from cldvalidator.wording import counted

_MOST_RULES = 44
"""With so many the page is one sheet of A4 when it is printed."""
NOT_CLAIMED = (
    "This is not differential privacy. Whether the twin may leave the council is for its "
    "information governance to decide.",
    "National figures of the twin are not those of the council.",
    "How many records there are and how many each person has is as in the original. In nearly all "
    "records, so are the order of events and which cells are blank or wrong.",
    "The council's own code and its reporting period are kept.",
    "A rule with fewer than five findings need not find anything in the twin.",
    "A twin is a plain CSV: how a workbook or a damaged file is laid out is not in it.",
)


def proof_page(proof: TwinProof, name: str) -> str:
    """Return the page. name: of the twin's file, as its user chose it."""
    shown = proof.findings[:_MOST_RULES]
    return page(
        "twin.html",
        name=name,
        version=__version__,
        verdict=verdict_of(proof),
        size=f"{counted(proof.rows, 'record')} in {counted(proof.columns, 'column')}",
        people=f"about {_shared_text(proof.people)} people who do not exist",
        statements=[
            (s.text, _number(s), "True" if s.holds else "Not true") for s in proof.statements
        ],
        identifying=", ".join(f"{n} {c}" for n, c in _identifying(proof)),
        quasi=", ".join(proof.quasi),
        rules=[_row(proof, b) for b in shown],
        more=_more(proof),
        near=near_sentence(proof),
        not_claimed=NOT_CLAIMED,
    )


def verdict_of(proof: TwinProof) -> str:
    """Say in one sentence whether all that is promised is true."""
    held = sum(s.holds for s in proof.statements)
    if proof.holds:
        return f"All {held} statements about this file are true."
    return f"{len(proof.statements) - held} of {len(proof.statements)} statements are not true."


def near_sentence(proof: TwinProof) -> str:
    """Say how near the findings of the twin are to the original's."""
    rules = [b for b in proof.findings if not b.layout]
    near = len(rules) - len(proof.apart)
    sentence = (
        f"{near} of {counted(len(rules), 'rule')} find as much as in the original, within 2% or "
        "one finding. A rule with fewer than five findings is not reproduced: it finds fewer than "
        "five in the twin."
    )
    if less := [b.rule for b in proof.apart if b.twin < b.original]:
        sentence += (
            f" These find less: {', '.join(less)}. Too few people share the details that they "
            "find for the twin to have them."
        )
    if more := [b.rule for b in proof.apart if b.twin > b.original]:
        sentence += (
            f" These find more: {', '.join(more)}. Rare details gave way to common ones, in which "
            "these rules find something."
        )
    return sentence


def proof_json(proof: TwinProof) -> dict[str, Any]:
    """Return the proof for scripts. Counts of findings are rounded to 5; from 1 to 4, null."""
    return {
        "about": "What is promised of a twin file, computed from both files after it was written.",
        "version": __version__,
        "all_true": proof.holds,
        "records": proof.rows,
        "columns": proof.columns,
        "people": shared_count(proof.people),
        "fewest_people_of_a_combination": proof.fewest,
        "details_that_are_combined": list(proof.quasi),
        "statements": [
            {"text": s.text, "number": s.number, "holds": s.holds, "by_field": dict(s.by_field)}
            for s in proof.statements
        ],
        "findings": [
            {
                "rule": b.rule,
                "original": shared_count(b.original),
                "twin": shared_count(b.twin),
                "near": proof.is_near(b),
                "layout": b.layout,
            }
            for b in proof.findings
        ],
        "not_claimed": list(NOT_CLAIMED),
    }


def _identifying(proof: TwinProof) -> tuple[tuple[str, int], ...]:
    return next((s.by_field for s in proof.statements if s.by_field), ())


def _number(statement: Statement) -> str:
    return f"{statement.number:,}"


def _row(proof: TwinProof, beside: RuleBeside) -> tuple[str, str, str, str, str]:
    near = proof.is_near(beside)
    answer = "layout" if beside.layout else "no" if not near else "yes"
    if near and not beside.layout and beside.original < SMALLEST:
        answer = "too few"
    return (
        beside.rule,
        beside.title,
        _shared_text(beside.original),
        _shared_text(beside.twin),
        answer,
    )


def _shared_text(number: int) -> str:
    shared = shared_count(number)
    return f"under {SMALLEST}" if shared is None else f"{int(shared):,}"


def _more(proof: TwinProof) -> str:
    rest = len(proof.findings) - _MOST_RULES
    more = f" {counted(rest, 'rule')} with fewer findings are in the JSON." if rest > 0 else ""
    return f"Counts are rounded to {NEAREST}; those from 1 to 4 are not told.{more}"
