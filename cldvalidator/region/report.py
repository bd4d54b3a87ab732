"""The region's report: in lines for a terminal, as a page, and as an Excel workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cldvalidator.batch.resumed import Run
from cldvalidator.batch.summary import period_words, selection_words
from cldvalidator.measures.small_numbers import SMALLEST
from cldvalidator.presentation.document import Document, Heading, Paragraph
from cldvalidator.presentation.document import Table as PageTable
from cldvalidator.region.league import FAR, LEAST_COUNCILS, League
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.wording import counted
from cldvalidator.writing.excel_report.book import Book

PAGE, WORKBOOK = "report.html", "report.xlsx"
TITLE = "Client Level Data of many councils"
_FEW, _NONE = f"1 to {SMALLEST - 1}", ""
_SHARED = (
    f"Counts from {_FEW} are not shown, others are rounded to 5, and nothing is worked out from a "
    "count that is not shown. The page holds no record and no value of a file."
)
_MOST_LINES = 10
Cell = str | int | float | None


@dataclass(frozen=True)
class Part:
    """A table of the report. about: the sentences above it; heads: name and width in Excel."""

    title: str
    about: str
    heads: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[Cell]]


def parts_of(league: League) -> list[Part]:
    """Return the tables of the report in their order, those without rows left out."""
    made = [
        _missing(league),
        _quality(league),
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
        page.add(Heading(2, part.title), Paragraph(part.about))
        heads = [name for name, _ in part.heads]
        page.add(PageTable(part.title, heads, [list(map(_text, row)) for row in part.rows]))
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
    said = [counted(len(run.outcomes), "file"), f"{run.with_errors:,} with errors"]
    if run.failed:
        said.append(f"{run.failed:,} not done")
    if run.kept:
        said.append(f"{run.kept:,} done by an earlier run")
    return ", ".join(said)


def _lines(run: Run, league: League) -> Iterator[str]:
    yield first_line(run)
    for outcome in league.missing:
        what, advice = outcome.problem or ("", "")
        yield f"  {outcome.file}: not done. {what}"
        yield f"    {advice}"
    if league.quality:
        yield ""
        yield "Most errors for each 1,000 records"
        for q in [q for q in reversed(league.quality) if q.rate][:_MOST_LINES]:
            yield f"  {_text(q.rate):>9}  {q.council}"
    if league.shared_rules:
        yield ""
        yield "Rules that many councils fail"
        for shared in league.shared_rules[:_MOST_LINES]:
            councils = counted(len(shared.councils), "council")
            where = shared.field or "the file"
            yield f"  {councils:>13}  {shared.title} [{shared.rule}] in {where}"
    if league.not_selected:
        yield ""
        named = ", ".join(q.council for q in league.not_selected)
        yield f"DHSC would not select: {named}"


def _workbook(run: Run, league: League) -> bytes:
    book = Book("")
    sheet = book.sheet("About")
    sheet.set_column(0, 0, 110)
    book.text(sheet, 0, 0, TITLE, book.title)
    parts = parts_of(league)
    about = [f"{first_line(run)}.", _SHARED, *(f"{p.title}: {p.about}" for p in parts)]
    for row, text in enumerate([*about, *league.sources], start=2):
        book.text(sheet, row, 0, text, book.wrap)
    for part in parts:
        book.table(book.sheet(part.title), 0, part.heads, part.rows, tall=True)
    return book.close()


def _missing(league: League) -> Part:
    return Part(
        "What is missing",
        "These are in no other table. The same command again does only these.",
        (("File", 34.0), ("What is wrong", 60.0), ("What to do", 60.0)),
        [(o.file, *(o.problem or ("", ""))) for o in league.missing],
    )


def _quality(league: League) -> Part:
    return Part(
        "Data quality",
        "By errors for each 1,000 records, the fewest first. Errors are what the national rules "
        "call so; councils record different things, so ask before you compare.",
        (
            ("Place", 8.0),
            ("Council", 30.0),
            ("Region", 22.0),
            ("Period", 25.0),
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
                q.council,
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
    )


def _shared_rules(league: League) -> Part:
    return Part(
        "Rules that many councils fail",
        "One cause may have many victims: where at least half of a council's records have the same "
        "finding (Half or more), the system or the extract is the likely cause. Ask which supplier "
        "these councils share.",
        (
            ("Rule", 12.0),
            ("What it says", 50.0),
            ("Severity", 12.0),
            ("Field", 28.0),
            ("Councils", 10.0),
            ("Findings", 12.0),
            ("Half or more", 50.0),
            ("Which councils", 60.0),
        ),
        [
            (
                s.rule,
                s.title,
                s.severity,
                s.field or "the whole file",
                len(s.councils),
                _few(s.findings),
                ", ".join(s.most_records),
                ", ".join(s.councils),
            )
            for s in league.shared_rules
        ],
    )


def _outliers(league: League) -> Part:
    return Part(
        "Outliers",
        f"Values far from the other councils' (modified z-score over {FAR}, of at least "
        f"{LEAST_COUNCILS} councils). An outlier is a question, not a mistake.",
        (
            ("Council", 30.0),
            ("What", 60.0),
            ("Value", 12.0),
            ("Median", 12.0),
            ("Unit", 32.0),
            ("Distance", 12.0),
        ),
        [
            (o.council, o.about, o.value, o.typical, o.unit, round(o.distance, 1))
            for o in league.outliers
        ],
    )


def _not_selected(league: League) -> Part:
    return Part(
        "Files that DHSC would not select",
        "DHSC takes a file for a year only when enough requests, assessments and services ended "
        "in every month of it.",
        (("Council", 30.0), ("File", 30.0), ("Why", 80.0)),
        [(q.council, q.file, q.outcome.selection) for q in league.not_selected],
    )


def _measures(league: League) -> Part:
    return Part(
        "Measures beside published figures",
        "Each from one file, by DHSC's method, the highest first. DHSC publishes from all "
        "submissions joined, so a difference to last year is a question too. Where DHSC says that "
        "councils cannot be compared, no place is given.",
        (
            ("Measure", 14.0),
            ("Group", 26.0),
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
                m.counterpart.name,
                m.counterpart.group,
                _NONE if m.place is None else m.place,
                m.council,
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
    )


def _without_figures(league: League) -> Part:
    return Part(
        "Councils without figures",
        "Their findings are counted; their figures could not be made.",
        (("Council", 30.0), ("Why", 80.0)),
        league.without_figures,
    )


def _few(count: float | None) -> Cell:
    return "not shown" if count is None else int(count)


def _text(cell: Cell) -> str:
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:,.1f}" if isinstance(cell, float) else cell or ""
