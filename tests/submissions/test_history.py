"""Submissions over time, from their manifests."""

from __future__ import annotations

import json

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.presentation.history_sheets import bend_rows, history_sheets, line_of
from cldvalidator.presentation.history_text import history_document
from cldvalidator.submissions.history import read_history
from cldvalidator.submissions.history_bends import UNEXPLAINED, bends
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
    why = {(b.what, b.values): b.why for b in bends(read_history(folder))}
    assert "Version 0.1.0 of the program" in why["DATE-01", (0, 100)]
    assert "switched off for the later" in why["DATE-01", (100, 0)]
    assert "Version 0.1.0" in why["DATE-02", (60, 0)]


def test_figures_of_other_days_are_one_line(tmp_path, written):
    put(tmp_path, "a", written, period=["2025-01-01", "2025-12-31"])
    figures = json.loads(json.dumps(written["figures"]).replace("31/03/2026", "31/12/2025"))
    put(tmp_path, "b", written, figures=figures)
    named = read_history(tmp_path).figures()
    assert len(named) == len(figures)
    assert not any("/20" in part for key in named for part in key)
    assert ("Long-term support", "People with long-term support: All settings", "Total") in named


def bend(folder, written, **after):
    """Return what is said of the bends between a submission and one that was changed."""
    put(folder, "a", written, period=["2025-01-01", "2025-12-31"])
    put(folder, "b", written, **{"period": ["2025-04-01", "2026-03-31"], **after})
    return {b.what: b.why for b in bends(read_history(folder))}


def test_a_rule_that_the_earlier_version_did_not_have(tmp_path, written):
    rules = [r for r in written["rules of this version"] if r != "DATE-01"]
    put(tmp_path, "0", written, period=["2024-01-01", "2024-12-31"], rules_of_this_version=rules)
    found = {"findings_as_written__by_rule": {"DATE-01": {"error": 90}, "OLD-01": {"error": 90}}}
    why = bend(tmp_path, written, **found)
    assert why["DATE-01"] == why["OLD-01"] == UNEXPLAINED
    (tmp_path / "a.manifest.json").unlink()
    why = {b.what: b.why for b in bends(read_history(tmp_path))}
    assert "that checked the earlier submission does not have the rule" in why["DATE-01"]
    assert why["OLD-01"] == UNEXPLAINED


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"specification__release": "1"}, "Release 2, then Release 1"),
        ({"specification__pack": "official"}, "Another specification pack or mapping"),
        ({"how_it_was_read__profile": "a" * 64}, "Another profile"),
        ({"how_it_was_read__columns": [{"column": "C", "field": None}]}, "Columns were matched"),
        ({"output__rows": 2_000}, "300 records, then 2,000"),
        ({"period": ["2025-10-01", "2026-03-31"]}, "A period of 12 months, then 6"),
    ],
)
def test_what_explains_a_bend(tmp_path, written, changed, said):
    found = {"findings_as_written__by_rule": {"DATE-01": {"error": 90}}}
    assert said in bend(tmp_path, written, **(changed | found))["DATE-01"]


def test_shares_records_and_figures_bend_too(tmp_path, written):
    share = {"unknown": 90, "filled": 100}
    figures = [{**f, "value": f["value"] and f["value"] * 3} for f in written["figures"]]
    why = bend(
        tmp_path,
        written,
        unknown_values__Employment_Status=share,
        records_by_event_type={**written["records by event type"], "Review": 3_000},
        figures=figures,
        method="June 2026",
    )
    assert why["Employment Status"] == why["Review"] == UNEXPLAINED
    of_figures = [said for what, said in why.items() if what.startswith("ASCOF")]
    assert of_figures
    assert all("method of September 2026, then of June 2026" in said for said in of_figures)


def test_charts_hold_the_numbers_of_their_tables(folder):
    history = read_history(folder)
    sheets = {s.title: s for s in history_sheets(history)}
    assert {"Findings", "Findings by rule", "Unknown values", "Records"} <= set(sheets)
    assert any(title.startswith("ASCOF") for title in sheets)
    for sheet in sheets.values():
        for row, series in zip(sheet.rows, sheet.chart.series, strict=False):
            assert [c.number for c in row[1:]] == list(series.values)
        assert sheet.headers[1:] == sheet.chart.categories == history.titles()
    rules = sheets["Findings by rule"]
    alone = line_of(rules, 1).chart.series
    assert [(s.name.split()[0], s.values) for s in alone] == [("DATE-02", (60.0, 0.0, 0.0))]
    page = history_document(history).html()
    assert page.count("<svg") == len(sheets)
    assert "31/12/2025, DATE-02" in page  # who points at it is told the number
    assert len(bend_rows(history)) == len(bends(history))


def test_two_submissions_of_a_period_and_several_councils_are_told_apart(tmp_path, written):
    put(tmp_path, "a", written, council="503", written="2026-05-01T10:00:00+00:00")
    put(tmp_path, "b", written, council="504", written="2026-05-09T10:00:00+00:00")
    history = read_history(tmp_path / "b.manifest.json", tmp_path)
    day = "31/03/2026, written"
    assert history.titles() == (f"{day} 01/05/2026", f"{day} 09/05/2026")
    assert "several councils: 503, 504" in history.notices[0]


WRONG = {
    "output__rows": 10**30,
    "findings_as_written__by_severity": {"error": -1},
    "period": ["2025-01-01"],
    "figures": [{"measure": "A", "figure": "b", "group": "c", "value": "9", "numerator": [],
                 "denominator": 1}],
    "written": "yesterday",
    "unknown_values": {"Gender": {"unknown": True, "filled": 1}},
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_manifest_with_a_wrong_value_is_left_out(tmp_path, written, name):
    put(tmp_path, "good", written)
    put(tmp_path, "wrong", written, **{name: WRONG[name]})
    history = read_history(tmp_path)
    assert [s.name for s in history.submissions] == ["good"]
    assert history.notices[0].startswith("wrong.manifest.json cannot be read as a manifest")


def test_what_is_no_manifest_is_said_and_the_rest_goes_on(folder, capsys):
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


def test_a_folder_without_manifests_is_refused(tmp_path, capsys):
    assert cli.main(["history", str(tmp_path)]) == 2
    assert cli.main(["history", str(tmp_path / "none")]) == 2
    assert "There is no folder none." in capsys.readouterr().err
