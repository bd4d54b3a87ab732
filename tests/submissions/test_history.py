"""Submissions over time, from their manifests."""

from __future__ import annotations

import json

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.submissions.history import read_history
from tests.submissions.changed_files import made


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The manifest of a submission as the program writes it."""
    from cldvalidator.jobs.check import open_file, submit

    folder = tmp_path_factory.mktemp("written")
    made(300, 4)[0].to_csv(folder / "file.csv", index=False)
    submit(open_file(folder / "file.csv"), folder / "first.csv", figures=True)
    return json.loads((folder / "first.manifest.json").read_text("utf-8"))


def put(folder, name, content, **changed):
    content = json.loads(json.dumps(content))
    for path, value in changed.items():
        part = content
        *steps, last = path.split("__")
        for step in steps:
            part = part[step.replace("_", " ")]
        part[last.replace("_", " ")] = value
    content["output"]["sha256"] = f"{len(list(folder.iterdir())):064x}"
    (folder / f"{name}.manifest.json").write_text(json.dumps(content), "utf-8")


@pytest.fixture
def folder(tmp_path, written):
    rules = "findings_as_written__by_rule"
    put(tmp_path, "b", written, period=["2025-04-01", "2026-03-31"],
        **{rules: {"DATE-01": {"error": 100}}})  # fmt: skip
    put(tmp_path, "a", written, period=["2025-01-01", "2025-12-31"], program__version="0.1.0",
        **{rules: {"DATE-02": {"error": 60}}})  # fmt: skip
    put(tmp_path, "c", written, period=["2025-07-01", "2026-06-30"],
        rules_switched_off=["DATE-01"], **{rules: {}})  # fmt: skip
    return tmp_path


def test_a_manifest_holds_what_history_needs(written):
    assert written["period"] == ["2025-04-01", "2026-03-31"]
    assert sum(written["records by event type"].values()) == 300
    unknown = written["unknown values"]["Employment Status"]
    assert 0 <= unknown["unknown"] <= unknown["filled"] <= 300


def test_figures_are_kept_with_numerator_and_denominator(written, folder):
    assert written["method"] == "September 2026"
    shares = [f for f in written["figures"] if f["numerator"] is not None]
    assert shares
    figures = read_history(folder).figures()
    assert len(figures) == len(written["figures"])
    assert all(len(set(values)) == 1 for values in figures.values())


def test_submissions_stand_in_the_order_of_their_periods(folder):
    history = read_history(folder)
    assert [s.name for s in history.submissions] == ["a", "b", "c"]
    assert history.rules() == {"DATE-01": (0, 100, 0), "DATE-02": (60, 0, 0)}
    assert all(len(v) == 3 for v in history.unknown_shares().values())


def test_a_bend_is_explained_where_it_can_be(folder):
    why = {(b.what, b.counts): b.why for b in read_history(folder).bends()}
    assert "The rule may be new." in why["DATE-01", (0, 100)]
    assert "switched off for the later" in why["DATE-01", (100, 0)]
    assert "Version 0.1.0" in why["DATE-02", (60, 0)]


def test_what_is_no_manifest_is_said_and_the_rest_goes_on(folder, monkeypatch, capsys):
    monkeypatch.setattr(cli, "refuse_network", lambda: None)
    (folder / "broken.manifest.json").write_text("{", "utf-8")
    (folder / "list.manifest.json").write_text("[]", "utf-8")
    history = read_history(folder)
    assert len(history.submissions) == 3
    assert len(history.notices) == 2
    assert cli.main(["history", str(folder), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["findings by rule"]["DATE-01"] == [0, 100, 0]
    page = folder / "page.html"
    assert cli.main(["history", str(folder), "--html", str(page)]) == 0
    assert "30/06/2026" in capsys.readouterr().out
    assert "DATE-01" in page.read_text("utf-8")


def test_a_folder_without_manifests_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cli, "refuse_network", lambda: None)
    assert cli.main(["history", str(tmp_path)]) == 2
    assert cli.main(["history", str(tmp_path / "none")]) == 2
    assert "There is no folder none." in capsys.readouterr().err
