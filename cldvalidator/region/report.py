"""The region's report: in lines for a terminal, as a page, and as an Excel workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from cldvalidator.batch.resumed import Run
from cldvalidator.batch.summary import period_words, selection_words
from cldvalidator.measures.small_numbers import SMALLEST
from cldvalidator.presentation.document import Block, Document, Heading, Paragraph, Table
from cldvalidator.region.league import FAR, LEAST_COUNCILS, League, Measured, Quality, SharedRule
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.wording import counted
from cldvalidator.writing.excel_report.book import Book

PAGE, WORKBOOK = "report.html", "report.xlsx"
TITLE = "Client Level Data of many councils"
_FEW, _NONE = f"1 to {SMALLEST - 1}", ""
_SHARED = (
    f"Counts from {_FEW} are not shown, others are rounded to 5, and nothing is worked out from a "
    "count that is not shown. The report holds no record and no value of a file."
)
_MOST_LINES = 10
_MOST_ON_PAGE = 50
_MOST_NAMES = 8
Cell = str | int | float | tuple[str, ...] | None


@dataclass(frozen=True)
class Part:
    """A table of the report. about: the sentences above it; heads: name and width in Excel.

    rows: of the workbook, which has all. workbook_only: heads that the page does without, as it is
    narrower. most: rows on the page. grouped: the first column heads a table of its own there.
    """

    title: str
    about: str
    heads: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[Cell]]
    workbook_only: Collection[str] = ()
    most: int | None = None
    grouped: bool = False

    def page_blocks(self) -> Iterator[Block]:
        """Yield what the page has of it."""
        yield Heading(2, self.title)
        yield Paragraph(self.about)
        first = int(self.grouped)
        kept = [n for n, (name, _) in enumerate(self.heads) if name not in self.workbook_only]
        heads = [self.heads[n][0] for n in kept[first:]]
        shown = self.rows[: self.most]
        for title, rows in groupby(shown, lambda row: row[0] if first else self.title):
            if first:
                yield Heading(3, _text(title))
            cells = [[_page_text(row[n]) for n in kept[first:]] for row in rows]
            yield Table(_text(title), heads, cells, whole_words="File" not in heads)
        if len(shown) < len(self.rows):
            left = counted(len(self.rows) - len(shown), "more row")
            yield Paragraph(f"{left}: the sheet “{self.title}” of {WORKBOOK} has all.")


def parts_of(league: League) -> list[Part]:
    """Return the tables of the report in their order, those without rows left out."""
    made = [
        _missing(league),
        _unread(league),
        _quality(league),
        _systems(league),
        _shared_rules(league),
        _outliers(league),
        _not_selected(league),
        _measures(league),
        _without_figures(league),
    ]
    return [part for part in made if part.rows]


def region_document(run: Run, league: League) -> Document:
    """Return the report as a page that may be shared."""
    page = Document(TITLE)
    page.add(Paragraph(f"{first_line(run)}."), Paragraph(_SHARED))
    for part in parts_of(league):
        page.add(*part.page_blocks())
    if league.sources:
        page.add(Heading(2, "Sources"), *(Paragraph(source) for source in league.sources))
    return page


def write_report(run: Run, league: League) -> list[Path]:
    """Write page and workbook into the folder of the run; return them.

    They replace those of earlier runs. Raises InputProblem, EnvironmentProblem.
    """
    page, workbook = run.folder / PAGE, run.folder / WORKBOOK
    with OutputTransaction(overwrite=True) as files:
        write_file(region_document(run, league).html().encode(), page, transaction=files)
        write_file(_workbook(run, league), workbook, transaction=files)
    return [page, workbook]


def region_text(run: Run, league: League) -> str:
    """Return the report as lines: what is missing, the worst files, what many fail."""
    return "\n".join(_lines(run, league))


def first_line(run: Run) -> str:
    """Return how many councils there are and what became of them, without a full stop."""
    counts = [counted(len(run.outcomes), "file"), f"{run.with_errors:,} with errors"]
    if run.failed:
        counts.append(f"{run.failed:,} not done")
    if run.kept:
        counts.append(f"{run.kept:,} done by an earlier run")
    return ", ".join(counts)


def _lines(run: Run, league: League) -> Iterator[str]:
    yield first_line(run)
    for outcome in league.missing:
        what, advice = outcome.problem or ("", "")
        yield f"  {outcome.file}: not done. {what}"
        yield f"    {advice}"
    if league.unread:
        yield ""
        yield f"Findings that cannot be read here: {', '.join(league.unread)}"
        yield "  The parts about rules are without them: let every worker write to one folder."
    rated = [q for q in reversed(league.quality) if q.rate]
    if rated:
        yield ""
        yield "Most errors for each 1,000 records"
        for q in rated[:_MOST_LINES]:
            yield f"  {_text(q.rate):>9}  {_named(q, league)}"
    systems = [s for s in league.shared_rules if s.most_records]
    others = [s for s in league.shared_rules if not s.most_records]
    yield from _rule_lines("Rules with one likely cause: the system or extract", systems)
    yield from _rule_lines("Rules that many councils fail", others)
    if league.not_selected:
        yield ""
        named = ", ".join(_named(q, league) for q in league.not_selected)
        yield f"DHSC would not select: {named}"


def _rule_lines(title: str, rules: Sequence[SharedRule]) -> Iterator[str]:
    if rules:
        yield ""
        yield title
    for shared in rules[:_MOST_LINES]:
        named = shared.most_records or shared.councils
        councils = counted(len(named), "council")
        where = shared.field or "the file"
        yield f"  {councils:>13}  {shared.title} [{shared.rule}] in {where}"


def _workbook(run: Run, league: League) -> bytes:
    book = Book("")
    sheet = book.sheet("About")
    sheet.set_column(0, 0, 110)
    book.text(sheet, 0, 0, TITLE, book.title)
    parts = parts_of(league)
    about = [f"{first_line(run)}.", _SHARED, *(f"{p.title}: {p.about}" for p in parts)]
    for row, text in enumerate([*about, *league.sources], start=2):
        book.wrapped(sheet, row, 0, text, 110)
    for part in parts:
        rows = [[_text(c) if isinstance(c, tuple) else c for c in row] for row in part.rows]
        book.table(book.sheet(part.title), 0, part.heads, rows, tall=True)
    return book.close()


def _missing(league: League) -> Part:
    return Part(
        "What is missing",
        "These are in no other table. The same command again does only these.",
        (("File", 34.0), ("What is wrong", 60.0), ("What to do", 60.0)),
        [(o.file, *(o.problem or ("", ""))) for o in league.missing],
    )


def _unread(league: League) -> Part:
    return Part(
        "Findings that cannot be read here",
        "These councils are done, and their counts are in the report. The tables of their findings "
        "are not in the output as this computer sees it, so the parts about rules are without "
        "them. Let every worker write to the same folder, and run it again.",
        (("Council", 30.0),),
        [(council,) for council in league.unread],
    )


def _quality(league: League) -> Part:
    periods = {period_words(q.outcome) for q in league.quality}
    return Part(
        "Data quality",
        f"By errors for each 1,000 records, the fewest first; files with {_FEW} errors come after "
        "those with none. Errors are what the national rules call so; councils record different "
        "things, so ask before you compare."
        + (f" All files are about {min(periods)}." if len(periods) == 1 else ""),
        (
            ("Place", 8.0),
            ("Council", 30.0),
            ("Region", 26.0),
            ("Period", 28.0),
            ("Records", 12.0),
            ("Errors", 12.0),
            ("Errors for each 1,000", 14.0),
            ("Warnings", 12.0),
            ("DHSC selects it", 16.0),
            ("File", 30.0),
        ),
        [
            (
                _NONE if q.place is None else q.place,
                _named(q, league),
                q.region,
                period_words(q.outcome),
                _few(q.records),
                _few(q.errors),
                "not shown" if q.rate is None else q.rate,
                _few(q.warnings),
                selection_words(q.outcome),
                q.file,
            )
            for q in league.quality
        ],
        workbook_only=("File", *(["Period"] if len(periods) == 1 else ())),
    )


def _systems(league: League) -> Part:
    return Part(
        "Rules with one likely cause",
        "One cause, many victims: at least half of a council's records have the same finding. So "
        "its system or its extract is the likely cause, not what people enter. Where several "
        "councils are named, ask which supplier they share.",
        (
            ("What it says", 60.0),
            ("Severity", 12.0),
            ("Field", 28.0),
            ("Likely the system or extract of", 60.0),
            ("Councils with it", 10.0),
            ("Findings", 12.0),
        ),
        [
            (*_rule_cells(s), s.most_records, len(s.councils), _few(s.findings))
            for s in league.shared_rules
            if s.most_records
        ],
        most=_MOST_ON_PAGE,
    )


def _shared_rules(league: League) -> Part:
    return Part(
        "Rules that many councils fail",
        "At least half of the councils fail each of them, in fewer than half of their records. "
        "Guidance for all may help more than a word to one.",
        (
            ("What it says", 60.0),
            ("Severity", 12.0),
            ("Field", 28.0),
            ("Councils", 10.0),
            ("Findings", 12.0),
            ("Which councils", 60.0),
        ),
        [
            (*_rule_cells(s), len(s.councils), _few(s.findings), s.councils)
            for s in league.shared_rules
            if not s.most_records
        ],
        most=_MOST_ON_PAGE,
    )


def _rule_cells(shared: SharedRule) -> tuple[str, str, str]:
    return f"{shared.title} [{shared.rule}]", shared.severity, shared.field or "the whole file"


def _outliers(league: League) -> Part:
    return Part(
        "Outliers",
        f"Values whose distance from the median is over {FAR} times what is usual among these "
        f"councils (modified z-score, of at least {LEAST_COUNCILS} councils), the farthest first. "
        "An outlier is a question, not a mistake.",
        (
            ("Council", 30.0),
            ("What", 60.0),
            ("Value", 12.0),
            ("Median", 12.0),
            ("Unit", 32.0),
            ("It is", 14.0),
            ("Distance", 12.0),
        ),
        [
            (
                o.council,
                o.about,
                o.value,
                o.typical,
                o.unit,
                "far above" if o.distance > 0 else "far below",
                round(o.distance, 1),
            )
            for o in league.outliers
        ],
        most=_MOST_ON_PAGE,
    )


def _not_selected(league: League) -> Part:
    return Part(
        "Files that DHSC would not select",
        "DHSC takes a file for a year only when enough requests, assessments and services ended "
        "in every month of it.",
        (("Council", 30.0), ("File", 30.0), ("Why", 80.0)),
        [(_named(q, league), q.file, q.outcome.selection) for q in league.not_selected],
        workbook_only=("File",),
    )


def _measures(league: League) -> Part:
    return Part(
        "Measures beside published figures",
        "Each from one file, by DHSC's method, the highest first. DHSC publishes from all "
        "submissions joined, so a difference to last year is a question too. Places are among the "
        "figures shown. Where DHSC says that councils cannot be compared, no place is given.",
        (
            ("Measure", 95.0),
            ("Place", 8.0),
            ("Council", 30.0),
            ("Figure", 12.0),
            ("Numerator", 12.0),
            ("Denominator", 14.0),
            ("Published for it", 16.0),
            ("England", 12.0),
            ("Published for", 14.0),
            ("File", 30.0),
        ),
        [
            (
                f"{m.counterpart.name}, {m.counterpart.group}: {m.counterpart.title}",
                _NONE if m.place is None else m.place,
                _named(m, league),
                "not shown" if m.figure.value is None else m.figure.value,
                _few(m.figure.numerator),
                _few(m.figure.denominator),
                "not published" if m.last is None else m.last,
                "not published" if m.england is None else m.england,
                m.year,
                m.file,
            )
            for m in league.measured
        ],
        workbook_only=("File",),
        grouped=True,
    )


def _without_figures(league: League) -> Part:
    return Part(
        "Councils without figures",
        "Their findings are counted; their figures could not be made.",
        (("Council", 30.0), ("Why", 80.0)),
        league.without_figures,
    )


def _named(row: Quality | Measured, league: League) -> str:
    """Return the council of a row, with its file's name where it has several files."""
    alike = sum(q.council == row.council for q in league.quality)
    is_file = row.council == row.file
    return row.council if alike == 1 or is_file else f"{row.council} ({row.file})"


def _page_text(cell: Cell) -> str:
    """Return a cell of the page; of a long list of names, the first."""
    if not isinstance(cell, tuple) or len(cell) <= _MOST_NAMES:
        return _text(cell)
    return f"{', '.join(cell[:_MOST_NAMES])} and {len(cell) - _MOST_NAMES} more"


def _few(count: float | None) -> Cell:
    return "not shown" if count is None else int(count)


def _text(cell: Cell) -> str:
    if isinstance(cell, tuple):
        return ", ".join(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:,.1f}" if isinstance(cell, float) else cell or ""
