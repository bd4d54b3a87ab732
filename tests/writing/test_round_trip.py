"""Every file that is written gets through the door; what stays refused the check has told of."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from cldvalidator.checks.as_sent import judge_as_sent
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.rules import Severity
from cldvalidator.extract.table import column_letter
from cldvalidator.jobs.check import open_file, rows_decided, submit
from cldvalidator.sample_file import sample_file
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate
from cldvalidator.writing.submission import CharactersLost, write_submission

DATA = Path(__file__).parents[1] / "data"
SPECIFICATION = load_specification("2")
INPUTS = [
    *sorted((DATA / "cases").glob("*.csv")),
    DATA / "cases" / "02-openxml-sdk-prefix.xlsx",
    DATA / "golden" / "submission.csv.gz",
    DATA / "golden" / "september" / "submission.csv.gz",
    sample_file(),
]


def written(source, folder, *, encoding="Windows-1252"):
    """Write a file as `check --leave-out no-records --write` does, plain and compressed.

    Returns what was written, and the faults that the portal would find in either.
    """
    memory = Memory()
    read = open_file(source, memory=memory)
    kinds = ["no-records"] if read.extract.reading.no_records else []
    now, rows = rows_decided(read, memory, leave_out=kinds)
    target = folder / "sent.csv"
    submitted = submit(read, target, now=now, rows=rows, encoding=encoding)
    packed = folder / "sent.csv.gz"
    write_submission(submitted.final.extract, SPECIFICATION, packed, encoding=encoding)
    assert gzip.decompress(packed.read_bytes()) == target.read_bytes()
    plain, compressed = (
        judge_as_sent(memoryview(p.read_bytes()), SPECIFICATION) for p in (target, packed)
    )
    assert plain == compressed
    return submitted, [(f.check, f.severity, f.sentence) for f in plain]


def undecided(submitted):
    """Return the faults that the check has already told of: FILE-09 at its cells, nothing else."""
    letters = {name: column_letter(n) for n, name in enumerate(SPECIFICATION.names)}
    cells = [
        (int(row) + 2, letters[group.field])
        for group in submitted.result.findings.groups
        if group.rule.id == "FILE-09"
        for row in group.rows
    ]
    if not cells:
        return []
    row, letter = min(cells)
    number = f"{len(cells):,} {'value begins' if len(cells) == 1 else 'values begin'}"
    return [
        (
            "values",
            "error",
            f"{number} with =, +, @, or - without a number, which the portal rejects. The first is "
            f"in row {row:,}, column {letter}.",
        )
    ]


def double_encoded(submitted):
    """Return the fault of values that stay decoded wrongly, each an error of the check."""
    outcomes = submitted.final.extract.column("Event Outcome").strings().to_pylist()
    lines = [row for row, text in enumerate(outcomes, 2) if text and "â€" in text]
    if not lines:
        return []
    errors = [
        int(row) + 2
        for group in submitted.result.findings.groups
        if group.field == "Event Outcome" and group.rule.severity is Severity.ERROR
        for row in group.rows
    ]
    assert set(lines) <= set(errors)
    return [
        (
            "encoding",
            "error",
            f"The file is in two encodings. Line {lines[0]:,} and {len(lines) - 1:,} more hold "
            "characters in UTF-8 that the portal then reads wrongly.",
        )
    ]


@pytest.mark.parametrize("source", INPUTS, ids=lambda p: p.name)
def test_what_is_written_is_taken(source, tmp_path):
    submitted, faults = written(source, tmp_path)
    assert faults == [*double_encoded(submitted), *undecided(submitted)]
    # The one has such values planted; the other has outcomes whose proposal is not a safe one.
    assert bool(faults) == (source.name in (sample_file().name, "22-double-encoded.csv"))


@pytest.fixture
def with_values(tmp_path):
    """Return a function that writes an extract with some texts as Event Description."""
    valid = generate(40, seed=5, specification=SPECIFICATION)

    def write(*texts):
        path = tmp_path / "extract.csv"
        frame = valid.frame().astype(str)
        frame.loc[range(len(texts)), "Event Description"] = texts
        frame.to_csv(path, index=False, encoding="utf-8")
        return path

    return write


def test_values_that_nobody_has_decided_are_told_as_they_are(with_values, tmp_path):
    path = with_values("=1+1", "-12.5", "- see notes", "+44 20 7946 0000", "@home", "'=SUM(A1)")
    submitted, faults = written(path, tmp_path)
    assert faults == undecided(submitted)
    assert "values begin" in faults[0][2]


def test_characters_that_nobody_has_decided(with_values, tmp_path):
    path = with_values("Łucja", "Zoë", "plain")
    with pytest.raises(CharactersLost):
        written(path, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["extract.csv"]
    submitted, faults = written(path, tmp_path, encoding="UTF-8")
    lost = [g for g in submitted.result.findings.groups if g.rule.id == "PORT-01"]
    assert sum(map(len, lost)) == 1
    letter = column_letter(SPECIFICATION.names.index("Event Description"))
    assert faults == [
        (
            "encoding",
            "error",
            "The file is encoded in UTF-8, and 2 cells hold characters that the portal then reads "
            f"wrongly. The first is in row 2, column {letter}.",
        )
    ]


def test_a_file_that_is_taken_is_changed_by_nothing(tmp_path):
    """What was written, read and written again is the same to the byte."""
    submitted, _ = written(DATA / "cases" / "21-char-columns-trailing-spaces.csv", tmp_path)
    again = tmp_path / "again.csv"
    write_submission(open_file(submitted.written.path).extract, SPECIFICATION, again)
    assert again.read_bytes() == submitted.written.path.read_bytes()
