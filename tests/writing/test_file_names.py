"""Names of files: whatever a team is called, Windows takes the name, and no two are one."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cldvalidator.writing.file_names import MOST_BYTES, file_names
from tests.examples import examples

TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet='aA <>:"/\\|?*.\x00\u200b\U0001f600ée\u0301ß', max_size=200),
    st.sampled_from(["CON", "nul", "", ".", "..", "Adults/North", "Adults:North", "adults north"]),
)


@given(st.lists(TEXTS, max_size=12))
@settings(max_examples=examples(40))
@example(["Adults North", "adults north", "Adults/North", "Adults North 2", "Adults\u200b North"])
@example(["Caf\u00e9", "Cafe\u0301", "ﬁ", "fi", "STRASSE", "straße"])
@example(["\U0001f600" * 60, "\U0001f600" * 61, "a" * 300, "A" * 301])
def test_windows_takes_them(wanted: list[str]) -> None:
    names = file_names("Findings - ", wanted, ".xlsx")
    assert len(names) == len(wanted)
    for name in names:
        assert not set(name) & set('<>:"/\\|?*')
        assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in name)
        text = name.removeprefix("Findings - ").removesuffix(".xlsx")
        assert text
        assert not text.endswith((".", " "))
        assert len(text.encode()) <= MOST_BYTES
    folded = {unicodedata.normalize("NFKC", name).casefold() for name in names}
    assert len(folded) == len(names)


def test_they_are_like_what_was_wanted() -> None:
    made = file_names("", ["North team", "Adults/North", "north TEAM", ""], ".xlsx")
    assert made == ["North team.xlsx", "Adults North.xlsx", "north TEAM 2.xlsx", "no name.xlsx"]
