"""What would become of Release 1 values: shown with its limits, chosen and agreed to first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cldvalidator.wording import counted
from ui.explained import Explained
from ui.grid.model import MASK
from ui.theme import LARGE, MEDIUM, SMALL
from ui.widgets.choice import Choice
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import label, row, scrolling
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import Conversion, ValueChange
    from cldvalidator.fixes.release_1 import Mapped

HOW = {
    "documented": "Documented",
    "derived": "Unconfirmed: inferred from naming",
    "assumed": "No mapping: only a guess is known",
    "no counterpart": "No mapping: no Release 2 value",
}
MARKS = {"documented": "", "derived": "query", "assumed": "warning", "no counterpart": "warning"}
STAYS = "(stays as it is)"


class ReleaseDialog(Explained):
    """Shows by field and value what maps, what is only derived and what has to be chosen.

    agreed: the changes that the user wants.
    """

    topic = "fix#A file of Release 1"

    agreed = Signal(object)

    def __init__(self, workspace: Workspace, conversion: Conversion, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._conversion = conversion
        self._chosen: dict[tuple[str, str], str] = {}
        self.setWindowTitle("Convert Release 1 values to Release 2")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._mapped = [m for how in HOW for m in conversion.values(how)]  # type: ignore[arg-type]
        self.values = ListingView("What Release 1 values become")
        self.values.selectionModel().currentRowChanged.connect(
            lambda index, _: self._offer(self.values.key_at(index.row()))
        )
        self.derived = QCheckBox()
        self.derived.toggled.connect(lambda _: self._list())
        self.choice = Choice()
        self.choice.setAccessibleName("Becomes")
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.activated.connect(lambda _: self._choose())
        of_derived = conversion.cells("derived")
        self.derived.setText(f"Include unconfirmed mappings ({counted(of_derived, 'cell')})")
        self.derived.setVisible(bool(of_derived))
        line = row(label("Becomes", "muted", wrap=False), self.choice, spacing=SMALL)
        line.setStretch(1, 1)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        inside.setSpacing(MEDIUM)
        inside.addWidget(label(self._sentence()))
        inside.addWidget(self.values, 1)
        inside.addLayout(line)
        inside.addWidget(self.derived)
        self._build(page)
        workspace.hidden_changed.connect(self._list)
        self._list()
        self.values.setFocus()

    def _build(self, page: QWidget) -> None:
        """Put the values, the limits and the buttons together. page: that of the values."""
        conversion = self._conversion
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("kind", "main")
        buttons.accepted.connect(self._agree)
        buttons.rejected.connect(self.reject)
        self.limits = label("\n\n".join(conversion.limits))
        self.limits.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        self.limits.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.tabs = QTabWidget()
        self.tabs.addTab(page, f"Values ({len(self._mapped):,})")
        limits = f"Limits of the mapping ({len(conversion.limits)})"
        self.tabs.addTab(scrolling(self.limits, limits), limits)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(buttons)
        give_room(self, 150, 41)

    def _sentence(self) -> str:
        if not self._mapped:
            return "The file has no value that is of Release 1 only. Nothing would change."
        left = self._conversion.open
        text = "Look at what each value becomes. Then the file is checked against Release 2."
        if left:
            cells = sum(m.cells for m in left)
            text += (
                f" {counted(len(left), 'value')} in {counted(cells, 'cell')} cannot be mapped: "
                f"choose below what {'it becomes' if len(left) == 1 else 'they become'}, or leave "
                f"{'it' if len(left) == 1 else 'them'}."
            )
        return f"{text} The official mapping is not public: see its limits."

    def _list(self) -> None:
        here = self.values.current_key()
        hidden = [self._workspace.covered(m.field) for m in self._mapped]
        listing = Listing(
            ("Field", "Found", "Becomes", "Cells", "Basis"),
            (
                [m.field for m in self._mapped],
                [MASK if h else m.found for m, h in zip(self._mapped, hidden, strict=True)],
                [
                    MASK if h else self._becomes(m) or STAYS
                    for m, h in zip(self._mapped, hidden, strict=True)
                ],
                [m.cells for m in self._mapped],
                [self._how(m) for m in self._mapped],
            ),
            keys=self._mapped,
            marks=[MARKS[m.how] for m in self._mapped],
        )
        self.values.show_listing(listing if self._mapped else EMPTY, stretch=2)
        if self._mapped and not self.values.select_key(here):
            self.values.selectRow(0)
        self._offer(self.values.current_key())
        self._count()

    def _becomes(self, mapped: Mapped) -> str:
        chosen = self._chosen.get((mapped.field, mapped.found), "")
        return mapped.written if mapped.written is not None else chosen

    def _how(self, mapped: Mapped) -> str:
        if (mapped.field, mapped.found) in self._chosen:
            return "Your choice"
        left_out = mapped.how == "derived" and not self.derived.isChecked()
        return f"{HOW[mapped.how]} (not included)" if left_out else HOW[mapped.how]

    def _offer(self, mapped: Mapped | None) -> None:
        """Offer the choices of a value that the mapping leaves open."""
        self.choice.clear()
        is_open = mapped is not None and mapped.written is None
        covered = mapped is not None and self._workspace.covered(mapped.field)
        self.choice.setEnabled(is_open and not covered)
        if mapped is None:
            return
        if covered:
            self.choice.addItem(MASK)
        elif is_open:
            self.choice.addItems([STAYS, *mapped.choices])
            self.choice.setCurrentText(self._becomes(mapped) or STAYS)
        else:
            self.choice.addItem(self._becomes(mapped))

    def _choose(self) -> None:
        mapped: Mapped | None = self.values.current_key()
        if mapped is None:
            return
        if self.choice.currentIndex():
            self._chosen[mapped.field, mapped.found] = self.choice.currentText()
        else:
            self._chosen.pop((mapped.field, mapped.found), None)
        self._list()

    def _count(self) -> None:
        cells = sum(c.rows for c in self._changes())
        self.go.setText(f"Convert {cells:,} cells" if cells else "Nothing to convert")
        self.go.setEnabled(bool(cells))

    def _changes(self) -> tuple[ValueChange, ...]:
        return self._conversion.changes(derived=self.derived.isChecked(), chosen=self._chosen)

    def _agree(self) -> None:
        self.agreed.emit(self._changes())
        self.accept()
