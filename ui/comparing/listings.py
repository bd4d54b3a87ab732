"""What a comparison shows as tables: events with both values, findings, figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ui.grid.model import MASK
from ui.widgets.lazy_texts import LazyTexts, alike
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cldvalidator.submissions.compare_columns import Side
    from cldvalidator.submissions.compare_result import Compared
    from cldvalidator.submissions.waterfall import Waterfall

Covered = Callable[[str], bool]
FINDINGS, FIGURES = "Findings: new, still there, resolved", "Figures before and after"
PROMISES = "Promises of the teams, to correct at source"
NOT_SAME = "Changed, closed or reopened"
_MOST_FIELDS = 12
KNOWN_BY = ("Event Type", "LA Person Unique Identifier", "Event Reference", "Event Start Date")


@dataclass(frozen=True, eq=False)
class Group:
    """A group of events that the filter offers. rows: pairs, or records of one file.

    side: None for pairs, else which file the records are of (0 earlier, 1 later). beside: each is
    shown with what the other file has of the person.
    """

    name: str
    rows: npt.NDArray[np.int64]
    side: Side | None = None
    beside: bool = False


def groups_of(compared: Compared) -> list[Group]:
    """Return the groups of events that are not empty, those with changes first."""
    import numpy as np

    from cldvalidator.submissions.compare import Flag, Status
    from cldvalidator.submissions.compare_words import (
        FLAG_WORDS,
        GONE_WORDS,
        NEW_WORDS,
        STATUS_WORDS,
    )

    found = compared.comparison
    made = [Group(NOT_SAME, found.not_same)]
    for status in (Status.CHANGED, Status.CLOSED, Status.REOPENED):
        rows = np.flatnonzero((found.status == status) & ~found.flagged(Flag.MASS_ONLY))
        made.append(Group(first_capital(STATUS_WORDS[status]), rows))
    for status in (Status.NEW, Status.BACK):
        rows = found.new[found.new_status == status]
        made.append(Group(first_capital(STATUS_WORDS[status]), rows, 1))
    for place, word in NEW_WORDS.items():
        made.append(Group(f"New: {word}", found.new[found.new_place == place], 1))
    made.append(Group("Gone", found.gone, 0))
    for place, word in GONE_WORDS.items():
        made.append(Group(f"Gone: {word}", found.gone[found.gone_place == place], 0))
    for flag, word in FLAG_WORDS.items():
        made.append(Group(first_capital(word), np.flatnonzero(found.flagged(flag))))
    for across in compared.across:
        name = f"{across.rule.id}: {across.rule.title}"
        made.append(Group(name, across.rows, across.side, beside=across.side == 0))
    made.append(Group("Same", np.flatnonzero(found.status == Status.SAME)))
    return [g for g in made if len(g.rows)]


def first_capital(text: str) -> str:
    """Return a text with a capital first; what stands in it stays."""
    return text[:1].upper() + text[1:]


def events_listing(compared: Compared, group: Group, covered: Covered) -> Listing:
    """Return the events of a group; changed cells hold both values, the earlier one first."""
    import numpy as np

    from cldvalidator.submissions.both_files import Place

    found, two = compared.comparison, compared.comparison.two
    size, rows = len(group.rows), group.rows
    if group.side is not None:
        side = group.side
        fields = [*KNOWN_BY, "Event End Date", "Service Type", "Service Component"]
        numbers = two.source_rows(side)

        def text(field: str, row: int) -> str:
            if covered(field):
                return MASK
            return two.read[side].column(field).text(int(rows[row]))

        def coded(field: str) -> tuple[Any, Any]:
            column = two.read[side].column(field)
            if covered(field):
                return np.zeros(size, np.intp), [MASK]
            return column.codes[rows], column.values

        head = f"Row in the {('earlier', 'later')[side]} file"
        first = LazyTexts(
            size, lambda row: f"{numbers[rows[row]]:,}", numbers=lambda: numbers[rows]
        )
        texts = (LazyTexts(size, partial(text, name), partial(coded, name)) for name in fields)
        columns = [first, *texts]
        keys = tuple(Place(side, row) for row in rows.tolist())
        return Listing((head, *fields), tuple(columns), keys)
    differing = [n for n in found.by_field if found.field_differs(n)[rows].any()][:_MOST_FIELDS]
    known_by = [n for n in KNOWN_BY if n not in differing]

    def value(field: str, row: int) -> str:
        if covered(field):
            return MASK
        one, other = int(found.earlier[rows[row]]), int(found.later[rows[row]])
        before, after = (two.read[s].column(field).text(r) for s, r in ((0, one), (1, other)))
        if field in found.changed_fields(int(rows[row])):
            return f"{before or 'blank'} \N{RIGHTWARDS ARROW} {after or 'blank'}"
        return after

    def coded_pairs(field: str) -> tuple[Any, Any]:
        """Return the values of both files by code: those of the same two texts are alike."""
        one, other = (two.read[side].column(field) for side in (0, 1))
        codes = one.codes[found.earlier[rows]].astype(np.int64) * len(other.values)
        codes = (codes + other.codes[found.later[rows]]) * 2
        if field in two.compared:
            codes += found.field_differs(field)[rows]
        return alike(np.zeros(size, np.intp) if covered(field) else codes, partial(value, field))

    def where(row: int) -> str:
        pair = rows[row]
        before = two.source_rows(0)[found.earlier[pair]]
        after = two.source_rows(1)[found.later[pair]]
        return f"{before:,} \N{RIGHTWARDS ARROW} {after:,}"

    from cldvalidator.submissions.compare import Status
    from cldvalidator.submissions.compare_words import STATUS_WORDS

    def status(row: int) -> str:
        return first_capital(STATUS_WORDS[Status(found.status[rows[row]])])

    def stage(row: int) -> str:
        return str(found.stage_names[found.stage[rows[row]]])

    columns = [
        LazyTexts(size, status, lambda: alike(found.status[rows], status)),
        LazyTexts(size, where, numbers=lambda: found.earlier[rows]),
        *(
            LazyTexts(size, partial(value, name), partial(coded_pairs, name))
            for name in (*known_by, *differing)
        ),
        LazyTexts(size, stage, lambda: alike(found.stage[rows], stage)),
    ]
    headers = ("Status", "Row", *known_by, *differing, "Matched by")
    keys = tuple(Place(1, row) for row in found.later[rows].tolist())
    return Listing(headers, tuple(columns), keys)


def findings_listing(compared: Compared) -> Listing:
    """Return the findings against the earlier file."""
    moved = [m for m in compared.findings if any(m.counts)]
    columns: tuple[Sequence[Any], ...] = (
        [f"{m.rule.id}  {m.rule.title}" for m in moved],
        [m.field for m in moved],
        *([m.counts[place] for m in moved] for place in range(4)),
    )
    return Listing(
        ("Rule", "Field", "New", "Still there", "Resolved", "Gone with the event"),
        columns,
        tuple(moved),
        marks=tuple(m.severity.word for m in moved),
    )


def figures_listing(figures: Waterfall) -> Listing:
    """Return each figure that moved, with a row for each part of its movement."""
    from cldvalidator.presentation.waterfall_text import ends_in_words, parts_in_words

    lines: list[tuple[str, str, str, str]] = []
    keys: list[Any] = []
    blocks: list[int] = []
    for place, movement in enumerate(figures.movements):
        if not movement.parts:
            continue
        measure, description, group = movement.key
        before, after, moved = ends_in_words(movement)
        texts = f"{before} \N{RIGHTWARDS ARROW} {after}"
        lines.append((f"{measure}, {group}", description, texts, moved))
        keys.append((movement, None))
        for part, (step, change) in zip(movement.parts, parts_in_words(movement), strict=True):
            lines.append(("", step, "", change))
            keys.append((movement, part))
        blocks += [place] * (1 + len(movement.parts))
    columns = tuple(zip(*lines, strict=True)) if lines else ((), (), (), ())
    headers = ("Figure", "What, or why it moved", "Before and after", "Change")
    return Listing(headers, columns, tuple(keys), blocks=blocks)


def promises_listing(compared: Compared, covered: Covered) -> Listing:
    """Return what became of each promise; while fields are covered, teams and people are too."""
    from cldvalidator.presentation.promises_text import DETAIL_HEADERS, detail_rows

    hides = covered("")  # a column that is no field may be about a person
    lines = [(MASK, MASK, *line[2:]) if hides else line for line in detail_rows(compared.promises)]
    columns = tuple(zip(*lines, strict=True)) or tuple(() for _ in DETAIL_HEADERS)
    marks = ["warning" if fate.state == "still wrong" else "" for fate in compared.promises]
    return Listing(DETAIL_HEADERS, columns, tuple(compared.promises), marks=marks)
