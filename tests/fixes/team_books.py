"""Workbooks that teams were sent, filled in as people do, and what becomes of their answers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl

from cldvalidator.fixes import History
from cldvalidator.fixes.answer_words import (
    AT_SOURCE,
    BECAUSE,
    BLANK,
    BY,
    RIGHT,
)
from cldvalidator.fixes.answer_workbook import (
    answer_books,
)
from cldvalidator.fixes.answers import judge_answers, refuse_other_extract
from cldvalidator.sample_file import sample_file

COLUMN, HEADER_ROW = "Allocated Team", 8
SAVED = Path(__file__).parents[1] / "data" / "answers"


def with_teams(path: Path, rows: int = 400, *, change=lambda row: row) -> Path:
    with sample_file().open(encoding="utf-8-sig", newline="") as lines:
        header, *records = csv.reader(lines)
    with path.open("w", encoding="utf-8", newline="") as out:
        made = csv.writer(out)
        made.writerow([*header, COLUMN])
        for number, row in enumerate(records[:rows]):
            record = change(dict(zip(header, row, strict=True)))
            if record is not None:
                made.writerow([*record.values(), ("North", "South")[number % 2]])
    return path


class Filling:
    """A team's workbook, to be filled in and damaged."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.sheet = self.book["Findings"]
        self.at = {c.value: c.column for c in self.sheet[HEADER_ROW]}

    def rows(self, field: str, rule: str = "") -> list[int]:
        return [
            row
            for row in range(HEADER_ROW + 1, self.sheet.max_row + 1)
            if self.text(row, "Field") == field and rule in ("", self.text(row, "Rule"))
        ]

    def text(self, row: int, header: str):
        return self.sheet.cell(row, self.at[header]).value

    def put(self, row: int, **answers: str) -> Filling:
        names = {"right": RIGHT, "because": BECAUSE, "at_source": AT_SOURCE, "by": BY}
        for name, text in answers.items():
            self.sheet.cell(row, self.at[names[name]]).value = text
        return self

    def save(self, path: Path) -> Path:
        self.book.save(path)
        return path


def filled(data: bytes) -> Filling:
    made = Filling(data)
    homes = made.rows("Accommodation Status", "MAND-02")
    made.put(homes[0], right="Tenant: Private landlord", by="J Smith", because="rang them")
    made.put(homes[1], right="TENANT:  private landlord")
    made.put(homes[2], right=BLANK)
    made.put(homes[3], right="Martian")
    made.put(made.rows("Ethnicity")[0], because="asked again", by="Ann Other", at_source="no")
    made.put(made.rows("Event Outcome")[0], at_source="Yes")
    return made


def judged(opened, paths, *, history=None, other=False):
    books = answer_books(paths)
    if not other:
        refuse_other_extract(books, opened.extract)
    history = history or History(opened.extract)
    return judge_answers(books, history, opened.read, opened.read, opened.result)


def fates(answers):
    return sorted((f.written, f.standing, f.why, f.line.key.row) for f in answers.fates)
