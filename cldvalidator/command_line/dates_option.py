"""The option `--dates`: which part of a date is the day, where the user knows better."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.extract.date_order import DateOrders, OneOrder

_ORDERS = ("month-first", "day-first")


def add_dates(command: argparse.ArgumentParser) -> None:
    """Add the option to a command."""
    command.add_argument(
        "--dates",
        action="append",
        default=[],
        metavar="ORDER[=FIELDS]",
        help="month-first or day-first: which part of 03/04/2025 is the day, in all date columns "
        'or in some, such as "month-first=Event End Date,Date of Birth"; without it the file\'s '
        "own evidence decides, and no date that is month first is changed",
    )


def date_orders_of(options: argparse.Namespace) -> DateOrders | None:
    """Return what was said of the columns; None for nothing. Raises InputProblem."""
    from cldvalidator.extract.date_order import EVERY_COLUMN
    from cldvalidator.official import current_specification

    orders: dict[str, OneOrder] = {}
    fields = current_specification("2").fields
    known = {f.name.casefold(): f.name for f in fields if f.type == "date"}
    for text in options.dates:
        order, equals, listed = text.partition("=")
        if order.strip().casefold() not in _ORDERS:
            raise InputProblem(
                f"--dates {text} is not understood.",
                "Write --dates month-first or --dates day-first, and after an equals sign the "
                'fields that it is for, such as --dates "month-first=Event End Date".',
            )
        names = [n.strip() for n in listed.split(",") if n.strip()] if equals else [EVERY_COLUMN]
        for name in names:
            if name and name.casefold() not in known:
                raise InputProblem(
                    f"--dates names {name}, which is not a date field.",
                    f"Name some of the date fields: {', '.join(known.values())}.",
                )
            month_first = order.strip().casefold() == "month-first"
            field = known.get(name.casefold(), EVERY_COLUMN)
            orders[field] = "month first" if month_first else "day first"
    return orders or None
