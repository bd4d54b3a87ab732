"""The file's evidence about its dates, and the one decision about them: which part is the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.choice import Choice
from ui.widgets.parts import button, clear, column, label, notice, row, show_in_place
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.extract import Extract
    from cldvalidator.extract.date_order import OneOrder
    from cldvalidator.fixes import History
    from cldvalidator.review.date_notice import DateNotice

_ALL = ""
_MORE = "The evidence is on the Open page."


class DateOrderBar(QWidget):
    """The notices about the dates of the file that is open.

    in_full: with the evidence, and with what was decided; else only what is to be decided.
    """

    def __init__(self, workspace: Workspace, *, in_full: bool = False) -> None:
        super().__init__()
        self._workspace = workspace
        self._in_full = in_full
        self._shown: object = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.columns: Choice | None = None
        workspace.file_changed.connect(self.refresh)
        workspace.checked.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is to be said of the dates now."""
        opened = self._workspace.opened
        notices: tuple[DateNotice, ...] = ()
        if opened is not None:  # before a file is open, the window needs none of what reads one
            from cldvalidator.review.date_notice import date_notices

            notices = date_notices(opened.extract)
        if not self._in_full:
            notices = tuple(n for n in notices if n.is_open)
        shown = opened and opened.extract.dates, notices
        if self._shown == shown:
            return
        self._shown = shown
        self.columns = None
        clear(self._layout)
        for found in notices:
            parts = (found.what, found.advice) if self._in_full else (found.advice, _MORE)
            tone = "error" if found.is_open else "query"
            beside = self._decision(found) if found.is_open else None
            text = " ".join(filter(None, parts))
            self._layout.addWidget(notice(tone, found.title, text, beside=beside))
        left = self._left(opened.extract) if opened is not None and self._in_full else []
        quiet = bool(left) and self.columns is None
        if opened is not None and quiet:
            self._layout.addLayout(self._correction(opened.extract, left))
        show_in_place(self, bool(notices) or quiet)

    def _left(self, extract: Extract) -> list[str]:
        """Return the date columns of which nothing has been decided yet."""
        judgement = extract.dates
        known = self._workspace.opened.specification.fields if self._workspace.opened else ()
        names = [f.name for f in known if f.type == "date" and f.name in extract.columns]
        return [n for n in names if judgement is None or not judgement.of(n).settled]

    def _correction(self, extract: Extract, left: Sequence[str]) -> QHBoxLayout:
        """Return what to do where a column is not what the file's evidence says."""
        from cldvalidator.review.date_notice import day_first_sentence

        judgement = extract.dates
        self.columns = _columns(left)
        self.month_first = button("Read as month first", lambda: self._say("month first", ()))
        sentence = (
            "" if judgement is not None and judgement.columns else day_first_sentence(extract)
        )
        line = row(self.columns, self.month_first, label(sentence, "muted"))
        line.setStretch(2, 1)
        return line

    def _decision(self, found: DateNotice) -> QWidget:
        """Return a choice of columns, and a button for each order."""
        every = "These columns" if len(found.fields) > 1 else ""
        self.columns = _columns(found.fields, every)
        fields = found.fields
        self.month_first = button("Read as month first", lambda: self._say("month first", fields))
        self.day_first = button("Read as day first", lambda: self._say("day first", fields))
        made = QWidget()
        made.setLayout(column(self.columns, row(self.month_first, self.day_first)))
        return made

    def _say(self, order: OneOrder, every: tuple[str, ...]) -> None:
        chosen = self.columns.currentData() if self.columns is not None else None
        names = every if chosen == _ALL else (str(chosen),)

        def edit(history: History) -> History:
            from cldvalidator.fixes.date_order import in_order

            return in_order(history, dict.fromkeys(names, order))

        self._workspace.edit(edit)


def _columns(names: Sequence[str], every: str = "") -> Choice:
    made = Choice()
    if every:
        made.addItem(every, _ALL)
    for name in names:
        made.addItem(name, name)
    made.setAccessibleName("Date columns that the choice is for")
    return made
