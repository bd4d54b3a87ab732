"""A rule of the council's own tried on a checked file, before it is kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.cells.dates import day_number
from cldvalidator.checks.context import Context
from cldvalidator.checks.local_rules import (
    CouncilRule,
    RuleConditions,
    missing_columns,
)
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.checks.requirements import Requirements
from cldvalidator.filters.council_rules import read_rule, read_when
from cldvalidator.filters.unlisted import unlisted_values
from cldvalidator.problems import InputProblem
from cldvalidator.review.opened import Opened
from cldvalidator.specification.conditions import Always, Condition
from cldvalidator.wording import counted


@dataclass(frozen=True, eq=False)
class Tried:
    """What a rule says of a file. rows: those that break it (0-based, int32, ascending).

    applies: how many rows it is about. unclear: of how many of these nobody can say. field: where
    its findings are marked.
    """

    applies: int
    rows: npt.NDArray[np.int32]
    unclear: int
    field: str

    @property
    def sentence(self) -> str:
        """How many rows it is about, and how many of them break it."""
        unclear = ""
        if self.unclear:
            unclear = (
                f" {self.unclear:,} cannot be judged: a date, number or identifier is missing."
            )
        breaks = f"{len(self.rows):,} {'breaks' if len(self.rows) == 1 else 'break'} it"
        return f"It is about {counted(self.applies, 'row')}; {breaks}.{unclear}"


class RuleTrial:
    """Tries one rule after another on a file; what was judged once is kept.

    For one file as it is: after a change of cells another one is needed.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._memory = Memory()
        extract, specification = opened.extract.records, opened.specification
        read = normalised_extract(
            extract, specification, lambda f: opened.result.judged[f.name], self._memory
        )
        requirements = Requirements(read, self._memory, specification)
        today = np.int32(day_number(opened.result.today))
        context = Context(read, specification, requirements, today, self._memory)
        self._extract = extract
        self._conditions = RuleConditions(extract, context, self._memory)

    def about(self, rule: CouncilRule) -> int:
        """Return how many rows a rule is about. Raises InputProblem, as `judge` does."""
        when = read_when(rule, self._opened.specification) or Always(True)
        self._check_columns(when)
        return int(np.count_nonzero(self._conditions.verdicts(when).holds))

    def judge(self, rule: CouncilRule) -> Tried:
        """Judge the file by a rule. Raises InputProblem for one that it cannot be judged by."""
        read = read_rule(rule, self._opened.specification)
        self._check_columns(*(c for c in (read.when, read.must) if c is not None))
        judged = self._conditions.judge(read)
        rows = np.flatnonzero(judged.breaks)
        if self._extract is not self._opened.extract:  # some rows are no records
            rows = self._opened.extract.positions(self._extract.source_rows[rows])
        applies, unclear = (int(np.count_nonzero(m)) for m in (judged.applies, judged.unclear))
        return Tried(applies, rows.astype(np.int32), unclear, read.field)

    def doubts(self, rule: CouncilRule) -> str:
        """Return what in a rule may be mistyped: values that the lists have not; "" for nothing.

        Raises InputProblem for what cannot be read.
        """
        specification = self._opened.specification
        when = read_when(rule, specification)
        must = read_rule(rule, specification).must if rule.must.strip() else None
        return " ".join(unlisted_values((when, must), specification))

    def _check_columns(self, *conditions: Condition) -> None:
        if why := missing_columns(conditions, self._extract):
            raise InputProblem(why, "Name columns that the file has.")
