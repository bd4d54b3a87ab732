"""Prove it on yourself: our computation of a published year beside what was published for it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cldvalidator.problems import InputProblem
from ui.figures.state import PreviewState
from ui.theme import MEDIUM, SMALL, TIGHT
from ui.widgets.parts import Card, button, label, notice, row
from ui.widgets.sheet_panel import SheetPanel

TITLE = "Prove it on yourself"


class ProofView(QWidget):
    """The published year beside ours; a number of ours opens the records behind it."""

    def __init__(self, state: PreviewState) -> None:
        super().__init__()
        self._state = state
        self.panel: SheetPanel | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(SMALL, 0, SMALL, SMALL)
        self._layout.setSpacing(MEDIUM)
        self._layout.addWidget(label(TITLE, "heading"))
        self._layout.addWidget(
            label(
                "A year that is published, computed from your submission and laid beside what was "
                "published for your council. Where the two agree, you can trust the other figures.",
                "muted",
            )
        )
        self._fill()
        self._layout.addStretch(1)

    def _fill(self) -> None:
        from cldvalidator.published.proof import period_of, prove, published_years

        preview = self._state.preview
        if preview is None:
            return
        try:
            self._show(prove(preview.processed, self._state.measures(), preview.council))
        except InputProblem as problem:
            self._layout.addWidget(notice("info", problem.what, problem.advice))
        asked = self._state.inputs.period_end
        years = [
            button(f"Calculate {year}", partial(self.calculate, year), kind="main")
            for year in published_years()
            if self.panel is None and period_of(year).last != asked
        ]
        if asked is not None:
            years.append(button("Calculate the year of the file", partial(self.calculate, "")))
        self._layout.addLayout(row(*years, None))

    def calculate(self, year: str) -> None:
        """Compute a published year; "" for the year that the file states."""
        from cldvalidator.published.proof import period_of

        last = period_of(year).last if year else None
        self._state.set_inputs(replace(self._state.inputs, period_end=last))

    def _show(self, proofs: Any) -> None:
        from cldvalidator.presentation.proof_text import proof_sentence, proof_sheet

        self._layout.addWidget(label(proof_sentence(proofs), "strong"))
        hint = "" if self._state.share else "Click a number of yours to see who is behind it."
        self.panel = SheetPanel([proof_sheet(proofs)], TITLE, hint=hint)
        self.panel.chosen.connect(self._look_behind)
        reasons = [f"{p.own.counterpart.name}: {r}" for p in proofs.proofs for r in p.reasons]
        if proofs.general or reasons:
            card = Card(label("What can explain a difference", "strong"), spacing=TIGHT)
            card.add(*(label(reason) for reason in (*proofs.general, *reasons)))
            self._layout.addWidget(card)
        self._layout.addWidget(self.panel, 1)
        sources = {p.published.edition.attribution for p in proofs.proofs if p.published}
        for source in sorted(sources):
            self._layout.addWidget(label(source, "muted"))

    def _look_behind(self, key: Any) -> None:
        """Show the measure, and who is behind its figure."""
        own, side = key
        if self._state.share:
            return
        self._state.show(own.counterpart.measure)
        self._state.look_behind((own.figure, side))
