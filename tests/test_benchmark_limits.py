"""The limits of speed: each is judged, and only ratios decide."""

from __future__ import annotations

import sys

import pytest

from benchmarks import __main__ as bench
from benchmarks import limits


def medians(total=2.0, check=0.4, peak=600.0, read=1.4):
    return {"total": total, "check": check, "peak": peak, "read": read, "processor": total}


FINE = {
    ("baseline", 500_000): medians(total=9.0),
    ("parallel baseline", 500_000): medians(total=5.0),
    ("bare read", 500_000): medians(total=0.45),
    ("pandas workbook", 100_000): medians(total=6.2),
    ("read and check cells", 500_000): medians(),
    ("read and check", 500_000): medians(total=1.45, peak=490.0),
    ("read and check", 2_000_000): medians(total=5.9, peak=2_000.0),
    ("write", 500_000): medians(total=1.7),
    ("workbook", 100_000): medians(total=2.4, peak=440.0),
    ("workbook", 500_000): medians(total=11.0, peak=1_100.0),
    ("preview", 160_000): medians(total=1.1),
    ("preview", 500_000): medians(total=3.4, peak=590.0),
    ("fix values", 500_000): medians(check=0.09),
    ("fix cells", 500_000): medians(check=0.08),
    ("compare", 500_000): medians(total=9.0, check=3.9),
    ("join", 4_000_000): medians(total=80.0, peak=2_900.0),
    ("people compared", 200_000): medians(total=3.4),
    ("filters", 500_000): medians(check=0.08),
    ("columns", 500_000): medians(total=0.08),
    ("spellings", 40_000): medians(total=0.9),
    ("own rules", 500_000): medians(total=0.2),
    ("postcodes", 30_000): medians(total=0.012),
    ("activity", 160_000): medians(total=1.9),
    ("price", 160_000): medians(check=0.2),
}
MISSED = {
    ("read and check", 500_000): (medians(total=1.6, peak=510.0), 2, []),
    ("write", 500_000): (medians(total=1.9), 1, []),
    ("preview", 160_000): (medians(total=1.3), 1, []),
    ("preview", 500_000): (medians(total=3.6, peak=700.0), 2, []),
    ("people compared", 200_000): (medians(total=5.5), 1, []),
    ("filters", 500_000): (medians(check=0.11), 1, []),
    ("columns", 500_000): (medians(total=0.11), 1, []),
    ("spellings", 40_000): (medians(total=1.1), 1, []),
    ("own rules", 500_000): (medians(total=0.31), 1, []),
    ("postcodes", 30_000): (medians(total=0.03), 1, []),
    ("activity", 160_000): (medians(total=2.1), 1, []),
    ("price", 160_000): (medians(check=0.31), 1, []),
    ("join", 4_000_000): (medians(total=91.0, peak=3_100.0), 2, []),
    ("workbook", 500_000): (medians(total=12.5, peak=1_300.0), 2, []),
    ("workbook", 100_000): (
        medians(total=2.6, peak=460.0),
        3,
        ["read and check XLSX, against pandas with calamine"],
    ),
    ("bare read", 500_000): (
        medians(total=0.42),
        1,
        ["read, against bare pyarrow (all text)"],
    ),
    ("parallel baseline", 500_000): (
        medians(total=3.9),
        1,
        ["the same, against pandas' parallel reader"],
    ),
    ("fix values", 500_000): (medians(check=0.11), 1, []),
    ("fix cells", 500_000): (medians(check=0.11), 1, []),
    ("read and check cells", 500_000): (
        medians(total=2.4, check=0.6),
        2,
        ["read and check cells, against pandas (dtype=str)"],
    ),
    ("read and check", 2_000_000): (
        medians(total=7.0),
        1,
        ["read and check, cost a row as files grow"],
    ),
}


def test_a_fine_run_meets_all():
    lines = limits.judged(FINE)
    assert [line.met for line in lines] == [True] * 29
    assert limits.missed_ratios(lines) == []
    table = limits.table(lines)
    assert table.count("| met |") == 29
    assert "1.45 s" in table
    assert "4.5 times at 500,000 rows" in table


@pytest.mark.parametrize("place", MISSED, ids=str)
def test_what_is_missed_is_said_and_only_ratios_fail_a_run(place):
    found, count, ratios = MISSED[place]
    lines = limits.judged(FINE | {place: found})
    assert sum(line.met is False for line in lines) == count
    assert limits.table(lines).count("MISSED") == count
    assert limits.missed_ratios(lines) == ratios


def test_what_was_not_measured_is_neither():
    lines = limits.judged({})
    assert {line.met for line in lines} == {None}
    assert limits.missed_ratios(lines) == []


@pytest.mark.parametrize(
    ("total", "gate", "code"), [(1.0, True, 0), (5.0, True, 1), (5.0, False, 0)]
)
def test_the_exit_code(monkeypatch, tmp_path, capsys, total, gate, code):
    """The whole command, with measurements of our own."""
    monkeypatch.setattr(bench, "synthetic_csv", lambda rows: tmp_path / f"{rows}.csv")
    monkeypatch.setattr(bench, "as_workbook", lambda source: source.with_suffix(".xlsx"))
    monkeypatch.setattr(bench, "synthetic_set", lambda folder, rows: tmp_path / f"{rows * 8}")
    monkeypatch.setattr(bench, "show_window", lambda path, rounds: None)
    others = dict.fromkeys(("baseline", "parallel baseline", "pandas workbook"), 9.0)
    seconds = others | {"read and check cells": total}
    monkeypatch.setattr(
        bench,
        "measure",
        lambda case, path: medians(seconds.get(case, 1.0)) | {"rows": int(path.stem), "read": 0.5},
    )
    monkeypatch.setattr(sys, "argv", ["bench", "--quick", *(["--gate"] if gate else [])])
    assert bench.main() == code
    assert ("MISSED" in capsys.readouterr().out) == (total > 2)


def test_measurements_far_apart_are_not_relied_on():
    def of(*totals):
        return [{"total": total} for total in totals]

    assert bench.is_calm(of(1.0, 1.02, 1.01, 1.03, 9.0))  # one of five may be an accident
    assert not bench.is_calm(of(1.0, 1.3, 1.1, 1.5, 1.2))
    assert "not to be relied on" in bench.spread_text(bench.spread(of(1.0, 1.3, 1.1, 1.5, 1.2)))
    assert bench.is_calm(of(1.0))
    assert bench.spread_text(bench.spread(of(1.0, 2.0))) == "too few runs to say"


def test_what_is_promised_of_the_window():
    assert limits.window_limit("sort by Ethnicity") == 500
    assert limits.window_limit("longest event when opening") == 50
    assert limits.window_limit("edit a cell and check again") is None
