"""What the fixing command prints: a summary that fits a screen, and the same as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cldvalidator.checks.rules import Severity
from cldvalidator.command_line.carried_text import carried_json, carried_lines
from cldvalidator.command_line.check_json import no_records_json, written_json
from cldvalidator.extract.notices import records_text
from cldvalidator.fixes import RowChange, Step, left_out
from cldvalidator.fixes.history import overriding
from cldvalidator.fixes.profile_use import APPLIED
from cldvalidator.fixes.release_1 import Conversion, How, limits
from cldvalidator.fixes.rows import rows_by_why
from cldvalidator.jobs.fix import Fixable, Fixed
from cldvalidator.presentation.answers_text import answer_lines, answers_json
from cldvalidator.review.date_notice import date_lines, dates_json
from cldvalidator.review.public_names import PublicNames
from cldvalidator.review.reading_notices import column_lines, notice_lines
from cldvalidator.review.verdict import verdict
from cldvalidator.review.views import before_and_after
from cldvalidator.wording import counted, elided
from cldvalidator.writing.submitted import Submitted

_MOST_RULES = 8
_MOST_VALUES = 5
_HOWS: tuple[tuple[How, str], ...] = (
    ("documented", "mapped, documented"),
    ("derived", "mapped, only derived: look at them"),
    ("assumed", "not mapped, only a guess is known"),
    ("no counterpart", "not mapped, no counterpart in Release 2"),
)


def fixed_summary(fixed: Fixed) -> str:
    """Return what was changed and what that does, about one screen; values of lists only."""
    return "\n".join(_lines(fixed))


def _lines(fixed: Fixed) -> Iterator[str]:
    reading = fixed.before.extract.reading
    specification = fixed.after.specification
    records = records_text(fixed.before.extract)
    yield f"{reading.name}: {records}, Release {specification.release}"
    yield from date_lines(fixed.after.extract)
    yield from notice_lines(reading)
    yield from column_lines(reading, briefly=True)
    yield ""
    if fixed.carried is not None:
        yield from carried_lines(fixed.carried)
    if fixed.answers is not None:
        yield from answer_lines(fixed.answers)
    if not fixed.history.steps:
        yield "Nothing was changed."
    for step in fixed.history.steps:
        yield from _step_lines(step)
    again = overriding(fixed.history)
    yield from (f"{'':>11}{one.sentence}" for one in again[:_MOST_VALUES])
    if len(again) > _MOST_VALUES:
        more = len(again) - _MOST_VALUES
        yield f"{'':>11}and {counted(more, 'more step changes', 'more steps change')} a value again"
    yield from _profile_lines(fixed)
    if fixed.conversion is not None:
        yield from _conversion_lines(fixed.conversion)
    yield ""
    yield "   before     after"
    for label, one, two in _fixable_rows(fixed.fixable_before, fixed.fixable_after):
        yield f"{one:>9,} {two:>9,}  {label}"
    before, after = fixed.before.result.findings, fixed.after.result.findings
    for severity in Severity:
        one, two = before.national.count(severity), after.national.count(severity)
        yield f"{one:>9,} {two:>9,}  findings: {severity.word}"
    if fixed.after.result.local:
        yield f"{len(before.local):>9,} {len(after.local):>9,}  findings: your council's own rules"
    rows = [r for r in before_and_after(before, after) if r[3] != r[4]]
    for _, rule, title, one, two in rows[:_MOST_RULES]:
        yield f"{one:>9,} {two:>9,}    {rule}  {title[:60]}"
    if len(rows) > _MOST_RULES:
        others = counted(len(rows) - _MOST_RULES, "other rule")
        yield f"{'':>19}    and {others} (the report has all)"
    if fixed.known:
        cells = sum(k.cells for k in fixed.known)
        known = "is a known finding" if cells == 1 else "are known findings"
        yield f"{cells:>19,}  of these {known}, accepted with a reason"
        for k in fixed.known:
            if k.more > 0:
                f = k.finding
                yield f"{'':>19}    {f.rule} in {f.field}: {k.more:,} more than when accepted"
    yield from _open_lines(fixed)
    yield ""
    yield verdict(fixed.after.result).text


def _step_lines(step: Step) -> Iterator[str]:
    of_rows = [c for c in step.changes if isinstance(c, RowChange)]
    if len(of_rows) < len(step.changes):
        values = counted(len(step.changes) - len(of_rows), "value")
        yield f"{_amount(step.cells, 'cell')} changed ({values}): {step.title}"
    if out := left_out(of_rows):
        yield f"{_amount(len(out), 'row')} left out: {rows_by_why(out)}"
    if kept := len(of_rows) - len(out):
        yield f"{_amount(kept, 'row')} kept as {'a record' if kept == 1 else 'records'}"


def _amount(number: int, one: str) -> str:
    """Return a number in its column, then what it counts."""
    amount, what = counted(number, one).split(" ", 1)
    return f"{amount:>9}  {what}"


def _fixable_rows(one: Fixable, two: Fixable) -> Iterator[tuple[str, int, int]]:
    yield "cells with a safe proposal", one.safe, two.safe
    yield "cells with a documented Release 2 value", one.documented, two.documented
    yield "cells with a likely proposal", one.likely, two.likely
    yield "cells to choose a value for", one.ask, two.ask


def _profile_lines(fixed: Fixed) -> Iterator[str]:
    if not fixed.uses:
        return
    counts = Counter(u.standing for u in fixed.uses)
    used = sum(bool(u.cells) for u in fixed.uses)
    yield f"           profile: {used:,} of {counted(len(fixed.uses), 'meaning')} met a value"
    for use in fixed.uses:
        if use.standing not in APPLIED:
            yield f"           not applied, {use.meaning.field}: {use.why}"
    if counts["not needed"]:
        unneeded = counted(counts["not needed"], "is", "are")
        yield f"           {unneeded} no longer needed: the program does the same"


def _conversion_lines(conversion: Conversion) -> Iterator[str]:
    for how, words in _HOWS:
        values = conversion.values(how)
        if values:
            cells = _amount(conversion.cells(how), "cell")
            yield f"{cells}, {counted(len(values), 'value')} {words}"
    for m in conversion.open[:_MOST_VALUES]:
        nearest = "; ".join(m.choices[:2])
        yield f"{m.cells:>9,}    {m.field}: '{elided(m.found)}', nearest: {nearest}"
    if len(conversion.open) > _MOST_VALUES:
        yield f"{'':>9}    and {len(conversion.open) - _MOST_VALUES:,} more to choose"
    yield "           Limits of the mapping"
    for limit in limits(in_short=True):
        yield f"             {limit}"


def _open_lines(fixed: Fixed) -> Iterator[str]:
    if not fixed.new:
        return
    yield ""
    yield "Values to decide, not in the profile (`cldvalidator profile export` lists all)"
    for p in fixed.new[:_MOST_VALUES]:
        if p.written is not None:
            better = f" -> '{p.written}' ({p.certainty})"
        else:
            better = f", nearest: {'; '.join(p.choices[:2])}"
        yield f"{p.cells:>9,}  {p.field}: '{elided(p.found)}'{better}"
    if len(fixed.new) > _MOST_VALUES:
        yield f"{'':>9}  and {len(fixed.new) - _MOST_VALUES:,} more"


def fixed_json(fixed: Fixed, submitted: Submitted | None) -> dict[str, Any]:
    """Return counts of changes and findings before and after, for scripts; no cell value.

    A header, a sheet or a file whose name may tell of a person is named by letter or number.
    """
    before, after = fixed.before.result.findings, fixed.after.result.findings
    extract = fixed.before.extract
    named, reading = PublicNames(extract), extract.reading
    content: dict[str, Any] = {
        "file": {
            "name": named.file,
            "sha256": reading.sha256,
            "records": len(extract.records),
            "rows that are not records": no_records_json(reading),
            "release": fixed.after.specification.release,
            "missing": list(reading.missing),
            "kept aside": [named.header(m) for m in reading.headers if m.field is None],
            "notices": list(named.notices),
            "dates": dates_json(fixed.after.extract),
        },
        "steps": [
            {
                "title": s.title,
                "cells": s.cells,
                "changes": len(s.changes),
                "rows left out": s.rows_left_out,
            }
            for s in fixed.history.steps
        ],
        "conflicts": len(fixed.history.conflicts()),
        "rows left out": [
            {"row": c.source_row, "why": c.why, "rule": c.rule} for c in fixed.history.rows_left_out
        ],
        "fixable cells": {
            label: {"before": one, "after": two}
            for label, one, two in _fixable_rows(fixed.fixable_before, fixed.fixable_after)
        },
        "findings": {
            s.word: {"before": before.count(s), "after": after.count(s)} for s in Severity
        },
        "by rule": [
            {"rule": rule, "severity": severity.word, "before": one, "after": two}
            for severity, rule, _, one, two in before_and_after(before, after)
        ],
        "profile": dict(Counter(u.standing for u in fixed.uses)),
        "values to decide": len(fixed.new),
        "known findings": sum(k.cells for k in fixed.known),
        "verdict": verdict(fixed.after.result).text,
    }
    if fixed.carried is not None:
        content["carried over"] = carried_json(fixed.carried)
    if fixed.answers is not None:
        content["answers"] = answers_json(fixed.answers)
    if fixed.conversion is not None:
        content["release 1"] = {
            how: {
                "cells": fixed.conversion.cells(how),
                "values": len(fixed.conversion.values(how)),
            }
            for how, _ in _HOWS
        } | {"limits": list(fixed.conversion.limits)}
    if submitted is not None:
        content["written"] = written_json(submitted)
    return content
