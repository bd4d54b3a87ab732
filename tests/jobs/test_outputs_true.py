"""What is said of the files written is true of them; nothing of an earlier run stands beside."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cldvalidator.command_line.main import main
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.generator import generate, write_csv

Change = Callable[[list[list[str]]], object]


@pytest.fixture
def extract_file(tmp_path: Path) -> Callable[[Change], Path]:
    """Write a valid file of 40 records after a change of its rows."""

    def write(change: Change) -> Path:
        path = tmp_path / "extract.csv"
        write_csv(generate(40, seed=5, specification=load_specification("2")), path)
        rows = list(csv.reader(path.read_text("utf-8").splitlines()))
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
        return path

    return write


def without(name: str) -> Change:
    def change(rows: list[list[str]]) -> None:
        place = rows[0].index(name)
        for row in rows:
            del row[place]

    return change


def setting(name: str, text: str, row: int = 1) -> Change:
    def change(rows: list[list[str]]) -> None:
        rows[row][rows[0].index(name)] = text

    return change


def errors(path: Path, capsys: pytest.CaptureFixture[str]) -> int:
    capsys.readouterr()
    main(["check", str(path), "--json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    return sum(line["count"] for line in found if line["severity"] == "error")


def test_findings_as_written_are_those_of_the_file_written(
    extract_file: Callable[[Change], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, target = extract_file(without("Gender")), tmp_path / "out.csv"
    assert main(["check", str(path), "--write", str(target)]) == 1
    said = json.loads(target.with_suffix(".manifest.json").read_text("utf-8"))
    written = said["findings as written"]["by severity"]["error"]
    assert written == errors(target, capsys) > 1
    assert said["output"]["empty columns"] == ["Gender"]


def test_the_log_of_an_earlier_submission_does_not_stand_beside_a_new_one(
    extract_file: Callable[[Change], Path], tmp_path: Path
) -> None:
    target = tmp_path / "out.csv"
    log = tmp_path / "out.changes.csv"
    main(["check", str(extract_file(setting("Gender", "Male "))), "--write", str(target)])
    assert "Male" in log.read_text("utf-8-sig")
    path = str(extract_file(lambda rows: rows))
    assert main(["check", path, "--write", str(target), "--overwrite"]) == 0
    assert len(list(csv.reader(log.read_text("utf-8-sig").splitlines()))) == 1, "only its header"


def test_the_demo_replaces_only_what_a_demo_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "sample_submission.csv"
    mine.write_text("mine", "utf-8")
    assert main(["demo", "--folder", str(tmp_path)]) == 2
    assert "not from a demo" in capsys.readouterr().err
    assert mine.read_text("utf-8") == "mine"
    mine.unlink()
    assert main(["demo", "--folder", str(tmp_path)]) == 0
    assert main(["demo", "--folder", str(tmp_path)]) == 0


def test_a_row_is_explained_with_the_severity_that_is_counted(
    extract_file: Callable[[Change], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = extract_file(setting("NHS Number", "NULL"))
    assert errors(path, capsys) == 1
    main(["check", str(path), "--row", "2"])
    assert "[FILE-05, error]" in capsys.readouterr().out


def test_a_formula_is_seen_where_the_list_is_not_public(
    extract_file: Callable[[Change], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    def change(rows: list[list[str]]) -> None:
        reviews = [r for r in rows[1:] if r[rows[0].index("Event Type")] == "Review"]
        reviews[0][rows[0].index("Method of Review")] = '=HYPERLINK("http://x","y")'

    main(["check", str(extract_file(change)), "--json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(line["rule"], line["field"]) for line in found] == [("FILE-09", "Method of Review")]


def test_a_row_with_one_delimiter_too_many_is_named(
    extract_file: Callable[[Change], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    def change(rows: list[list[str]]) -> None:
        request = next(r for r in rows[1:] if not r[-1])
        request.insert(rows[0].index("Last Name"), "Junior")

    main(["check", str(extract_file(change)), "--json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert "FILE-10" in {line["rule"] for line in found}


def test_a_header_that_may_be_about_a_person_is_not_in_the_manifest(
    extract_file: Callable[[Change], Path], tmp_path: Path
) -> None:
    def change(rows: list[list[str]]) -> None:
        rows[0] += ["999 999 9980", "Team"]
        for row in rows[1:]:
            row.extend(["x", "North"])

    target = tmp_path / "out.csv"
    main(["check", str(extract_file(change)), "--write", str(target)])
    text = target.with_suffix(".manifest.json").read_text("utf-8")
    assert "999 999 9980" not in text
    assert '"Team"' in text


def test_what_steers_a_terminal_is_shown_and_makes_no_lines(
    extract_file: Callable[[Change], Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cldvalidator.command_line.streams import GuardedStream

    monkeypatch.setattr(GuardedStream, "isatty", lambda _: True)
    main(["check", str(extract_file(setting("Gender", "\x1b[2Ja\nFORGED")))])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert r"\x1b[2Ja\nFORGED" in out
    assert "\nFORGED" not in out


def test_a_reason_that_names_a_person_of_the_file_is_refused_before_anything_is_written(
    extract_file: Callable[[Change], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, target = extract_file(setting("Gender", "x")), tmp_path / "out.csv"
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    first, last, nhs = (
        rows[3][rows[0].index(name)] for name in ("First Name", "Last Name", "NHS Number")
    )
    for reason in (f"Approved by {first} {last}", f"NHS number {nhs} is right"):
        done = ["fix", str(path), "--safe", "--write", str(target), "--reason", reason]
        assert main(done) == 2
        assert "without personal data" in capsys.readouterr().err
        assert not target.exists()
    good = ["fix", str(path), "--safe", "--write", str(target), "--reason", "Mended in May"]
    assert main(good) == 0
    assert target.exists()
