"""What a person does to look: filters of the rows, lists in another order, a person's story."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from PySide6.QtWidgets import QPushButton

from cldvalidator.filters import filter_text
from cldvalidator.review.row_choice import RowChoice
from tests.ui.machine.driven import SOME
from tests.ui.machine.on_check import OnCheck
from ui.grid.commands import STORY
from ui.grid.filter_bar import parts_of

Row = Callable[[str], str]
FILTERS: Mapping[str, Callable[[Row], bool]] = {
    "Event Type = Service": lambda cell: cell("Event Type").strip().casefold() == "service",
    "not Event End Date is blank": lambda cell: bool(cell("Event End Date").strip()),
    "Event Type in (Request, Review)": lambda cell: (
        cell("Event Type").strip().casefold() in ("request", "review")
    ),
}
ORDERS = st.sampled_from([True, False, None])


class OnLooking(OnCheck):
    """What is shown is what was asked for, and what is opened from it is what it shows."""

    def _conditions(self) -> list[str]:
        bar = self.panel.filter
        return (
            [] if bar.fields is None else [filter_text(p, bar.fields) for p in parts_of(bar.where)]
        )

    def _chips(self) -> list[QPushButton]:
        buttons = self.panel.filter.findChildren(QPushButton)
        named = (b for b in buttons if b.accessibleName().startswith("Remove the filter "))
        return [b for b in named if not b.isHidden()]

    @rule(text=st.sampled_from([*FILTERS]))
    @precondition(lambda self: self.window.page == "check" and self.typing is None)
    def filter_rows(self, text: str) -> None:
        """Filter when nothing goes on: every row that is shown fits all conditions."""
        self._let_end()
        opened = self.space.opened
        if opened is None or self.typing is not None:
            return
        bar = self.panel.filter
        bar.begin()
        bar.box.setText(text)
        bar.apply()
        self._let_end()
        conditions = self._conditions()
        assert text in conditions
        assert bar.box.text() == ""
        columns = {name: opened.extract.column(name) for name in opened.extract.columns}

        def fits(record: int) -> bool:
            return all(FILTERS[c](lambda name: columns[name].text(record)) for c in conditions)

        shown = self.panel.model.rows.tolist()
        assert all(map(fits, shown)), "a row that does not fit is shown"
        choice = self.space.choice
        assert choice is not None
        if _is_filter_alone(choice):
            assert sorted(shown) == list(filter(fits, range(len(opened.extract))))

    @rule(place=SOME)
    @precondition(lambda self: self._chips())
    def remove_filter(self, place: int) -> None:
        chips, before = self._chips(), self._conditions()
        chip = chips[place % len(chips)]
        named = chip.accessibleName().removeprefix("Remove the filter ")
        chip.click()
        assert self._conditions() == [c for c in before if c != named]
        self._events()

    @rule(column=st.integers(0, 4), descending=ORDERS)
    @precondition(lambda self: self._on_fix())
    def order_proposals(self, column: int, descending: bool | None) -> None:
        """Order the proposals: those that are selected stay so, and the pane stays theirs."""
        before, pane = set(self.page.side.keys), self.page.pane.keys
        self.page.proposals.sorting.by(column, descending)
        assert set(self.page.side.keys) == before
        assert self.page.pane.keys == pane
        self._events()

    @rule(row=SOME)
    @precondition(lambda self: self.typing is None and self._has_rows())
    def open_story(self, row: int) -> None:
        panel = self.panel
        panel.grid.go_to(row % len(panel.model.rows), 0)
        panel.act(STORY)
        self._events()

    @rule(place=SOME)
    @precondition(lambda self: self._story_is_open())
    def open_event(self, place: int) -> None:
        """Open an event of the story: it is that very row of the file, or none."""
        door = self.window.story
        state, window = door.state, door.window
        story = state.story
        if story is None or not story.bars or not window.table.isEnabled():
            return
        place %= len(story.bars)
        then = state._source.of.extract.source_rows[story.bars[place].record]
        wanted: list[int] = []
        hear = self.space.cell_wanted.connect(lambda record, _name: wanted.append(record))
        window._open_record(place)
        self.space.cell_wanted.disconnect(hear)
        for record in wanted:
            assert self.space.opened is not None
            assert self.space.opened.extract.source_rows[record] == then, "another row is opened"
        self._events()

    @rule(by=st.sampled_from([-1, 1]))
    @precondition(lambda self: self._story_is_open())
    def step_story(self, by: int) -> None:
        self.window.story.state.step(by)
        self._events()

    @rule()
    @precondition(lambda self: self._story_is_open())
    def close_story(self) -> None:
        self.window.story.window.close()
        self._events()
        assert self.window.story.state.story is None, "a closed story is kept"

    def _story_is_open(self) -> bool:
        window = self.window.story.window
        return window is not None and window.isVisible()

    @invariant()
    def the_conditions_named_are_those_in_force(self) -> None:
        if self.panel.filter.fields is None:
            return
        named = [c.accessibleName().removeprefix("Remove the filter ") for c in self._chips()]
        assert named == self._conditions()

    @invariant()
    def a_story_is_of_one_person(self) -> None:
        """The NHS number makes a person, and without one the council with its own identifier."""
        state = self.window.story.state
        if state.story is None or state._source is None or state.of_figures:
            return
        extract = state._source.of.extract
        nhs, *local = (
            extract.column(name)
            for name in ("NHS Number", "LA Code", "LA Person Unique Identifier")
        )

        def person(record: int) -> tuple[str, ...]:
            number = nhs.text(record).strip()
            return (number,) if number else tuple(c.text(record).strip() for c in local)

        assert len({person(bar.record) for bar in state.story.bars}) <= 1


def _is_filter_alone(choice: RowChoice) -> bool:
    """Whether rows are asked for by a filter and nothing else."""
    others = choice.severity, choice.rule, choice.field, choice.among
    return all(o is None for o in others) and not choice.values and not choice.contains
