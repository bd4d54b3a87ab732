"""`Checked.prices`: what each decision about a file would do to the national figures."""

from __future__ import annotations

import pandas as pd

from cldvalidator.fixes.prices import Moved, Price
from cldvalidator.fixes.prices import Prices as PricesByJob
from cldvalidator.presentation.price_text import plan_sentences, price_text


class Prices:
    """The price of every fix of one file: what each decision would do to the figures."""

    def __init__(self, prices: PricesByJob) -> None:
        """Wrap what the engine has computed; `Checked.prices` makes one."""
        self._prices = prices

    def __repr__(self) -> str:
        moving = len(self._prices.moving)
        return f"<Prices: {moving:,} of {len(self._prices.prices):,} decisions move a figure>"

    @property
    def decisions(self) -> pd.DataFrame:
        """One row for each proposal, and for the findings of each rule and field without one.

        Those first that move most headline figures. Columns: field, found, written (None where
        nothing is proposed), rule, severity ("error", "warning", "query"; None for a text that
        breaks no rule), certainty (None for findings without a proposal), cells (int64), known
        ("exact", "choice", "bounds",
        "unknown", "another time" or "not tried"), figures (int64: how many
        headline figures are known to move), effect (a sentence). It holds values of the file.
        """
        rows = [_decision(p) for p in self._prices.prices]
        names = [
            *("field", "found", "written", "rule", "severity", "certainty"),
            *("cells", "known", "figures", "effect"),
        ]
        return pd.DataFrame(rows, columns=names).astype({"cells": "int64", "figures": "int64"})

    @property
    def plan(self) -> pd.DataFrame:
        """Your best half hour: the rows of `decisions` to do first, at most 30, in their order.

        `frame.attrs` has stop_after (after so many decisions none moves a figure) and sentences.
        """
        plan = self._prices.plan
        place = {id(p): n for n, p in enumerate(self._prices.prices)}
        frame = self.decisions.iloc[[place[id(step)] for step in plan.steps]].reset_index(drop=True)
        frame.attrs = {"stop_after": plan.stop, "sentences": list(plan_sentences(plan))}
        return frame

    @property
    def together(self) -> pd.DataFrame:
        """What the decisions of the plan whose effect is known do to figures, all made together.

        Columns: measure, description, group, and value, numerator and denominator (float64), each
        before and after, such as value_before.
        """
        names = [
            *("measure", "description", "group"),
            *("value_before", "numerator_before", "denominator_before"),
            *("value_after", "numerator_after", "denominator_after"),
        ]
        frame = pd.DataFrame(map(_moved, self._prices.plan.together), columns=names)
        return frame.astype(dict.fromkeys(names[3:], "float64"))


def _decision(price: Price) -> tuple[object, ...]:
    proposal = price.proposal
    return (
        price.field,
        None if proposal is None else proposal.found,
        None if proposal is None else proposal.written,
        price.rule,
        None if price.severity is None else price.severity.word,
        None if proposal is None else proposal.certainty,
        price.cells,
        price.known,
        len(price.seen),
        price_text(price),
    )


def _moved(moved: Moved) -> tuple[object, ...]:
    return *moved.key, *moved.before, *moved.after
