"""Text that was decoded wrongly and encoded again is undone exactly; others are let alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.command_line.main import main
from cldvalidator.extract import read_extract
from cldvalidator.extract.column import Column
from cldvalidator.extract.double_encoded import Undone, double_encoded_notice, undone
from cldvalidator.specification import load_specification

CASE = Path(__file__).parents[1] / "data" / "cases" / "22-double-encoded.csv"
IN_PLACE_OF_CAUSES = "decoded wrongly and saved again"
usual = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.sampled_from("£°½éèëïöüçñÉÁ’‘“”–—…•€™\xa0"),
    ),
    max_size=20,
)


def encoded_again(text: str, *, latin_1: bool = False, lost: bool = False) -> str:
    """Return what UTF-8 becomes that is read as Windows-1252 (or Latin-1) and saved."""
    if latin_1:
        return text.encode().decode("latin-1")
    gap = "\ufffd" if lost else ""
    return "".join(bytes([b]).decode("cp1252", "ignore") or gap or chr(b) for b in text.encode())


@given(usual, st.integers(1, 3), st.booleans())
def test_what_was_encoded_again_is_undone_exactly(text: str, times: int, latin_1: bool) -> None:
    if undone(text) is not None:  # two letters that happen to look like one that was
        return
    wrong = text
    for _ in range(times):
        wrong = encoded_again(wrong, latin_1=latin_1)
    assert undone(wrong) == (None if text.isascii() else Undone(text, certain=True))


@given(usual, st.sampled_from(("cp1252", "latin-1")))
def test_what_is_undone_becomes_the_text_again_and_any_other_is_let_alone(
    text: str, codec: str
) -> None:
    before = undone(text)
    if before is not None and before.certain:
        again = before.text
        while again != text and len(again) < len(text):
            again = encoded_again(again)
        assert again == text
    try:
        text.encode(codec).decode("utf-8")
    except UnicodeError:
        assert before is None or not before.certain


@pytest.mark.parametrize(
    "text",
    [
        *("Â", "Ã", "â€", "naïve", "Zoë", "São", "Å", "\ufffd", "Â 5", "Ça va – “bien”", "½ day"),
        *("CAFÉ’S", "“CAFÉ”", "É’É’É’", "Łucja", "Привет", "李", "x\ufffdy", "£5", "€5 – “a”"),
    ],
)
def test_a_real_text_is_never_touched(text: str) -> None:
    assert undone(text) is None


@pytest.mark.parametrize(
    ("text", "before", "certain"),
    [
        (encoded_again("“a”", lost=True), "“a”", True),
        (encoded_again(encoded_again("“a”", lost=True), lost=True), "“a”", True),
        ("Oâ€™Neill – café", "O’Neill – café", False),
        (encoded_again("Łucja"), "Łucja", False),
        (encoded_again(encoded_again("Łucja")), "Łucja", False),
        (encoded_again("Привет"), "Привет", False),
    ],
)
def test_how_certain_it_is(text: str, before: str, certain: bool) -> None:
    assert undone(text) == Undone(before, certain)


def test_the_cells_are_counted() -> None:
    columns = [Column.of(["Oâ€™Neill", "Zoë", "Oâ€™Neill"]), Column.of(["Â£5", "", "Â"])]
    (notice,) = double_encoded_notice(columns)
    assert notice.startswith(f"3 cells hold text that a program {IN_PLACE_OF_CAUSES}")
    assert double_encoded_notice([Column.of(["Zoë", "Â"])]) == ()


def test_the_safe_changes_make_such_a_file_as_clean_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.csv"
    # One outcome is Release 1's own, once it is decoded: with a dash instead of a colon.
    assert main(["fix", str(CASE), "--safe", "--release-1", "--write", str(target)]) == 0
    assert capsys.readouterr().out.count(IN_PLACE_OF_CAUSES) == 1
    assert main(["check", str(target)]) == 0
    assert "Ready to send: no errors and no warnings" in capsys.readouterr().out
    with target.open(encoding="cp1252", newline="") as file:
        fixed = list(csv.DictReader(file))
    with (CASE.parent / "base.csv").open(encoding="utf-8-sig", newline="") as file:
        base = list(csv.DictReader(file))
    same = ("Event Outcome", "Primary Support Reason", "Unit Cost")
    assert [[row[n] for n in same] for row in fixed] == [[row[n] for n in same] for row in base]
    assert {row["Event Description"] for row in fixed} == {"Day\xa0centre – “carer’s break”"}


def test_a_mark_before_the_first_header_that_was_decoded_wrongly(tmp_path: Path) -> None:
    path = tmp_path / "marked.csv"
    path.write_text("ï»¿" + (CASE.parent / "base.csv").read_text("utf-8-sig"), "utf-8")
    assert read_extract(path, load_specification("2")).reading.missing == ()
