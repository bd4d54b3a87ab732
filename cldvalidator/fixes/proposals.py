"""What could be done about values that break a rule: with reason and certainty, never made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np

from cldvalidator.checks import CheckResult
from cldvalidator.checks.cells.judgement import Fault
from cldvalidator.checks.portal import begins_as_refused, taken_instead
from cldvalidator.checks.rules import Rule, Severity
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.windows_1252 import lack_a_form
from cldvalidator.fixes.changes import BY_YOU, Certainty, ValueChange

FROM_RELEASE_1 = "MAND-03"
SPACES = "FILE-06"
_EXAMPLES = 50


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value of a field that breaks a rule, and what it could become.

    written: the text proposed; None where the user has to choose. dates: the days that a text can
    mean, the likeliest first. listed: the values of the field's list, in its order.
    """

    field: str
    found: str
    written: str | None
    rule: str
    severity: Severity | None
    certainty: Certainty
    reason: str
    cells: int
    dates: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()

    @property
    def alternatives(self) -> tuple[str, ...]:
        """What the value could become, in no order that says anything."""
        return self.dates or self.listed

    @property
    def choices(self) -> tuple[str, ...]:
        """The same, what is most likely first: worked out when it is asked for."""
        return self.dates or nearest_first(self.found, self.listed)

    def change(self, written: str | None = None, *, by: str = "proposal") -> ValueChange:
        """Return the change that accepts the proposal, or another text in its place.

        Raises ValueError when there is neither.
        """
        text = self.written if written is None else written
        if text is None:
            raise ValueError("nothing is proposed and nothing was chosen")
        own = written is not None and written != self.written
        return ValueChange(
            self.field,
            self.found,
            text,
            self.cells,
            self.rule,
            certainty="ask" if own else self.certainty,
            by=BY_YOU if own else by,
        )


def propose(
    extract: Extract,
    result: CheckResult,
    *,
    certainties: Iterable[Certainty] = (),
    fields: Collection[str] | None = None,
) -> tuple[Proposal, ...]:
    """Return a proposal for each distinct value that has one, by field in submission order.

    certainties, fields: only these. A value for which nothing can be said without inventing data
    (a date that is none, an identifier that is wrong, a blank) has no proposal; it has to be
    corrected in the source, or cell by cell. Cells of nothing but spaces become blank.
    """
    wanted = set(certainties)
    made: list[Proposal] = []
    for name, column in extract.records.columns.items():
        if fields is not None and name not in fields:
            continue
        faults = result.judged[name].faults
        listed = result.specification.values(name)
        counts = column.counts.tolist()
        severities = _severities(name, result)
        for code, (text, certainty, rule) in sorted(
            _of_column(name, column, result, wanted).items()
        ):
            if not counts[code] or (wanted and certainty not in wanted):
                continue
            fault = faults.get(code)
            made.append(
                Proposal(
                    field=name,
                    found=column.texts[code],
                    written=text,
                    rule=rule,
                    severity=severities.get(rule),
                    certainty=certainty,
                    reason=_reason(result.findings.rules.get(rule), fault),
                    cells=counts[code],
                    dates=fault.choices if fault is not None else (),
                    listed=listed,
                )
            )
    return tuple(made)


def cells_to_fix(extract: Extract, result: CheckResult) -> Counter[Certainty]:
    """Count the cells for which `propose` proposes something, by certainty."""
    cells: Counter[Certainty] = Counter()
    for name, column in extract.records.columns.items():
        counts = column.counts.tolist()
        for code, (_, certainty, _) in _of_column(name, column, result).items():
            cells[certainty] += counts[code]
    return cells


def _severities(name: str, result: CheckResult) -> dict[str, Severity | None]:
    """Return the severity of each rule in a field."""
    field = result.specification.by_name[name]
    return {rule.id: rule.severity_in(field) for rule in result.findings.rules.values()}


def _of_column(
    name: str, column: Column, result: CheckResult, wanted: Collection[Certainty] = ()
) -> dict[int, tuple[str | None, Certainty, str]]:
    """Return by code what `_of_values` says; nothing but spaces becomes blank."""
    found = _of_values(name, column, result, wanted)
    for code in np.flatnonzero(column.blank_values).tolist():
        if column.counts[code] and str(column.values[code]):
            found[code] = ("", "safe", SPACES)
    return found


def _of_values(
    name: str, column: Column, result: CheckResult, wanted: Collection[Certainty]
) -> dict[int, tuple[str | None, Certainty, str]]:
    """Return by code what could be written, how sure that is, and the rule that is broken.

    wanted: how sure what is returned of faults has to be, if not all of it is.
    """
    field = result.specification.by_name[name]
    found = _for_the_portal(column, result)
    for code, fault in result.judged[name].faults.items():
        if not fault.rule:
            continue
        text: str | None = None
        certainty: Certainty = "ask"
        if fault.proposal is not None:
            text, certainty = fault.proposal.text, fault.proposal.certainty
        elif not fault.choices and (field.values is None or not field.values.texts):
            continue
        if wanted and certainty not in wanted:
            found.pop(code, None)  # what the portal takes is no matter: the fault says more
        else:
            found[code] = (text, certainty, fault.rule)
    return found


def _for_the_portal(
    column: Column, result: CheckResult
) -> dict[int, tuple[str | None, Certainty, str]]:
    """Return by code what the portal would take instead of a text that it does not."""
    refused = column.by_text(begins_as_refused) | column.by_text(lack_a_form)
    found: dict[int, tuple[str | None, Certainty, str]] = {}
    for code in np.flatnonzero(refused).tolist():
        instead = taken_instead(str(column.values[code]))
        if instead is not None and instead[1] in result.findings.rules:
            found[code] = (instead[0], "likely", instead[1])
    return found


def _reason(rule: Rule | None, fault: Fault | None) -> str:
    wrong = rule.wrong.rstrip(".") if rule else ""
    return f"{wrong}. {fault.reason}" if fault is not None and fault.reason else wrong


_COMPARED = 200
"""Characters of a text that are compared with the values of a list: none of these is as long."""


def nearest_first(text: str, listed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of a list, those most like a text first."""
    return _nearest_first(text[:_COMPARED].casefold(), listed)


@lru_cache(maxsize=4096)
def _nearest_first(text: str, values: tuple[str, ...]) -> tuple[str, ...]:
    likeness = {v: SequenceMatcher(None, text, v.casefold()).ratio() for v in values}
    return tuple(sorted(values, key=lambda v: -likeness[v]))


def examples(extract: Extract, proposal: Proposal) -> tuple[int, ...]:
    """Return the first records (0-based) that hold a proposal's value."""
    column = extract.column(proposal.field)
    code = column.values.index(proposal.found).as_py()
    return tuple(np.flatnonzero(column.codes == code)[:_EXAMPLES].tolist()) if code >= 0 else ()
