"""The sheet about the price of fixes: what each decision does to the figures, and the plan."""

from __future__ import annotations

from cldvalidator.fixes.prices import Price, Prices
from cldvalidator.presentation.price_text import plan_sentences, price_text, short_text
from cldvalidator.writing.excel_report.book import Book

_ALL = "`cldvalidator fix FILE --price --json` prints all."
_KNOWN = {
    "exact": "Calculated",
    "choice": "Each choice calculated",
    "bounds": "Bounds only",
    "unknown": "Not known",
    "another time": "Calculated",
    "not tried": "Not tried",
}


def prices_sheet(book: Book, prices: Prices, *, with_values: bool) -> None:
    """Add the plan in sentences, then the prices, what moves most figures first.

    with_values: without, the sheet holds no cell value.
    """
    columns = [("Plan", 7), ("Field", 30), ("Rule", 11), ("Cells", 9), ("Figures moved", 13),
               ("How known", 13), ("Effect on national figures", 80)]  # fmt: skip
    if with_values:
        columns[2:2] = [("Value found", 30), ("Proposed value", 30)]
    number = {id(step): place for place, step in enumerate(prices.plan.steps, start=1)}
    rows = [_row(p, number.get(id(p), ""), with_values=with_values) for p in prices.prices]
    sheet = book.sheet("Price of fixes")
    sentences = [*plan_sentences(prices.plan)]
    for place, sentence in enumerate(sentences):
        book.text(sheet, place, 0, sentence, book.bold)
    book.table(sheet, len(sentences) + 1, columns, rows, tall=True, rest=_ALL)


def _row(price: Price, place: int | str, *, with_values: bool) -> list[object]:
    cells: list[object] = [
        place,
        price.field,
        price.rule,
        price.cells,
        short_text(price),
        _KNOWN[price.known],
        price_text(price),
    ]
    if with_values:
        proposal = price.proposal
        found = "" if proposal is None else proposal.found
        written = "" if proposal is None or proposal.written is None else proposal.written
        cells[2:2] = [found, written]
    return cells
