"""Values that are found only where they are meant to be, and calls of the system that are none.

`python3 dev.py canaries`. Each cell of an extract about a person holds a value that is nowhere
else. All that writes, prints or fails is run with it; then the values are looked for in everything
that promises none: messages, JSON, manifest, sign-off page, report without values, settings,
temporary files, the home folder, reports of faults. Where strace is installed, each run is
followed: no network, nothing written but outputs and settings, nothing of anybody's read.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cldvalidator.specification import load_specification
from reliability import seeds

ROOT = Path(__file__).parent.parent
CANARY = "Cnry{:05d}q"
_FOUND = re.compile(rb"Cnry[0-9]{5}q", re.I)
_WIDE = re.compile(rb"C\0n\0r\0y\0", re.I)
_OF_PEOPLE = ("First Name", "Last Name", "LA Person Unique Identifier", "Event Reference",
              "GP Practice Name", "Postcode")  # fmt: skip
_CODE = "import sys; from cldvalidator.cli import main; sys.exit(main(sys.argv[1:]))"
_FAULT = (
    "import sys; import cldvalidator.jobs.check as j\n"
    "def fails(extract, *a, **k):\n"
    "    raise ValueError([column.texts for column in extract.columns.values()])\n"
    "j.check_extract = fails\n"
) + _CODE
_WINDOW = (
    "import sys; from pathlib import Path; from reliability.in_window import look_at\n"
    "sys.exit(look_at(Path(sys.argv[1]), 300))"
)
_CALLS = "network,openat,open,creat,rename,renameat,renameat2,link,linkat,unlink,mkdir,truncate"
_SYSTEM = ("/usr", "/lib", "/lib64", "/etc", "/proc", "/sys", "/dev", "/opt", "/bin", "/run",
           "/var/cache/fontconfig")  # fmt: skip
_PATH = re.compile(
    r'(?:openat|open|creat)\((?:AT_FDCWD, )?"([^"]*)"(?:, ([A-Z_|0-9]+))?.*= (-?\d+)'
)
_NETWORK = re.compile(r"socket\(AF_INET|socket\(AF_INET6|sa_family=AF_INET")


@dataclass(frozen=True)
class Run:
    """A command: its words, which outputs may hold values, and whether what it prints may."""

    name: str
    words: Callable[[Path], list[str]]
    holding: tuple[str, ...] = ()
    prints: bool = False
    code: str = _CODE


def _in(*words: str) -> Callable[[Path], list[str]]:
    """Words in which "@x" is a file x of the run's folder."""
    return lambda folder: [str(folder / w[1:]) if w.startswith("@") else w for w in words]


_SET = ("s.csv", "s.changes.csv")
RUNS = (
    Run("check", _in("check", "@in.csv")),
    Run("check --json", _in("check", "@in.csv", "--json")),
    Run("check --all", _in("check", "@in.csv", "--all"), prints=True),
    Run("check --write", _in("check", "@in.csv", "--write", "@s.csv"), _SET),
    Run("check --report", _in("check", "@in.csv", "--report", "@r.xlsx"), ("r.xlsx",)),
    Run("check --no-values", _in("check", "@in.csv", "--report", "@r.xlsx", "--no-values")),
    Run("check --sign-off", _in("check", "@in.csv", "--sign-off", "@p.html")),
    Run("check --as-sent", _in("check", "@in.csv", "--as-sent")),
    Run("check of a damaged file", _in("check", "@cut.csv")),
    Run("check that is refused", _in("check", "@in.csv", "--write", "@in.csv")),
    Run("check with a fault", _in("check", "@in.csv"), code=_FAULT),
    Run("check of a workbook", _in("check", "@in.xlsx", "--json")),
    Run("fix", _in("fix", "@in.csv", "--safe", "--json")),
    Run("fix --write", _in("fix", "@in.csv", "--safe", "--write", "@s.csv", "--log", "@l.csv",
                           "--save-changes", "@c.json", "--sign-off", "@p.html"),
        (*_SET, "l.csv", "c.json"), prints=True),
    Run("fix with a fault", _in("fix", "@in.csv", "--safe"), code=_FAULT),
    Run("preview", _in("preview", "@in.csv", "--all")),
    Run("preview --json", _in("preview", "@in.csv", "--json")),
    Run("preview --share", _in("preview", "@in.csv", "--xlsx", "@x.xlsx", "--share")),
    Run("preview --population", _in("preview", "@in.csv", "--population", "@pop.csv")),
    Run("preview --person-level", _in("preview", "@in.csv", "--person-level", "@lists"),
        ("lists",)),
    Run("compare --json", _in("compare", "@old.csv", "@in.csv", "--json")),
    Run("compare --html", _in("compare", "@old.csv", "@in.csv", "--html", "@c.html")),
    Run("compare --no-values", _in("compare", "@old.csv", "@in.csv", "--xlsx", "@c.xlsx",
                                   "--no-values")),
    Run("profile export", _in("profile", "export", "@c.json", "@c.xlsx", "--file", "@in.csv"),
        ("c.xlsx",)),
    Run("spec import", _in("spec", "import", "@in.xlsx")),
    Run("the window", _in("@in.csv"), code=_WINDOW),
    Run("the window, a damaged file", _in("@cut.csv"), code=_WINDOW),
)  # fmt: skip


@dataclass
class Found:
    """What was found after a run: values by place, and calls that should not have been."""

    values: list[str] = field(default_factory=list)
    network: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    followed: bool = False
    code: int = 0

    def __bool__(self) -> bool:
        return bool(self.values or self.network or self.written or self.read)


def extract() -> bytes:
    """Return an extract in which each cell about a person, and many others, is a canary."""
    header, *rows = csv.reader(io.StringIO(seeds.csv().decode()))
    lists = {f.name for f in load_specification("2").fields if f.values is not None}
    number = 0
    for place, row in enumerate(rows):
        for column, name in enumerate(header):
            # A value of a list is an error that is told by value: that is for the local output.
            if name in _OF_PEOPLE or (name not in lists and name == "Team"):
                row[column] = CANARY.format(number)
                number += 1
        if place % 5 == 0:
            row[header.index("Date of Birth")] = f"{CANARY.format(number)} 1950"
            number += 1
    # A header that is the name of a person of the file, as one cell and with the surname first.
    header[-1] = f"{rows[0][header.index('First Name')]} {rows[0][header.index('Last Name')]}"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def _header(data: bytes) -> bytes:
    """Return the header that is the name of a person."""
    return data.splitlines()[0].rpartition(b",")[2]


def _workbook(data: bytes) -> bytes:
    """Return the extract as a workbook."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Extract")
        for number, row in enumerate(csv.reader(io.StringIO(data.decode()))):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def run(command: Run, root: Path, *, follow: bool) -> Found:
    """Run a command in folders of its own and look through all that is there afterwards."""
    folders = {n: root / n for n in ("work", "temp", "home", "here", "settings")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    work = folders["work"]
    data = extract()
    for name, content in (
        ("in.csv", data),
        ("cut.csv", data[: len(data) // 2] + b'"'),
        ("in.xlsx", _workbook(data)),
        ("old.csv", b"\n".join(data.splitlines()[:15])),
        ("pop.csv", b"age band,population\n18 to 64,4\n65 and above,5\n"),
    ):
        (work / name).write_bytes(content)
    inputs = {p.name for p in work.iterdir()}
    environment = os.environ | {
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folders["temp"])),
        **dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(folders["home"])),
        "CLDVALIDATOR_SETTINGS": str(folders["settings"]),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }
    trace = root / "trace"
    words = [sys.executable, "-c", command.code, *command.words(work)]
    if follow:
        words = ["strace", "-f", "-qq", "-s", "300", "-e", f"trace=%{_CALLS}", "-o", str(trace),
                 *words]  # fmt: skip
    done = subprocess.run(
        words, env=environment, cwd=folders["here"], capture_output=True, check=False
    )
    found = Found(followed=follow, code=done.returncode)
    places = [("stderr", done.stderr)]
    if not command.prints:
        # On a terminal a column is named as its header is: that is for who has the file.
        shown = done.stdout if "--json" in words else done.stdout.replace(_header(data), b"")
        places.append(("stdout", shown))
    for path in root.rglob("*"):
        told = path.relative_to(root)
        place, *inside = told.parts
        may_hold = place == "work" and inside and inside[0] in (*command.holding, *inputs)
        if path.is_file() and path != trace and not may_hold:
            places += [(f"{told}{part}", text) for part, text in _contents(path)]
            if place in ("temp", "home", "here"):
                found.written.append(str(told))
    found.values = [name for name, text in places if _FOUND.search(text) or _WIDE.search(text)]
    found.values += [str(p.name) for p in root.rglob("*") if _FOUND.search(p.name.encode())]
    if follow:
        _follow(trace.read_text("utf-8", "replace"), root, found)
    return found


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what is in a file; of an archive, what is in each member."""
    if not zipfile.is_zipfile(path):
        yield "", path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            yield f":{member}", archive.read(member)


def _follow(trace: str, root: Path, found: Found) -> None:
    """Note the calls that should not have been."""
    ours = [str(root), str(ROOT), sys.prefix, sys.base_prefix, *map(os.path.realpath, sys.path)]
    allowed = (*ours, *_SYSTEM)
    for line in trace.splitlines():
        if _NETWORK.search(line):
            found.network.append(line[:200])
        told = _PATH.search(line)
        if told is None or told[3].startswith("-"):
            continue
        path, how = told[1], told[2] or ""
        if not path.startswith("/"):
            continue
        writes = any(w in how for w in ("O_WRONLY", "O_RDWR", "O_CREAT")) or "creat(" in line
        if writes and not path.startswith((str(root), "/dev/", "/proc/self/")):
            found.written.append(path)
        elif not writes and "O_DIRECTORY" not in how and not path.startswith(allowed):
            found.read.append(path)


def table(done: Sequence[Found]) -> str:
    """Return the outcomes as a table for docs/reliability.md."""
    followed = [f for f in done if f.followed]
    lines = ["| what was looked for | runs | found |", "|---|---|---|"]
    for what, runs, number in (
        ("a value where none may be", done, sum(len(f.values) for f in done)),
        ("a file in temp, home or the folder it was started in", done,
         sum(len(f.written) for f in done if not f.followed)),
        ("a call of the network", followed, sum(len(f.network) for f in followed)),
        ("a file opened for writing elsewhere", followed, sum(len(f.written) for f in followed)),
        ("a file of somebody's opened for reading", followed, sum(len(f.read) for f in followed)),
    ):  # fmt: skip
        lines.append(f"| {what} | {len(runs):,} | {number:,} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Run all commands and print the table; return 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="dev.py canaries", description=__doc__)
    parser.add_argument("--run", default="", help="only runs with this in their name")
    parser.add_argument("--no-strace", action="store_true", help="do not follow their calls")
    options = parser.parse_args(arguments)
    strace = shutil.which("strace") is not None and not options.no_strace
    done = []
    for command in RUNS:
        if options.run not in command.name:
            continue
        for follow in (False, True) if strace else (False,):
            with tempfile.TemporaryDirectory(prefix="canaries-") as root:
                found = run(command, Path(root), follow=follow)
            done.append(found)
            print(f"{command.name}{', followed' * follow}: exit code {found.code}",
                  file=sys.stderr, flush=True)  # fmt: skip
            if found:
                print(f"  {found}", flush=True)
    print(table(done))
    return 1 if any(done) else 0
