"""A comparison at a glance: the two files, what was noticed, and how many events are what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from cldvalidator.wording import counted
from ui.comparing.listings import FIGURES, FINDINGS, PROMISES, first_capital
from ui.theme import MEDIUM, SMALL
from ui.widgets.parts import Card, button, label, notice, row

if TYPE_CHECKING:
    from cldvalidator.submissions.compare_result import Compared


PLURALS = {"error": "Errors", "warning": "Warnings", "query": "Queries"}


class ComparisonSummary(QWidget):
    """The cards at the left of the page."""

    def __init__(
        self, compared: Compared, choose: Callable[[str], None], older: Sequence[Path] = ()
    ) -> None:
        super().__init__()
        from cldvalidator.presentation.comparison_text import SIDES, file_line
        from cldvalidator.submissions.compare_words import mass_sentence

        self._choose = choose
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, SMALL, 0)
        layout.setSpacing(MEDIUM)
        for sentence in compared.notices:
            layout.addWidget(notice("warning", sentence))
        layout.addWidget(self._findings(compared))
        layout.addWidget(self._figures())
        if compared.promises:
            layout.addWidget(self._promises(compared))
        layout.addWidget(self._counts(compared))
        for change in compared.comparison.mass:
            layout.addWidget(notice("info", "A whole column changed", mass_sentence(change)))
        for across in compared.across:
            text = across.detail or f"{counted(across.count, 'record')}. {across.rule.wrong}"
            title = f"{across.rule.id}: {across.rule.title}"
            rows = button("List the records", partial(choose, title), kind="link")
            rows.setAccessibleName(f"List the records of {across.rule.id}")
            more = (rows,) if len(across.rows) else ()
            text = f"{text} {across.rule.cost}"
            layout.addWidget(notice(across.rule.severity.word, title, text, *more))
        files = Card(spacing=SMALL)
        files.add(label("The two files", "heading"))
        for side in (0, 1):
            files.add(label(SIDES[side], "strong"), label(file_line(compared, side)))
        if older:
            named = ", ".join(path.name for path in older)
            files.add(label("Files before both", "strong"), label(named))
        layout.addWidget(files)
        layout.addStretch(1)

    def _findings(self, compared: Compared) -> Card:
        """Return how many findings this file brought, kept and lost: what to look at first."""
        from cldvalidator.presentation.comparison_text import finding_totals, own_finding_totals
        from cldvalidator.review.own_rules import HEADING

        card = Card(spacing=SMALL)
        card.add(label("Findings against the earlier file", "heading"))
        for severity, (new, still, resolved, _) in finding_totals(compared).items():
            if new or still or resolved:
                counts = f"{new:,} new, {still:,} still there, {resolved:,} resolved"
                card.add(label(f"{PLURALS[severity.word]}: {counts}"))
        if (own := own_finding_totals(compared)) is not None:
            new, still, resolved, _ = own
            counts = f"{new:,} new, {still:,} still there, {resolved:,} resolved"
            card.add(label(f"{HEADING}: {counts}"))
        see = button("List the findings", partial(self._choose, FINDINGS), kind="link")
        card.add(row(see, None))
        return card

    def _figures(self) -> Card:
        """Return the way to the figures, which are calculated only when they are asked for."""
        see = button(FIGURES, partial(self._choose, FIGURES), kind="link")
        return Card(
            label("National figures", "heading"),
            label("What they were, what they are now, and which events moved them."),
            row(see, None),
        )

    def _promises(self, compared: Compared) -> Card:
        """Return what became of the promises of teams."""
        from cldvalidator.presentation.promises_text import TITLE, total_sentence

        card = Card(spacing=SMALL)
        card.add(label(TITLE, "heading"), label(total_sentence(compared.promises)))
        see = button("List the promises", partial(self._choose, PROMISES), kind="link")
        card.add(row(see, None))
        return card

    def _counts(self, compared: Compared) -> Card:
        """Return how many events have each status, and why."""
        from cldvalidator.submissions.compare_words import by_flag, by_status, why_gone, why_new

        found = compared.comparison
        card = Card(spacing=SMALL)
        card.add(label("Events", "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL // 2)
        lines = [(first_capital(c.what), c.total, c.means) for _, c in by_status(found)]
        lines += [(f"New: {c.what}", c.total, "") for _, c in why_new(found)]
        lines += [(f"Gone: {c.what}", c.total, "") for _, c in why_gone(found)]
        lines += [(first_capital(c.what), c.total, c.means) for _, c in by_flag(found)]
        for place, (what, total, means) in enumerate(lines):
            number = label(f"{total:,}", "strong", wrap=False)
            words = label(what)
            words.setToolTip(means)
            grid.addWidget(number, place, 0)
            grid.addWidget(words, place, 1)
        grid.setColumnStretch(1, 1)
        card.add(grid)
        return card
