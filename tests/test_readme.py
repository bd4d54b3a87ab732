"""The README's part for an analyst: every command works, in the order it is written in."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl

from cldvalidator.bundled import bundled
from cldvalidator.command_line import main as cli
from cldvalidator.sample_file import FILE_NAME
from tests.published.importing.published_files import epraccur

README = Path(__file__).parents[1] / "README.md"


def blocks():
    """Yield the lines of each code block of the part."""
    part = README.read_text("utf-8").split("## For an analyst")[1].split("\n## ")[0]
    for block in re.findall(r"^```\n(.*?)^```$", part, re.DOTALL | re.MULTILINE):
        yield block.splitlines()


def official_workbook(path, specification):
    """Make what only the user has: a specification workbook with one list."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Field name", "Defined list"])
    for value in specification.values("Gender"):
        sheet.append(["Gender", value])
    book.save(path)


def test_every_command_works_as_written(tmp_path, monkeypatch, capsys, release_2):
    monkeypatch.chdir(tmp_path)
    lines = bundled("sample", FILE_NAME).read_bytes().splitlines(keepends=True)[:1001]
    sample = b"".join(lines)
    Path("extract.csv").write_bytes(sample)
    Path("sent").mkdir()
    assert cli.main(["check", "extract.csv", "--write", "sent/first.csv"]) in (0, 1)
    capsys.readouterr()
    Path("last.csv").write_bytes(b"".join(lines[:-5]))
    Path("submissions").mkdir()
    Path("submissions", "q4.csv").write_bytes(sample)
    Path("recipe.toml").write_text("[fix]\nsafe = true\n", "utf-8")
    official_workbook(Path("workbook.xlsx"), release_2)
    epraccur(tmp_path)
    table = next(block for block in blocks() if block[0] == "age band,population")
    Path("population.csv").write_text("\n".join(table) + "\n", "utf-8")
    commands = [line for block in blocks() for line in block if line.startswith("cldvalidator ")]
    assert len(commands) > 20
    for command in commands:
        words = shlex.split(command, comments=True)[1:]
        code = cli.main(words)
        said = capsys.readouterr()
        assert code in (0, 1), f"{command}: {said.err}"
        assert said.out, command
    assert Path("extract.csv").read_bytes() == sample
    known = "known: ID-11 in GP Practice Code"
    assert cli.main(["profile", "show", "council.json"]) == 0
    assert known in capsys.readouterr().out


def test_every_block_of_the_part_is_run_or_is_the_population():
    assert [b[0] for b in blocks() if not b[0].startswith("cldvalidator ")] == [
        "age band,population"
    ]


def drawn():
    """Yield what the picture of the folders names, as paths from the root."""
    picture = README.read_text("utf-8").split("the folders read:\n\n```\n")[1].split("```")[0]
    above = {0: Path()}
    for line in picture.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        names = re.match(r" *((?:[\w.]+(?:/|\.py|\.spec)(?:, )?)+)(?:  |$)", line)
        for name in names[1].split(", ") if names and depth in above else ():
            above[depth + 1] = above[depth] / name
            yield above[depth + 1]


def test_the_picture_of_the_folders_is_that_of_the_folders():
    root, named = README.parent, set(drawn())
    assert [path for path in named if not (root / path).exists()] == []
    for place in ("cldvalidator", "ui"):
        packages = {file.parent.relative_to(root) for file in root.glob(f"{place}/*/__init__.py")}
        within = {path for path in named if path.parent == Path(place) and not path.suffix}
        assert within == packages
    assert {Path(name) for name in ("cldvalidator", "ui", "tests", "shots", "docs")} <= named
