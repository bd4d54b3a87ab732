"""Our computation of a published year beside the published figures, as text, table and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cldvalidator.presentation.figure_sheets import EVERYONE, NUMERATOR
from cldvalidator.presentation.published_text import edition_json
from cldvalidator.presentation.sheet import NOTHING, Cell, Sheet
from cldvalidator.published.proof import Outcome, Proof, Proofs

HEADERS = (
    "Measure", "Which number", "Yours", "Published", "Difference", "Result"
)  # fmt: skip
_NUMBERS = ("Numerator", "Denominator", "Figure")


def proof_sentence(proofs: Proofs) -> str:
    """Say in one sentence what came of it."""
    if proofs.council is None:
        return "The council of the file is not known, so that nothing published is found for it."
    of = len(proofs.proofs)
    equal = sum(p.outcome is Outcome.EQUAL for p in proofs.proofs)
    different = sum(p.outcome is Outcome.DIFFERENT for p in proofs.proofs)
    rest = of - equal - different
    sentence = f"{proofs.council.name}, {proofs.year}: {equal} of {of} figures are the same"
    sentence += f", {different} {'differs' if different == 1 else 'differ'}"
    return f"{sentence}, {rest} cannot be compared." if rest else f"{sentence}."


def proof_lines(proofs: Proofs) -> Iterator[str]:
    """Yield the comparison as text for a terminal."""
    yield proof_sentence(proofs)
    for proof in proofs.proofs:
        part = proof.own.counterpart
        yield ""
        yield f"{part.name}: {part.title}: {proof.outcome.value}"
        if proof.published is not None:
            yield f"    {'':<12}{'yours':>14}{'published':>14}{'difference':>14}"
            for name, *numbers in _numbers(proof):
                yield f"    {name:<12}" + "".join(f"{cell.text:>14}" for cell in numbers)
        yield from (f"    {reason}" for reason in proof.reasons)
    if proofs.general:
        yield ""
        yield "What can explain a difference:"
        yield from (f"  {reason}" for reason in proofs.general)
    sources = {p.published.edition.attribution for p in proofs.proofs if p.published is not None}
    yield ""
    yield from sorted(sources)


def proof_sheet(proofs: Proofs) -> Sheet:
    """Return the comparison as a table: three rows a measure. Our numbers open their records."""
    rows = []
    for proof in proofs.proofs:
        part = proof.own.counterpart
        if proof.published is None:
            rows.append((Cell(part.name), Cell(part.title), *[NOTHING] * 3, Cell(proof.outcome)))
            continue
        for name, ours, theirs, less in _numbers(proof):
            behind = proof.own.figure.behind
            top = name == "Numerator"
            people = behind.numerator_people if top else behind.denominator_people
            key = (proof.own, NUMERATOR if top else EVERYONE) if len(people) else None
            own = Cell(ours.text, ours.number, key)
            outcome = Cell(proof.outcome) if name == "Figure" else NOTHING
            rows.append((Cell(part.name), Cell(name), own, theirs, less, outcome))
    return Sheet(f"Published figures of {proofs.year}", HEADERS, tuple(rows))


def proof_json(proofs: Proofs) -> dict[str, Any]:
    """Return the comparison for scripts."""
    return {
        "year": proofs.year,
        "period": [proofs.period.first.isoformat(), proofs.period.last.isoformat()],
        "council": proofs.council.code if proofs.council is not None else None,
        "every figure equal": proofs.all_equal,
        "figures": [_json(proof) for proof in proofs.proofs],
        "what can explain a difference": list(proofs.general),
    }


def _json(proof: Proof) -> dict[str, Any]:
    part, ours, theirs = proof.own.counterpart, proof.own.figure, proof.published
    keys = ("numerator", "denominator", "value")
    return {
        "measure": part.published,
        "group": part.group,
        "result": proof.outcome.value,
        "ours": {key: getattr(ours, key) for key in keys},
        "published": {key: getattr(theirs, key) for key in keys} if theirs is not None else None,
        "difference": dict(zip(keys, proof.differences, strict=True)),
        "what can explain it": list(proof.reasons),
        "source": edition_json(theirs.edition) if theirs is not None else None,
    }


def _numbers(proof: Proof) -> Iterator[tuple[str, Cell, Cell, Cell]]:
    ours, theirs = proof.own.figure, proof.published
    assert theirs is not None
    less = proof.differences
    own = (ours.numerator, ours.denominator, ours.value)
    published = (theirs.numerator, theirs.denominator, theirs.value)
    for name, mine, their, by in zip(_NUMBERS, own, published, less, strict=True):
        whole = name != "Figure"
        yield name, _cell(mine, whole), _cell(their, whole), _cell(by, whole, sign=True)


def _cell(number: float | None, whole: bool, *, sign: bool = False) -> Cell:
    if number is None:
        return Cell("not shown")
    form = f"{'+' if sign and number else ''},.{0 if whole else 1}f"
    return Cell(format(number, form), number)
