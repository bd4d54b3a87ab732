"""How the columns of the file were recognised, to be corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from ui.fixing.council_profile import CouncilProfile
from ui.opening.header_matches import MOST_UNUSED, Choices, HeaderMatches
from ui.widgets.parts import Card, label
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.review.opened import Opened


class ColumnsCard(Card):
    """A table of the columns; those that were recognised by their name can be left out."""

    def __init__(
        self, opened: Opened, workspace: Workspace, profile: CouncilProfile, choices: Choices
    ) -> None:
        reading = opened.extract.reading
        aside = sum(1 for h in reading.headers if h.field is None)
        known = len(reading.headers) - aside
        parts = [f"{known} of {len(opened.specification.names)} fields found"]
        if reading.missing:
            parts.append(f"{len(reading.missing)} missing")
        if aside:
            first = f", of which the first {MOST_UNUSED} are shown" if aside > MOST_UNUSED else ""
            parts.append(f"{aside:,} {'column' if aside == 1 else 'columns'} not used{first}")
        super().__init__(label("Columns", "heading"), label(", ".join(parts) + ".", "muted"))
        self.odd_only = QCheckBox("Only columns that need a look")
        self.matches = HeaderMatches(opened, workspace, profile, choices)
        unsure = any(h.how not in ("exact", "spelling") for h in reading.headers)
        self.odd_only.setChecked(unsure)
        self.matches.set_odd_only(unsure)
        self.odd_only.toggled.connect(self.matches.set_odd_only)
        self.add(self.odd_only, self.matches)
