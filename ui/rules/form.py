"""One rule of the council's own, to be written: its conditions complete what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from ui.grid.filter_box import FilterBox
from ui.theme import MEDIUM
from ui.widgets.choice import Choice
from ui.widgets.parts import plain_tip
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.checks.local_rules import CouncilRule
    from cldvalidator.extract import Column
    from cldvalidator.filters.completing import Completions

WHEN = "Event Type = Service and Event End Date is blank"
MUST = "exists (Event Type = Review) within 365 days before Reporting Period End Date"
SEVERITIES = ("warning", "query")
LONGEST = {"name": 100, "words": 500, "owner": 100}


class RuleForm(QWidget):
    """The parts of a rule. edited: the user has changed one of them."""

    edited = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._id = ""
        self.name = QLineEdit()
        self.name.setPlaceholderText("Open services are reviewed in the year")
        self.when = FilterBox(self._completions, "When", f"Every row, or such as: {WHEN}")
        self.must = FilterBox(self._completions, "What must hold", MUST)
        self.severity = Choice()
        self.severity.addItems([word.capitalize() for word in SEVERITIES])
        self.words = QLineEdit()
        self.words.setPlaceholderText("What is wrong with a row that breaks it (optional)")
        self.owner = QLineEdit()
        self.owner.setPlaceholderText("A team or a role (optional)")
        self.is_on = QCheckBox("Run this rule")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(MEDIUM)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, part in (
            ("Name", self.name),
            ("When", self.when),
            ("What must hold", self.must),
            ("Severity", self.severity),
            ("Words", self.words),
            ("Owner", self.owner),
        ):
            part.setAccessibleName(title)
            form.addRow(title, part)
        form.addRow("", self.is_on)
        for name, most in LONGEST.items():
            getattr(self, name).setMaxLength(most)
        for line in (self.name, self.words, self.owner):
            line.textEdited.connect(lambda _: self.edited.emit())
        for box in (self.when, self.must):
            box.textChanged.connect(lambda _, box=box: self._changed(box))
        self.severity.activated.connect(lambda _: self.edited.emit())
        self.is_on.clicked.connect(lambda _: self.edited.emit())
        self._is_filling = False
        self.fill(None)

    def fill(self, rule: CouncilRule | None) -> None:
        """Show a rule; None for a new one."""
        self._is_filling = True
        self._id = rule.id if rule is not None else ""
        self.name.setText(rule.name if rule is not None else "")
        for box, text in (
            (self.when, rule.when if rule is not None else ""),
            (self.must, rule.must if rule is not None else ""),
        ):
            box.setText(text)
            box.setCursorPosition(0)
            box.popup.hide()
        self.severity.setCurrentIndex(SEVERITIES.index(rule.severity) if rule is not None else 0)
        self.words.setText(rule.words if rule is not None else "")
        self.owner.setText(rule.owner if rule is not None else "")
        self.is_on.setChecked(rule is None or rule.on)
        self._is_filling = False

    def kept_as(self, rule_id: str) -> None:
        """Take what is in the form for a rule that is kept, with what was typed since."""
        self._id = rule_id

    @property
    def rule(self) -> CouncilRule:
        """The rule as it stands in the form."""
        from cldvalidator.checks.local_rules import CouncilRule

        return CouncilRule(
            self._id,
            " ".join(self.name.text().split()),
            self.must.text().strip(),
            self.when.text().strip(),
            "query" if self.severity.currentIndex() else "warning",
            self.words.text().strip(),
            self.owner.text().strip(),
            self.is_on.isChecked(),
        )

    def go_to(self, part: str, position: int) -> None:
        """Put the keyboard where a condition cannot be read."""
        box = self.when if part == "when" else self.must
        box.setFocus()
        box.setCursorPosition(position)

    def _changed(self, box: FilterBox) -> None:
        box.setToolTip(plain_tip(box.text()))
        if not self._is_filling:
            self.edited.emit()

    def _completions(self, before: str) -> Completions | None:
        """Return what can be typed next in a condition."""
        from cldvalidator.filters.completing import completions
        from cldvalidator.filters.rule_reading import RuleReader, fields_of_rules

        opened = self._workspace.opened
        if opened is None:
            return None
        aside = (n for n in opened.extract.unused if n not in opened.specification.by_name)
        fields = fields_of_rules(opened.specification, tuple(aside))
        return completions(before, fields, self._column, RuleReader)

    def _column(self, name: str) -> Column | None:
        """Return a column whose values may be offered: none that is about a person."""
        opened = self._workspace.opened
        if opened is None or self._workspace.is_personal(name):
            return None
        return opened.extract.columns.get(name)
