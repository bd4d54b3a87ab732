"""The steps made so far as a listing: what, when, by whom, and which a later one overrides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from cldvalidator.fixes import Change, History, Step

HEADERS = ("Step", "Cells", "When", "By", "State")
NO_STEPS = Listing(HEADERS, tuple([] for _ in HEADERS))


def changes_listing(history: History, covered: Collection[str]) -> tuple[Listing, tuple[str, ...]]:
    """Return the steps, the last one first, and a sentence for each that a later one overrides.

    covered: the fields whose texts are not to be seen.
    """
    from cldvalidator.fixes.history import overriding

    again: dict[int, list[int]] = {}
    for one in overriding(history):
        again.setdefault(one.earlier, []).append(one.later)
    lines = [_line(s, covered, "undone") for s in history.undone]
    for place in reversed(range(len(history.steps))):
        later = [str(n + 1) for n in again.get(place, ()) if n != place]
        state = f"changed again by {', '.join(later)}" if later else "done"
        lines.append(_line(history.steps[place], covered, state, place + 1))
    sentences = tuple(one.sentence for one in overriding(history))
    columns = tuple(list(c) for c in zip(*lines, strict=True)) if lines else NO_STEPS.columns
    return Listing(HEADERS, columns), sentences


def _line(
    step: Step, covered: Collection[str], state: str, number: int | None = None
) -> tuple[str, int, str, str, str]:
    text = _step_text(step, covered)
    return (
        f"{number}. {text}" if number is not None else text,
        step.cells,
        clock(step.changes[0].when) if step.changes else "",
        decided_by(step.changes),
        state,
    )


def _step_text(step: Step, covered: Collection[str]) -> str:
    """Return what a step is, with both texts where it changes one value."""
    if len(step.changes) != 1 or step.changes[0].field in (*covered, ""):  # "": a whole row
        return step.title
    change = step.changes[0]
    found, written = (f"“{t}”" if t else "blank" for t in (change.found, change.written))
    return f"{step.title}: {found} becomes {written}"


def clock(when: str) -> str:
    """Return the local time of a change."""
    return f"{datetime.fromisoformat(when).astimezone():%H:%M}" if when else ""


def decided_by(changes: Iterable[Change]) -> str:
    """Return who decided, in the words of the log of changes; a proposal with its rule."""
    deciders: dict[str, set[str]] = {}
    for change in changes:
        deciders.setdefault(change.by, set()).add(change.rule)
    words = []
    for by, rules in deciders.items():
        rule = f" {min(rules)}" if len(rules) == 1 else f"s, {len(rules)} rules"
        words.append(f"{by}{rule}" if by == "proposal" else by)
    text = ", ".join(words)
    return text[:1].upper() + text[1:]
