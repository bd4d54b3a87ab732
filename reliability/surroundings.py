"""Things in place of a file that are none, and names that are odd, given to every command.

`python3 dev.py attacks --surroundings`. Each thing stands in turn for every file that a command
reads, and for every one that it writes. Each run is a process of its own, of a user with few
rights, and is judged as the attacks are.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from reliability import seeds
from reliability.single_run import load_once, run

NOBODY = 65_534
LONG = "n" * 251


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _unreadable(path: Path) -> None:
    path.write_bytes(seeds.csv())
    path.chmod(0)


def _locked_folder(path: Path) -> None:
    path.mkdir()
    (path / "in.csv").write_bytes(seeds.csv())
    path.chmod(0)


def _full_folder(path: Path) -> None:
    path.mkdir()
    for number in range(3):
        (path / f"{number}.csv").write_bytes(b"")
    os.mkfifo(path / "pipe.csv")
    (path / "loop.csv").symlink_to("loop.csv")
    (path / "zero.csv").symlink_to("/dev/zero")
    (path / "folder.csv").mkdir()


def _file(path: Path) -> None:
    path.write_bytes(seeds.csv())


INPUTS: dict[str, tuple[str, Callable[[Path], None] | None]] = {
    "nothing of that name": ("not there.csv", None),
    "a pipe": ("pipe.csv", _pipe),
    "a link to itself": ("loop.csv", _loop),
    "a link to nothing": ("lost.csv", _link("gone/nowhere.csv")),
    "a link to zeros without end": ("zero.csv", _link("/dev/zero")),
    "a link to what is always full": ("full.csv", _link("/dev/full")),
    "a link to the memory": ("memory.csv", _link("/proc/self/mem")),
    "a file that says it has no size": ("status.csv", _link("/proc/self/status")),
    "a file that may not be read": ("unreadable.csv", _unreadable),
    "a folder": ("folder.csv", lambda path: path.mkdir()),
    "a folder that may not be entered": ("locked", _locked_folder),
    "a folder of such things": ("things", _full_folder),
    "below a file": ("base.csv/in.csv", None),
    "a name that is too long": (f"{LONG}.csv.csv", None),
    "a path that is too long": ("/".join([LONG] * 20), None),
    "a name of odd bytes": (os.fsdecode(b"\xff\xfe\xe9 odd.csv"), _file),
    "a name with wildcards": ("[a-z]*?{x}.csv", _file),
    "a name with line breaks": ("a\nb\r\x1b[2Jc.csv", _file),
    "a name that turns round": ("\u202evsc.exe.csv", _file),
    "a name that is an option": ("--json.csv", _file),
    "a name of spaces": ("   .csv", _file),
    "a name with a percentage and a quote": ("100%s '\"$(id)&.csv", _file),
    "a name of one device": ("CON.csv", _file),
    "the longest name": (f"{LONG}.csv", _file),
}
"""By what it is: its name, and how it is made; None for what is not there."""
OUTPUTS: dict[str, tuple[str, Callable[[Path], None] | None]] = {
    "a pipe": ("pipe", _pipe),
    "a link to itself": ("loop", _loop),
    "a link to nothing": ("lost", _link("gone/nowhere")),
    "a link to what is always full": ("full", _link("/dev/full")),
    "a link to zeros without end": ("zero", _link("/dev/zero")),
    "a folder": ("folder", lambda path: path.mkdir()),
    "in a folder that may only be read": ("readonly/out", None),
    "in a folder that may not be entered": ("locked/out", None),
    "in a folder that is not there": ("gone/out", None),
    "below a file": ("base.csv/out", None),
    "a name that is too long": (LONG + "nnnn", None),
    "a path that is too long": ("/".join([LONG] * 20), None),
    "a name of odd bytes": (os.fsdecode(b"\xff\xe9 odd"), None),
    "a name with wildcards": ("[a-z]*?{x}", None),
    "a name with line breaks": ("a\nb\r\x1b[2Jc", None),
    "a name that turns round": ("\u202etuo", None),
    "a name of one device": ("CON", None),
    "a name of a device and more": ("lpt1.old", None),
    "a name of a dot": (".", None),
    "a name of spaces": ("   ", None),
    "the longest name": (LONG[:246], None),
}


def ready(folder: Path) -> None:
    """Put what the commands need into a folder that a user with few rights may write to."""
    (folder / "base.csv").write_bytes(seeds.csv())
    (folder / "earlier.csv").write_bytes(seeds.csv().replace(b"/2026", b"/2025"))
    (folder / "base.manifest.json").write_bytes(seeds.manifest())
    (folder / "profile.json").write_bytes(seeds.KINDS["profile"]()[0])
    (folder / "one").mkdir()
    (folder / "one" / "base.csv").write_bytes(seeds.csv())
    (folder / "settings").mkdir()
    for name, mode in (("readonly", 0o555), ("locked", 0)):
        if not (folder / name).exists():
            (folder / name).mkdir()
        (folder / name).chmod(mode)
    for path in (folder, *folder.rglob("*")):
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def reading(thing: str) -> Iterator[list[str]]:
    """Yield every command that reads a file, with a thing in its place."""
    for command in (
        ["check", thing, "--all"],
        ["check", thing, "--as-sent"],
        ["check", thing, "--write", "out.csv", "--report", "r.xlsx", "--sign-off", "s.html"],
        ["check", "base.csv", "--before", thing],
        ["check", "base.csv", "--from-manifest", thing],
        ["check", "base.csv", "--as-of", thing],
        ["check", "base.csv", "--profile", thing],
        ["check", "base.csv", "--recipe", thing],
        ["fix", thing, "--safe", "--write", "out.csv"],
        ["fix", "base.csv", "--changes", thing],
        ["fix", "base.csv", "--profile", thing, "--safe"],
        ["preview", thing],
        ["preview", "base.csv", "--population", thing, "--measure", "ASCOF 2B"],
        ["compare", thing, "base.csv"],
        ["compare", "base.csv", thing],
        ["compare", "earlier.csv", "base.csv", "--older", thing],
        ["join", thing],
        ["join", "base.csv", thing],
        ["story", thing, "--row", "5"],
        ["duplicate-people", thing],
        ["history", thing],
        ["batch", thing, "--workers", "1"],
        ["batch", "one", "--recipe", thing],
        ["watch", thing, "--once", "--every", "0.1", "--workers", "1"],
        ["profile", "show", thing],
        ["profile", "show", "profile.json", "--file", thing],
        ["profile", "export", thing, "out.xlsx"],
        ["profile", "import", "profile.json", thing],
        ["profile", "merge", "profile.json", thing],
        ["profile", "merge", thing, "profile.json"],
        ["profile", "column", thing, "M/F", "Gender"],
        ["profile", "accept", "profile.json", thing, "--rule", "ID-11", "--field",
         "GP Practice Code", "--reason", "x"],
        ["spec", "import", thing],
        ["published", "import", thing, "--dry-run"],
        ["published", "prove", thing],
        ["window", thing],
    ):  # fmt: skip
        # argparse would take such a name for an option.
        yield [f"./{a}" if a == thing and a.startswith("-") else a for a in command]


def writing(name: str) -> Iterator[list[str]]:
    """Yield every command that writes a file, with this name for it."""
    check, fix = ["check", "base.csv"], ["fix", "base.csv", "--safe"]
    for command, ending in (
        ([*check, "--write"], ".csv"),
        ([*check, "--report"], ".xlsx"),
        ([*check, "--sign-off"], ".html"),
        ([*check, "--team-column", "Team", "--report-folder"], ""),
        ([*fix, "--write"], ".csv"),
        ([*fix, "--write", "out.csv", "--log"], ".csv"),
        ([*fix, "--save-changes"], ".json"),
        (["preview", "base.csv", "--xlsx"], ".xlsx"),
        (["preview", "base.csv", "--person-level"], ""),
        (["compare", "earlier.csv", "base.csv", "--xlsx"], ".xlsx"),
        (["compare", "earlier.csv", "base.csv", "--html"], ".html"),
        (["join", "base.csv", "--save-set"], ".json"),
        (["join", "base.csv", "--xlsx"], ".xlsx"),
        (["join", "base.csv", "--person-level"], ""),
        (["batch", "one", "--workers", "1", "--xlsx"], ".xlsx"),
        (["batch", "one", "--workers", "1", "--html"], ".html"),
        (["history", ".", "--html"], ".html"),
        (["profile", "export", "profile.json"], ".xlsx"),
        (["profile", "column"], ".json"),
        (["demo", "--folder"], ""),
        (["synthetic"], ".csv"),
    ):
        rest = ["M/F", "Gender"] if command[:2] == ["profile", "column"] else []
        rest += ["--rows", "20"] if command == ["synthetic"] else []
        yield [*command, f"{name}{ending}", *rest]


def things(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each thing with each command; the folder is made ready anew for each."""
    for kind, table, commands in (("in", INPUTS, reading), ("out", OUTPUTS, writing)):
        for what, (name, make) in table.items():
            for command in commands(name):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(mode=0o755)
                if make is not None:
                    made = name if kind == "in" else command_file(command, name)
                    make(folder / made)
                ready(folder)
                yield f"{kind}: {what}", command
    shutil.rmtree(folder, ignore_errors=True)


def command_file(command: list[str], name: str) -> str:
    """Return the argument of a command that begins with a name."""
    return next(a for a in command if a.startswith(name))


def main(only: str) -> int:
    """Try all of them and print the table; return 1 if anything failed. only: in what it is."""
    load_once()
    counted: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory(prefix="surroundings-") as root:
        Path(root).chmod(0o755)
        for what, command in things(Path(root) / "place"):
            if only not in what:
                continue
            outcome = run(command, Path(root) / "place", _few_rights)
            known = counted.setdefault(what, Counter())
            known["runs"] += 1
            known["refused"] += outcome.code == 2
            if outcome.failed:
                known["failed"] += 1
                print(f"{outcome.failed}: {what}: {' '.join(command)[:200]!r}: "
                      f"{outcome.seconds:.1f} s, {outcome.megabytes} MB, {outcome.code}: "
                      f"{outcome.said.strip()[-500:]!r}", flush=True)  # fmt: skip
    print("| what | runs | refused in plain words | failures |\n|---|---|---|---|")
    for what, c in counted.items():
        print(f"| {what} | {c['runs']} | {c['refused']} | {c['failed']} |")
    return 1 if any(c["failed"] for c in counted.values()) else 0


def _few_rights() -> None:
    """Be a user for whom permissions count."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
