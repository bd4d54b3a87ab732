"""One measure: what it is, its figures, who is behind them, what findings do, its breakdowns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.figures.behind_view import BehindView
from ui.figures.published_view import PublishedView
from ui.figures.state import PreviewState
from ui.theme import MEDIUM, SMALL, TIGHT, colours
from ui.widgets.flow import Columns
from ui.widgets.parts import Card, button, column, label, notice, picture, row
from ui.widgets.sheet_panel import SheetPanel
from ui.widgets.tabs import Tabs
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.measures.preview import Previewed
    from cldvalidator.presentation.figure_sheets import Headline, MeasureSheets

WHY_EARLIER = "DHSC computes this measure from several submissions joined."
EARLIER = "Add earlier files ..."
FIGURES, BEHIND, PUBLISHED, FINDINGS, BREAKDOWNS, ABOUT = (
    "Figures",
    "Behind a figure",
    "Beside published",
    "Open findings",
    "Breakdowns",
    "About",
)


class MeasureView(QWidget):
    """Shows one measure in parts, built when first shown. turned: another part is shown."""

    turned = Signal()

    def __init__(
        self,
        workspace: Workspace,
        state: PreviewState,
        item: Previewed,
        sheets: MeasureSheets,
        ask_inputs: Callable[[], object],
    ) -> None:
        super().__init__()
        self._workspace, self._state = workspace, state
        self._item, self._sheets = item, sheets
        self._ask_inputs = ask_inputs
        text = item.measure.text
        self.behind = BehindView(workspace, state)
        self.behind.setParent(self)
        self.behind.hide()
        self.figures: SheetPanel | None = None
        self._part = FIGURES
        self._built: dict[str, QWidget] = {}
        self._builders: dict[str, Callable[[], QWidget]] = {
            FIGURES: self._figures_part,
            BEHIND: lambda: self.behind,
            ABOUT: self._about_part,
        }
        self._compared = [c for c in state.beside_published() if c.counterpart.measure == text.id]
        if self._compared:
            self._builders[PUBLISHED] = lambda: PublishedView(self._compared)
        if sheets.effect is not None:
            self._builders[FINDINGS] = self._findings_part
        if sheets.breakdowns:
            self._builders[BREAKDOWNS] = self._breakdowns_part
        order = (FIGURES, BEHIND, PUBLISHED, FINDINGS, BREAKDOWNS, ABOUT)
        self._names = [name for name in order if name in self._builders]
        self._tabs = Tabs(
            f"Views of {text.id}",
            self._names,
            lambda place: self._choose_part(self._names[place]),
            wraps=True,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, 0, SMALL, SMALL)
        layout.setSpacing(MEDIUM)
        same = text.title.casefold() in text.id.casefold()
        title = label(text.id if same else f"{text.id}: {text.title}", "heading")
        layout.addLayout(column(title, label(text.definition, "muted"), spacing=TIGHT))
        layout.addWidget(self._tabs)
        self._parts = QVBoxLayout()
        layout.addLayout(self._parts, 1)
        # A part of its own for the window: showing the part and filling it would hold it up.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._fill_behind)
        state.behind_changed.connect(self._look_behind)
        self.show_part(FIGURES)

    @property
    def part(self) -> str:
        """The part that is shown."""
        return self._part

    def _choose_part(self, name: str) -> None:
        """Show a part; who is behind the first figure, where none was chosen."""
        first = next(iter(self._sheets.headlines), None)
        if name == BEHIND and self._state.behind is None and first is not None:
            from cldvalidator.presentation.figure_sheets import EVERYONE

            self._state.look_behind((first.figure, EVERYONE))
        else:
            self.show_part(name)

    def show_part(self, name: str) -> None:
        """Build a part when it is first asked for, and show it."""
        if name not in self._built:
            self._built[name] = self._builders[name]()
            self._parts.addWidget(self._built[name])
        # Parts that are hidden take no room, so that the page is as long as what it shows.
        self._part = name
        self._built[name].show()
        for other, part in self._built.items():
            if other != name:
                part.hide()
        self._tabs.set_current(self._names.index(name))
        self.turned.emit()

    def _look_behind(self) -> None:
        key = self._state.behind
        if key is not None:
            self.show_part(BEHIND)
            self._later.start(0)

    def _fill_behind(self) -> None:
        self.behind.show_figure(self._state.behind)
        self.behind.table.setFocus()

    def _figures_part(self) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(label(f"{self._state.basis}.", "strong"))
        texts = [_headline(h, self._sheets.earlier) for h in self._sheets.headlines]
        if texts and not self._item.measure.on_request:  # the totals stand in the tables
            layout.addWidget(Card(Columns(texts, least=22, most=len(texts))))
        of_set = self._state.of_set
        if of_set is not None and not self._state.share:
            for line in of_set.alone_of(self._item):
                layout.addWidget(label(line, "muted"))
        for note in self._sheets.notes:
            layout.addWidget(label(note, "muted"))
        for gap in self._sheets.missing:
            card = notice("warning", gap)
            if "population" in gap:
                card.add(row(button("Enter the population", self._ask_inputs), None))
            layout.addWidget(card)
        if self._state.needs_earlier(self._item):
            earlier = button(EARLIER, self._state.earlier_wanted.emit, icon_name="open")
            why = row(earlier, label(WHY_EARLIER, "muted"))
            why.setStretch(1, 1)
            layout.addLayout(why)
        if not self._sheets.figures:
            layout.addStretch(1)
            return made
        hint = "Click a number, or press Enter on it, to see who is behind it."
        if self._state.share:
            hint = (
                "Numbers of 1 to 4 are suppressed, others rounded to 5. Rates are worked out from "
                "the rounded numbers, so that nobody can tell the exact ones."
            )
        self.figures = SheetPanel(
            self._sheets.figures, f"Figures of {self._item.measure.text.id}", hint=hint
        )
        self.figures.chosen.connect(self._state.look_behind)
        layout.addWidget(self.figures, 1)
        return made

    def _findings_part(self) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        sheet = self._sheets.effect
        if sheet is None or not sheet.rows:
            layout.addWidget(notice("good", "No open error or warning touches this measure."))
            layout.addStretch(1)
            return made
        words = (
            "Open errors and warnings in the fields that this measure reads, on the rows that it "
            "reads. How far a figure could move stands beside it, under Figures."
        )
        layout.addWidget(label(words, "muted"))
        hint = "Click a rule, or press Enter on it, to see its rows in the grid."
        if self._state.of_set is not None:
            hint = "Findings of all files that are joined. Click a rule to see its rows in the file"
            hint += " that is open, or which files have them."
        panel = SheetPanel([sheet], "Effect of open findings", hint=hint)
        panel.chosen.connect(self._state.rows.show_findings)
        layout.addWidget(panel, 1)
        return made

    def _breakdowns_part(self) -> QWidget:
        return SheetPanel(self._sheets.breakdowns, f"Breakdowns of {self._item.measure.text.id}")

    def _about_part(self) -> QWidget:
        text = self._item.measure.text
        parts: list[Any] = []
        for title, words in (
            ("Numerator", text.numerator),
            ("Denominator", text.denominator),
            ("Source", text.source),
        ):
            parts.append(Card(label(title, "strong"), label(words), spacing=TIGHT))
        odd = Card(label("Quirks of the national method", "strong"), spacing=TIGHT)
        for oddity in text.oddities:
            sign = picture("info", 18, colours().accent)
            line = row(sign, label(oddity), spacing=SMALL)
            line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
            line.setStretch(1, 1)
            odd.add(line)
        parts.insert(2, odd)
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        for part in parts:
            layout.addWidget(part)
        if self._sheets.stages is not None:
            layout.addWidget(label("Working", "strong"))
            layout.addWidget(SheetPanel([self._sheets.stages], "Working"))
        layout.addStretch(1)
        return made


def _headline(headline: Headline, earlier: str) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(TIGHT)
    is_number = headline.value[:1].isdigit() or headline.value[:1] in "£-"
    role = "number" if is_number else "strong"
    layout.addWidget(label(headline.value, role, wrap=not is_number))
    for words, role in (
        (headline.of, "strong"),
        (headline.caption, ""),
        (f"{earlier}: {headline.before}" if headline.before and earlier else "", "muted"),
    ):
        if words:
            layout.addWidget(label(words, role))
    layout.addStretch(1)
    return made
