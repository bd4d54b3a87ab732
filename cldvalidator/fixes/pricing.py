"""Tries what every decision about a file would do to the national figures (`prices`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from cldvalidator.checks import CheckResult
from cldvalidator.checks.findings import FindingGroup
from cldvalidator.checks.rules import Severity
from cldvalidator.events import ProcessedEvents
from cldvalidator.events.loading import OF_PERSON, READ, TOLD_APART
from cldvalidator.events.part import Reread
from cldvalidator.extract import Extract
from cldvalidator.fixes.changes import CellsChange
from cldvalidator.fixes.prices import (
    FAR_TOO_MANY,
    FEW_TRIED,
    HALF_HOUR,
    MOST_TRIED,
    Between,
    Known,
    Moved,
    Plan,
    Price,
    Prices,
    worth,
)
from cldvalidator.fixes.proposals import Proposal, propose
from cldvalidator.fixes.reread import FigureReader
from cldvalidator.measures.effect import CheckedFile, Weigher, records_of
from cldvalidator.measures.incremental import Changed, IncrementalFigures, Key
from cldvalidator.measures.registry import measure_texts
from cldvalidator.specification import Specification
from cldvalidator.task import SILENT, Task


class Pricer:
    """Tries what decisions about a file would do."""

    def __init__(
        self,
        extract: Extract,
        result: CheckResult,
        figures: IncrementalFigures,
        processed: ProcessedEvents,
        specification: Specification,
    ) -> None:
        """Take a checked file, its events and its figures. specification: that of the figures."""
        self._extract, self._result = extract, result
        self._figures, self._processed = figures, processed
        self._reader = FigureReader(extract, result, processed, specification)
        self._file = CheckedFile(extract, result)
        self._values = figures.values()
        self._weighers = {
            text.id: Weigher(text, processed, [self._file])
            for text in measure_texts().values()
            if any(key[0] == text.id for key in figures.headline)
        }

    def all(self, task: Task = SILENT) -> Prices:
        """Return the price of every proposal and of every finding without one. Raises Cancelled."""
        task.step("Finding what is proposed")
        proposals = propose(
            self._extract, self._result, certainties=("safe", "documented", "likely", "ask")
        )
        prices = [*self.of_proposals(proposals, task), *self._of_findings(proposals, task)]
        prices.sort(key=worth, reverse=True)
        now = {key: self._values[key] for key in self._figures.headline}
        fields = self._result.specification.fields
        listed = frozenset(f.name for f in fields if f.values is not None)
        return Prices(self._processed, now, tuple(prices), self._plan(prices, task), listed)

    def of_proposals(self, proposals: Sequence[Proposal], task: Task = SILENT) -> list[Price]:
        """Return the price of each proposal, as if it were the only one. Raises Cancelled."""
        found: dict[int, Price] = {}
        trials: list[tuple[int, Reread]] = []
        of_other_time: set[int] = set()
        texts_of = [_texts(proposal) for proposal in proposals]
        most = MOST_TRIED if sum(map(len, texts_of)) <= FAR_TOO_MANY else FEW_TRIED
        for done, n in enumerate(_most_first(proposals)):
            task.step("Reading the file with each change", done, len(proposals))
            proposal = proposals[n]
            texts = texts_of[n]
            if len(trials) + len(texts) > most:
                found[n] = _price_of(proposal, "not tried")
                continue
            for text in texts:
                reread = self._reader.after([proposal.change(text)])
                if reread is None:
                    of_other_time.add(n)
                else:
                    trials.append((n, reread))
        moved: dict[int, list[Changed]] = {}
        after = self._figures.after([reread for _, reread in trials], task=task)
        for (n, _), changed in zip(trials, after, strict=True):
            moved.setdefault(n, []).append(changed)
        for n, proposal in enumerate(proposals):
            if n in of_other_time:
                found[n] = _price_of(proposal, "another time")
            elif n not in found:
                found[n] = self._tried(proposal, moved.get(n, []))
        return [found[n] for n in range(len(proposals))]

    def _tried(self, proposal: Proposal, tried: list[Changed]) -> Price:
        """Return the price of a proposal. tried: what each text that may be written does."""
        if proposal.written is not None:
            moved = self._moved(tried[0])
            return _price_of(proposal, "exact", moved=moved, others=len(tried[0]) - len(moved))
        if not tried:
            return _price_of(proposal, "unknown")
        between, unsure = [], []
        for key in self._figures.headline:
            values = [
                changed[key][1].value if key in changed else self._now(key) for changed in tried
            ]
            known = [v for v in values if v is not None]
            if len(known) < len(values):
                if known or any(key in changed for changed in tried):
                    unsure.append(key[0])
            elif min(known) != self._now(key) or max(known) != self._now(key):
                between.append(Between(key, self._now(key), min(known), max(known)))
        return _price_of(
            proposal, "choice", between=tuple(between), unsure=tuple(dict.fromkeys(unsure))
        )

    def _now(self, key: Key) -> float | None:
        return self._values[key].value

    def together(self, prices: Sequence[Price], task: Task = SILENT) -> tuple[Moved, ...] | None:
        """Return what proposals do to the headline figures if all of them are accepted.

        None where the figures would be about another time. Raises Cancelled.
        """
        changes: list[CellsChange] = [
            p.proposal.change()
            for p in prices
            if p.proposal is not None and p.proposal.written is not None
        ]
        return self.of_changes([changes], task)[0]

    def of_changes(
        self, each: Sequence[Sequence[CellsChange]], task: Task = SILENT
    ) -> list[tuple[Moved, ...] | None]:
        """Return what several sets of changes do to the headline figures, each made by itself.

        None for one after which the figures would be about another time. Raises Cancelled.
        """
        rereads = [self._reader.after(changes) for changes in each]
        tried = [reread for reread in rereads if reread is not None]
        after = iter(self._figures.after(tried, task=task))
        return [None if reread is None else self._moved(next(after)) for reread in rereads]

    def _moved(self, changed: Changed) -> tuple[Moved, ...]:
        moved = [Moved(k, *changed[k]) for k in self._figures.headline if k in changed]
        return tuple(sorted(moved, key=lambda m: not m.is_seen))

    def _of_findings(self, proposals: Sequence[Proposal], task: Task) -> Iterator[Price]:
        """Yield the bounds of errors and warnings for which nothing is proposed."""
        proposed: dict[str, list[str]] = {}
        for p in proposals:
            proposed.setdefault(p.field, []).append(p.found)
        open_ones = self._result.findings.national.groups
        groups = [g for g in open_ones if g.severity is not Severity.QUERY]
        for done, group in enumerate(groups):
            task.step("Weighing findings without a proposal", done, len(groups))
            records = self._without_proposal(group, proposed.get(group.field, ()))
            if not len(records):
                continue
            known, between, unsure = self._bounds(group.field, records)
            yield Price(
                group.field,
                group.rule.id,
                group.severity,
                None,
                len(records),
                known,
                between=between,
                unsure=unsure,
            )

    def _without_proposal(
        self, group: FindingGroup, found: Sequence[str]
    ) -> npt.NDArray[np.integer]:
        records = records_of(group, self._file, self._processed)
        column = self._extract.column(group.field)
        texts = set(found)
        proposed = np.array([t in texts for t in column.texts], bool)
        left: npt.NDArray[np.integer] = records[~proposed[column.codes[records]]]
        return left

    def _bounds(
        self, field: str, records: npt.NDArray[np.integer]
    ) -> tuple[Known, tuple[Between, ...], tuple[str, ...]]:
        """Return how far findings of a field could move the headline figures."""
        if field not in READ:
            return "exact", (), ()
        between: list[Between] = []
        unsure: list[str] = []
        is_weighed = False
        for name, weigher in self._weighers.items():
            if not weigher.reads(field):
                continue
            is_weighed = True
            if self._only_breaks_down(name, field):
                continue
            weighed = weigher.weigh(field, records, by_person=field in OF_PERSON)
            if not len(weighed.lost) and not len(weighed.unsure):
                continue
            bounds = []
            for key in self._figures.headline:
                figure = self._figures.figures[key]
                if key[0] == name and (limits := weighed.bounds(figure)) is not None:
                    bounds.append(Between(key, figure.value, *limits))
            if not bounds:
                unsure.append(name)
            between += [b for b in bounds if b.low != b.high]
        if between:
            return "bounds", tuple(between), tuple(unsure)
        if unsure or not is_weighed:
            return "unknown", (), tuple(unsure)
        return "exact", (), ()

    def _only_breaks_down(self, measure: str, field: str) -> bool:
        """Whether a field only says in which row of a breakdown a record counts.

        So it is where the headline figures are counts, and the field neither decides whether a
        record counts nor tells two events apart.
        """
        counts = all(
            figure.units is not None and figure.units.aggregate == "count"
            for key, figure in self._figures.figures.items()
            if key[0] == measure
        )
        return counts and field not in TOLD_APART | {*measure_texts()[measure].gates}

    def _plan(self, prices: Sequence[Price], task: Task) -> Plan:
        """Put the decisions in order. prices: worth most first."""
        task.step("Putting the decisions in order")
        open_ones = [p for p in prices if p.proposal is not None and (p.may_move or p.clears)]
        steps = open_ones[:HALF_HOUR]
        stop = sum(p.may_move for p in steps)
        together = self.together([p for p in steps if p.seen], task) or ()
        return Plan(
            tuple(steps),
            stop,
            together,
            len(open_ones) - len(steps),
            sum(p.may_move for p in open_ones[len(steps) :]),
            sum(p.clears for p in steps),
        )


def _price_of(
    proposal: Proposal,
    known: Known,
    *,
    moved: tuple[Moved, ...] = (),
    others: int = 0,
    between: tuple[Between, ...] = (),
    unsure: tuple[str, ...] = (),
) -> Price:
    return Price(
        proposal.field,
        proposal.rule,
        proposal.severity,
        proposal,
        proposal.cells,
        known,
        moved,
        others,
        between,
        unsure,
    )


def _texts(proposal: Proposal) -> tuple[str, ...]:
    """Return the texts that a proposal may write."""
    return proposal.alternatives if proposal.written is None else (proposal.written,)


def _most_first(proposals: Sequence[Proposal]) -> list[int]:
    """Return the places of proposals: those that say what to write, then the most cells first."""
    return sorted(
        range(len(proposals)), key=lambda n: (proposals[n].written is None, -proposals[n].cells)
    )
