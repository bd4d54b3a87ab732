"""Reads the workbook of a team after it was answered, saved by Excel or by LibreOffice.

It comes from somebody else's computer: it is read in the process that reads every workbook, and
what is taken of it are texts. A line is known by its hidden key alone, so the order of lines, the
names of sheets and the places of columns do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from cldvalidator.extract.file_kind import kind_of
from cldvalidator.extract.opening import read_whole
from cldvalidator.fixes.answer_words import (
    ABOUT,
    ANSWERS,
    AT_SOURCE,
    BECAUSE,
    BY,
    IDENTITY,
    LONGEST_NAME,
    LONGEST_VALUE,
    LONGEST_WORDS,
    PROGRAM,
    RIGHT,
    SHOWN,
    TEAM,
    WHOLE_ROW,
)
from cldvalidator.fixes.finding_key import FindingKey, parsed_key
from cldvalidator.paths import is_file_there, is_folder_there
from cldvalidator.problems import InputProblem, Problem
from cldvalidator.task import SILENT, Task
from cldvalidator.wording import counted, some
from cldvalidator.workbooks.archive_safety import DAMAGE, open_archive
from cldvalidator.workbooks.cells import StoredColumn
from cldvalidator.workbooks.guard import GuardedBook

KINDS = ("XLSX", "XLSM", "XLSB", "ODS")
LARGEST = 100 << 20
_MOST_SHEETS, _MOST_LINES = 100, 200_000
_YES, _NO = frozenset(("yes", "y", "true", "1", "x")), frozenset(("no", "n", "false", "0", ""))
_AS_WRITTEN = "Choose the workbook that `cldvalidator check --report-folder` wrote for the team."

NO_KEY = "its hidden column is empty or was changed, so it is not known what it is about"
SORTED_IN_PART = (
    "its columns do not belong together any more: only some of them were sorted or moved"
)
NOT_YES_OR_NO = f"{AT_SOURCE} is neither yes nor no"
TOO_LONG = "an answer is too long"
LINE_BREAK = f"{RIGHT} has a line break or a control character in it"


@dataclass(frozen=True)
class AnsweredLine:
    """A line in which a team has answered.

    right: the text the cell should have, None where no value was given. because: why nothing is
    wrong. at_source: whether the team will correct its record. book, line: where it stands.
    """

    key: FindingKey
    right: str | None
    because: str
    at_source: bool
    by: str
    team: str
    book: str
    line: int

    @property
    def who(self) -> str:
        """Who answers: the team, and the person if one was named."""
        return ", ".join(dict.fromkeys(filter(None, (self.team, self.by)))) or self.book


@dataclass(frozen=True)
class LineFault:
    """A line that was answered and cannot be read: where, and why. It holds no text of a cell."""

    book: str
    sheet: str
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.book}, sheet {self.sheet}, row {self.line:,}: {self.why}"


@dataclass(frozen=True)
class AnswerBook:
    """What a workbook of a team says. findings: how many lines it has, answered or not."""

    name: str
    team: str
    program: str
    findings: int
    lines: tuple[AnsweredLine, ...]
    faults: tuple[LineFault, ...]

    @property
    def sha256(self) -> frozenset[str]:
        """The files that its lines are about (the first 32 digits of each)."""
        return frozenset(line.key.sha256 for line in self.lines)


def read_answer_book(path: Path, task: Task = SILENT) -> AnswerBook:
    """Read one workbook.

    Raises InputProblem for a file that is no workbook of a team, or has lost what it needs;
    EnvironmentProblem; Cancelled. A single line that cannot be read is among the `faults`.
    """
    data = read_whole(path, LARGEST)
    kind = kind_of(data, ending=path.suffix)
    if kind not in KINDS:
        raise InputProblem(f"“{path.name}” is not a workbook of a team.", _AS_WRITTEN)
    about: dict[str, str] = {}
    found: list[AnsweredLine | LineFault] = []
    findings, missing, has_key = 0, "", False
    try:
        with GuardedBook(task) as book:
            book.open(data, kind)
            names = [s.name for s in book.sheets]
            if len(names) > _MOST_SHEETS:
                raise InputProblem(
                    f"“{path.name}” has {len(names):,} sheets: the workbook of a team has a few.",
                    _AS_WRITTEN,
                )
            for name in names:
                rows = book.look(name, name).rows
                if name == ABOUT:
                    about = dict(_facts(rows))
                at = next((at for at, row in enumerate(rows) if IDENTITY in row), -1)
                if at < 0:
                    continue
                has_key = True
                sheet = _Sheet(path.name, name, rows[at])
                if sheet.lacks:
                    missing = f"The sheet {name} of “{path.name}” lacks {some(sheet.lacks)}."
                    continue
                columns, reading = book.read(name, at + 1)
                if unread := reading.empty_formulas + reading.unread_errors:
                    raise InputProblem(
                        f"The sheet {name} of “{path.name}” has {counted(unread, 'cell')} without "
                        "a result: a formula that was never calculated, or an error.",
                        "Open it in Excel or LibreOffice, replace formulas and errors by the text "
                        "that is meant, and save it there.",
                    )
                if any(len(column.codes) > _MOST_LINES for column in columns):
                    raise InputProblem(
                        f"The sheet {name} of “{path.name}” has more than {_MOST_LINES:,} lines.",
                        "Delete the lines that are no findings, or give the workbook in parts.",
                    )
                for line in sheet.lines(columns, at + 1):
                    findings += 1
                    found += [line] if line is not None else []
    except InputProblem as problem:
        problem.add(f"This is about “{path.name}”.")
        raise
    if missing and not findings:
        raise InputProblem(
            missing, "Give the columns the headers that they had, and save the workbook again."
        )
    if not has_key:
        raise InputProblem(
            f"“{path.name}” is not a workbook of a team that can be answered: no sheet has the "
            "hidden column by which a line is known.",
            "Choose the workbook that `cldvalidator check --report-folder` wrote for the team; one "
            "written without values cannot be answered.",
        )
    team = about.get(TEAM, "")[:LONGEST_NAME]
    return AnswerBook(
        path.name,
        team,
        about.get(PROGRAM, "")[:LONGEST_NAME],
        findings,
        tuple(replace(f, team=team) for f in found if isinstance(f, AnsweredLine)),
        tuple(f for f in found if isinstance(f, LineFault)),
    )


def _facts(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    yield from ((row[0].strip(), row[1].strip()) for row in rows if len(row) > 1)


class _Sheet:
    """The columns of a sheet's lines. lacks: the headers that are missing."""

    def __init__(self, book: str, name: str, header: Sequence[str]) -> None:
        self._book, self._name = book, name
        places = {text.strip(): place for place, text in reversed(list(enumerate(header)))}
        wanted = (IDENTITY, *SHOWN, *ANSWERS)
        self.lacks = [h for h in wanted if h not in places]
        self._places = [places[h] for h in wanted if h in places]
        self._at = {h: number for number, h in enumerate(wanted)}

    def lines(
        self, columns: Sequence[StoredColumn], first: int
    ) -> Iterator[AnsweredLine | LineFault | None]:
        """Yield an answer or a fault for each line with one, None for a line without.

        first: rows of the sheet above the first line.
        """
        texts = [_texts(columns[place]) if place < len(columns) else [] for place in self._places]
        for number, row in enumerate(zip_longest(*texts, fillvalue=""), start=first + 1):
            value, because, at_source = (self._text(row, name) for name in ANSWERS[:-1])
            if value or because or at_source.casefold() not in _NO:
                yield self._line(number, row)
            elif self._text(row, IDENTITY):
                yield None

    def _text(self, row: Sequence[str], name: str) -> str:
        return row[self._at[name]].strip()

    def _line(self, number: int, row: Sequence[str]) -> AnsweredLine | LineFault:
        right, because = self._text(row, RIGHT), self._text(row, BECAUSE)
        at_source, key = (
            self._text(row, AT_SOURCE).casefold(),
            parsed_key(self._text(row, IDENTITY)),
        )
        why = ""
        if key is None:
            why = NO_KEY
        elif not self._belongs(row, key):
            why = SORTED_IN_PART
        elif at_source not in _YES | _NO:
            why = NOT_YES_OR_NO
        elif len(right) > LONGEST_VALUE or len(because) > LONGEST_WORDS:
            why = TOO_LONG
        elif any(ord(c) < ord(" ") or c == "\x7f" for c in right):
            why = LINE_BREAK
        if why or key is None:
            return LineFault(self._book, self._name, number, why)
        return AnsweredLine(
            key,
            right or None,
            because,
            at_source in _YES,
            self._text(row, BY)[:LONGEST_NAME],
            "",
            self._book,
            number,
        )

    def _belongs(self, row: Sequence[str], key: FindingKey) -> bool:
        """Whether what a line shows is what its key says."""
        row_number, rule, field = (self._text(row, name).strip() for name in SHOWN)
        return (
            row_number.replace(",", "") == str(key.row)
            and rule == key.rule
            and field in (key.field, WHOLE_ROW)
        )


def _texts(column: StoredColumn) -> list[str]:
    texts = column.texts.to_pylist()
    return [str(texts[code]) for code in column.codes.tolist()]


def answer_books(paths: Sequence[Path], task: Task = SILENT) -> tuple[AnswerBook, ...]:
    """Read the workbooks that were named; of a folder those that are of a team.

    Raises InputProblem: for a file that is none, a folder without any, or one that cannot be looked
    into; EnvironmentProblem; Cancelled.
    """
    books: list[AnswerBook] = []
    for path in dict.fromkeys(paths):
        is_folder = is_folder_there(path)
        inside = workbooks_in(path) if is_folder else [path]
        found = 0
        for number, file in enumerate(inside):
            task.step("Reading the answers", number, len(inside))
            if is_folder and not may_be_answered(file):
                continue
            books.append(read_answer_book(file, task))
            found += 1
        if not found:
            raise InputProblem(
                f"The folder {path.name} holds no workbook of a team that can be answered.",
                _AS_WRITTEN,
            )
    return tuple(books)


def workbooks_in(folder: Path) -> list[Path]:
    """Return the workbooks of a folder, by name. Raises InputProblem."""
    endings = {f".{kind.casefold()}" for kind in KINDS}
    try:
        files = [p for p in folder.iterdir() if p.suffix.casefold() in endings and p.is_file()]
    except OSError:
        files = None
    if files is None:
        raise InputProblem(
            f"The folder {folder.name} cannot be looked into.", "Choose another folder."
        )
    # Excel puts such a file beside a workbook that is open.
    return sorted(p for p in files if not p.name.startswith(("~$", ".~lock")))


LOOKED_AT, LARGEST_LOOKED_INTO = 4 << 20, 32 << 20
"""Bytes of a workbook's parts that are looked through for the header, and of a file for that."""
_WITH_TEXTS = re.compile(r"sharedstrings\.xml$|(^|/)content\.xml$|/sheet\d+\.xml$", re.IGNORECASE)
_MOST_PARTS = 20


def may_be_answered(path: Path) -> bool:
    """Whether a file may be a workbook of a team: its texts have the header of the hidden column.

    Only the first texts of an XLSX, XLSM or ODS file are looked into, which takes a moment.
    """
    if path.suffix.casefold() not in (".xlsx", ".xlsm", ".ods") or not is_file_there(path):
        return False
    wanted = IDENTITY.encode()
    try:
        archive = open_archive(read_whole(path, LARGEST_LOOKED_INTO))
        parts = [m for m in archive.infolist() if _WITH_TEXTS.search(m.filename)]
        for member in parts[:_MOST_PARTS]:
            with archive.open(member) as part:
                if wanted in part.read(LOOKED_AT):
                    return True
    except (*DAMAGE, Problem, OSError):
        return False
    return False
