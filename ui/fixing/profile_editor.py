"""The council's profile as lists that can be changed: values, columns, known findings, others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.explained import Explained
from ui.fixing.council_profile import CouncilProfile, InFile
from ui.fixing.for_reporting_team import ForReportingTeam
from ui.fixing.profile_entries import STANDINGS, Entries, state_of
from ui.fixing.profile_filters import Filters, Spellings
from ui.theme import LARGE, MEDIUM
from ui.widgets.choice import Choice
from ui.widgets.parts import button, label
from ui.widgets.room import give_room

if TYPE_CHECKING:
    from cldvalidator.specification import Specification

ASIDE = "Keep aside"
BLANK = "(blank)"
NEW = "New in this file"


class Values(Entries):
    """What the council's own values mean; also those of the file without a meaning so far."""

    title = "Values"
    sentence = (
        "What your own values mean. Values of the open file that have no meaning yet stand first: "
        "choose what they mean, or type a value of your own below."
    )

    def __init__(self, profile: CouncilProfile, specification: Specification) -> None:
        from cldvalidator.fixes.profile import may_have_meanings

        super().__init__(profile)
        self._specification = specification
        self.field = Choice()
        self.field.addItems([n for n in may_have_meanings(specification) if self._listed(n)])
        self.field.currentTextChanged.connect(self._offer)
        self.found = QLineEdit()
        self.means = Choice()
        self.note = QLineEdit()
        self.note.setPlaceholderText("Why, for those who come after you; nothing about a person")
        for part in (self.field, self.means):
            part.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self._add("Field", self.field)
        self._add("Your value", self.found)
        self._add("Means", self.means)
        self._add("Note", self.note)
        self.means.currentTextChanged.connect(lambda _: self._allow())
        self.found.textChanged.connect(lambda _: self._allow())
        self._offer(self.field.currentText())

    def _listed(self, name: str) -> tuple[str, ...]:
        return self._specification.values(name)

    def _allow(self) -> None:
        """Something can be kept once a value and its meaning are there."""
        self.keep.setEnabled(bool(self.means.currentText() and self.found.text().strip()))

    def _offer(self, name: str) -> None:
        self.means.clear()
        self.means.addItems(["", *self._listed(name), BLANK])

    def headers(self) -> tuple[str, ...]:
        """Return the headers of the list."""
        return "Field", "Your value", "Means", "Cells here", "State"

    def lines(self, now: InFile) -> Sequence[tuple[Any, ...]]:
        """Return values new in the file, then those of the profile with what they change here."""
        new = [
            ((p.field, p.found, "", ""), p.field, p.found, "", p.cells, NEW)
            for p in now.new
            if self._listed(p.field)
        ]
        kept = [
            (
                (u.meaning.field, u.meaning.found, u.meaning.written or BLANK, u.meaning.note),
                u.meaning.field,
                u.meaning.found,
                u.meaning.written or BLANK,
                u.cells,
                f"{STANDINGS[u.standing]}: {u.why}"
                if u.standing == "contradicts"
                else STANDINGS[u.standing],
            )
            for u in now.uses
        ]
        return new + kept

    def show_entry(self, key: Any) -> None:
        """Fill the form with a value."""
        field, found, means, note = key or (self.field.currentText(), "", "", "")
        self.field.setCurrentText(field)
        self._offer(self.field.currentText())
        self.found.setText(found)
        self.means.setCurrentText(means)
        self.note.setText(note)
        self.forget.setEnabled(bool(means))

    def keep_entry(self) -> None:
        """Keep the meaning in the form."""
        means = self.means.currentText()
        written = "" if means == BLANK else means
        self._profile.keep_meaning(
            self.field.currentText(), self.found.text(), written, self.note.text().strip()
        )

    def forget_entry(self) -> None:
        """Forget what the chosen value means."""
        if key := self._chosen:
            self._profile.forget_meaning(key[0], key[1])


class Columns(Entries):
    """Which fields column headers stand for."""

    title = "Columns"
    sentence = (
        "Which field a column of your extract is, where its header does not say so. A change "
        "counts when a file is read next (F5 reads this one again)."
    )

    def __init__(self, profile: CouncilProfile, specification: Specification) -> None:
        super().__init__(profile)
        self._specification = specification
        self.header = QLineEdit()
        self.field = Choice()
        self.field.addItems([ASIDE, *specification.names])
        self._add("Header", self.header)
        self._add("Field", self.field)

    def headers(self) -> tuple[str, ...]:
        """Return the headers of the list."""
        return "Header in your file", "Field", "State"

    def lines(self, now: InFile) -> Sequence[tuple[Any, ...]]:
        """Return the columns of the profile."""
        from cldvalidator.fixes.profile_use import why_column_unused

        return [
            (h, h, f or ASIDE, state_of(why_column_unused(f, self._specification)))
            for h, f in now.profile.columns.items()
        ]

    def show_entry(self, key: Any) -> None:
        """Fill the form with a column."""
        now = self._profile.now
        field = now.profile.columns.get(key) if now is not None and key else None
        self.header.setText(key or "")
        # One that the specification lacks is none of the choices: nothing is chosen then.
        self.field.setCurrentIndex(self.field.findText(field or ASIDE))
        self.forget.setEnabled(bool(key))

    def keep_entry(self) -> None:
        """Keep the column in the form."""
        field = self.field.currentText()
        if (header := self.header.text().strip()) and field:
            self._profile.keep_column(header, None if field == ASIDE else field)

    def forget_entry(self) -> None:
        """Forget the chosen column."""
        if self._chosen:
            self._profile.forget_column(self._chosen)


class KnownFindings(Entries):
    """Findings that the council has accepted, with its reason."""

    title = "Known findings"
    sentence = (
        "Findings you marked as known on the Check page. They stay in every report, with your "
        "reason; forget one and it counts as open again."
    )

    def __init__(self, profile: CouncilProfile, specification: Specification) -> None:
        super().__init__(profile)
        self._specification = specification
        self.reason = QLineEdit()
        self._add("Reason", self.reason)

    def headers(self) -> tuple[str, ...]:
        """Return the headers of the list."""
        return "Rule", "Field", "Value", "Cells then", "Since", "Reason", "State"

    def lines(self, now: InFile) -> Sequence[tuple[Any, ...]]:
        """Return the known findings of the profile."""
        from cldvalidator.fixes.profile_use import why_known_unused

        return [
            (k, k.rule, k.field, k.value or "all", k.cells, k.since, k.reason, state_of(why))
            for k in now.profile.known
            for why in (why_known_unused(k, self._specification, now.profile),)
        ]

    def show_entry(self, key: Any) -> None:
        """Fill the form with a known finding."""
        self.reason.setText(key.reason if key else "")
        for part in (self.reason, self.keep, self.forget):
            part.setEnabled(key is not None)

    def keep_entry(self) -> None:
        """Keep the reason in the form."""
        if self._chosen is not None and self.reason.text().strip():
            self._profile.keep_known(replace(self._chosen, reason=self.reason.text().strip()))

    def forget_entry(self) -> None:
        """Let the chosen finding count as open again."""
        if self._chosen is not None:
            self._profile.forget_known(self._chosen)


class ProfileEditor(Explained):
    """Shows all that the profile holds. Every change is kept at once."""

    topic = "fix#Your council's profile"

    def __init__(
        self, profile: CouncilProfile, specification: Specification, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Your council's profile")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.values = Values(profile, specification)
        self.columns = Columns(profile, specification)
        self.known = KnownFindings(profile, specification)
        self.filters = Filters(profile, specification)
        self.spellings = Spellings(profile, specification)
        self._parts = (self.values, self.columns, self.known, self.filters, self.spellings)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setAccessibleName("What the profile holds")
        for part in self._parts:
            self.tabs.addTab(part, part.title)
        self.message = label("", "strong")
        self.message.hide()
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        self.compile = button("For your reporting team ...", self._show_compiled)
        self.compile.setAutoDefault(False)
        close.addButton(self.compile, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.message)
        layout.addWidget(close)
        self._profile, self._specification = profile, specification
        profile.changed.connect(self.refresh)
        profile.reported.connect(self._say)
        self.refresh()
        give_room(self, 150, 43)
        self.values.entries.setFocus()

    def refresh(self) -> None:
        """List everything anew."""
        for place, part in enumerate(self._parts):
            part.refresh()
            self.tabs.setTabText(
                place, f"{part.title} ({len(part.entries.listing_model.listing):,})"
            )

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()

    def _show_compiled(self) -> None:
        """Show the profile as what corrects its values where the extract is made."""
        if self._profile.now is not None:
            ForReportingTeam(self._profile.now, self._specification, self).open()
