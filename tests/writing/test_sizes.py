"""What was written is held against the portal's size limits, wherever it is told."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.review.portal_list import Size, portal_list
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, write_csv
from tests.limits import limited


@pytest.fixture(scope="module", name="source")
def _source(tmp_path_factory):
    path = tmp_path_factory.mktemp("sizes") / "extract.csv"
    write_csv(generate(60, seed=1, specification=load_specification("2")), path)
    return path


# name, limits in bytes (all, NHS CIS2), exit code, severity, what is said
CASES = [
    ("s.csv", (10**9, 10**9), 0, "", ""),
    ("s.csv", (10**9, 1_000), 0, "warning", "Compress it with gzip, or sign in another way."),
    ("s.csv", (1_000, 500), 1, "error", "Compress it with gzip."),
    ("s.csv.gz", (10**9, 10**9), 0, "", ""),
    ("s.csv.gz", (10**9, 1_000), 0, "warning", "Sign in another way."),
    ("s.csv.gz", (1_000, 500), 1, "error", "Ask NHS England how to send a larger file."),
]


@pytest.mark.parametrize(
    ("command", "name", "limits", "code", "severity", "way_on"),
    [*((["check"], *case) for case in CASES), (["fix", "--safe"], *CASES[2])],
)
def test_on_the_command_line(
    source, tmp_path, monkeypatch, capsys, command, name, limits, code, severity, way_on
):
    limited(monkeypatch, *limits, compressed=name.endswith(".gz"))
    told = [*command, str(source), "--write", str(tmp_path / name)]
    assert cli.main(told) == code
    printed = capsys.readouterr().out
    assert ("too large for the portal" in printed) == (severity == "error")
    if severity:
        assert f"  {severity}: The file has" in printed
        assert way_on in printed
    else:
        assert "The file has" not in printed
    assert cli.main([*told, "--overwrite", "--json"]) == code
    size = json.loads(capsys.readouterr().out)["written"]["size"]
    assert size.endswith(way_on or "within the portal's limits")
    content = json.loads((tmp_path / "s.manifest.json").read_text("utf-8"))
    within = [limit["within"] for limit in content["output"]["size limits of the portal"]]
    assert within == [severity != "error", not severity]
    schema = (files("resources") / "report" / "manifest.schema.json").read_text("utf-8")
    jsonschema.Draft202012Validator(json.loads(schema)).validate(content)


def test_the_limits_are_the_portals():
    """Without anything injected the published figures hold."""
    from cldvalidator.specification.portal import load_portal

    portal = load_portal()
    said = [str(s) for c in (False, True) for s in portal.limits(compressed=c)]
    assert said == [
        "4 GB for CSV",
        "1 GB for CSV with NHS CIS2 sign-in",
        "800 MB for CSV compressed with gzip",
        "200 MB for CSV compressed with gzip with NHS CIS2 sign-in",
    ]


def test_in_the_list_of_the_portal(extract_of, records, release_2):
    extract = extract_of([records["request"]])

    def size(written):
        items = portal_list(extract, release_2, written=written)
        return next((i.tone, i.sentence) for i in items if i.check.id == "size")

    assert size(None) == ("query", "Known when the file is written.")
    good = "The written file is 9.0 MB. The lowest limit is 1 GB for CSV with NHS CIS2 sign-in."
    assert size(Size(9_000_000, compressed=False)) == ("good", good)
    assert size(Size(200_000_001, compressed=True)) == (
        "warning",
        "The file has 201 MB. The portal's limit is 200 MB for CSV compressed with gzip with NHS "
        "CIS2 sign-in. Sign in another way.",
    )
    assert size(Size(4_000_000_001, compressed=False))[0] == "error"
