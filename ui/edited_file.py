"""The open file and the changes made to it: edits are made in their order, off the thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import InputProblem, Problem
from ui.edits import EditQueue, Make
from ui.jobs import Jobs
from ui.reading import Edited, edited

if TYPE_CHECKING:
    from cldvalidator.checks.local_rules import CouncilRule
    from cldvalidator.checks.memory import Memory
    from cldvalidator.extract import Extract
    from cldvalidator.fixes import Change, History, Step
    from cldvalidator.review.opened import Opened
    from cldvalidator.review.row_choice import RowChoice
    from cldvalidator.review.views import FindingViews
    from cldvalidator.task import Task


OTHER_FILE = InputProblem(
    "Nothing was changed: another file has been opened since.",
    "Do it again if it is meant for the file that is open now.",
)


class EditedFile(QObject):
    """A file as it was read, as it is after all changes, and where the user is in it.

    records_changed: other records can be shown. checked: the findings are new. edits_changed:
    something is being changed, or was. edit_failed: a change could not be made.
    """

    records_changed = Signal()
    checked = Signal()
    edits_changed = Signal()
    edit_failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self.path: Path | None = None
        self.opened: Opened | None = None
        self.as_read: Opened | None = None
        self._rows_as_read: Extract | None = None
        self.views: FindingViews | None = None
        self.history: History | None = None
        self.written_steps: tuple[Step, ...] = ()
        self._memory: Memory | None = None
        self.edits = EditQueue()
        self._own_rules: tuple[CouncilRule, ...] | None = None
        self._only_rules = False
        self.choice: RowChoice | None = None
        self.cell: tuple[int, str] | None = None

    @property
    def file(self) -> object:
        """What tells the open file from another one, and from the same one read again."""
        return self.as_read

    @property
    def rows_as_read(self) -> Extract | None:
        """The file as it was read, without the rows that are left out now."""
        if self.opened is None or self.as_read is None:
            return None
        from cldvalidator.extract.table import RowsApart

        now, then = self.opened.extract, self.as_read.extract
        if len(now) == len(then):
            return then
        if self._rows_as_read is None:
            self._rows_as_read = then.without(RowsApart(then.rows_beside(now)))
        return self._rows_as_read

    def text_as_read(self, record: int, field: str) -> str | None:
        """Return what the file held in a cell that was changed; None for one that was not."""
        if self.opened is None or self.as_read is None:
            return None
        as_read = self.rows_as_read
        if as_read is None:
            return None
        then, now = as_read.column(field), self.opened.extract.column(field)
        text = then.text(record)
        return None if then is now or text == now.text(record) else text

    def edit_cell(
        self,
        record: int,
        field: str,
        text: str,
        *,
        of: object = None,
        seen: Extract | None = None,
    ) -> None:
        """Give one cell another text. of: see `edit`. seen: where the record has this number."""
        if self.opened is None:
            return
        row = int((seen or self.opened.extract).source_rows[record])

        def edit(history: History) -> History:
            import numpy as np

            from cldvalidator.fixes import CellChange

            place = history.start.positions(np.array([row]))
            now = history.current.positions(np.array([row]))
            if not len(now):  # left out meanwhile
                return history
            found = history.current.column(field).text(int(now[0]))
            change = CellChange(field, int(place[0]), row, found, text)
            return history.do(f"Row {row:,}: {field}", [change])

        self.edit(edit, of=of)

    def edit(self, make: Make, *, of: object = None) -> None:
        """Do something to the history of changes, after what is being done to it now.

        of: the `file` that its user saw; it is refused once another one is open. Edits are made one
        after the other and none is dropped, so they cannot be cancelled; each can be undone.
        """
        if of is not None and of is not self.file:
            self.tell(OTHER_FILE)
        elif self.history is not None:
            self.edits.add(make)
            self._go_on_editing()

    def change(self, title: str, changes: Sequence[Change], *, of: object = None) -> None:
        """Make changes as one step that can be undone. of: see `edit`."""
        self.edit(lambda history: history.do(title, changes), of=of)

    def undo(self) -> None:
        """Take the last step back, be it one that is still being made."""
        self.edits.undo()
        self._go_on_editing()

    def redo(self) -> None:
        """Do the step again that was undone last, or is being undone."""
        self.edits.redo()
        self._go_on_editing()

    def use_rules(self, rules: Sequence[CouncilRule]) -> None:
        """Check the file by other rules of the council's own, if they are others than now.

        They wait for edits that are being made; nothing of the file changes.
        """
        opened = self.opened
        wanted = tuple(rule for rule in rules if rule.on)
        if opened is None:
            return
        now = self._own_rules
        if now is None:
            now = tuple(rule.kept for rule in opened.result.local)
        if wanted != now:
            self._own_rules = wanted
            self._go_on_editing()

    def _go_on_editing(self) -> None:
        wanted = self.edits or self._own_rules is not None
        if wanted and not self.jobs.running("edit"):
            self._make_edits()
        self.edits_changed.emit()

    def _make_edits(self) -> None:
        edits = self.edits.take()
        opened, views = self.opened, self.views
        history, memory = self.history, self._memory
        if opened is None or views is None or history is None or memory is None:
            return
        assert self.as_read is not None
        read_as = self.as_read.specification.release
        rules, self._own_rules = self._own_rules, None
        self._only_rules = not edits

        def work(_: Task) -> tuple[Edited | None, list[Exception]]:
            return edited(Edited(opened, views, history, memory), edits, read_as, rules)

        def done(found: tuple[Edited | None, list[Exception]]) -> None:
            now, failed = found
            rows = opened.extract.source_rows
            if now is not None:
                self._take(now)
            self.edits.follow(self.history)
            if self.edits or self._own_rules is not None:
                self._make_edits()
            if failed:
                self.edit_failed.emit()
            self.edits_changed.emit()
            left = now.opened.extract.source_rows if now is not None else rows
            if len(rows) != len(left) or bool((rows != left).any()):
                # Rows were left out or put back: every number of a record is another.
                self._rows_as_read = None
                self.choice, self.cell = None, None
                self.records_changed.emit()
            self.checked.emit()
            for error in failed:
                (self.jobs.problem if isinstance(error, Problem) else self.jobs.fault).emit(error)

        self.jobs.start("edit", work, done, quiet=True)

    def _take(self, edited: Edited) -> None:
        self.opened, self.views = edited.opened, edited.views
        self.history, self._memory = edited.history, edited.memory

    def written(self, steps: tuple[Step, ...]) -> None:
        """Remember that these steps are in a submission."""
        self.written_steps = steps
        self.checked.emit()

    @property
    def dirty(self) -> bool:
        """Whether there are changes that are in no submission yet, those being made included."""
        history = self.history
        if history is None or history.steps == self.written_steps:
            return self.is_editing
        same_rows = not any(step.decides_about_rows for step in history.steps)
        same_cells = not history.release and not history.cells_changed
        as_read = not self.written_steps and same_rows and same_cells
        return self.is_editing or not as_read

    @property
    def is_editing(self) -> bool:
        """Whether a change is being made that is not in the history yet."""
        being_made = self.jobs.running("edit") and not self._only_rules
        return self.history is not None and (bool(self.edits) or being_made)

    def tell(self, problem: Problem) -> None:
        """Show a problem that no page shows in its own place."""
        self.jobs.problem.emit(problem)
