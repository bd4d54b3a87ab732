"""What became of one file of a run; it holds counts and names, no cell value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class RuleCount:
    """How many findings a rule has in a file. severity: "error", "warning" or "query"."""

    rule: str
    title: str
    severity: str
    count: int


@dataclass(frozen=True)
class FigureRow:
    """A headline figure in words; few people are not shown (`HeadlineRow`)."""

    measure: str
    caption: str
    value: str
    numerator: str
    denominator: str


@dataclass(frozen=True)
class SharedFigure:
    """A figure that is published too, for sharing: counts rounded to 5, none made of 1 to 4.

    measure, group: as published. value: None where it is suppressed or cannot be made.
    """

    measure: str
    group: str
    numerator: float | None
    denominator: float | None
    value: float | None


@dataclass(frozen=True)
class Outcome:
    """One file: what was found, what was written, or why it could not be done.

    file: its name as it may be shown. path: as seen from the folder of the run. sha256: of the
    file, "" where it could not be read. made_by: tells recipe, version and specification. problem:
    what is wrong and what to do, for a file that could not be done. records, counts, rules,
    verdict: of the file as it is after the recipe's changes. la_code: of the specification, ""
    where the file states none that is known. period: two ISO days, None where the
    file states none. selected: whether DHSC would select it, None where that cannot be told.
    written: the names of the files written, with the SHA-256 of each. shared: figures that other
    councils have too, where a run lays them side by side.
    """

    file: str
    path: str = ""
    sha256: str = ""
    made_by: str = ""
    problem: tuple[str, str] | None = None
    council: str = ""
    la_code: str = ""
    release: str = ""
    period: tuple[str, str] | None = None
    records: int = 0
    tone: str = ""
    verdict: str = ""
    counts: Mapping[str, int] | None = None
    rules: Sequence[RuleCount] = ()
    selected: bool | None = None
    selection: str = ""
    cells_changed: int = 0
    rows_left_out: int = 0
    figures: Sequence[FigureRow] = ()
    why_no_figures: str = ""
    written: Mapping[str, str] | None = None
    shared: Sequence[SharedFigure] = ()

    @property
    def done(self) -> bool:
        """Whether the file was worked through to the end."""
        return self.problem is None

    @property
    def errors(self) -> int:
        """The errors that are left in it."""
        return (self.counts or {}).get("error", 0)

    def content(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return asdict(self)


def outcome_of(content: Mapping[str, Any]) -> Outcome:
    """Return what `Outcome.content` has written. Raises ValueError for anything else.

    Examples:
        >>> kept = Outcome("a.csv", rules=(RuleCount("MAND-01", "Missing", "error", 3),))
        >>> outcome_of(kept.content()) == kept
        True
    """
    try:
        fields = dict(content)
        fields["rules"] = tuple(RuleCount(**r) for r in fields.get("rules", ()))
        fields["figures"] = tuple(FigureRow(**f) for f in fields.get("figures", ()))
        fields["shared"] = tuple(SharedFigure(**f) for f in fields.get("shared", ()))
        for pair in ("problem", "period"):
            if fields.get(pair) is not None:
                first, second = fields[pair]
                fields[pair] = (str(first), str(second))
        made = Outcome(**fields)
        if not isinstance(made.file, str) or not all(isinstance(r.count, int) for r in made.rules):
            raise TypeError
    except (TypeError, ValueError):
        raise ValueError("not an outcome") from None
    return made
