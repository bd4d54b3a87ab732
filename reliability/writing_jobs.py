"""The jobs that write, for `dev.py faults`: each a command with the files that are of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reliability import publications, seeds


@dataclass(frozen=True)
class Job:
    """One command that writes.

    outputs: the files of one run. again: they stood there before. beside: what it reads besides
    `in.csv`, by name.
    """

    name: str
    command: Callable[[Path], list[str]]
    outputs: tuple[str, ...]
    again: bool = False
    beside: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)


def _check(folder: Path, *more: str) -> list[str]:
    beside = ["--report", str(folder / "r.xlsx"), "--sign-off", str(folder / "p.html")]
    return ["check", str(folder / "in.csv"), "--write", str(folder / "s.csv"), *beside, *more]


def _profile() -> bytes:
    return seeds.KINDS["profile"]()[0]


_SET = ("s.csv", "s.manifest.json", "s.changes.csv", "r.xlsx", "p.html")
_LISTS = tuple(
    f"l/OFFICIAL-SENSITIVE person level {name} year to 2026-03-31.csv"
    for name in ("2A", "2B2C", "2E_LD", "2E_All", "3D")
)
_BATCHED = tuple(
    f"one/checked/in-2026-07-31{ending}"
    for ending in (".csv", ".manifest.json", ".changes.csv", ".report-without-values.xlsx")
)
_EMPTY_PROFILE = b'{"kind": "CLD Validator profile", "version": 1, "meanings": []}\n'
JOBS = (
    Job("check --write --report --sign-off", _check, _SET),
    Job("the same with --overwrite", lambda f: _check(f, "--overwrite"), _SET, again=True),
    Job(
        "fix --write --log --save-changes --overwrite",
        lambda f: ["fix", str(f / "in.csv"), "--safe", "--write", str(f / "s.csv"), "--log",
                   str(f / "l.csv"), "--save-changes", str(f / "c.json"), "--overwrite"],
        ("s.csv", "s.manifest.json", "s.changes.csv", "l.csv", "c.json"),
        again=True,
    ),
    Job(
        "fix --write --log --report",
        lambda f: ["fix", str(f / "in.csv"), "--safe", "--write", str(f / "s.csv"), "--log",
                   str(f / "l.csv"), "--report", str(f / "r.xlsx")],
        ("s.csv", "s.manifest.json", "s.changes.csv", "l.csv", "r.xlsx"),
    ),
    Job(
        "preview --xlsx --overwrite",
        lambda f: ["preview", str(f / "in.csv"), "--xlsx", str(f / "p.xlsx"), "--overwrite"],
        ("p.xlsx",),
        again=True,
    ),
    Job(
        "preview --person-level --overwrite",
        lambda f: ["preview", str(f / "in.csv"), "--person-level", str(f / "l"), "--overwrite"],
        _LISTS,
        again=True,
    ),
    Job(
        "compare --xlsx --html --overwrite",
        lambda f: ["compare", str(f / "earlier.csv"), str(f / "in.csv"), "--xlsx",
                   str(f / "c.xlsx"), "--html", str(f / "c.html"), "--overwrite"],
        ("c.xlsx", "c.html"),
        again=True,
    ),
    Job(
        "history --html --overwrite",
        lambda f: ["history", str(f), "--html", str(f / "h.html"), "--overwrite"],
        ("h.html",),
        again=True,
    ),
    Job(
        "join --xlsx --overwrite",
        lambda f: ["join", str(f / "in.csv"), "--xlsx", str(f / "p.xlsx"), "--overwrite"],
        ("p.xlsx",),
        again=True,
    ),
    Job(
        "join --person-level --overwrite",
        lambda f: ["join", str(f / "in.csv"), "--person-level", str(f / "l"), "--overwrite"],
        _LISTS,
        again=True,
    ),
    Job(
        "join --save-set --xlsx --overwrite",
        lambda f: ["join", str(f / "in.csv"), "--save-set", str(f / "set.json"), "--xlsx",
                   str(f / "p.xlsx"), "--overwrite"],
        ("set.json", "p.xlsx"),
        again=True,
    ),
    Job(
        "batch --xlsx --html --overwrite",
        lambda f: ["batch", str(f / "one"), "--xlsx", str(f / "b.xlsx"), "--html",
                   str(f / "b.html"), "--workers", "1", "--overwrite"],
        ("b.xlsx", "b.html"),
        again=True,
    ),
    Job(
        "profile column",
        lambda f: ["profile", "column", str(f / "p.json"), "M/F", "Gender"],
        ("p.json",),
        again=True,
    ),
    Job(
        "preview --population",
        lambda f: ["preview", str(f / "in.csv"), "--population", str(f / "pop.csv")],
        ("settings/population.json",),
        again=True,
    ),
    Job(
        "spec import",
        lambda f: ["spec", "import", str(f / "official.xlsx")],
        ("settings/council_pack_release_2.json",),
        again=True,
        beside={"official.xlsx": seeds.official},
    ),
    Job(
        "fix --answers --write --log --overwrite",
        lambda f: ["fix", str(f / "in.csv"), "--answers", str(f / "a.xlsx"), "--write",
                   str(f / "s.csv"), "--log", str(f / "l.csv"), "--overwrite"],
        ("s.csv", "s.manifest.json", "s.changes.csv", "l.csv"),
        beside={"a.xlsx": seeds.answers},
    ),
    Job(
        "check --answers --report --overwrite",
        lambda f: ["check", str(f / "in.csv"), "--answers", str(f / "a.xlsx"), "--report",
                   str(f / "o.xlsx"), "--overwrite"],
        ("o.xlsx",),
        beside={"a.xlsx": seeds.answers},
    ),
    Job(
        "check --report-folder",
        lambda f: ["check", str(f / "in.csv"), "--report-folder", str(f / "reports"),
                   "--team-column", "Team"],
        ("reports/OFFICIAL-SENSITIVE findings - North.xlsx",),
    ),
    Job(
        "twin --write --overwrite",
        lambda f: ["twin", str(f / "many.csv"), "--write", str(f / "t.csv"), "--overwrite"],
        ("t.csv", "t.proof.html", "t.proof.json"),
        beside={"many.csv": seeds.more_records, "t.csv": lambda: b"earlier\n",
                "t.proof.html": lambda: b"earlier</html>\n", "t.proof.json": lambda: b"{}\n"},
    ),
    Job(
        "rules import",
        lambda f: ["rules", "import", str(f / "p.json"), str(f / "rules.json")],
        ("p.json",),
        beside={"rules.json": seeds.rules, "p.json": lambda: _EMPTY_PROFILE},
    ),
    Job(
        "rules export --overwrite",
        lambda f: ["rules", "export", str(f / "mine.json"), str(f / "o.json"), "--overwrite"],
        ("o.json",),
        again=True,
        beside={"mine.json": _profile},
    ),
    Job(
        "profile merge",
        lambda f: ["profile", "merge", str(f / "p.json"), str(f / "theirs.json")],
        ("p.json",),
        beside={"theirs.json": _profile, "p.json": lambda: _EMPTY_PROFILE},
    ),
    Job(
        "profile filter",
        lambda f: ["profile", "filter", str(f / "p.json"), "Women", "Gender = Female"],
        ("p.json",),
        again=True,
    ),
    Job(
        "profile export --as csv --overwrite",
        lambda f: ["profile", "export", str(f / "mine.json"), str(f / "o.csv"), "--as", "csv",
                   "--overwrite"],
        ("o.csv",),
        again=True,
        beside={"mine.json": _profile},
    ),
    Job(
        "profile export --overwrite",
        lambda f: ["profile", "export", str(f / "mine.json"), str(f / "o.xlsx"), "--overwrite"],
        ("o.xlsx",),
        again=True,
        beside={"mine.json": _profile},
    ),
    Job(
        "published import",
        lambda f: ["published", "import", str(f / "epraccur.csv"), "--published", "01/10/2026"],
        ("settings/published/register_gp-practices.json",),
        beside={"epraccur.csv": publications.practices},
    ),
    Job(
        "check --recipe --write --report --overwrite",
        lambda f: _check(f, "--recipe", str(f / "recipe.toml"), "--overwrite"),
        _SET,
        again=True,
        beside={"recipe.toml": lambda: seeds.RECIPE},
    ),
    Job(
        "batch --recipe",
        lambda f: ["batch", str(f / "one"), "--recipe", str(f / "recipe.toml"), "--workers", "1"],
        _BATCHED,
        beside={"recipe.toml": lambda: seeds.RECIPE},
    ),
    Job(
        "watch --once --recipe",
        lambda f: ["watch", str(f / "one"), "--recipe", str(f / "recipe.toml"), "--once",
                   "--workers", "1"],
        _BATCHED,
        beside={"recipe.toml": lambda: seeds.RECIPE},
    ),
)  # fmt: skip
