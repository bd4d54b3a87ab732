"""The widths of a listing's columns: whole words, and nothing that has to be scrolled sideways."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from cldvalidator.presentation.sheet import Cell, Sheet
from tests.examples import examples
from ui.widgets.listing import Listing
from ui.widgets.listing_layout import shared_widths
from ui.widgets.listing_widths import column_widths, whole_words
from ui.widgets.sheet_table import SheetTable
from ui.widgets.table import ListingView

COLUMNS = st.lists(
    st.tuples(st.integers(1, 500), st.integers(1, 80), st.booleans()), min_size=1, max_size=6
)
VALUES = Listing(
    ("Value found", "Field", "Proposed", "Cells"),
    (
        ["Private rented", "Owner occupier or shared ownership scheme"],
        ["Accommodation Status", "Accommodation Status"],
        ["", "Owner occupier or shared ownership scheme"],
        [25, 2],
    ),
    marks=("error", "error"),
)


@settings(max_examples=examples(100))
@given(columns=COLUMNS, room=st.integers(0, 2_000))
def test_columns_share_exactly_the_room_or_have_what_they_must(
    columns: list[tuple[int, int, bool]], room: int
) -> None:
    wanted = [wide for wide, _, _ in columns]
    least = [min(wide, low) for wide, low, _ in columns]
    gives = [can for _, _, can in columns]
    widths = shared_widths(wanted, least, gives, room)
    for width, wide, low, can in zip(widths, wanted, least, gives, strict=True):
        assert low <= width <= wide
        assert can or width == wide
    must = sum(low if can else wide for wide, low, can in zip(wanted, least, gives, strict=True))
    assert sum(widths) <= max(room, must)
    if sum(wanted) > room >= must:
        assert sum(widths) > room - len(columns), "room is left that a column wants"


def test_words_are_broken_where_they_are_fewest_then_the_widest_and_none_where_all_have_room() -> (
    None
):
    words = [[40, 120], [90], [30, 60]]
    assert whole_words(words, [20, 20, 20], 270) == [120, 90, 60]
    assert whole_words(words, [20, 20, 20], 260) == [40, 90, 60]
    assert whole_words(words, [20, 20, 20], 100) == [40, 20, 30]
    # Scrolled sideways all the same, so that nothing is gained by breaking words.
    assert whole_words(words, [20, 20, 20], 50) == [120, 90, 60]
    assert whole_words(words, [20, 20, 20], None) == [120, 90, 60]
    assert whole_words([[120, 120, 40], [90, 60]], [20, 20], 185) == [120, 60]


def test_no_word_of_a_field_is_broken_among_the_values_of_a_small_window(qtbot: QtBot) -> None:
    view = ListingView("any")
    qtbot.addWidget(view)
    view.show_listing(VALUES)
    metrics = view.fontMetrics()
    room = 68 * metrics.averageCharWidth()
    view.resize(room, 300)
    view.show()
    assert view.horizontalScrollBar().maximum() == 0
    for row in range(2):
        for place in range(3):
            value = VALUES.columns[place][row]
            assert " ".join(view._lines_of(row, place)) == value


def test_a_listing_that_may_be_scrolled_is_not_where_its_texts_fit_on_more_lines(
    qtbot: QtBot,
) -> None:
    view = ListingView("any")
    qtbot.addWidget(view)
    metrics, given = view.fontMetrics(), {"by_hand": {}, "scrolls": True, "letters": 44}
    alone = column_widths(VALUES, metrics, 2_000, **given)
    fits = column_widths(VALUES, metrics, sum(alone) - 100, **given)
    assert sum(fits) <= sum(alone) - 100
    small = column_widths(VALUES, metrics, 150, **given)
    assert sum(small) > 150, "words are whole, and the listing is scrolled"


def test_the_texts_of_a_sheet_stand_on_one_line_where_there_is_room(qtbot: QtBot) -> None:
    table = SheetTable("any")
    qtbot.addWidget(table)
    words = "The version that checked the earlier submission does not have the rule."
    heads = ("Age band", "Sequel group", "What followed", "In the denominator", "What explains it")
    cells = tuple(Cell(text) for text in ("18 to 64", "4a", "Long term support", "Y", words))
    letter = table.fontMetrics().averageCharWidth()
    table.resize(letter * 200, 300)
    table.show_sheet(Sheet("any", heads, (cells,)))
    table.show()
    needed = table.fontMetrics().horizontalAdvance(words)
    assert table.columnWidth(4) > needed
    for letters in (110, 90, 200):
        table.resize(letter * letters, 300)
        qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
    assert table.columnWidth(4) > needed
