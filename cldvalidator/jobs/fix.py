"""The fixing job: a checked file, what the user accepts of the proposals, the file after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from cldvalidator.checks import check_extract
from cldvalidator.checks.local_rules import CouncilRule
from cldvalidator.checks.memory import Memory
from cldvalidator.extract.date_order import DateOrders
from cldvalidator.filters.council_rules import read_rules
from cldvalidator.fixes.accepted import AcceptedFinding, known_in
from cldvalidator.fixes.answer_workbook import answer_books
from cldvalidator.fixes.answers import TITLE as ANSWERS_TITLE
from cldvalidator.fixes.answers import Answers, judge_answers, refuse_other_extract
from cldvalidator.fixes.carry_over import CarriedOver, carry_over
from cldvalidator.fixes.change_file import read_change_file, replay, steps_for
from cldvalidator.fixes.changes import KEPT, LEFT_OUT, Certainty, Change
from cldvalidator.fixes.date_order import TITLE, chosen_month_first, date_changes
from cldvalidator.fixes.history import History
from cldvalidator.fixes.profile import Profile
from cldvalidator.fixes.profile_use import Use, new_since, profile_changes, used_in
from cldvalidator.fixes.proposals import Proposal, cells_to_fix, propose
from cldvalidator.fixes.release_1 import Conversion, convert_release_1
from cldvalidator.fixes.rows import row_decisions
from cldvalidator.jobs.check import recheck
from cldvalidator.official import current_specification
from cldvalidator.review.opened import Opened
from cldvalidator.task import SILENT, Task

TO_RELEASE_2 = "Release 1 to Release 2"
_MOST_ROUNDS = 5


@dataclass(frozen=True)
class AcceptedFixes:
    """What of the proposals is accepted.

    changes: a change file; other_extract: it may be of another extract of the same council, and
    what still fits of it is carried over. answers: workbooks that teams have filled in, or folders
    of them; with other_extract they may be about another extract too. leave_out, keep: rows to
    leave out, or to keep as records (`row_decisions`).
    safe: every safe proposal. likely: ids of rules whose likely proposals are accepted, "all" for
    every rule. release_1: what the documented Release 1 mapping makes of the values. derived: with
    it, the mappings that are inferred from the naming.
    """

    changes: Path | None = None
    other_extract: bool = False
    answers: Sequence[Path] = ()
    leave_out: Sequence[str] = ()
    keep: Sequence[str] = ()
    profile: Profile | None = None
    safe: bool = False
    likely: Collection[str] = ()
    release_1: bool = False
    derived: bool = False


@dataclass(frozen=True)
class Fixable:
    """How many cells hold a value that could be changed, by what it takes: the fixable findings."""

    safe: int
    documented: int
    likely: int
    ask: int

    @property
    def proposed(self) -> int:
        """The cells for which a value is proposed."""
        return self.safe + self.documented + self.likely


@dataclass(frozen=True, eq=False)
class Fixed:
    """A file before and after the changes.

    uses: the profile's meanings with the cells each changes. new: values that need a decision and
    that the profile does not know. known, known_before: the accepted findings that are there after
    and before. conversion: what the Release 1 mapping did, if it was asked. carried: what became
    of the decisions of a change file that was made for another extract. answers: of the teams, and
    what became of each.
    """

    before: Opened
    after: Opened
    history: History
    fixable_before: Fixable
    fixable_after: Fixable
    uses: tuple[Use, ...]
    new: tuple[Proposal, ...]
    known: tuple[AcceptedFinding, ...]
    known_before: tuple[AcceptedFinding, ...]
    conversion: Conversion | None
    carried: CarriedOver | None = None
    answers: Answers | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change in its order."""
        return self.history.changes


def fix(opened: Opened, memory: Memory, asked: AcceptedFixes, task: Task = SILENT) -> Fixed:
    """Make the changes that are asked for and check again what they touch.

    memory: of the check of `opened`. The order is: dates told to be month first, change file, rows,
    answers of the teams, profile (the council's decisions come before any proposal), Release 1
    mapping, safe proposals, likely proposals. Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    state = _State(opened, memory, task)
    uses: tuple[Use, ...] = ()
    conversion = None
    before = fixable(opened)
    state.do(TITLE, date_changes(opened.extract), dates=chosen_month_first(opened.extract))
    carried = None
    if asked.changes is not None:
        file = read_change_file(asked.changes)
        if asked.other_extract and not file.is_of(opened.extract):
            carried = carry_over(file, state.history, opened.read)
            state.become(carried.history)
        else:
            state.become(replay(state.history, steps_for(file, opened.extract)))
    for texts, decided, title in (
        (asked.keep, KEPT, "Rows kept as records"),
        (asked.leave_out, LEFT_OUT, "Rows left out"),
    ):
        if texts:
            state.do(title, row_decisions(state.opened.extract, texts, decided))
    answers = answered(asked, state.history, opened, state.opened, task) if asked.answers else None
    if answers is not None:
        state.do(ANSWERS_TITLE, answers.changes)
    if asked.profile is not None:
        uses = used_in(asked.profile, state.opened.extract, state.opened.result)
        changes = profile_changes(asked.profile, state.opened.extract, state.opened.result)
        state.do("What the profile says", changes)
    if asked.release_1:
        conversion = convert_release_1(state.opened.extract, opened.specification)
        state.do(TO_RELEASE_2, conversion.changes(derived=asked.derived), release="2")
    for _ in range(_MOST_ROUNDS):
        changed = asked.safe and state.accept("Safe changes", "safe")
        if asked.likely:
            changed |= state.accept("Likely changes", "likely", asked.likely)
        if not changed:
            break
    after = state.opened
    profile = asked.profile or Profile()
    return Fixed(
        before=opened,
        after=after,
        history=state.history,
        fixable_before=before,
        fixable_after=fixable(after),
        uses=uses,
        new=new_since(profile, after.extract, after.result),
        known=known_in(profile.known, after.extract, after.result),
        known_before=known_in(profile.known, opened.extract, opened.result),
        conversion=conversion,
        carried=carried,
        answers=answers,
    )


def answered(
    asked: AcceptedFixes, history: History, opened: Opened, now: Opened, task: Task = SILENT
) -> Answers:
    """Read the answers of the teams and hold them against a file.

    opened, now: the file as it was read, and as it is. Raises InputProblem, also for workbooks that
    are about another file; EnvironmentProblem; Cancelled.
    """
    books = answer_books(asked.answers, task)
    if not asked.other_extract:
        refuse_other_extract(books, opened.extract)
    return judge_answers(books, history, opened.read, now.read, now.result)


class _State:
    """A file in the course of its changes."""

    def __init__(self, opened: Opened, memory: Memory, task: Task) -> None:
        self.opened = opened
        self.history = History(opened.extract)
        self._read_as = opened.specification.release
        self._memory = memory
        self._task = task

    def become(self, history: History) -> bool:
        """Take another history and check what it changes; return whether it changes anything."""
        before, now = self.history.current, history.current
        differs = (
            now.reading is not before.reading
            or now.dates != before.dates
            or any(now.columns[n] is not before.columns[n] for n in now.columns)
        )
        self.history = history
        if differs:
            self._task.step("Checking what changed")
            self.opened, self._memory = check_again(
                self.opened, history, self._memory, self._read_as
            )
        return differs

    def do(
        self,
        title: str,
        changes: Sequence[Change],
        *,
        release: str = "",
        dates: DateOrders = MappingProxyType({}),
    ) -> bool:
        self._task.step(title)
        orders = tuple(sorted(dates.items()))
        return self.become(self.history.do(title, changes, release=release, dates=orders))

    def accept(self, title: str, certainty: Certainty, rules: Collection[str] = ("all",)) -> bool:
        found = propose(self.opened.extract, self.opened.result, certainties=[certainty])
        return self.do(title, [p.change() for p in found if "all" in rules or p.rule in rules])


def with_own_rules(opened: Opened, rules: Sequence[CouncilRule]) -> Opened:
    """Return a checked file that is to be checked again by other rules of the council's own.

    Its findings are those of before until it is (`check_again`).
    """
    local = read_rules(rules, opened.specification)
    return replace(opened, result=replace(opened.result, local=local))


def check_again(
    opened: Opened, history: History, memory: Memory, read_as: str
) -> tuple[Opened, Memory]:
    """Check a file after changes, against the release that its history says.

    opened, memory: of the check before. read_as: the release ("1" or "2") that it is held against
    where no step says another. Another release than before takes a whole check; else only what the
    changes can have reached is done again. Returns the file as it is now and its check's memory.
    """
    release = history.release or read_as
    if release == opened.specification.release:
        return recheck(opened, history.current, memory)
    specification, whole = current_specification(release), Memory()
    result = check_extract(
        history.current,
        specification,
        switched_off=opened.result.switched_off,
        today=opened.result.today,
        local=read_rules([own.kept for own in opened.result.local], specification),
        memory=whole,
    )
    now = replace(opened, extract=history.current, specification=specification, result=result)
    return now, whole


def fixable(opened: Opened) -> Fixable:
    """Count the cells for which there is a proposal."""
    cells = cells_to_fix(opened.extract, opened.result)
    return Fixable(*(cells[c] for c in ("safe", "documented", "likely", "ask")))
