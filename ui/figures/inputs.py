"""What the figures need that is not in the file: the year, the method, the population."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cldvalidator.problems import Problem
from ui.figures.methods import MethodsCard
from ui.figures.state import PreviewState
from ui.theme import LARGE, MEDIUM, SMALL, TIGHT
from ui.widgets.choice import Choice
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, button, clear, label, notice, row

if TYPE_CHECKING:
    from cldvalidator.jobs.preview import FilePreview
    from cldvalidator.jobs.preview_inputs import PreviewInputs

AS_STATED = "As the file states"
DEATHS = ("The dates in the file", "None for people with an NHS number")


class InputsView(QWidget):
    """A form; the figures are computed anew when it is applied. applied: after that."""

    applied = Signal()

    def __init__(self, state: PreviewState) -> None:
        super().__init__()
        from cldvalidator.jobs.preview_inputs import METHODS

        self._state = state
        inputs, preview = state.inputs, state.preview
        self.year = Choice()
        self.year.setEditable(True)
        self.year.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.year.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.year.setAccessibleName("Last day of the year")
        self.year.addItem(AS_STATED)
        for day in preview.year_ends if preview is not None else ():
            self.year.addItem(f"{day:%d/%m/%Y}")
        given = inputs.period_end
        self.year.setCurrentText(f"{given:%d/%m/%Y}" if given else AS_STATED)
        self.method = Choice()
        self.method.setAccessibleName("Version of the method")
        self.method.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.method.addItems(list(METHODS))
        self.method.setCurrentText(inputs.method)
        self.release = QCheckBox("Read Release 1 values as Release 2")
        self.release.setChecked(inputs.map_release_1)
        self._make_deaths(inputs.own_deaths)
        self._make_population(inputs, preview)
        boxes = (self.year.lineEdit(), self.population_year, *self.population.values())
        for line in filter(None, boxes):
            name = line.accessibleName() or self.year.accessibleName()
            line.setText(state.entered.get(name, line.text()))  # the figures may have been dropped
            line.textEdited.connect(partial(state.entered.__setitem__, name))
        self.button = button("Calculate the figures again", self.apply, kind="main")
        self._problem = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, 0, SMALL, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addWidget(label("Inputs", "heading"))
        layout.addLayout(self._problem)
        layout.addWidget(self._year_card())
        layout.addWidget(self._population_card())
        layout.addLayout(row(self.button, None))
        if preview is not None:
            layout.addWidget(MethodsCard(state))
        layout.addStretch(1)

    def _make_deaths(self, own: bool) -> None:
        self.deaths = Choice()
        self.deaths.setAccessibleName("Dates of death")
        self.deaths.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.deaths.addItems(list(DEATHS))
        self.deaths.setCurrentIndex(0 if own else 1)

    def _make_population(self, inputs: PreviewInputs, preview: FilePreview | None) -> None:
        """Make the boxes of the population that was told; a published one shows behind them."""
        from cldvalidator.measures.population import BANDS
        from cldvalidator.measures.registry import estimate_year

        known, known_year = inputs.population or {}, inputs.population_year
        published = None
        if preview is not None:
            period = preview.processed.period
            published = preview.inputs.published(estimate_year(period))
            used = preview.inputs.population_of(period)
            is_told = used is not None and not used.published
            known, known_year = (used.bands, used.mid_year) if used and is_told else ({}, None)
        self.population: dict[str, QLineEdit] = {}
        for band in BANDS:
            box = QLineEdit(f"{known[band]:,}" if band in known else "")
            people = f"{published.bands[band]:,}" if published is not None else "Not known"
            box.setPlaceholderText(people)
            box.setAccessibleName(f"Population aged {band}")
            box.returnPressed.connect(self.apply)
            self.population[band] = box
        self.population_year = QLineEdit("" if known_year is None else f"{known_year}")
        self.population_year.setPlaceholderText(
            f"Published: mid-{published.mid_year}" if published is not None else "Every year"
        )
        self.population_year.setAccessibleName("Mid-year of the population")
        self.population_year.returnPressed.connect(self.apply)

    def _field(self, words: str, box: QWidget) -> QWidget:
        """Return a field below its label."""
        name = label(words, wrap=False)
        name.setBuddy(box)
        box.setMinimumWidth(self.fontMetrics().averageCharWidth() * 26)
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addWidget(name)
        layout.addWidget(box)
        return made

    def _year_card(self) -> Card:
        choices = (("Last day of the year", self.year), ("Version of the method", self.method))
        fields = FlowLayout(*(self._field(*t) for t in choices), spacing=LARGE)
        return Card(
            label("Year and method", "strong"),
            label(
                "The twelve months to this day are measured. Choose a quarter end or write a day "
                "such as 31/03/2026.",
                "muted",
            ),
            fields,
            self.release,
            self._field("Dates of death", self.deaths),
            label(
                "Nationally, for people with an NHS number, only deaths registered with the ONS "
                "count. The second choice shows the figures without any of their deaths.",
                "muted",
            ),
            spacing=SMALL,
        )

    def _population_card(self) -> Card:
        boxes = [(f"Aged {band}", box) for band, box in self.population.items()]
        boxes.append(("Mid-year of the population", self.population_year))
        fields = FlowLayout(*(self._field(*t) for t in boxes), spacing=LARGE)
        return Card(
            label("Population of the council", "strong"),
            label(
                "ASCOF 2B and 2C divide by the population, which is not in the file. Leave this "
                "empty to use the published mid-year estimate of the ONS, shown in grey. What you "
                "write is used instead and remembered for this council on this computer: without "
                "a year for every year, in place of those of single years.",
                "muted",
            ),
            fields,
            spacing=SMALL,
        )

    def apply(self) -> None:
        """Check what is written, keep the population, and compute."""
        from cldvalidator.jobs.preview_inputs import (
            PreviewInputs,
            checked_population,
            read_day,
            read_population_year,
        )

        clear(self._problem)
        written = self.year.currentText()
        try:
            day = None if written == AS_STATED else read_day(written)
            population = checked_population({b: box.text() for b, box in self.population.items()})
            population_year = read_population_year(self.population_year.text())
        except Problem as problem:
            self._problem.addWidget(notice("error", problem.what, problem.advice))
            return
        inputs = PreviewInputs(
            day,
            self.method.currentText(),
            self.release.isChecked(),
            population,
            population_year,
            own_deaths=self.deaths.currentIndex() == 0,
        )
        self._state.set_inputs(inputs)
        self.applied.emit()
