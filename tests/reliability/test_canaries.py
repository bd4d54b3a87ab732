"""The canaries are found where they are, and so are calls that should not be."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("the harness needs fork", allow_module_level=True)

from reliability.canaries import RUNS, Found, Run, _follow, extract, run, table

WRITES = (
    "import os, sys, zipfile; from pathlib import Path\n"
    "text = Path(sys.argv[1]).read_text()\n"
    "Path(os.environ['TMPDIR'], 'left').write_text(text)\n"
    "zipfile.ZipFile(Path(sys.argv[1]).with_name('r.xlsx'), 'w').writestr('a', text)\n"
    "print(text); sys.exit(text)\n"
)


def test_every_value_is_found_where_it_may_not_be(tmp_path: Path) -> None:
    command = Run("leaks", lambda folder: [str(folder / "in.csv")], code=WRITES)
    found = run(command, tmp_path / "one", follow=False)
    assert sorted(found.values) == ["stderr", "stdout", "temp/left", "work/r.xlsx:a"]
    assert found.written == ["temp/left"]
    holding = Run("holds", command.words, ("r.xlsx",), prints=True, code=WRITES)
    assert "work/r.xlsx:a" not in run(holding, tmp_path / "two", follow=False).values
    assert "| a value where none may be | 1 | 4 |" in table([found])


def test_a_command_that_tells_none(tmp_path: Path) -> None:
    (command,) = (r for r in RUNS if r.name == "check with a fault")
    found = run(command, tmp_path / "run", follow=False)
    assert found.code == 2
    assert not found, found


def test_each_cell_about_a_person_is_a_value_of_its_own() -> None:
    text = extract().decode()
    assert text.count("Cnry") > 100
    assert "Cnry00001q Cnry00002q" in text.splitlines()[0]


def test_calls_that_should_not_be(tmp_path: Path) -> None:
    trace = "\n".join(
        (
            "7 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3",
            '7 openat(AT_FDCWD, "/home/somebody/letter.txt", O_RDONLY|O_CLOEXEC) = 3',
            '7 openat(AT_FDCWD, "/var/log/x", O_WRONLY|O_CREAT, 0666) = 3',
            '7 openat(AT_FDCWD, "/var/log/y", O_WRONLY|O_CREAT, 0666) = -1 EACCES',
            f'7 openat(AT_FDCWD, "{tmp_path}/work/s.csv", O_WRONLY|O_CREAT, 0666) = 3',
            '7 openat(AT_FDCWD, "/usr/lib/libc.so.6", O_RDONLY|O_CLOEXEC) = 3',
        )
    )
    found = Found(followed=True)
    _follow(trace, tmp_path, found)
    assert [len(found.network), found.written, found.read] == [
        1,
        ["/var/log/x"],
        ["/home/somebody/letter.txt"],
    ]
