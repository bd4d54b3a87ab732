"""Where a row of the file went on its way to the figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from cldvalidator.problems import Problem
from ui.figures.state import PreviewState
from ui.person_wanted import PersonWanted
from ui.theme import MEDIUM, SMALL, TIGHT, colours
from ui.widgets.choice import Choice
from ui.widgets.parts import Card, button, clear, label, notice, picture, row
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.events.processing import ProcessedEvents
    from cldvalidator.extract import Extract


class RowStoryView(QWidget):
    """A box for a row's number, and a sentence for each table that does or does not hold it."""

    def __init__(self, workspace: Workspace, state: PreviewState) -> None:
        super().__init__()
        self._workspace = workspace
        self._state = state
        self.row = QLineEdit()
        self.row.setPlaceholderText("Row")
        self.row.setAccessibleName("Row, as Excel shows it")
        self.row.setFixedWidth(self.fontMetrics().averageCharWidth() * 16)
        self.row.returnPressed.connect(self.tell)
        self.file = Choice()
        self.file.setAccessibleName("File of the row")
        self.button = button("Check this row", self.tell, kind="main")
        self._answer = QVBoxLayout()
        self._answer.setSpacing(SMALL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, 0, SMALL, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addWidget(label("Is this row counted?", "heading"))
        layout.addWidget(
            label(
                "DHSC builds two tables from the file: events of the twelve months, and events of "
                "all quarters joined. A row may be in both, in one, or in neither.",
                "muted",
            )
        )
        name = label("Row (as Excel shows it)", wrap=False)
        name.setBuddy(self.row)
        of_set = state.of_set
        self.file.setVisible(of_set is not None)
        layout.addLayout(row(self.file, name, self.row, self.button, None))
        if of_set is not None:
            self.file.addItems([s.name for s in of_set.gathered.set.submissions])
            self.file.setCurrentIndex(self.file.count() - 1)
        layout.addLayout(self._answer)
        layout.addStretch(1)
        self.sentences: list[str] = []
        cell, opened = workspace.cell, workspace.opened
        if cell is not None and opened is not None and of_set is None:
            self.row.setText(str(int(opened.extract.source_rows[cell[0]])))
            self.tell()

    def _story(
        self, number: int, processed: ProcessedEvents, extract: Extract
    ) -> tuple[list[str], int | None]:
        """Return the sentences on a row, and its record, None where it has none. Raises Problem."""
        of_set = self._state.of_set
        if of_set is None:
            from cldvalidator.review.row_story import row_story

            lines = row_story(number, processed, extract)
            return lines, int(extract.source_rows.searchsorted(number))
        from cldvalidator.submissions.row_story import record_of_row, row_story_of

        name = self.file.currentText()
        lines = row_story_of(name, number, of_set.gathered, of_set.joined)
        return lines, record_of_row(name, number, of_set.gathered, of_set.joined)

    def _in_measures(self, record: int) -> list[tuple[str, str]]:
        """Return what each measure that looks at a record decided about it."""
        from cldvalidator.measures.why import why_in_all

        preview = self._state.preview
        if preview is None:
            return []
        if self._workspace.preferences.hide_personal:
            return []
        results = {item.measure.text.id: item.results[0] for item in preview.previewed}
        return list(why_in_all(results, record)) or [
            ("ASCOF and waiting times", "None of them looks at this row.")
        ]

    def _show_story(self, record: int) -> None:
        self._workspace.story_wanted.emit(PersonWanted(of_figures=True, record=record))

    def tell(self) -> None:
        """Say for each table whether it holds the row, and if not why."""
        clear(self._answer)
        self.sentences = []
        extract, preview = self._state.extract, self._state.preview
        text = self.row.text().replace(",", "").strip()
        if extract is None or preview is None:
            return
        if not text.isdecimal() or len(text) > 9:
            self._answer.addWidget(
                notice("error", "That is no row number.", "Write a whole number, such as 2.")
            )
            return
        try:
            self.sentences, record = self._story(int(text), preview.processed, extract)
        except Problem as problem:
            self._answer.addWidget(notice("error", problem.what, problem.advice))
            return
        of_file = f" of {self.file.currentText()}" if self._state.of_set is not None else ""
        card = Card(label(f"Row {int(text):,}{of_file}", "strong"), spacing=TIGHT)
        for sentence in self.sentences:
            held = not sentence.startswith("Not ")
            sign = picture("good" if held else "info", 18, colours().good if held else None)
            line = row(sign, label(sentence), spacing=SMALL)
            line.setStretch(1, 1)
            card.add(line)
        if record is None:
            self._answer.addWidget(card)
            return
        for measure, sentence in self._in_measures(record):
            shown = label(f"{measure}. {sentence}")
            self.sentences.append(shown.text())
            card.add(shown)
        go = button("Go to the row", lambda: self._state.rows.go_to(record))
        story = button("Story of this person", partial(self._show_story, record))
        card.add(row(go, story, None))
        self._answer.addWidget(card)
