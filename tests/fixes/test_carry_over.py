"""Decisions of one extract on the same council's next one: by value, by row, or listed why not."""

from __future__ import annotations

import csv
import json
import random

import pytest

from cldvalidator.fixes import CellChange, History, ValueChange, load_changes, replay, save_changes
from cldvalidator.fixes import carry_over as carrying
from cldvalidator.fixes.carry_over import carry_over
from cldvalidator.fixes.change_file import read_change_file
from cldvalidator.fixes.changes import KEPT
from cldvalidator.fixes.date_order import in_order
from cldvalidator.fixes.rows import rows_back, rows_out
from cldvalidator.jobs.check import open_file
from cldvalidator.problems import InputProblem
from cldvalidator.sample_file import sample_file

with sample_file().open(encoding="utf-8-sig", newline="") as lines:
    HEADER, *ROWS = list(csv.reader(lines))[:121]
GENDER, ETHNICITY, OUTCOME = (HEADER.index(n) for n in ("Gender", "Ethnicity", "Event Outcome"))
REFERENCE, CODE = HEADER.index("Event Reference"), HEADER.index("LA Code")
TOTAL = ["Total", "120", *[""] * (len(HEADER) - 2)]


def written(path, rows, header=HEADER):
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    return path


def extract_rows():
    """Rows with a council's own words, two equal rows at the end, and a total."""
    rows = [list(r) for r in ROWS]
    for n, row in enumerate(rows):
        row[GENDER] = "F." if n % 3 == 0 else row[GENDER]
        row[ETHNICITY] = "Own code 1" if n % 7 == 0 else row[ETHNICITY]
    return [*rows, list(rows[5]), list(TOTAL)]


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The first extract with decisions of every kind, and the change file."""
    folder = tmp_path_factory.mktemp("first")
    opened = open_file(written(folder / "first.csv", extract_rows()))
    history = History(opened.extract)
    history = history.do("Gender", [ValueChange("Gender", "F.", "Female", 0, "MAND-02")])
    history = history.do("Ethnicity", [ValueChange("Ethnicity", "Own code 1", "", 0, "MAND-02")])
    outcome = history.current.column("Event Outcome").text(9)
    history = history.do("Row 11: Event Outcome", [cell(history, "Event Outcome", 9, outcome)])
    history = history.do("The second of two", rows_out(history.current, [122], rule="DUP-01"))
    history = history.do("No record", rows_out(history.current, [123]))
    back = rows_out(history.current, [20])
    history = history.do("Left out", back)
    history = history.do("Put back", rows_back(back))
    path = folder / "changes.json"
    save_changes(history, path, read=opened.read)
    return history, path


def cell(history, field, record, found, to="NFA: Other"):
    row = int(history.start.source_rows[record])
    return CellChange(field, record, row, found, to)


def carried(path, rows, folder, header=HEADER, history=None):
    opened = open_file(written(folder / "second.csv", rows, header))
    return carry_over(read_change_file(path), history or History(opened.extract), opened.read)


def reasons(result):
    return {f.step: f.why for f in result.left}


def contents(extract):
    columns = [extract.column(n).strings().to_pylist() for n in HEADER]
    return sorted(zip(*columns, strict=True))


def test_the_same_file_is_replayed_as_ever(first):
    history, path = first
    again = replay(History(history.start), load_changes(path, history.start))
    assert again.changes == history.changes


@pytest.mark.parametrize("seed", range(4))
def test_rows_in_another_order_make_no_difference(first, tmp_path, seed):
    history, path = first
    rows = extract_rows()
    random.Random(seed).shuffle(rows)
    result = carried(path, rows, tmp_path)
    assert result.left == ()
    assert contents(result.history.current) == contents(history.current)
    assert [s.title for s in result.history.steps][:2] == ["Gender", "Ethnicity"]
    when = {c.when for s in history.steps for c in s.changes}
    assert {c.when for s in result.history.steps for c in s.changes} <= when


def test_what_was_mended_at_the_source_is_left_alone(first, tmp_path):
    history, path = first
    rows = extract_rows()
    for row in rows:
        row[ETHNICITY] = "White: Irish" if row[ETHNICITY] == "Own code 1" else row[ETHNICITY]
    rows[9][OUTCOME] = "NFA: Other"
    rows.insert(0, list(ROWS[-1]))
    rows[0][REFERENCE] = "A new event"
    rows[0][GENDER] = "F."
    result = carried(path, rows, tmp_path)
    assert reasons(result) == {
        "Ethnicity": carrying.NO_VALUE,
        "Row 11: Event Outcome": carrying.CORRECTED,
    }
    gender = result.history.current.column("Gender")
    assert "F." not in [gender.texts[c] for c in set(gender.codes.tolist())]
    assert history.start.reading.sha256 != result.history.start.reading.sha256


def test_a_row_is_known_by_what_it_is_not_by_where_it_stands(first, tmp_path):
    _, path = first
    rows = extract_rows()
    other = list(rows[9])
    other[REFERENCE] = "Another event"
    rows.insert(9, other)  # stands where the row stood, and holds what it held
    result = carried(path, rows, tmp_path)
    assert result.left == ()
    step = next(s for s in result.history.steps if "Event Outcome" in s.title)
    assert step.title == "Row 12: Event Outcome"
    now = result.history.current.column("Event Outcome")
    assert (now.text(9), now.text(10)) == (other[OUTCOME], "NFA: Other")


def test_a_row_that_holds_something_else_is_not_touched(first, tmp_path):
    _, path = first
    rows = extract_rows()
    rows[9][OUTCOME] = "Another outcome"
    rows[-1][1] = "119"  # the total of another file
    rows[5][ETHNICITY] = rows[-2][ETHNICITY] = "Refused"
    result = carried(path, rows, tmp_path)
    assert reasons(result) == {
        "Row 11: Event Outcome": carrying.OTHER_VALUE,
        "The second of two": carrying.OTHER_ROW,
        "No record": carrying.OTHER_ROW,
    }
    assert len(result.history.current) == len(rows)


def test_the_last_of_equal_rows_is_never_left_out(first, tmp_path):
    _, path = first
    rows = extract_rows()
    del rows[-2]  # the source has mended the duplicate
    result = carried(path, rows, tmp_path)
    assert reasons(result) == {"The second of two": carrying.FEWER_ROWS}
    assert contents(result.history.current).count(tuple(_as_decided(rows[5]))) == 1


def _as_decided(row):
    made = list(row)
    made[GENDER] = "Female" if made[GENDER] == "F." else made[GENDER]
    made[ETHNICITY] = "" if made[ETHNICITY] == "Own code 1" else made[ETHNICITY]
    return made


def test_rows_that_cannot_be_told_apart_are_not_guessed(first, tmp_path):
    _, path = first
    rows = extract_rows()
    rows.append(list(rows[9]))
    assert reasons(carried(path, rows, tmp_path))["Row 11: Event Outcome"] == carrying.NOT_ONE_ROW
    del rows[-1], rows[9]
    assert reasons(carried(path, rows, tmp_path))["Row 11: Event Outcome"] == carrying.NO_ROW


def test_a_column_that_is_gone(first, tmp_path):
    _, path = first
    rows = [row[:GENDER] + row[GENDER + 1 :] for row in extract_rows()]
    header = [n for n in HEADER if n != "Gender"]
    result = carried(path, rows, tmp_path, header)
    assert reasons(result)["Gender"] == carrying.NO_COLUMN


def test_another_council_is_refused(first, tmp_path):
    _, path = first
    rows = extract_rows()
    for row in rows[:-1]:
        row[CODE] = "504"
    with pytest.raises(InputProblem, match="another council"):
        carried(path, rows, tmp_path)
    content = json.loads(path.read_text("utf-8"))
    content["version"] = 1
    del content["input"]["councils"]
    old = tmp_path / "old.json"
    old.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputProblem, match="earlier version"):
        carried(old, extract_rows(), tmp_path)


def test_a_wrong_council_code_that_was_corrected_is_the_same_council(tmp_path):
    rows = extract_rows()
    for row in rows:
        row[CODE] = "999" if row[CODE] == "503" else row[CODE]
    opened = open_file(written(tmp_path / "first.csv", rows))
    history = History(opened.extract).do("", [ValueChange("LA Code", "999", "503", 0, "")])
    save_changes(history, tmp_path / "c.json", read=opened.read)
    result = carried(tmp_path / "c.json", extract_rows(), tmp_path)
    assert [f.why for f in result.fates] == [carrying.NO_VALUE]
    rows.pop()
    assert carried(tmp_path / "c.json", rows, tmp_path).left == ()


def test_another_period_is_said(first, tmp_path):
    _, path = first
    start = HEADER.index("Reporting Period Start Date")
    rows = extract_rows()
    for row in rows[:-1]:
        row[start] = "01/07/2025"
    assert "period" in carried(path, rows, tmp_path).notices[0]


def test_a_row_kept_as_a_record(tmp_path):
    opened = open_file(written(tmp_path / "first.csv", extract_rows()))
    history = History(opened.extract)
    history = history.do("Kept", rows_out(history.current, [123], decided=KEPT))
    save_changes(history, tmp_path / "c.json", read=opened.read)
    rows = [extract_rows()[-1], *extract_rows()[:-1]]
    result = carried(tmp_path / "c.json", rows, tmp_path)
    assert result.left == ()
    assert not result.history.current.reading.no_records


def swapped(text):
    day, month, year = text.split("/") if text.count("/") == 2 else ("", "", "")
    return f"{month}/{day}/{year}" if day else text


def test_columns_are_turned_round_only_where_they_are_the_wrong_way_round(tmp_path):
    place = HEADER.index("Event Start Date")
    rows = extract_rows()
    for row in rows:
        row[place] = swapped(row[place])
    opened = open_file(written(tmp_path / "first.csv", rows))
    assert opened.extract.dates.of("Event Start Date").is_contested
    history = in_order(History(opened.extract), {"Event Start Date": "month first"})
    save_changes(history, tmp_path / "c.json", read=opened.read)
    right = carried(tmp_path / "c.json", extract_rows(), tmp_path)
    assert [f.why for f in right.fates] == [carrying.IN_ORDER]
    assert right.history.current is right.history.start
    rows.pop()  # run again, still the wrong way round
    wrong = carried(tmp_path / "c.json", rows, tmp_path)
    assert wrong.left == ()
    days = set(wrong.history.current.column("Event Start Date").strings().to_pylist())
    assert days == {row[place] for row in extract_rows()[:-1]}
