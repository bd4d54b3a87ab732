"""`join`: the golden runs as the command prints them, and sets in which something is wrong."""

from __future__ import annotations

import csv
import json
import os
from datetime import datetime
from functools import cache

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.extract import read_extract
from cldvalidator.specification import load_specification
from cldvalidator.submissions import submission_reading
from tests.measures.golden import figures_of, printed_figures_of
from tests.submissions.golden import METHODS, POPULATION, RUNS, imports_of, results, unpacked

SLUGS = {"June": "june-2026", "September": "september-2026"}
METHOD_OF = {run: tuple(METHODS)[n % 2] for n, run in enumerate(RUNS)}
"""Each run by one method here; the engine's tests have all of both."""


@pytest.fixture(scope="module", name="files")
def _files(tmp_path_factory):
    """Return the paths of the nine files, each in the folder of the set."""
    return unpacked(tmp_path_factory.mktemp("set"))


@cache
def read_once(path, task=None):
    """Read a file; a test of the command need not do that again for each run."""
    return read_extract(path, load_specification("2"))


@pytest.fixture(name="join")
def _join(capsys):
    def run(*arguments):
        code = cli.main(["join", *map(str, arguments)])
        printed = capsys.readouterr()
        assert "fault" not in printed.err, printed.err
        assert (code == 2) == bool(printed.err.strip()), printed.err
        return code, printed.out or printed.err

    return run


def options_of(run, files):
    """Return what is told to the command for a golden run."""
    imports = imports_of(run)
    told = [f"--import={files[n].name}={moment.isoformat(' ')}" for n, moment in imports.items()]
    paths = [files[n] for n in imports]
    return [*paths, *told, "--as-of", RUNS[run]["as_of"], "--period-end", RUNS[run]["period"][1]]


@pytest.mark.parametrize("run", RUNS)
def test_every_figure(run, files, join, monkeypatch, tmp_path):
    monkeypatch.setattr(submission_reading, "read_extract", lambda path, *_, **__: read_once(path))
    population = tmp_path / "population.csv"
    lines = [f"{band},{number}" for band, number in POPULATION.items()]
    population.write_text("\n".join(["age band,population", *lines]))
    method = METHOD_OF[run]
    told = ("--json", "--population", population, "--method", SLUGS[method])
    code, out = join(*options_of(run, files), *told)
    golden, printed = results(method)[run], json.loads(out)
    selection = {q["first"]: q["file"] for q in printed["set"]["quarters"]}
    assert selection == {
        q["quarter_start"]: f"{q['file']}.csv" if q["file"] else None for q in golden["selection"]
    }
    assert code == int(run in ("gap", "last_quarter_missing"))
    expected = figures_of(golden)
    assert printed_figures_of(printed, expected) == expected
    said = {gap for m in printed["measures"] for r in m["results"] for gap in r["missing"]}
    assert any("No file serves" in gap for gap in said) == bool(code)


@pytest.fixture(name="three")
def _three(files, tmp_path):
    """Make a folder of three files with their imports told; return the folder."""
    folder = tmp_path / "three"
    folder.mkdir()
    for name in ("f1", "f6", "f8"):
        (folder / f"{name}.csv").write_bytes(files[name].read_bytes())
    return folder


IMPORTS = ("--import=f1=2025-04-25", "--import=f6=03/02/2026", "--import=f8=24/07/2026 15:20:59")


def test_files_and_quarters_are_said(three, join):
    code, out = join(three, *IMPORTS, "--files")
    assert code == 1  # April to June 2025
    assert "f8.csv  serves 4 quarters and the year" in out
    assert "f6.csv  serves nothing: f8.csv, imported later, covers its quarters" in out
    assert "imported 25/04/2025 (told); Release 1" in out
    assert "No file serves Apr to Jun 2025" in out
    code, out = join(three, *IMPORTS, "--files", "--as-of", "01/05/2026", "--period-end=31/12/2025")
    assert "f8.csv  not counted: imported after 01/05/2026" in out
    assert "f6.csv  serves 1 quarter" in out


def test_where_rows_went_and_what_is_behind_a_figure(three, join, tmp_path):
    kept = join(three, *IMPORTS, "--row", "f8.csv:9")[1]
    assert "f8.csv serves 01/07/2025 to 30/06/2026" in kept
    assert "Used for" in kept
    assert (
        "Not used for any figure: the file serves nothing"
        in join(three, *IMPORTS, "--row", "f6:2")[1]
    )
    out = join(three, *IMPORTS, "--behind", "2A", "--group", "Total")[1]
    rows = list(csv.DictReader(out.splitlines()))
    assert len(rows) > 50
    assert {r["File"] for r in rows} <= {"f1.csv", "f8.csv"}
    by_row = (three / "f8.csv").read_text("utf-8").splitlines()
    for row in [r for r in rows if r["File"] == "f8.csv"][:5]:
        assert row["Event Reference"] in by_row[int(row["Row"]) - 1]
    for wrong in ("f8.csv", "f8.csv:x", "nothing.csv:5", "f8.csv:99999"):
        assert join(three, *IMPORTS, "--row", wrong)[0] == 2


def test_what_is_written(three, join, tmp_path):
    saved, book, lists = tmp_path / "set.json", tmp_path / "out.xlsx", tmp_path / "lists"
    told = (three, *IMPORTS, "--measure", "2E")
    assert join(*told, "--save-set", saved, "--xlsx", book)[0] == 1
    assert book.read_bytes()[:2] == b"PK"
    content = json.loads(saved.read_text("utf-8"))
    assert [m["path"] for m in content["members"]] == [
        "three/f1.csv",
        "three/f6.csv",
        "three/f8.csv",
    ]
    text = saved.read_text("utf-8")
    record = (three / "f8.csv").read_text("utf-8").splitlines()[1].split(",")
    assert not [cell for cell in record if len(cell) > 6 and cell in text]
    by_name, by_set = (
        json.loads(join(*what, "--json", "--share")[1]) for what in (told, (saved, *told[-2:]))
    )
    assert by_name == by_set
    assert join(*told, "--save-set", saved)[0] == 2  # never replaced unasked
    assert join(three, *IMPORTS, "--person-level", lists)[0] == 1
    assert len(list(lists.iterdir())) == 5
    (three / "f6.csv").write_bytes((three / "f6.csv").read_bytes() + b"\n")
    code, out = join(saved, "--files")
    assert code == 1
    assert "left out: f6.csv: It is not the file that the set names" in out


def test_what_is_wrong_with_files_is_said_and_the_rest_goes_on(three, join, tmp_path):
    (three / "again.csv").write_bytes((three / "f8.csv").read_bytes())
    (three / "noise.csv").write_bytes(bytes(range(256)) * 40)
    (three / "empty.csv").write_bytes(b"")
    other = (three / "f6.csv").read_bytes().replace(b"\n503,", b"\n104,")
    (three / "other.csv").write_bytes(other)
    manifest = {"output": {"sha256": "0" * 64}, "written": "2026-07-20T10:00:00+00:00"}
    (three / "f1.manifest.json").write_text(json.dumps(manifest))
    code, out = join(three, *IMPORTS[1:], "--files")
    assert code == 1
    assert "left out: again.csv: It is the same file as f8.csv (same SHA-256)." in out
    assert "left out: noise.csv" in out
    assert "left out: empty.csv" in out
    assert "left out: other.csv: It is of another council (LA Code 104)" in out
    assert "f1.manifest.json is about another file than f1.csv" in out
    assert "The day of import is a guess for f1.csv" in out


def test_the_import_is_known_from_the_manifest_beside_the_file(three, join):
    import hashlib

    digest = hashlib.sha256((three / "f1.csv").read_bytes()).hexdigest()
    manifest = {"output": {"sha256": digest}, "written": "2025-04-20T10:00:00+00:00"}
    (three / "f1.manifest.json").write_text(json.dumps(manifest))
    assert "imported 20/04/2025 (from the manifest)" in join(three, *IMPORTS[1:], "--files")[1]
    moment = datetime(2026, 2, 3, 9).timestamp()
    os.utime(three / "f6.csv", (moment, moment))
    out = join(three, IMPORTS[2], "--files")[1]
    assert "imported 03/02/2026 (guessed from the file's date)" in out
    os.utime(three / "f6.csv", (0, 0))  # before its own period ends
    out = join(three, IMPORTS[2], "--files")[1]
    assert "imported 04/02/2026 (guessed, 35 days after the period)" in out


def test_one_moment_is_said(three, join):
    out = join(three, "--import=f1=1/7/2026", "--import=f6=1/7/2026", "--import=f8=1/7/2026",
               "--files")[1]  # fmt: skip
    assert "f1.csv, f6.csv, f8.csv have the same time of import, 01/07/2026" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--import=f9=2026-01-01"], "No file of the set is called f9"),
        (["--import=f8"], "names no file"),
        (["--import=f8=soon"], "A day of import cannot be read"),
        (["--method=may-2026"], "no method version"),
        (["--period-end=31/03/2020"], "No file serves a quarter up to 31/03/2020"),
        (["--as-of=01/01/2020"], "No submission that counts states a reporting period"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_is_refused(three, join, options, said):
    code, out = join(three, *options)
    assert code == 2
    assert said in out


def test_folders_and_sets_that_hold_nothing(join, tmp_path):
    assert "holds no file that may be a submission" in join(tmp_path)[1]
    nothing = tmp_path / "nothing.csv"
    assert "No file can be used as a submission" in join(nothing)[1]
    broken = tmp_path / "set.json"
    for content in ("", "{", "[]", '{"set": 1, "members": []}', '"\\ud800"'):
        broken.write_text(content)
        assert join(broken)[0] == 2, content


def test_why_a_row_counts_is_said(three, join):
    out = join(three, *IMPORTS, "--behind", "2A", "--group", "Total")[1]
    row = next(r for r in csv.DictReader(out.splitlines()) if r["File"] == "f8.csv")
    said = join(three, *IMPORTS, "--row", f"f8.csv:{row['Row']}")[1]
    side = "numerator and the denominator" if row["In numerator"] == "yes" else "denominator only"
    assert f"ASCOF 2A: In the {side}: ST-Max from" in said


def test_methods_are_compared_over_the_set(three, join):
    code, out = join(three, *IMPORTS, "--compare-methods", "--json")
    assert code == 1
    compared = json.loads(out)
    assert compared["methods"] == ["June 2026", "September 2026"]
    by_method = {
        slug: {
            (m["id"], f["description"], f["group"]): f["value"]
            for m in json.loads(join(three, *IMPORTS, "--json", "--method", slug)[1])["measures"]
            for f in m["results"][0]["figures"]
        }
        for slug in SLUGS.values()
    }
    assert compared["differences"]
    for d in compared["differences"]:
        for name, slug in zip(compared["methods"], SLUGS.values(), strict=True):
            key = (d["measure"], d["description"], d["group"])
            if d[name] is not None:
                assert d[name]["value"] == by_method[slug].get(key)
    differ = {
        key
        for key in set.intersection(*(set(f) for f in by_method.values()))
        if len({f[key] for f in by_method.values()}) > 1
    }
    assert differ <= {(d["measure"], d["description"], d["group"]) for d in compared["differences"]}


def test_how_files_are_read_can_be_told(three, join, tmp_path):
    told = "The files are delimited text: they have no sheets."
    assert told in join(three, *IMPORTS, "--sheet", "CLD")[1]
    for path in three.glob("*.csv"):
        lines = list(csv.reader(path.read_text("utf-8").splitlines()))
        with path.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out, delimiter="~").writerows(lines)
    code, out = join(three, *IMPORTS, "--delimiter", "~", "--files")
    assert code == 1
    assert "f8.csv  serves 4 quarters and the year" in out
    assert "--dates sometimes is not understood" in join(three, "--dates", "sometimes")[1]


def test_files_named_after_a_person_are_numbered_for_scripts(three, join):
    (three / "f6.csv").rename(three / "9434765919 f6.csv")
    (three / "9434765919 none.csv").write_bytes(b"")
    out = join(three, IMPORTS[0], IMPORTS[2], "--json", "--measure", "2E")[1]
    assert "9434765919" not in out
    names = [f["name"] for f in json.loads(out)["set"]["files"]]
    assert len({*names} - {"f1.csv", "f8.csv"}) == 1
