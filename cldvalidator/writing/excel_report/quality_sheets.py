"""The report's data quality tables on its first sheet, and the chart of their shares."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cldvalidator.review.opened import Opened
from cldvalidator.writing.excel_report.book import Book


def quality_tables(book: Book, sheet: Any, top: int, opened: Opened) -> tuple[int, int, list[str]]:
    """Write the national data quality table, and below it the fields that it does not have.

    Returns the row of the national table's header, how many fields it has, and its verdicts.
    """
    result = opened.result
    book.text(sheet, top, 0, "National data quality table (cells by field)", book.section)
    fields, shown = _quality_table(book, sheet, top, opened, result.quality)
    below = top + fields + 3
    book.text(sheet, below, 0, "Fields outside the national checks (cells by field)", book.section)
    _quality_table(book, sheet, below, opened, result.quality_apart)
    return top + 1, fields, shown


def _quality_table(
    book: Book, sheet: Any, top: int, opened: Opened, quality: pd.DataFrame
) -> tuple[int, list[str]]:
    """Write a table below its title, a row a field; return how many fields, and its verdicts."""
    specification = opened.specification
    table = quality.pivot_table(
        index="field", columns="verdict", values="count", aggfunc="sum", fill_value=0
    )
    shown = [v for v in specification.quality_words.verdicts if v in table]
    table = table.reindex([n for n in specification.names if n in table.index])
    sheet.set_row(top + 1, 48)
    for place, name in enumerate(("Field", *shown)):
        book.text(sheet, top + 1, place, name, book.head)
    for row, (label, counts) in enumerate(table[shown].iterrows(), start=top + 2):
        book.text(sheet, row, 0, str(label))
        for place, count in enumerate(counts.tolist(), start=1):
            sheet.write_number(row, place, int(count), book.whole)
    return len(table), shown


def quality_chart(book: Book, opened: Opened, head: int, fields: int, shown: list[str]) -> None:
    """Draw the shares of the data quality table on a page of its own, large enough to read."""
    words = opened.specification.quality_words
    sheet = book.sheet("Quality chart")
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    sheet.hide_gridlines(2)
    book.text(sheet, 0, 0, "National data quality: share of cells by field", book.section)
    if not fields or not shown:
        book.text(sheet, 1, 0, "There are no records to draw.")
        return
    first, last = head + 1, head + fields
    chart = book.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    colours = ("#2F6F4F", "#A9C8B5", "#A3221B", "#D98A3D", "#7A4F00", "#B8C0C5")
    for place, name in enumerate(shown, start=1):
        chart.add_series(
            {
                "name": name,
                "categories": ["Summary", first, 0, last, 0],
                "values": ["Summary", first, place, last, place],
                "fill": {"color": colours[words.verdicts.index(name)]},
                "gap": 30,
            }
        )
    chart.set_title({"none": True})
    # One label for each field: left to itself, a program leaves out those that seem too many.
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "interval_unit": 1})
    chart.set_x_axis({"num_format": "0%", "num_font": {"size": 9}, "label_position": "high"})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": 700, "height": max(320, 20 * fields)})
    sheet.insert_chart(1, 0, chart)
