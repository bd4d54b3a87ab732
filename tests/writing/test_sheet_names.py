"""Names of sheets: whatever a team is called, Excel and XlsxWriter take the name."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from cldvalidator.writing.excel_report.sheet_names import LONGEST, sheet_name

TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="a'\U0001f600 =+-@[]:*?/\\\x00\ud800é", max_size=60),
    st.sampled_from(["History", "HISTORY ", "'history'", "", "'", "Summary", "summary"]),
)


@given(st.lists(TEXTS, max_size=12))
@example(["Older Adults Long Term Support's Team", "Older Adults Long Term Support' Team"])
@example(["\U0001f600" * 16, "\U0001f600" * 17])
@example(["ß" * 20, "SS" * 20, "ﬁ" * 31])
def test_excel_takes_them(wanted: list[str]) -> None:
    taken: list[str] = []
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    for text in wanted:
        name = sheet_name(text, taken)
        assert 0 < len(name.encode("utf-16-le")) // 2 <= LONGEST
        assert not set(name) & set("[]:*?/\\")
        assert name[0] not in "'=+-@"
        assert name[-1] != "'"
        assert name.casefold() not in {"history", *(t.casefold() for t in taken)}
        book.add_worksheet(name)
        taken.append(name)
    if taken:
        book.close()


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        ("North team", "North team"),
        ("Older Adults Long Term Support's Team", "Older Adults Long Term Support"),
        ("=1+1", "1+1"),
        ("", "Sheet"),
        ("History", "History 2"),
    ],
)
def test_they_are_like_what_was_wanted(wanted: str, made: str) -> None:
    assert sheet_name(wanted, []) == made
