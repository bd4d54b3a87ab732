"""`cldvalidator compare`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
from zipfile import ZipFile

import pytest

from cldvalidator.command_line import main as cli
from tests.submissions.changed_files import made

OWN, OUTCOME = "LA Person Unique Identifier", "Event Outcome"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A file, and the same with some rows changed, closed, missing and new."""
    folder = tmp_path_factory.mktemp("two")
    frame = made(300, 4)[0]
    later = frame.iloc[10:].copy()
    later.iloc[:5, later.columns.get_loc("Postcode")] = "ZZ99 3VZ"
    frame.iloc[:290].to_csv(folder / "earlier.csv", index=False)
    later.to_csv(folder / "later.csv", index=False)
    return folder


@pytest.fixture
def run(capsys):

    def command(*arguments):
        code = cli.main(["compare", *map(str, arguments)])
        return code, capsys.readouterr()

    return command


def test_the_counts_are_those_of_the_files(files, run):
    code, out = run(files / "earlier.csv", files / "later.csv", "--json")
    content = json.loads(out.out)
    assert code == 1  # PER-03: a file of 300 rows has months without events
    events = {word: line["all"] for word, line in content["events"].items()}
    assert events == {
        "same": 275, "changed": 5, "closed": 0, "reopened": 0, "new": 10, "back": 0, "gone": 10,
    }  # fmt: skip
    assert content["fields changed"] == {"Postcode": 5}
    code, out = run(files / "earlier.csv", files / "later.csv")
    assert "275  same" in out.out
    assert "5  Postcode" in out.out


def test_workbook_and_page_without_values_hold_none(files, run, tmp_path):
    frame = made(300, 4)[0]
    private = set(frame[OWN]) | set(frame["NHS Number"]) | set(frame["Event Reference"])
    private |= {"ZZ99 3VZ", *frame["Postcode"]}
    private.discard("")
    book, page = tmp_path / "o.xlsx", tmp_path / "o.html"
    arguments = (files / "earlier.csv", files / "later.csv", "--xlsx", book)
    assert run(*arguments, "--html", page, "--no-values")[0] == 1
    assert not [p for p in private if p in texts_of(book) or p in page.read_text("utf-8")]
    assert "OFFICIAL" not in texts_of(book)
    assert run(*arguments, "--overwrite")[0] == 1
    assert "ZZ99 3VZ" in texts_of(book)
    assert "OFFICIAL-SENSITIVE" in texts_of(book)


def texts_of(path):
    with ZipFile(path) as book:
        return "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xml"))


def test_what_cannot_be_compared_is_refused_in_a_sentence(files, run, tmp_path):
    earlier, later = files / "earlier.csv", files / "later.csv"
    code, out = run(later, later)
    assert code == 2
    assert "the same, byte by byte" in out.err
    other = made(300, 4)[0].assign(**{"LA Code": "504"})
    other.to_csv(tmp_path / "other.csv", index=False)
    code, out = run(earlier, tmp_path / "other.csv")
    assert code == 2
    assert "different councils" in out.err
    (tmp_path / "no.csv").write_text("nothing\n", "utf-8")
    code, out = run(earlier, tmp_path / "no.csv")
    assert code == 2
    assert "This is about the later file, no.csv." in out.err
    code, out = run(earlier, later, "--no-values")
    assert code == 2
    assert "--xlsx" in out.err
    code, out = run(earlier, later, "--html", earlier)
    assert code == 2


def test_the_wrong_order_is_said(run, tmp_path):
    frame = made(300, 4)[0]
    older = frame.copy()
    older["Reporting Period Start Date"] = "01/01/2025"
    older["Reporting Period End Date"] = "31/12/2025"
    frame.to_csv(tmp_path / "new.csv", index=False)
    older.to_csv(tmp_path / "old.csv", index=False)
    _, out = run(tmp_path / "new.csv", tmp_path / "old.csv")
    assert "not the wrong way round" in out.out
    _, out = run(tmp_path / "old.csv", tmp_path / "new.csv")
    assert "the other way round?" not in out.out
