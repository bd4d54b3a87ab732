"""Puts the report together: summary, rules, values, findings, teams, catalogue, changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from cldvalidator.checks import CheckResult
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Severity
from cldvalidator.extract.notices import records_text
from cldvalidator.fixes import AcceptedFinding, Change, known_counts, known_in
from cldvalidator.fixes.answers import Answers
from cldvalidator.fixes.finding_key import FindingKeys
from cldvalidator.fixes.prices import Prices
from cldvalidator.review.about_file import about_file
from cldvalidator.review.filtered import Filtered
from cldvalidator.review.opened import Opened
from cldvalidator.review.own_rules import HEADING, own_rules
from cldvalidator.review.public_names import PublicNames
from cldvalidator.review.teams import MOST_TEAMS, Teams, team_column
from cldvalidator.review.verdict import verdict
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.submissions.compare_result import Compared
from cldvalidator.task import SILENT, Task
from cldvalidator.version import __version__
from cldvalidator.wording import counted
from cldvalidator.writing.excel_report import book
from cldvalidator.writing.excel_report.after_fixing import after_fixing
from cldvalidator.writing.excel_report.answer_columns import (
    AnswerColumns,
    about_sheet,
)
from cldvalidator.writing.excel_report.book import MARKING, Book
from cldvalidator.writing.excel_report.comparison_sheets import (
    comparison_sheet,
    findings_sheet,
    promises_sheet,
)
from cldvalidator.writing.excel_report.finding_sheets import (
    NOT_ANSWERED,
    Explained,
    FindingSheets,
)
from cldvalidator.writing.excel_report.months_counted import months_counted
from cldvalidator.writing.excel_report.prices_sheet import prices_sheet
from cldvalidator.writing.excel_report.quality_sheets import quality_chart, quality_tables
from cldvalidator.writing.excel_report.what_was_read import what_was_read

ALL = "Findings"
FEWEST_OF_A_TEAM = 200
TO_ANSWER = f"Answer beside each finding on the sheet {ALL}, and send the workbook back."
SAFE = "Without values or identifiers: safe to send"


def write_excel_report(
    opened: Opened,
    target: Path,
    *,
    with_values: bool,
    changes: Sequence[Change] = (),
    before: CheckResult | None = None,
    known: Sequence[AcceptedFinding] = (),
    team_column: str | None = None,
    compared: Compared | None = None,
    where: Filtered | None = None,
    prices: Prices | None = None,
    answers: Answers | None = None,
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
    task: Task = SILENT,
) -> None:
    """Write the report as XLSX.

    with_values: the form for the analyst, marked OFFICIAL-SENSITIVE; without, the report holds no
    cell value, reference or identifier and may be sent. team_column: the header of a column of the
    file to make a sheet for each value of, the 200 with the most findings; by default one that is
    named like a team. changes: those made, before: the check without them, known: findings that
    are accepted. compared: with an earlier file; it gets sheets of its own. where: the rows whose
    findings are counted and listed, if not all; the verdict and the data quality stay those of the
    file. prices: of every fix; they get a sheet. answers: of the teams; what they call right is
    said beside its finding. transaction: the files that it gets its name with. Nothing is written
    to temp; no text can run as a formula or link. Raises InputProblem, EnvironmentProblem,
    Cancelled.
    """
    never = (opened.extract.reading.path,) if opened.extract.reading.path else ()
    explained = NOT_ANSWERED if answers is None else answers.explained
    report = _Report(opened, with_values, known, task, where=where, explained=explained)
    content = report.make(team_column, changes, before, known, compared, prices=prices)
    write_file(content, target, overwrite=overwrite, never=never, transaction=transaction)


def team_report(
    opened: Opened,
    team: str,
    *,
    with_values: bool,
    known: Sequence[AcceptedFinding],
    keys: FindingKeys | None = None,
    task: Task = SILENT,
) -> bytes:
    """Return the workbook for one team: what is wrong in its rows, and how to fix it.

    opened: with only the team's rows (`review.teams.of_team`). team: what the report calls it.
    with_values: as for the whole report. keys: of the whole file; with them the team can answer
    beside each finding, and its answers be taken back. Raises Cancelled.
    """
    return _Report(opened, with_values, known, task).make_for_team(team, keys)


class _Report:
    def __init__(
        self,
        opened: Opened,
        with_values: bool,
        known: Sequence[AcceptedFinding],
        task: Task,
        *,
        where: Filtered | None = None,
        explained: Explained = NOT_ANSWERED,
    ) -> None:
        self._whole, self._where = opened, where
        if where is not None:
            opened = where.shown
            known = known_in([k.finding for k in known], opened.extract, opened.result)
        self._opened = opened
        self._values = with_values
        self._task = task
        self._views = opened.views
        self._known = known_counts(known)
        self._book = Book(MARKING if with_values else "")
        self._sheets = FindingSheets(self._book, opened, explained, task, with_values=with_values)
        self._left_out: list[str] = []

    def make(
        self,
        team_column: str | None,
        changes: Sequence[Change],
        before: CheckResult | None,
        known: Sequence[AcceptedFinding],
        compared: Compared | None = None,
        *,
        prices: Prices | None = None,
    ) -> bytes:
        self._task.step("Writing the report")
        sheet, row = self._summary()
        place = quality_tables(self._book, sheet, row, self._whole)
        quality_chart(self._book, self._whole, *place)
        months_counted(self._book, self._whole)
        what_was_read(self._book, self._whole.extract, with_values=self._values)
        if compared is not None:
            comparison_sheet(self._book, compared)
            findings_sheet(self._book, compared, "Findings since before")
            promises_sheet(self._book, compared, with_values=self._values)
        self._by_rule()
        self._fixes_most()
        if prices is not None:
            prices_sheet(self._book, prices, with_values=self._values)
        if self._values:
            self._values_to_map()
        self._all_findings()
        self._teams(team_column)
        self._say_what_is_left_out()
        self._catalogue()
        after_fixing(
            self._book, self._opened.result, changes, before, known, with_values=self._values
        )
        self._task.step("Putting the report together")
        return self._book.close()

    def make_for_team(self, team: str, keys: FindingKeys | None) -> bytes:
        """Return the report of a file that holds only a team's rows."""
        self._task.step(f"Writing the report of {team}")
        sheet, row = self._summary(team)
        if keys is not None:
            self._book.text(sheet, row, 0, TO_ANSWER, self._book.bold)
        self._by_rule()
        self._fixes_most()
        if self._values:
            self._values_to_map()
        if keys is None:
            self._all_findings()
            self._say_what_is_left_out()
            return self._book.close()
        self._all_findings(AnswerColumns(self._book, keys, self._opened.specification))
        self._say_what_is_left_out()
        about_sheet(self._book, team, self._opened.extract.reading.sha256)
        return self._book.close()

    def _all_findings(self, answers: AnswerColumns | None = None) -> None:
        table = self._opened.result.findings.table
        place = self._sheets.write(ALL, table, book.MOST_LINES, answers)
        if place:
            self._left_out.append(f"Sheet {ALL}: {place}")

    def _say_what_is_left_out(self) -> None:
        if self._left_out:
            summary = self._book.book.get_worksheet_by_name("Summary")
            self._book.text(summary, 3, 0, " ".join(self._left_out), self._book.bold)

    def _summary(self, team: str = "") -> tuple[Any, int]:
        """Write the facts; return the sheet and its first free row. team: whose report it is."""
        book, opened = self._book, self._whole
        sheet = book.sheet("Summary")
        sheet.set_column(0, 0, 38)
        sheet.set_column(1, 6, 13)
        sheet.set_portrait()
        sheet.set_row(0, 28)
        book.text(sheet, 0, 0, "Client Level Data check", book.title)
        book.text(sheet, 1, 0, MARKING if self._values else SAFE, book.bold)
        book.text(sheet, 2, 0, _for_team(team) if team else verdict(opened.result).text, book.bold)
        reading, specification = opened.extract.reading, opened.specification
        about = about_file(opened)
        facts = [
            ("Council", about.council),
            ("Reporting period", about.period),
            ("File", reading.name if self._values else PublicNames(opened.extract).file),
            ("Checked on", f"{datetime.now():%d/%m/%Y %H:%M}"),
            ("Records", records_text(opened.extract)),
            ("Program", f"CLD Validator {__version__}"),
            ("Specification", f"Release {specification.release}, {specification.origin} pack"),
            ("Release of the values", opened.evidence.sentence()),
            ("SHA-256 of the file", reading.sha256),
        ]
        if self._where is not None:
            facts.append(("Findings shown", self._where.sentence))
        if count := self._sheets.answered:
            stay = "It stays a finding" if count == 1 else "They stay findings"
            called = f"{counted(count, 'finding')} called right by a team. {stay}"
            facts.append(("Answered", called))
        if opened.result.switched_off:
            facts.append(("Partial check, without", ", ".join(opened.result.switched_off)))
        for run in opened.result.runs:
            if run.outcome != "ran":
                facts.append((f"Rule {run.rule} {run.outcome}", run.why.splitlines()[0]))
        row = 4
        for label, text in facts:
            book.text(sheet, row, 0, label, book.quiet)
            book.text(sheet, row, 1, text)
            row += 1
        for severity, count in self._views.by_severity().items():
            book.text(sheet, row, 0, f"{severity.word.capitalize()} findings", book.quiet)
            sheet.write_number(row, 1, count, book.whole)
            if known := self._known.of_severity(severity.word):
                book.text(sheet, row, 2, f"of which {known:,} known", book.quiet)
            row += 1
        if (own := own_rules(self._opened.result)) is not None:
            book.text(sheet, row, 0, HEADING, book.quiet)
            book.text(sheet, row, 1, own.sentence)
            row += 1
        return sheet, row + 1

    def _by_rule(self) -> None:
        rules = self._opened.result.findings.rules
        table = self._views.by_rule()
        rows = [
            (
                Severity(severity).word,
                rule,
                rules[rule].title,
                rules[rule].wrong,
                rules[rule].fix,
                rules[rule].cost,
                findings,
                self._known.of_rule(rule, Severity(severity).word),
                records,
                fields,
            )
            for rule, severity, findings, records, fields in table.to_numpy().tolist()
        ]
        columns = (("Severity", 10), ("Rule", 11), ("Title", 26), ("What is wrong", 34),
                   ("How to fix it", 34), ("Effect on national figures", 34), ("Findings", 10),
                   ("Of which known", 10), ("Records", 10), ("Fields", 24))  # fmt: skip
        self._book.table(self._book.sheet("Findings by rule"), 0, columns, rows, tall=True)

    def _fixes_most(self) -> None:
        columns = [("Field", 34), ("Rule", 11), ("Findings it clears", 12), ("Running share %", 12)]
        if self._values:
            columns.insert(1, ("Value found", 44))
        rows, wins = [], self._views.what_fixes_most()
        listed = wins.head(book.MOST_VALUES).to_numpy().tolist()
        for field, found, rule, clears, share in listed:
            cells: list[object] = [field, rule, int(clears), float(share)]
            if self._values:
                cells.insert(1, found if isinstance(found, str) else "(all)")
            rows.append(cells)
        sheet, rest = self._book.sheet("Quickest wins"), _printed_by("fixes")
        self._book.table(sheet, 0, columns, rows, tall=True, rest=rest, of=len(wins))

    def _values_to_map(self) -> None:
        columns = (("Field", 34), ("Value found", 50), ("Cells", 10), ("Proposed value", 50),
                   ("Certainty", 11), ("Severity", 10), ("Rule", 11))  # fmt: skip
        lists = {f.name for f in self._opened.specification.fields if f.values is not None}
        values = self._views.by_value()
        values = values[values["field"].isin(lists)]
        rows = [
            (
                field,
                found,
                int(cells),
                proposed if isinstance(proposed, str) else "",
                certainty,
                Severity(severity).word,
                rule,
            )
            for field, found, rule, severity, proposed, certainty, cells in (
                values.head(book.MOST_VALUES).to_numpy().tolist()
            )
        ]
        sheet, rest = self._book.sheet("Values to map"), _printed_by("value")
        self._book.table(sheet, 0, columns, rows, tall=True, rest=rest, of=len(values))

    def _teams(self, column: str | None) -> None:
        """Write one sheet for each team, if the file says which team a record is of.

        A column that is no team's may have a value for every record: so many sheets nobody reads.
        """
        opened = self._opened
        chosen = team_column(opened.extract, column, opened.specification)
        if chosen is None:
            return
        teams = Teams.of(opened.extract, chosen)
        table = opened.result.findings.table
        table = table[table["row"] != WHOLE_FILE]
        team = teams.of_row[table["row"].to_numpy()]
        findings = np.bincount(team, minlength=len(teams.names))
        there = np.flatnonzero(findings)
        listed = np.sort(there[np.argsort(-findings[there], kind="stable")[:MOST_TEAMS]])
        if len(listed) < len(there):
            self._left_out.append(
                f"{len(listed):,} of {len(there):,} teams have a sheet, those with the most "
                "findings."
            )
        most = max(book.MOST_LINES // max(len(listed), 1), FEWEST_OF_A_TEAM)
        for place in listed.tolist():
            title = teams.names[place] if self._values else f"Team {place + 1}"
            self._sheets.write(title, table[team == place], most)

    def _catalogue(self) -> None:
        columns = (("Rule", 11), ("Title", 26), ("Severity", 14), ("Status", 14), ("Applies", 26),
                   ("What is wrong", 32), ("How to fix it", 32), ("Effect on national figures", 32),
                   ("Source", 24), ("Confidence", 12))  # fmt: skip
        rows = [
            (r.id, r.title, r.severity_words if r.status == "built" else "none",
             "Checked" if r.status == "built" else r.status, r.when, r.wrong, r.fix, r.cost,
             r.source, r.confidence)
            for r in self._opened.result.findings.rules.values()
        ]  # fmt: skip
        self._book.table(self._book.sheet("Rule catalogue"), 0, columns, rows, tall=True)


def _for_team(team: str) -> str:
    return f"Findings of {team}. Findings about the file as a whole are in the whole report"


def _printed_by(view: str) -> str:
    return f"`cldvalidator check FILE --by {view}` prints all."
