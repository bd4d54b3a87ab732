"""The records behind a line of a comparison: of a finding, of a part of a figure, of a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from ui.comparing.listings import KNOWN_BY, Group
from ui.grid.model import MASK
from ui.widgets.lazy_texts import LazyTexts
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from cldvalidator.submissions.both_files import Place
    from cldvalidator.submissions.compare_findings import FindingMovement
    from cldvalidator.submissions.compare_result import Compared
    from cldvalidator.submissions.waterfall import Movement, Part


@dataclass(frozen=True, eq=False)
class PersonRows:
    """What both files have of one person."""

    name: str
    rows: tuple[Place, ...]


SIDES = ("Earlier", "Later")
_SHOWN = (*KNOWN_BY, "Event End Date", "Service Type", "Service Component", "Date of Death")


def groups_of_finding(movement: FindingMovement) -> list[Group]:
    """Return the records of a finding: new ones first, then still there, resolved, gone."""
    what = f"{movement.rule.id} in {movement.field}" if movement.field else movement.rule.id
    made = [
        Group(f"New: {what}", movement.new, 1),
        Group(f"Still there: {what}", movement.still, 1),
        Group(f"Resolved: {what}", movement.resolved, 0),
        Group(f"Gone with the event: {what}", movement.went, 0),
    ]
    return [group for group in made if len(group.rows)]


def group_of_part(movement: Movement, part: Part) -> Group:
    """Return the records that a part of a figure's movement is about."""
    measure, _, group = movement.key
    return Group(f"{part.step}: {measure}, {group}", part.rows, part.side)


def both_files_listing(
    compared: Compared,
    places: Sequence[Place],
    covered: Callable[[str], bool],
    *,
    below: int | None = None,
) -> Listing:
    """Return records of both files below each other, each with the file that it is of.

    below: which file's records have those of the other one below them, in any order of the rows.
    """
    two = compared.comparison.two
    numbers = [two.source_rows(side) for side in (0, 1)]
    names = [n for n in _SHOWN if n in two.names]

    def text(name: str, line: int) -> str:
        place = places[line]
        return MASK if covered(name) else two.read[place.side].column(name).text(place.row)

    columns: list[Any] = [
        LazyTexts(len(places), lambda line: SIDES[places[line].side]),
        LazyTexts(len(places), lambda line: f"{numbers[places[line].side][places[line].row]:,}"),
        *(LazyTexts(len(places), partial(text, name)) for name in names),
    ]
    blocks = list(accumulate(int(place.side == below) for place in places))
    return Listing(
        ("File", "Row", *names),
        tuple(columns),
        tuple(places),
        blocks=blocks if below is not None else (),
    )
