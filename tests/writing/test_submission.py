"""The submission: specification's header, order and spelling; every cell as it was."""

from __future__ import annotations

import csv
import gzip
import hashlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.extract import Column
from cldvalidator.extract.windows_1252 import has_form, nearest_form
from cldvalidator.problems import Cancelled, EnvironmentProblem
from cldvalidator.task import Task
from cldvalidator.writing import submission
from cldvalidator.writing.manifest import manifest
from cldvalidator.writing.submission import CharactersLost, write_submission
from tests.examples import examples


def read(path, encoding="cp1252"):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding=encoding, newline="") as lines:
        return list(csv.reader(lines))


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=examples(20),
)
@given(
    cells=st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=8),
    name=st.sampled_from(["out.csv", "out.csv.gz"]),
    encoding=st.sampled_from(["Windows-1252", "UTF-8"]),
)
def test_every_cell_arrives_or_the_file_is_not_written(
    tmp_path, extract_of, release_2, cells, name, encoding
):
    names = ("First Name", "Event Description", "Planned units per week")
    extract = extract_of([dict(zip(names, row, strict=True)) for row in cells])
    target = tmp_path / name
    target.unlink(missing_ok=True)
    if encoding == "Windows-1252" and not all(has_form(t) for row in cells for t in row):
        with pytest.raises(CharactersLost, match="Windows-1252"):
            write_submission(extract, release_2, target)
        assert not target.exists()
        cells = [tuple(nearest_form(t) or "" for t in row) for row in cells]
        extract = extract_of([dict(zip(names, row, strict=True)) for row in cells])
    written = write_submission(extract, release_2, target, encoding=encoding)
    rows = read(target, "cp1252" if encoding == "Windows-1252" else "utf-8")
    assert rows[0] == list(release_2.names)
    assert [tuple(r[release_2.names.index(n)] for n in names) for r in rows[1:]] == cells
    assert written.rows == len(cells)
    assert written.size == target.stat().st_size
    assert written.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert written.encoding == encoding
    assert written.compared == len(cells) * len(release_2.names)
    if target.suffix == ".gz":
        assert written.plain_size == len(gzip.decompress(target.read_bytes()))
    else:
        assert written.plain_size == written.size


def test_the_same_records_give_the_same_bytes(tmp_path, extract_of, release_2, records):
    extract = extract_of([*records.values()])
    for name in ("a.csv.gz", "b.csv.gz"):
        write_submission(extract, release_2, tmp_path / name)
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()


@pytest.mark.parametrize("long", ["x" * 5_000_000, '"\r\n' * 1_000_000, "é," * 1_200_000])
def test_a_cell_of_any_size_arrives(tmp_path, extract_of, release_2, records, long):
    rows = [*records.values(), records["review"] | {"Event Description": long}, records["request"]]
    target = tmp_path / "out.csv"
    write_submission(extract_of(rows), release_2, target)
    csv.field_size_limit(1 << 24)
    assert read(target)[4][release_2.names.index("Event Description")] == long


def test_quotes_only_where_needed_and_no_byte_order_mark(tmp_path, extract_of, release_2, records):
    plain = records["request"] | {"Last Name": "O'Neill", "First Name": 'Ann "Nan"'}
    target = tmp_path / "out.csv"
    write_submission(extract_of([plain]), release_2, target)
    data = target.read_bytes()
    assert data.startswith(b"LA Code,")
    assert data.count(b"\r\n") == 2
    assert b',"Ann ""Nan""",O\'Neill,' in data
    assert b'"Progress to assessment, review or reassessment"' in data
    assert data.count(b'"') == 8  # the two texts above, and nothing else


def test_fields_the_file_lacks_are_written_empty_and_said_so(
    tmp_path, extract_of, release_2, records
):
    extract = extract_of(list(records.values()), without=["Gender"])
    written = write_submission(extract, release_2, tmp_path / "out.csv")
    assert written.empty_columns == ("Gender",)
    position = release_2.names.index("Gender")
    assert [r[position] for r in read(tmp_path / "out.csv")] == ["Gender", "", "", ""]


def test_what_cannot_be_read_back_is_not_written(
    tmp_path, extract_of, release_2, records, monkeypatch
):
    true_blocks = submission._blocks

    def damaged(*arguments):
        for block in true_blocks(*arguments):
            yield bytes(block).replace(b"Female", b"Femalf")

    monkeypatch.setattr(submission, "_blocks", damaged)
    with pytest.raises(EnvironmentProblem, match="the column Gender"):
        write_submission(extract_of([records["request"]]), release_2, tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["Writing", "Reading"])
def test_cancelled_at_any_step_leaves_nothing(tmp_path, extract_of, release_2, records, word):
    steps: list[str] = []
    task = Task(
        lambda what, *_: steps.append(what), lambda: bool(steps) and steps[-1].startswith(word)
    )
    with pytest.raises(Cancelled):
        write_submission(
            extract_of([records["request"]] * 3), release_2, tmp_path / "out.csv", task=task
        )
    assert list(tmp_path.iterdir()) == []


def test_more_than_one_block(tmp_path, extract_of, release_2, records, monkeypatch):
    monkeypatch.setattr(submission, "_SLAB", 1_000)
    rows = submission._SLAB * 3 + 17
    extract = extract_of([records["request"]] * rows)
    numbers = [f"E{i}" for i in range(rows)]
    columns = dict(extract.columns) | {"Event Reference": Column.of(numbers)}
    whole = type(extract)(columns, extract.source_rows, extract.reading)
    write_submission(whole, release_2, tmp_path / "out.csv")
    position = release_2.names.index("Event Reference")
    assert [r[position] for r in read(tmp_path / "out.csv")[1:]] == numbers


def test_the_manifest_says_what_was_compared(tmp_path, extract_of, release_2, records):
    extract = extract_of(list(records.values()))
    result = check_extract(extract, release_2)
    written = write_submission(extract, release_2, tmp_path / "out.csv")
    cells = len(records) * len(release_2.names)
    for compared, whole in ((cells, True), (cells - 1, False), (0, False)):
        told = replace(written, compared=compared)
        output = manifest(extract, result, result, (), told)["output"]
        assert output["read back and compared"] is whole
        assert output["cells compared"] == compared
