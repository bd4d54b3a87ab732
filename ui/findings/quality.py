"""The national data quality table: by field, how many cells pass and fail, as bars and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from ui.theme import SMALL
from ui.widgets.choice import Choice
from ui.widgets.listing import Listing
from ui.widgets.parts import Refreshed, label, row
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from cldvalidator.review.opened import Opened

ALL = "All cells"
NATIONAL, APART = "Fields in the national checks", "Fields outside them"


class QualityView(Refreshed):
    """One row a field; choose a status to see only the cells it concerns."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.status = Choice()
        self.status.setAccessibleName("Status of the cells")
        self.status.currentTextChanged.connect(lambda _: self._show())
        self.fields = Choice()
        self.fields.setAccessibleName("Fields that are counted")
        self.fields.addItems([NATIONAL, APART])
        self.fields.currentTextChanged.connect(lambda _: self.refresh())
        self.share = label("", "strong", wrap=False)
        self.table = ListingView("National data quality by field")
        self.table.chosen.connect(workspace.show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(
            label(
                "As the national data quality report counts them: each cell by what the "
                "specification wants of it. Fields outside the national checks are counted apart. "
                "Choose a field to see its findings. Columns shows since which month it got worse.",
                "muted",
            )
        )
        layout.addLayout(row(self.fields, self.status, self.share, None))
        layout.addWidget(self.table, 1)
        workspace.checked.connect(self.refresh_when_seen)
        self.refresh_when_seen()

    def refresh(self) -> None:
        """Offer the statuses that occur, and show the table."""
        opened = self._workspace.opened
        self.status.blockSignals(True)
        chosen = self.status.currentText()
        self.status.clear()
        self.status.addItem(ALL)
        if opened is not None:
            statuses = self._quality(opened)["status"]
            self.status.addItems(list(dict.fromkeys(statuses.tolist())))
        self.status.setCurrentIndex(max(0, self.status.findText(chosen)))
        self.status.blockSignals(False)
        self._show()

    def _quality(self, opened: Opened) -> pd.DataFrame:
        apart = self.fields.currentText() == APART
        return opened.result.quality_apart if apart else opened.result.quality

    def _show(self) -> None:
        """Show the table of the chosen status."""
        opened = self._workspace.opened
        if opened is None:
            return
        from cldvalidator.checks.quality import quality_by_field, share_passed

        status = self.status.currentText()
        words = opened.specification.quality_words
        table = quality_by_field(self._quality(opened), words, None if status == ALL else status)
        self.table.show_listing(_listing(table), stretch=-1)
        cells = int(table["cells"].sum())
        failed = int(table["failed"].sum())
        self.share.setText(f"{share_passed(failed, cells)} of {cells:,} cells pass")


def _listing(table: pd.DataFrame) -> Listing:
    from cldvalidator.review.row_choice import RowChoice

    names = table["field"].tolist()
    verdicts = [c for c in table.columns if c not in ("field", "cells", "failed", "share")]
    shares = [
        f"{s:.1f}%" if f else "0%" for s, f in zip(table["share"], table["failed"], strict=True)
    ]
    failed = table["failed"].tolist()
    return Listing(
        ("Field", "Failed", "Share", "Cells", *verdicts),
        (
            names,
            [""] * len(names),
            shares,
            table["cells"].tolist(),
            *(table[v].tolist() for v in verdicts),
        ),
        keys=[RowChoice(field=n, label=n) for n in names],
        bars=[(f, 0, 0) for f in failed],
        bar_in=1,
    )
