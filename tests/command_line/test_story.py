"""`story`: the person of a row or a name, in words and as JSON; of one file and of a set."""

from __future__ import annotations

import json
from datetime import date

import pytest

import cldvalidator as cld
from cldvalidator.command_line import main as cli
from cldvalidator.sample_file import sample_file


@pytest.fixture
def story(capsys):
    def run(*arguments):
        code = cli.main(["story", *map(str, arguments)])
        printed = capsys.readouterr()
        assert (code == 2) == bool(printed.err.strip()), printed.err
        return code, printed.out or printed.err

    return run


def test_the_person_of_a_row_and_why_they_count(story):
    code, out = story(sample_file(), "--row", "2", "--measure", "2E", "--json")
    (person,) = json.loads(out)["people"]
    assert code == 0
    assert person["measure"] == "ASCOF 2E"
    assert 2 in [e["row"] for e in person["events"]]
    assert person["counted"] == any(e["side"] for e in person["events"])
    code, text = story(sample_file(), "--person", person["person"], "--measure", "2E")
    assert code == 0
    assert text.startswith(f"Person {person['person']}")
    assert f"ASCOF 2E: {person['why'][0]}" in text
    code, hidden = story(sample_file(), "--row", "2", "--no-values")
    assert person["person"] not in hidden
    assert "row 2;" in hidden


def test_python_gives_the_same_events(story):
    frame = cld.story(sample_file(), row=2, measure="2E")
    _, out = story(sample_file(), "--row", "2", "--measure", "2E", "--json")
    (person,) = json.loads(out)["people"]
    assert frame["row"].tolist() == [e["row"] for e in person["events"]]
    assert frame["side"].tolist() == [e["side"] for e in person["events"]]
    assert frame["person"].unique().tolist() == [person["person"]]
    assert frame.attrs["why"][person["person"]] == tuple(person["why"])
    assert frame.attrs["year"][1] >= date(2025, 1, 1)
    assert (
        cld.story(sample_file(), person=person["person"])["row"].tolist() == frame["row"].tolist()
    )
    with pytest.raises(cld.InputProblem, match="Nobody"):
        cld.story(sample_file(), person="nobody of that name")


def test_a_set_names_the_file_of_each_bar(story, tmp_path):
    (tmp_path / "q4.csv").write_bytes(sample_file().read_bytes())
    code, out = story(tmp_path, "--row", "q4.csv:2")
    assert code == 0
    assert "row 2 of q4.csv" in out
    assert story(tmp_path, "--row", "2")[0] == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["--row", "x"], "no row number"),
        (["--row", "999999"], "holds no record"),
        (["--person", "nobody here"], "Nobody in the file"),
        (["--row", "2", "--measure", "9Z"], "9Z"),
        (["--row", "2", "--measure", "activity"], "stands for several measures"),
        (["--row", "2", "--sheet", "A"], "no sheets"),
    ],
)
def test_what_cannot_be_done_is_said(story, told, said):
    code, out = story(sample_file(), *told)
    assert code == 2
    assert said in out
