"""Days of another century: no end of a period, no day of an option; never a fault."""

from __future__ import annotations

from datetime import date

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.selection.parsed_day import parsed_day
from tests.reliability.extracts import with_days

ABSURD = ("31/12/9999", "01/01/0001", "31/12/2262", "01/10/1677", "31/12/1999", "01/01/2100")
PERIOD = ("Reporting Period Start Date", "Reporting Period End Date")


@pytest.fixture(name="run")
def _run(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sound.csv").write_bytes(with_days({}))

    def run(*arguments):
        try:
            code = cli.main(list(arguments))
        except SystemExit as ended:  # argparse
            code = ended.code
        printed = capsys.readouterr()
        assert "fault" not in printed.err + printed.out
        return code, printed.out + printed.err

    return run


def test_a_day_is_told_in_two_forms_and_of_this_century():
    assert parsed_day(" 31/03/2026 ") == parsed_day("2026-03-31") == date(2026, 3, 31)
    assert not [t for t in (*ABSURD, "", "31/02/2026", "31 March 2026") if parsed_day(t)]


@pytest.mark.parametrize("option", ["--period-end", "--as-of", "--import-date"])
@pytest.mark.parametrize("day", ABSURD[:2])
def test_an_option_of_another_century_is_refused(run, option, day):
    code, said = run("preview", "sound.csv", option, day)
    assert code == 2
    assert "31/0" in said, "an example of how to write it"


@pytest.mark.parametrize("days", [(a, b) for a in ABSURD[:4] for b in ("31/03/2026", a)])
def test_a_file_that_states_an_absurd_period_is_checked(run, tmp_path, days):
    (tmp_path / "x.csv").write_bytes(with_days(dict(zip(PERIOD, days[::-1], strict=True))))
    code, said = run("check", "x.csv", "--all")
    assert code == 1
    assert "PER-0" in said


def test_no_figures_without_a_period_of_this_century(run, tmp_path):
    (tmp_path / "x.csv").write_bytes(with_days({PERIOD[1]: "31/12/9999"}))
    for command in (["preview", "x.csv"], ["join", "x.csv"]):
        code, said = run(*command)
        assert code == 2
        assert "period" in said
    assert run("compare", "x.csv", "sound.csv", "--json")[0] in (0, 1)


def test_a_single_row_without_an_end_decides_nothing(run, tmp_path):
    (tmp_path / "x.csv").write_bytes(with_days({PERIOD[1]: "31/12/9999"}, rows=1))
    code, said = run("preview", "x.csv", "--measure", "ASCOF 2B")
    assert code == 0
    assert "to 31/03/2026" in said


@pytest.mark.parametrize("day", ABSURD[:2])
def test_files_with_nothing_but_one_day_are_compared(run, tmp_path, day):
    names = ("Event Start Date", "Event End Date", *PERIOD, "Date of Birth")
    (tmp_path / "x.csv").write_bytes(with_days(dict.fromkeys(names, day)))
    assert run("compare", "x.csv", "sound.csv", "--json")[0] in (0, 1)
    assert run("compare", "sound.csv", "x.csv", "--json")[0] in (0, 1)
