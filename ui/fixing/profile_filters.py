"""The filters and the spellings of the council's profile as lists that can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from ui.fixing.council_profile import CouncilProfile, InFile
from ui.fixing.profile_entries import Entries, state_of
from ui.grid.filter_box import FilterBox

if TYPE_CHECKING:
    from cldvalidator.specification import Specification


class Filters(Entries):
    """Filters of rows, each under a name."""

    title = "Filters"
    sentence = (
        "Filters that you saved on the Check page, under Saved filters. None holds a value that "
        "may be about a person. On the command line: check --where @NAME."
    )

    def __init__(self, profile: CouncilProfile, specification: Specification) -> None:
        super().__init__(profile)
        self._specification = specification
        self.name = QLineEdit()
        self.where = FilterBox(profile.filter_completions, "Filter")
        self._add("Name", self.name)
        self._add("Filter", self.where)

    def headers(self) -> tuple[str, ...]:
        """Return the headers of the list."""
        return "Name", "Filter", "State"

    def lines(self, now: InFile) -> Sequence[tuple[Any, ...]]:
        """Return the filters of the profile."""
        from cldvalidator.fixes.saved_filters import why_filter_unused

        return [
            (f, f.name, f.where, state_of(why_filter_unused(f, self._specification)))
            for f in now.profile.filters
        ]

    def show_entry(self, key: Any) -> None:
        """Fill the form with a filter."""
        self.name.setText(key.name if key else "")
        self.where.setText(key.where if key else "")
        self.forget.setEnabled(key is not None)

    def keep_entry(self) -> None:
        """Keep the filter in the form; under another name it is another one."""
        if self.name.text().strip() and self.where.text().strip():
            self._profile.keep_filter_text(self.name.text(), self.where.text())

    def forget_entry(self) -> None:
        """Forget the chosen filter."""
        if self._chosen is not None:
            self._profile.forget_filter(self._chosen)


class Spellings(Entries):
    """Names that are spelt in several ways, each spelling with what it is written as."""

    title = "Spellings"
    sentence = (
        "Names of providers and practices, and descriptions, that you decided to write in one way: "
        "Fix, Names spelt in several ways. A name with another identifier is never changed."
    )

    def __init__(self, profile: CouncilProfile, specification: Specification) -> None:
        super().__init__(profile)
        self._specification = specification
        self.keep.hide()  # they are decided where the file shows what they are

    def headers(self) -> tuple[str, ...]:
        """Return the headers of the list."""
        return "Field", "Spelling", "Written as", "Identifier", "State"

    def lines(self, now: InFile) -> Sequence[tuple[Any, ...]]:
        """Return the spellings of the profile."""
        from cldvalidator.fixes.spellings import why_spelling_unused

        return [
            (
                s,
                s.field,
                s.found,
                s.written,
                s.identifier,
                state_of(why_spelling_unused(s, self._specification)),
            )
            for s in now.profile.spellings
        ]

    def show_entry(self, key: Any) -> None:
        """Let the chosen spelling be forgotten."""
        self.forget.setEnabled(key is not None)

    def keep_entry(self) -> None:
        """Keep nothing: there is no form."""

    def forget_entry(self) -> None:
        """Forget the chosen spelling."""
        if self._chosen is not None:
            self._profile.forget_spelling(self._chosen)
