"""What a check says of one column: by distinct value, a verdict, a rule, perhaps a better text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Certainty = Literal["safe", "documented", "likely"]
NO_GUESS = frozenset({"safe", "documented"})
"""The certainties with which a text is known to mean what is proposed for it."""


class Verdict(IntEnum):
    """The national data quality results of a cell, and one of our own; the pack has the words.

    NOT_JUDGED is a value outside a list that no public source gives in full.
    """

    VALID = 0
    BLANK_ALLOWED = 1
    BLANK_MANDATORY = 2
    INVALID = 3
    RELEASE_1 = 4
    NOT_JUDGED = 5


@dataclass(frozen=True)
class Proposal:
    """A better text, and how sure it is.

    safe: the same value written as specified. documented: a source says that Release 2 renamed the
    value so. likely: a good guess.
    """

    text: str
    certainty: Certainty


@dataclass(frozen=True)
class Fault:
    """What is wrong with one distinct text: the rule it breaks and what the cell counts as.

    choices: what it can mean, where the user has to say which. reason: what the rule's text does
    not tell of this one, as a sentence without its full stop. No cell value is in it. reads: the
    text as which the rules across cells read this one, where the file's own evidence says so; ""
    where they go by the proposal.
    """

    rule: str
    verdict: Verdict = Verdict.INVALID
    proposal: Proposal | None = None
    choices: tuple[str, ...] = ()
    reason: str = ""
    reads: str = ""


@dataclass(frozen=True, eq=False)
class Judged:
    """The judgement of one column.

    faults: by code, only the distinct values that break a rule. verdicts: uint8, one `Verdict` per
    distinct value; blank values count as BLANK_ALLOWED here, rows decide whether they may be.
    """

    verdicts: npt.NDArray[np.uint8]
    faults: dict[int, Fault]

    def of_codes(self, codes: npt.NDArray[np.integer]) -> Judged:
        """Return the judgement of some of the distinct values, numbered anew in that order."""
        numbered = enumerate(codes.tolist())
        faults = {number: self.faults[c] for number, c in numbered if c in self.faults}
        return Judged(self.verdicts[codes], faults)

    def first(self, count: int) -> Judged:
        """Return the judgement of the first values."""
        if count == len(self.verdicts):
            return self
        return Judged(self.verdicts[:count], {c: f for c, f in self.faults.items() if c < count})

    def and_then(self, more: Judged) -> Judged:
        """Return the judgement of these values, and of others that come after them."""
        faults = self.faults | {c + len(self.verdicts): f for c, f in more.faults.items()}
        return Judged(np.concatenate([self.verdicts, more.verdicts]), faults)

    @classmethod
    def of(
        cls,
        blank: npt.NDArray[np.bool_],
        suspicious: npt.NDArray[np.bool_],
        texts: pa.StringArray,
        examine: Callable[[pa.StringArray], Iterable[Fault | None]],
    ) -> Judged:
        """Examine the suspicious texts; every other text is valid or blank."""
        verdicts = np.where(blank, np.uint8(Verdict.BLANK_ALLOWED), np.uint8(Verdict.VALID))
        faults: dict[int, Fault] = {}
        codes = np.flatnonzero(suspicious & ~blank)
        for code, fault in zip(codes.tolist(), examine(texts.take(codes)), strict=True):
            if fault is not None:
                faults[code] = fault
                verdicts[code] = fault.verdict
        return cls(verdicts, faults)
