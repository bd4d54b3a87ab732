"""Which commands read a file of a kind, and what has to lie around it for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from reliability import seeds

ENDINGS = {"answers": "xlsx", "recipe": "toml"}
"""How the file of a kind ends, where it is no extract and no JSON."""


def of_extract(kind: str, file: str, sound: str) -> Iterator[list[str]]:
    """Yield what reads an extract, or may be given one.

    "window" stands for the window, with the files that are dropped on it.
    """
    yield ["check", file, "--all"]
    yield ["check", file, "--json"]
    yield ["check", file, "--as-sent"]
    yield ["check", file, "--write", "out.csv", "--report", "r.xlsx", "--sign-off", "s.html"]
    yield ["fix", file, "--safe", "--likely", "all", "--write", "out.csv"]
    yield ["preview", file, "--all"]
    yield ["preview", file, "--xlsx", "p.xlsx"]
    yield ["profile", "export", "c.json", "c.xlsx", "--file", file]
    yield ["compare", sound, file]
    yield ["spec", "import", file]
    yield ["window", file]
    yield ["compare", file, sound]
    yield ["check", sound, "--before", file]
    yield ["join", file]
    yield ["join", sound, file, "--xlsx", "j.xlsx"]
    yield ["story", file, "--row", "5", "--measure", "ASCOF 2A"]
    yield ["duplicate-people", file, "--all"]
    yield ["published", "import", file, "--dry-run"]
    yield ["published", "prove", file]
    yield ["fix", file, "--safe", "--save-changes", "d.json", "--price"]
    yield ["twin", file, "--write", "twin.csv"]
    yield ["rules", "test", "rules.json", file]
    yield ["batch", "many", "--recipe", "sound.toml", "--workers", "1", "--html", "b.html"]
    yield ["watch", "many", "--once", "--workers", "1"]
    yield ["history", "many", "--html", "h.html"]
    yield ["fix", sound, "--answers", file]
    if kind == "xlsx":
        yield ["profile", "import", "c.json", file, "--file", sound]
    if kind in ("csv", "xlsx"):
        yield from of_kind("population", file, sound)


def of_kind(kind: str, file: str, sound: str) -> Iterator[list[str]]:
    """Yield what reads a file that is no extract."""
    match kind:
        case "population":
            yield ["preview", sound, "--population", file]
            yield ["preview", sound]
        case "profile":
            yield ["profile", "show", file, "--file", sound]
            yield ["check", sound, "--profile", file]
            yield ["fix", sound, "--profile", file, "--safe"]
            yield ["check", sound, "--profile", file, "--where", "@Open services"]
            yield ["rules", "test", file, sound]
            yield ["rules", "export", file, "out.json"]
            yield ["profile", "merge", "mine.json", file]
            yield ["profile", "export", file, "out.xlsx", "--file", sound]
            for form, ending in (("csv", "csv"), ("sql", "sql"), ("powerquery", "pq")):
                yield ["profile", "export", file, f"out.{ending}", "--as", form, "--file", sound]
        case "rules":
            yield ["rules", "import", "mine.json", file]
            yield ["rules", "test", file, sound]
            yield ["check", sound, "--profile", file]
        case "changes":
            yield ["fix", sound, "--changes", file, "--write", "out.csv"]
            yield ["fix", sound, "--changes", file, "--other-extract"]
        case "answers":
            yield ["fix", sound, "--answers", file, "--write", "out.csv", "--log", "l.csv"]
            yield ["fix", sound, "--answers", file, "--other-extract", "--json"]
            yield ["fix", sound, "--answers", "answers"]
            yield ["check", sound, "--answers", file, "--report", "r.xlsx"]
            yield ["check", sound, "--before", sound, "--answers", file]
            yield ["compare", sound, sound, "--answers", file, "--xlsx", "c.xlsx"]
            yield ["window", sound, file]
        case "recipe":
            yield ["check", sound, "--recipe", file]
            yield ["fix", sound, "--recipe", file]
            yield ["preview", sound, "--recipe", file]
            yield ["batch", "one", "--recipe", file, "--workers", "1"]
            yield ["watch", "one", "--recipe", file, "--once", "--workers", "1"]
        case "manifest":
            yield ["check", sound, "--from-manifest", file]
            yield ["check", sound, "--as-of", file]
            yield ["history", "sent", "--html", "h.html"]
            yield ["join", "sent"]
            yield ["compare", sound, "sent/s.csv"]
        case "set":
            yield ["join", "set.json"]
            yield ["join", "set.json", "--files"]
        case _ if kind.endswith(".json"):
            yield ["check", sound]
            yield ["preview", sound]
            yield ["window", sound]


def put_around(kind: str, file: Path, folder: Path) -> None:
    """Put into the folder of a run what its commands name besides the file and a sound extract."""
    sound = seeds.csv()
    places: dict[str, bytes | Path] = {}
    match kind:
        case "answers":
            places = {"answers/a.xlsx": file, "answers/sound.xlsx": seeds.answers()}
        case "recipe":
            places = {"one/in.csv": sound}
        case "manifest":
            places = {"sent/s.csv": sound, "sent/s.manifest.json": file}
        case "set":
            places = {"a.csv": sound, "b.csv": sound, "set.json": file}
        case "profile" | "rules":
            places = {"mine.json": seeds.KINDS["profile"]()[0]}
        case _ if kind.endswith(".json"):
            places = {f"settings/{kind}": file}
        case "population" | "changes":
            pass
        case _:
            places = {
                f"many/a.{kind}": file,
                "many/b.csv": sound,
                "many/c.manifest.json": seeds.manifest(),
                "rules.json": seeds.rules(),
                "sound.toml": seeds.RECIPE.replace(b'files = "*.csv"\n', b""),
            }
    for name, content in places.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copyfile(content, place)
        else:
            place.write_bytes(content)
