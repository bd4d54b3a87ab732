"""The pane that explains the current cell: what is wrong, how to fix it, what it costs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from cldvalidator.wording import elided
from ui.findings.leave_out import leave_out_buttons, rows_of_group
from ui.fixing.council_profile import CouncilProfile
from ui.fixing.known_dialog import KnownDialog
from ui.grid.model import MASK
from ui.grid.replace import ReplaceDialog
from ui.theme import MEDIUM, SMALL, colours
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, button, clear, label, picture, row, scrolling
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.review.row_choice import RowChoice
    from cldvalidator.review.views import Explained


class ExplainPane(QWidget):
    """Words on the current cell, or on a finding about the file as a whole.

    story_wanted: the story of the person of a record.
    """

    story_wanted = Signal(int)

    def __init__(self, workspace: Workspace, profile: CouncilProfile) -> None:
        super().__init__()
        self._workspace = workspace
        self._profile = profile
        self._cell: tuple[int, str] | None = None
        self._of_file: RowChoice | None = None
        self._rule = ""
        self._explained: object = None
        content = QWidget()
        self._place = QVBoxLayout(content)
        self._place.setContentsMargins(0, 0, SMALL, 0)
        self._area = scrolling(content, "What the finding means")
        self._area.setAccessibleName("What the finding means")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, SMALL, 0, 0)
        outer.addWidget(Card(self._area))
        workspace.cell_current.connect(self._cell_current)
        workspace.checked.connect(self._defer)
        workspace.hidden_changed.connect(self._refresh)
        profile.changed.connect(self._defer)
        workspace.file_changed.connect(self._forget)
        workspace.records_changed.connect(self._forget)  # the numbers of records are others
        self._forget()

    def _forget(self) -> None:
        self._cell = self._of_file = None
        self._rule = ""
        self._workspace.deferred.cancel(self._refresh)
        self._begin()
        self._content.addWidget(
            label(
                "Choose a group on the left, or press F8 to walk from finding to finding.", "muted"
            )
        )
        self._end()

    @property
    def rule(self) -> str:
        """The rule, or the field without a finding, that is explained."""
        self._workspace.deferred.run_now(self._refresh)
        return self._rule

    def _cell_current(self, record: int, name: str) -> None:
        self._cell, self._of_file = (record, name), None
        self._defer()

    def _defer(self) -> None:
        """Explain in an event of its own; who walks on before that is told of the last cell."""
        self._workspace.deferred.defer(self._refresh)

    def _begin(self) -> None:
        """Let go of what is shown; what comes instead is shown when all of it is there.

        Each part that is added to something seen would be shown and laid out by itself.
        """
        clear(self._place)
        self._explained = None
        self._words_shown = QWidget(self._area.widget())
        self._content = QVBoxLayout(self._words_shown)
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.setSpacing(MEDIUM)

    def _end(self) -> None:
        self._content.addStretch(1)
        self._place.addWidget(self._words_shown)

    def _refresh(self) -> None:
        self._workspace.deferred.cancel(self._refresh)
        if self._cell is not None:
            self._show_cell(*self._cell)
        elif self._of_file is not None:
            self.show_file_finding(self._of_file)

    def _show_cell(self, record: int, name: str) -> None:
        """Explain the findings of a cell; without any, say what belongs in the field."""
        opened, views = self._workspace.opened, self._workspace.views
        if opened is None or views is None or record >= len(opened.extract):
            return
        if record < 0:
            self._rule = ""
            self._begin()
            words = "No row is shown. Search for something else, or show all rows."
            self._content.addWidget(label(words, "muted"))
            self._end()
            return
        extract = opened.extract
        letter = extract.letters.get(name, "")
        where = f"Row {int(extract.source_rows[record]):,}, column {letter}: {name}"
        spec_field = opened.specification.by_name.get(name)
        if spec_field is None:
            self._begin()
            self._content.addWidget(label(where, "heading"))
            self._content.addWidget(label("This column is not a CLD field. It is not submitted."))
            self._end()
            return
        found = views.of_record(record)
        rules = found.loc[found["field"] == name, "rule"].tolist()
        self._rule = rules[0] if rules else name
        explained = [views.explain(record, name, rule) for rule in rules]
        others = sorted({f for f in found["field"].tolist() if f != name})
        known = [self._profile.known_as(e.rule.id, e.field, e.found) for e in explained]
        was = self._workspace.text_as_read(record, name)
        space = self._workspace
        group = [len(rows_of_group(space, e.rule.id)) for e in explained if e.rule.leave_out]
        shown = (where, explained, known, others, spec_field, space.covered(name), was, group)
        if shown == self._explained:
            return  # a change elsewhere in the file
        self._begin()
        self._explained = shown
        self._content.addWidget(label(where, "heading"))
        if was is not None:
            self._content.addLayout(self._changed(record, name, was))
        for each in explained:
            self._finding(each, record)
        if not rules:
            self._content.addWidget(label("No finding in this cell.", "muted"))
        if others:
            links = [
                button(f, partial(self._workspace.go_to, record, f), kind="link") for f in others
            ]
            self._content.addLayout(
                FlowLayout(label("Also in this row:", "muted", wrap=False), *links)
            )
        self._content.addWidget(label("What the specification says", "strong"))
        self._content.addWidget(label(spec_field.guidance))
        if spec_field.format.text:
            self._content.addWidget(label(f"Format: {spec_field.format.text}", "muted"))
        self._end()
        self._area.verticalScrollBar().setValue(0)

    def _changed(self, record: int, name: str, was: str) -> FlowLayout:
        """Say that a cell was changed and what the file held; it can be put back."""
        shown = MASK if self._workspace.covered(name) else was
        former = f"The file held “{elided(shown)}”" if was else "It was blank"
        line = label(f"Changed. {former}.", wrap=False)
        space = self._workspace
        seen, of = space.opened.extract if space.opened is not None else None, space.file

        def put_back() -> None:
            if space.opened is not None and space.opened.extract is seen:
                space.go_to(record, name)  # the button goes, the keyboard stays with the cell
            space.edit_cell(record, name, was, of=of, seen=seen)

        back = button("Put it back", put_back, kind="link")
        back.setAccessibleName(f"Put back what the file held in {name}")
        return FlowLayout(line, back)

    def show_file_finding(self, choice: RowChoice) -> bool:
        """Explain a finding about the file as a whole; False when the choice is no such thing."""
        from cldvalidator.checks.findings import WHOLE_FILE

        opened = self._workspace.opened
        if opened is None or choice.rule is None:
            return False
        groups = [
            g
            for g in opened.result.findings.groups
            if g.rule.id == choice.rule
            and len(g)
            and g.rows[0] == WHOLE_FILE
            and choice.field in (None, g.field)
        ]
        if not groups:
            return False
        self._cell, self._of_file = None, choice
        self._workspace.deferred.cancel(self._refresh)
        self._rule = choice.rule
        self._begin()
        rule, severity = groups[0].rule, groups[0].severity
        self._title(severity.word, rule.wrong, rule.id)
        details = [d for g in groups for d in (g.details or (g.field,))]
        self._content.addWidget(label("\n".join(details[:60])))
        self._words(rule.fix, rule.cost, rule.source)
        if len(groups) == 1:
            known = self._known_as(rule.id, groups[0].field, None)
            self._content.addLayout(row(known, None))
        self._end()
        return True

    def _finding(self, explained: Explained, record: int) -> None:
        rule = explained.rule
        self._title(explained.severity.word, explained.wrong, rule.id)
        if rule.leave_out:
            leave = leave_out_buttons(self._workspace, rule.id, record, explained.field, self)
            self._content.addLayout(FlowLayout(*leave))
        known = self._known_as(rule.id, explained.field, explained.found)
        hidden = self._workspace.preferences.hide_personal and (
            self._workspace.is_personal(explained.field)
        )
        found = MASK if hidden else (explained.found or "blank")
        found = "" if rule.marks == "row" else found  # no one cell of it is wrong
        expected = MASK if hidden and explained.expected else explained.expected
        self._words(explained.fix, explained.cost, explained.source, found=found, expected=expected)
        more = button(
            "More in the help", lambda: self._workspace.help_wanted.emit(rule.id), kind="link"
        )
        person = button(
            "All rows of this person",
            partial(self._workspace.show_person, record),
            kind="link",
        )
        story = button("Story of this person", lambda: self.story_wanted.emit(record), kind="link")
        links = [more, person, story, known]
        if explained.found and not hidden and not rule.leave_out:
            links.insert(0, self._everywhere(explained.field, explained.found))
        self._content.addLayout(FlowLayout(*links))

    def _everywhere(self, field: str, value: str) -> QPushButton:
        """Return what changes a value in all cells of its column that hold it."""
        return button(
            "Change this value in all rows ...", partial(self.replace, field, value), kind="link"
        )

    def replace(self, field: str, value: str) -> ReplaceDialog:
        """Offer to replace a value wherever the column holds it."""
        dialog = ReplaceDialog(self._workspace, field, self, value=value)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _known_as(self, rule: str, field: str, value: str | None) -> QPushButton:
        """Say why a finding is known, if it is; return the button that changes that."""
        known = self._profile.known_as(rule, field, value)
        if known is None:
            return button("Mark as known ...", partial(self.mark, rule, field, value), kind="link")
        shown = MASK if self._workspace.covered(field) else known.value
        only = f" (only “{shown}”)" if known.value is not None else ""
        line = label(f"Known{only}: {known.reason}", "strong")
        line.setProperty("tone", "good")
        self._content.addWidget(line)
        forget = partial(self._profile.forget_known, known)
        return button("No longer known", forget, kind="link")

    def mark(self, rule: str, field: str, value: str | None) -> KnownDialog:
        """Ask for the reason why a finding is known. value: of the cell, None for no cell."""
        from cldvalidator.fixes.accepted import may_be_known_by_value

        specification = self._profile.specification
        single = specification is not None and may_be_known_by_value(specification, field)
        dialog = KnownDialog(rule, field, value if single and value else None, self.window())
        file = self._workspace.file
        dialog.agreed.connect(
            lambda only, reason: self._profile.accept(rule, field, reason, value=only, of=file)
        )
        dialog.open()
        return dialog

    def _title(self, severity: str, wrong: str, rule: str) -> None:
        """Say what is wrong; the rule's own title says how it ought to be."""
        text = f"{wrong.rstrip('.')} ({rule})"
        sign = picture(severity, 20, colours().severity(severity).name())
        title = label(f"{severity.capitalize()}: {text}", "strong")
        title.setProperty("tone", severity)
        line = row(sign, title, spacing=SMALL)
        line.setStretch(1, 1)
        self._content.addLayout(line)

    def _words(
        self, fix: str, cost: str, source: str, *, found: str = "", expected: str = ""
    ) -> None:
        self._content.addLayout(
            _described(
                ("Found", found, "strong"),
                ("Expected", expected, "strong"),
                ("How to fix it", fix, ""),
                ("Effect on national figures", cost, ""),
                ("Source", source, "muted"),
            )
        )


def _described(*lines: tuple[str, str, str]) -> QGridLayout:
    """Return headings at the left and their texts at the right; a line without text is left out."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(MEDIUM)
    grid.setVerticalSpacing(SMALL)
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for place, (heading, text, role) in enumerate(line for line in lines if line[1]):
        grid.addWidget(label(heading, "muted", wrap=False), place, 0, top)
        grid.addWidget(label(text, role), place, 1, top)
    return grid
