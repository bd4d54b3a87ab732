"""What a rule would find in the open file, while it is being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.checks.local_rules import CouncilRule
    from cldvalidator.problems import Problem
    from cldvalidator.review.opened import Opened
    from cldvalidator.review.rule_trial import RuleTrial, Tried
    from cldvalidator.task import Task

LANE = "try rule"
DEBOUNCE = 250
"""Milliseconds without a key before the file is judged."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """A rule tried on a file. of: the file as it was then. about: how many rows `when` fits.

    tried: None while there is nothing that must hold. doubts: what may be mistyped in it, or why
    it cannot be kept.
    """

    rule: CouncilRule
    of: Opened
    about: int
    tried: Tried | None
    doubts: str


class Trying(QObject):
    """Tries a rule on the open file, off the window's thread, once nobody types any more.

    A rule that is asked for later takes the place of the one before, also of one that is being
    tried. found: an `Outcome` of the file that is open. refused: the Problem of what is written.
    """

    found = Signal(object)
    refused = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._wanted: CouncilRule | None = None
        self._trial: RuleTrial | None = None
        self._of: Opened | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE)
        self._timer.timeout.connect(self._start)
        workspace.checked.connect(self._checked)

    @property
    def is_waiting(self) -> bool:
        """Whether something was asked for that was not begun yet."""
        return self._timer.isActive()

    def ask(self, rule: CouncilRule | None) -> None:
        """Try a rule when nothing else is asked for; None for nothing."""
        self._wanted = rule
        self._workspace.jobs.drop(LANE)
        if rule is None:
            self._timer.stop()
        else:
            self._timer.start()

    def _checked(self) -> None:
        """Try it on the file as it is now."""
        if self._wanted is not None and self._workspace.opened is not self._of:
            self.ask(self._wanted)

    def _start(self) -> None:
        opened, rule = self._workspace.opened, self._wanted
        if opened is None or rule is None:
            return
        from cldvalidator.fixes.profile_rules import why_rule_not_kept
        from cldvalidator.review.rule_trial import RuleTrial

        if self._trial is None or self._of is not opened:
            self._trial, self._of = RuleTrial(opened), opened
        trial = self._trial

        def work(_: Task) -> Outcome:
            tried = trial.judge(rule) if rule.must.strip() else None
            about = trial.about(rule) if tried is None else tried.applies
            doubts = trial.doubts(rule)
            if tried is not None and (why := why_rule_not_kept(rule, opened.specification)):
                doubts = f"It cannot be kept. {why}"
            return Outcome(rule, opened, about, tried, doubts)

        def done(outcome: Outcome) -> None:
            if self._workspace.opened is opened and self._wanted is rule:
                self.found.emit(outcome)

        def failed(problem: Problem) -> None:
            if self._wanted is rule:
                self.refused.emit(problem)

        self._workspace.jobs.start(LANE, work, done, failed=failed, quiet=True)
