"""What the command line prints: a summary that fits a screen, and progress on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from cldvalidator.checks import CheckResult
from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup, Findings
from cldvalidator.checks.rules import Severity
from cldvalidator.extract.notices import empty_rows_of, records_text
from cldvalidator.extract.stated import commonest
from cldvalidator.fixes import AcceptedCounts, AcceptedFinding, RowChange, known_counts, left_out
from cldvalidator.fixes.rows import rows_by_why
from cldvalidator.jobs.outputs import still_from_before
from cldvalidator.presentation.selection_text import selection_lines
from cldvalidator.problems import InputProblem
from cldvalidator.review.date_notice import date_lines
from cldvalidator.review.filtered import Filtered
from cldvalidator.review.opened import Opened
from cldvalidator.review.own_rules import HEADING, own_rules
from cldvalidator.review.reading_notices import column_lines, notice_lines
from cldvalidator.review.selection import file_selection
from cldvalidator.review.verdict import verdict
from cldvalidator.task import Task
from cldvalidator.wording import counted, elided, some
from cldvalidator.writing.submitted import Submitted

_MOST_RULES = 12
_MOST_VALUES = 8
_MOST_EXPECTED = 1_000
_PLURAL = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.QUERY: "To look at"}


def terminal_task() -> Task:
    """Return a task that shows progress on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        return Task()
    shown = [0.0]

    def report(what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - shown[0] < 0.1 and done != total:
            return
        shown[0] = now
        count = f" {done:,} of {total:,}" if total else ""
        print(f"\r\x1b[K{what}{count}", end="", file=sys.stderr, flush=True)

    return Task(report)


def clear_progress() -> None:
    """Remove the progress line from the terminal."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def summary(
    opened: Opened,
    *,
    everything: bool = False,
    known: Sequence[AcceptedFinding] = (),
    rows: Sequence[RowChange] = (),
    where: Filtered | None = None,
) -> str:
    """Return the summary of a check by rule and field; about one screen unless `everything`.

    known: the accepted findings that are in the file; they are counted as known. rows: those that
    were left out or kept before. where: the rows whose findings are shown, not all of them; what
    is said of the file and its verdict stay those of the whole file.
    """
    counts, out = known_counts(known), left_out(rows)
    shown = opened if where is None else where.shown
    return "\n".join(
        [
            *_what_was_read(opened, everything),
            *([f"  {counted(len(out), 'row')} left out: {rows_by_why(out)}"] if out else []),
            *_not_run(opened, everything),
            "",
            verdict(opened.result).text,
            *([] if where is None else [where.sentence]),
            *_known(counts),
            *_selection(opened, everything),
            *_groups(shown, everything, counts),
            *_own_rules(shown, everything, counts),
        ]
    )


def _what_was_read(opened: Opened, everything: bool) -> Iterator[str]:
    extract, reading = opened.extract, opened.extract.reading
    specification = opened.specification
    form = [reading.format]
    form += [f"sheet {reading.sheet}"] if reading.sheet else []
    form += [reading.encoding] if reading.encoding else []
    yield reading.name
    yield (
        f"  {records_text(extract)}; "
        f"{len(extract.columns)} of {len(specification.fields)} fields found; {', '.join(form)}"
    )
    yield from date_lines(extract)
    yield from notice_lines(reading)
    if len(reading.sheets) > 1:
        yield f"  sheets: {some(reading.sheets)}; --sheet chooses another"
    start, end = (commonest(opened.read, f"Reporting Period {x} Date") for x in ("Start", "End"))
    code = commonest(opened.read, "LA Code")
    known = specification.council_called(code.strip())
    council = f"{code} {known.name if known is not None else '(not a known code)'}"
    if not code.strip():
        council = "council not stated"
    yield f"  period {start or 'not stated'} to {end or 'not stated'}; {council}"
    pack = "" if specification.origin == "built in" else f" ({specification.origin})"
    yield f"  checked against Release {specification.release}{pack}. {opened.evidence.sentence()}"
    if opened.result.switched_off:
        yield f"  partial check, without {some(opened.result.switched_off)}"
    yield from column_lines(reading, everything=everything)
    for found, field in reading.alike:
        yield f'  “{elided(found)}” may be {field}: if so, add --column "{elided(found)}={field}"'
    if empty := empty_rows_of(reading):
        yield f"  {empty}"


def _not_run(opened: Opened, everything: bool) -> Iterator[str]:
    """Yield the rules that could not be judged on this file; why, if `everything`."""
    skipped = [run for run in opened.result.runs if run.outcome == "skipped"]
    crashed = [run.rule for run in opened.result.runs if run.outcome == "crashed"]
    if skipped and everything:
        yield "  rules that this file does not allow to run:"
        yield from (f"    {run.rule}: {run.why}" for run in skipped)
    elif skipped:
        names = some([run.rule for run in skipped])
        yield f"  rules that this file does not allow to run: {names} (--all says why)"
    if crashed:
        yield f"  rules that failed by a fault of this program: {some(crashed)}"


def _selection(opened: Opened, everything: bool) -> Iterator[str]:
    """Yield whether DHSC would select the file; the months by type where some are not complete."""
    selection = file_selection(opened.read)
    if selection is not None:
        yield ""
        yield from selection_lines(selection, briefly=not everything)


def _known(counts: AcceptedCounts) -> Iterator[str]:
    words = [f"{n:,} {s.word}" for s in Severity if (n := counts.of_severity(s.word))]
    if words:
        known = counted(counts.total, "is", "are")
        yield f"Of these findings {known} known, with a reason: {', '.join(words)}."


def _groups(opened: Opened, everything: bool, known: AcceptedCounts) -> Iterator[str]:
    """Yield a paragraph for each rule, worst first: count, what is wrong, fields, first cells."""
    ranked = _ranked(opened.result.findings.national)
    shown = ranked if everything else ranked[:_MOST_RULES]
    before: Severity | None = None
    for (severity, rule), groups in shown:
        if severity is not before:
            yield ""
            yield f"{_PLURAL[severity]}"
            before = severity
        yield _rule_line(groups, known.of_rule(rule, severity.word))
        details = [d for g in groups for d in g.details]
        yield from (f"             {d}" for d in (details if everything else details[:3]))
        if not details:
            places = [_place(opened, g) for g in groups]
            yield f"             {some(places, 60 if everything else 4)}"
    if len(shown) < len(ranked):
        others = counted(len(ranked) - len(shown), "other rule")
        rest = sum(len(g) for _, groups in ranked[len(shown) :] for g in groups)
        yield ""
        yield f"  {rest:>9,}  more, under {others} (--all shows them)"
    yield from _values_to_map(opened, everything)


def _ranked(findings: Findings) -> list[tuple[tuple[Severity, str], list[FindingGroup]]]:
    """Return the findings by severity and rule, the worst and the most first."""
    by_rule: dict[tuple[Severity, str], list[FindingGroup]] = {}
    for group in findings.worst_first():
        by_rule.setdefault((group.severity, group.rule.id), []).append(group)
    return sorted(by_rule.items(), key=lambda item: (item[0][0], -sum(map(len, item[1]))))


def _rule_line(groups: list[FindingGroup], known: int) -> str:
    """Return the line of a rule: how often, what is wrong. known: how many are accepted."""
    rule = groups[0].rule
    wrong = rule.wrong.split(". ")[0].rstrip(".")
    of_which = f" ({known:,} known)" if known else ""
    end = "" if wrong.endswith("?") else "."
    return f"  {sum(map(len, groups)):>9,}  {wrong}{end} [{rule.id}]{of_which}"


def _own_rules(opened: Opened, everything: bool, known: AcceptedCounts) -> Iterator[str]:
    """Yield what the council's own rules found, apart from all that is national."""
    own = own_rules(opened.result)
    if own is None:
        return
    yield ""
    yield HEADING
    yield f"  {own.sentence}"
    ranked = _ranked(opened.result.findings.local)
    shown = ranked if everything else ranked[:_MOST_RULES]
    for (severity, rule), groups in shown:
        yield f"{_rule_line(groups, known.of_rule(rule, severity.word))} {severity.word}"
        yield f"             {some([_place(opened, g) for g in groups], 60)}"
    if len(shown) < len(ranked):
        yield f"             and {counted(len(ranked) - len(shown), 'other rule')} (--all)"


def _place(opened: Opened, group: FindingGroup) -> str:
    cells = cells_of(opened, group, 1)
    if group.rule.marks == "row":
        rows = [str(opened.extract.source_rows[r]) for r in group.rows if r != WHOLE_FILE]
        return f"row{'' if len(rows) == 1 else 's'} {some(rows)}"
    return f"{group.field} {len(group):,}{f' ({cells[0]})' if cells else ''}"


def cells_of(opened: Opened, group: FindingGroup, most: int) -> list[str]:
    """Return the Excel addresses of the first cells of a group."""
    letter = opened.extract.letters.get(group.field, "")
    rows = group.rows[group.rows != WHOLE_FILE][:most]
    return [f"{letter}{opened.extract.source_rows[row]}" for row in rows]


def _values_to_map(opened: Opened, everything: bool) -> Iterator[str]:
    """Yield the wrong values of list fields, most often first; no other field's are shown."""
    table = opened.views.by_value()
    lists = [f.name for f in opened.specification.fields if f.values is not None]
    table = table[table["field"].isin(lists)]
    if table.empty:
        return
    shown = table if everything else table.head(_MOST_VALUES)
    yield ""
    yield "Values to map"
    columns = (shown[c].tolist() for c in ("cells", "field", "found", "proposed"))
    for count, name, text, proposed in zip(*columns, strict=True):
        better = f" -> '{proposed}'" if isinstance(proposed, str) else ""
        yield f"  {count:>9,}  {name}: '{elided(text)}'{better}"
    if len(shown) < len(table):
        yield f"             and {len(table) - len(shown):,} more"


def explained_row(opened: Opened, row: int) -> str:
    """Explain every finding of one row, given by the number that Excel shows.

    Names the rows of the same person too. Raises InputProblem for a row that holds no record.
    """
    source = opened.extract.source_rows
    record = int(np.searchsorted(source, row))
    if record >= len(source) or source[record] != row:
        raise InputProblem(
            f"Row {row:,} holds no record.",
            f"Give another row; the records begin in row {source[0]:,}.",
        )
    views = opened.views
    found = views.of_record(record)
    lines = [f"Row {row:,}: {counted(len(found), 'finding')}"]
    for name, rule in zip(found["field"], found["rule"], strict=True):
        explanation = views.explain(record, name, rule)
        letter = opened.extract.letters.get(name, "")
        whole = explanation.rule.marks == "row"
        place = f"Row {row}" if whole else f"{letter}{row} {name}"
        lines += [
            "",
            f"{place} [{rule}, {explanation.severity.word}]",
            *([] if whole else [f"  found     '{elided(explanation.found)}'"]),
            f"  wrong     {explanation.wrong}",
            f"  expected  {elided(explanation.expected, _MOST_EXPECTED)}",
            f"  to fix    {explanation.fix}",
            f"  national  {explanation.cost}",
            f"  source    {explanation.source}",
        ]
    others = [str(source[r]) for r in views.rows_of_person(record) if r != record]
    lines += ["", f"Other rows of the person: {some(others, 20) or 'none'}"]
    return "\n".join(lines)


def written_summary(submitted: Submitted, beside: Sequence[Path] = ()) -> str:
    """Say what was written where, what was changed, and what stays to be done.

    beside: the other files that were written with the submission.
    """
    written = submitted.written
    cells = sum(c.rows for c in submitted.changes)
    of_cells = [c for c in submitted.changes if not isinstance(c, RowChange)]
    safely = " safely" if all(c.certainty == "safe" for c in of_cells) else ""
    out = left_out(submitted.changes)
    lines = [
        f"Written and read back: {written.path}",
        f"  {counted(written.rows, 'record')}, {written.size:,} bytes, SHA-256 {written.sha256}",
        f"  {counted(cells, 'cell')} changed{safely} ({counted(len(of_cells), 'distinct value')})",
    ]
    if submitted.size_fault is not None:
        lines.append(f"  {submitted.size_fault.severity}: {submitted.size_fault.sentence}")
    if out:
        lines.append(f"  {counted(len(out), 'row')} of the file left out: {rows_by_why(out)}")
    if submitted.log is not None:
        lines.append(f"  what was changed: {submitted.log}")
    lines.append(f"  manifest: {submitted.manifest}")
    if written.empty_columns:
        lines.append(f"  written empty, not in the file: {some(written.empty_columns)}")
    errors = submitted.result.findings.count(Severity.ERROR)
    if errors:
        lines.append(f"  {counted(errors, 'error')} left, written as they were found")
    if earlier := still_from_before(written.path, beside):
        names = some([path.name for path in earlier])
        lines.append(f"  still there from an earlier time, not about this submission: {names}")
    return "\n".join(lines)


def exit_code_note(before: CheckResult, submitted: Submitted) -> str:
    """Say which file the exit code is about. before: the check of the file as read."""
    was, left = (r.findings.count(Severity.ERROR) for r in (before, submitted.result))
    too_large = submitted.refused_for_size
    return (
        f"Exit code {1 if left or too_large else 0}, which is about the file written: it has "
        f"{counted(left, 'error') if left else 'no errors'}"
        f"{', and is too large for the portal' if too_large else ''}; the file read has {was:,}."
    )
