"""Writes the dates of columns that are month first with the day first: one step, all at once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from cldvalidator.checks.cells import dates
from cldvalidator.checks.cells.date_forms import Ways, recognise, ways_of
from cldvalidator.checks.cells.date_spellings import in_plain_characters
from cldvalidator.extract import Extract
from cldvalidator.extract.date_order import DateJudgement, DateOrders, OneOrder
from cldvalidator.extract.plain_text import plain_value
from cldvalidator.fixes.changes import BY_YOU, DATE_ORDER, ValueChange, apply_changes
from cldvalidator.fixes.history import History
from cldvalidator.problems import InputProblem

TITLE = "Month first to dd/mm/yyyy"
_NUMBERS = re.compile(r"(\d{1,2})( ?[/.\-] ?)(\d{1,2})( ?[/.\-] ?)(.*)", re.ASCII)


def date_changes(extract: Extract, today: date | None = None) -> tuple[ValueChange, ...]:
    """Return the changes that the user's choice of columns that are month first comes to.

    Empty where the user has chosen none (`DateJudgement`), or they have been made. A date whose
    year has two digits, or whose time is in UTC, keeps these: only day and month change places, and
    it is proposed afterwards as any such date is.
    """
    judgement = extract.dates
    if judgement is None:
        return ()
    changes = []
    for name in chosen_month_first(extract):
        ways = ways_of(extract, name, today or date.today(), judgement)
        texts = extract.columns[name]
        for text, count in zip(texts.texts, texts.counts.tolist(), strict=True):
            written = _day_first(plain_value(text), ways) if count else None
            if written is not None and written != text:
                changes.append(ValueChange(name, text, written, count, DATE_ORDER, by=BY_YOU))
    return tuple(changes)


def in_order(history: History, orders: DateOrders) -> History:
    """Return a history with the step that the user's choice comes to.

    orders: fields, each with the order in which its dates are written. Raises InputProblem where
    cells of a column that is to be turned round were changed: what was typed there is day first.
    """
    turned = sorted(n for n, order in orders.items() if order == "month first")
    changed = sorted({c.field for c in history.changes}.intersection(turned))
    if changed:
        raise InputProblem(
            f"Cells of {', '.join(changed)} were changed, so its dates cannot all be turned round.",
            "Undo those changes, say that the column is month first, and make them again.",
        )
    extract = history.current
    judged = (extract.dates or DateJudgement()).with_orders(orders)
    which = next(iter(orders)) if len(orders) == 1 else f"{len(orders)} columns"
    title = f"{TITLE}: {which}" if turned else f"Dates read day first: {which}"
    changes = date_changes(replace(extract, dates=judged))
    return history.do(title, changes, dates=tuple(sorted(orders.items())))


def chosen_month_first(extract: Extract) -> dict[str, OneOrder]:
    """Return the columns that the user says are month first, and that have not been turned."""
    if extract.dates is None:
        return {}
    columns = extract.dates.contested_columns("month first")
    return {n: "month first" for n, c in columns.items() if c.chosen and n in extract.columns}


def day_first(extract: Extract) -> Extract:
    """Return an extract with the changes of `date_changes` made.

    A column that the user says is month first counts as day first then, even where no text of it
    had to change: dates that name their month are written dd/mm/yyyy later, as any are.
    """
    turned = apply_changes(extract, date_changes(extract))
    if turned.dates is None:
        return turned
    return replace(turned, dates=turned.dates.settled(chosen_month_first(extract)))


def _day_first(text: str, ways: Ways) -> str | None:
    """Return a text with the day first; None for one of which order is no matter."""
    found = recognise(text, ways)
    if found is None or not found.by_column:
        return None
    if found.certainty == "safe":
        return dates.written(found.days[0])
    parts = _NUMBERS.fullmatch(in_plain_characters(text))
    if parts is None:
        return None
    month, sign, day, other, rest = parts.groups()
    if int(month) > 12:
        return None
    return f"{int(day):02}{sign}{int(month):02}{other}{rest}"
