"""What an import changes, said before it does; kept, refused when older, and forgotten."""

from __future__ import annotations

import json
import os
import time
from datetime import date, datetime

import pytest

from cldvalidator.command_line.main import main
from cldvalidator.problems import InputProblem
from cldvalidator.published.figures import published_figure
from cldvalidator.published.importing.editions import changes, forget, keep, kept_editions
from cldvalidator.published.importing.layouts import take
from cldvalidator.published.packs import imported_folder
from cldvalidator.published.populations import population_of
from cldvalidator.registers.imported import GP_PRACTICES, imported_register
from tests.published.importing import published_files as made


def run(capsys, *arguments):
    code = main(["published", *map(str, arguments)])
    return code, capsys.readouterr()


def test_a_dry_run_says_the_same_and_keeps_nothing(tmp_path, capsys):
    path = made.epraccur(tmp_path)
    code, dry = run(capsys, "import", path, "--dry-run")
    assert code == 0
    assert dry.out.endswith("Nothing was kept.\n")
    assert kept_editions() == []
    code, real = run(capsys, "import", path)
    assert code == 0
    assert real.out.splitlines()[:-1] == dry.out.splitlines()[:-1]
    register = imported_register(GP_PRACTICES)
    assert register is not None
    assert len(register.codes) == 30
    code, listed = run(capsys)
    assert "GP practices" in listed.out
    assert "November 2025" in listed.out
    code, gone = run(capsys, "forget", "gp-practices")
    assert (code, gone.out) == (0, "Forgotten: GP practices, August 2026\n")
    assert imported_register(GP_PRACTICES) is None
    code, none = run(capsys, "forget", "gp-practices")
    assert code == 2
    assert "No edition gp-practices was imported" in none.err
    assert run(capsys, "forget", "all")[1].out == "Nothing was imported.\n"


def test_a_figure_of_the_later_edition_counts_and_the_others_stay(tmp_path):
    before = published_figure("2C", "65 and above", "2024-25", "503")
    taken = take(made.ascof_csv(tmp_path), date(2026, 3, 1))
    said = "\n".join(changes(taken))
    assert "with another value than in use" in said
    keep(taken)
    figure = published_figure("2A", "Total", "2024-25", "503")
    assert figure is not None
    assert (figure.value, figure.edition.date) == (83.3, date(2026, 3, 1))
    assert published_figure("2C", "65 and above", "2024-25", "503") == before
    forget(taken.id)
    figure = published_figure("2A", "Total", "2024-25", "503")
    assert figure is not None
    assert figure.value != 83.3


def test_an_older_edition_never_replaces_a_newer_one(tmp_path):
    path = made.ascof_csv(tmp_path)
    with pytest.raises(InputProblem, match="a later edition of all of it is in use"):
        changes(take(path, date(2025, 12, 18)))
    keep(take(path, date(2026, 6, 1)))
    for act in (changes, keep):
        with pytest.raises(InputProblem, match="is older than the one in use"):
            act(take(path, date(2026, 5, 31)))
    keep(take(path, date(2026, 6, 1)))


def test_a_population_that_a_year_was_published_with_stays(tmp_path):
    before = population_of("503", 2024)
    taken = take(made.mye2(tmp_path, made.mye2_rows(2024)))
    assert any("still divides by" in sentence for sentence in changes(taken))
    keep(taken)
    assert population_of("503", 2024) == before
    keep(take(made.mye2(tmp_path)))
    found = population_of("503", 2025)
    assert found is not None
    assert found[0] == 2025


def test_what_a_register_changes_is_counted(tmp_path):
    keep(take(made.epraccur(tmp_path)))
    rows = [*made.practice_rows()[1:], made.practice("C83950"), made.practice("C83951")]
    said = changes(take(made.epraccur(tmp_path, rows)))
    assert any("2 codes are new, 1 gone" in sentence for sentence in said)


def test_an_edition_that_cannot_be_read_can_be_forgotten():
    folder = imported_folder()
    folder.mkdir(parents=True)
    (folder / "figures_odd-one.json").write_text("{", "utf-8")
    assert [(k.id, k.edition) for k in kept_editions()] == [("odd-one", "")]
    assert forget("odd-one") == ["odd-one"]
    assert kept_editions() == []


def test_the_day_it_was_saved_is_said_to_be_taken(tmp_path):
    path = made.ascof_csv(tmp_path)
    moment = time.mktime(datetime(2026, 2, 3, 12).timetuple())
    os.utime(path, (moment, moment))
    taken = take(path)
    assert taken.day == date(2026, 2, 3)
    assert any("3 February 2026" in sentence for sentence in taken.notes)


def test_nothing_but_what_was_published_is_kept(tmp_path):
    path = keep(take(made.cqc(tmp_path)))
    content = json.loads(path.read_text("utf-8"))
    assert set(content) >= {"codes", "opened", "names", "providers", "licence", "date"}
    assert str(tmp_path) not in path.read_text("utf-8")


@pytest.mark.parametrize("arguments", [("import",), ("import", "x", "--published", "soon")])
def test_wrong_use_is_said(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        run(capsys, *arguments)
    assert ended.value.code == 2
