"""Delimited texts that are absurd: their encoding, their shape, what their cells say."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from cldvalidator.specification import load_specification
from reliability import seeds


@cache
def _sound() -> tuple[list[str], list[list[str]]]:
    header, *rows = csv.reader(io.StringIO(seeds.csv().decode()))
    return header, rows


def _lines(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue().encode("utf-8", "surrogatepass")


def _valued(values: Mapping[str, Callable[[int], str]], rows: int = 25) -> bytes:
    """Records whose fields hold what a function of the row's number says."""
    header, sound = _sound()
    made = [list(sound[n % len(sound)]) for n in range(rows)]
    for name, value in values.items():
        position = header.index(name)
        for number, row in enumerate(made):
            row[position] = value(number)
    return _lines(header, made)


def _everywhere(text: str) -> bytes:
    header, rows = _sound()
    return _lines(header, [[text] * len(header)] * len(rows))


def _headed(*headers: str) -> bytes:
    header, rows = _sound()
    return _lines([*header, *headers], [[*r, *["x"] * len(headers)] for r in rows])


def _dates() -> list[str]:
    return [f.name for f in load_specification("2").fields if "Date" in f.name]


def _lists() -> list[str]:
    return [f.name for f in load_specification("2").fields if f.values is not None]


CSV: dict[str, Callable[[], bytes]] = {
    "zeros between": lambda: seeds.csv().replace(b",", b",\0"),
    "zeros instead of blanks": lambda: seeds.csv().replace(b",,", b",\0,"),
    "nothing but zeros": lambda: bytes(5_000_000),
    "UTF-16 of an odd length": lambda: seeds.csv().decode().encode("utf-16") + b"\0",
    "UTF-16 without a mark": lambda: seeds.csv().decode().encode("utf-16-le"),
    "UTF-16 with half characters": lambda: seeds.csv().decode().encode("utf-16")
    + b"\x00\xd8" * 50,
    "UTF-32": lambda: seeds.csv().decode().encode("utf-32"),
    "UTF-7": lambda: seeds.csv().decode().encode("utf-7"),
    "EBCDIC": lambda: seeds.csv().decode().encode("cp037"),
    "half characters in UTF-8": lambda: _valued({"Gender": lambda n: chr(0xD800 + n)}),
    "overlong UTF-8": lambda: seeds.csv() + b"\xc0\xaf\xe0\x80\xaf\xf8\x88\x80\x80\x80" * 50,
    "marks in front": lambda: b"\xef\xbb\xbf" * 1_000 + seeds.csv(),
    "carriage returns alone": lambda: seeds.csv().replace(b"\n", b"\r"),
    "every line break there is": lambda: seeds.csv().replace(b"\n", b"\n\r\x0b\x0c\xc2\x85"),
    "twenty million line breaks": lambda: seeds.csv() + b"\n" * 20_000_000,
    "twenty million delimiters": lambda: seeds.csv() + b"," * 20_000_000,
    "a cell of 100 MB": lambda: seeds.csv() + b"x" * 100_000_000,
    "a quoted cell of 50 MB of lines": lambda: seeds.csv() + b'"' + b"x,y\n" * 12_000_000,
    "quotation marks": lambda: seeds.csv() + b'"' * 5_000_001,
    "a quotation mark in each cell": lambda: seeds.csv().replace(b",", b',"'),
    "a million columns": lambda: seeds.csv().replace(b"\n", b"," * 1_000_000 + b"\n", 1),
    "a million columns in a row": lambda: seeds.csv() + b",".join([b"x"] * 1_000_000),
    "a header of 16,385 columns": lambda: _headed(*(f"x{n}" for n in range(16_300))),
    "a header a hundred thousand times": lambda: seeds.csv()
    + (seeds.csv().split(b"\n")[0] + b"\n") * 20_000,
    "headers alike": lambda: _headed(*["Gender"] * 2_000),
    "headers that run": lambda: _headed("=cmd|' /C calc'!A0", "\uff1d1", "\u202e=1", "\n=1", "@x"),
    "headers with line feeds": lambda: _headed("Sex\nof\rthe\tperson", "\n\n", "\x1b[2J", "\x07"),
    "a header of 5 MB": lambda: _headed("Gender " * 700_000),
    "no header": lambda: b"\n".join(seeds.csv().split(b"\n")[1:]),
    "cells of -1e300": lambda: _everywhere("-1e300"),
    "cells of 400 digits": lambda: _everywhere("9" * 400),
    "cells of a formula": lambda: _everywhere('=HYPERLINK("http://127.0.0.1:9/","x")'),
    "cells of a formula in full width": lambda: _everywhere("\uff1d\uff2d\uff21\uff38(1)"),
    "cells that steer": lambda: _everywhere("\x1b]0;x\x07\x1b[2J\u202e\u2066\x9b31m"),
    "cells of wrappers": lambda: _everywhere('="' * 2_000 + '"' * 2_000),
    "cells of quotation marks and apostrophes": lambda: _everywhere("'\"" * 5_000),
    "cells of no width": lambda: _everywhere("\u200b" * 20_000),
    "cells of spaces": lambda: _everywhere("a" + " " * 20_000 + "b"),
    "cells of line breaks": lambda: _everywhere("1" + "\n" * 20_000 + "2"),
    "cells of dashes": lambda: _everywhere("1" + "-" * 20_000 + "2"),
    "cells of points and noughts": lambda: _everywhere("1." + "0" * 20_000 + ".0" * 5_000),
    "dates of slashes": lambda: _valued(
        {name: lambda n: "1/" * (2_000 + n) for name in _dates()}
    ),
    "dates of digits": lambda: _valued({name: lambda n: "1" * (5_000 + n) for name in _dates()}),
    "dates of words": lambda: _valued(
        {name: lambda n: "January " * (2_000 + n) for name in _dates()}
    ),
    "a different odd date in each of 60,000 rows": lambda: _valued(
        {name: lambda n: f"{n}/{n}/{n} {n}:99" for name in _dates()}, 60_000
    ),
    "a different odd value in each of 20,000 rows": lambda: _valued(
        {name: lambda n: f"Some value {n * 7_919}" for name in _lists()}, 20_000
    ),
    "long values almost alike": lambda: _valued(
        {name: lambda n: "Home care " * 3_000 + str(n) for name in _lists()}
    ),
    "marks that combine": lambda: _valued(
        {name: lambda n: "Male" + "\u0301" * (20_000 + n) for name in _lists()}
    ),
    "postcodes without end": lambda: _valued({"Postcode": lambda n: "A1 " * 100_000}),
    "NHS numbers without end": lambda: _valued({"NHS Number": lambda n: "9" * 200_000}),
    "NHS numbers in other digits": lambda: _valued(
        {"NHS Number": lambda n: "\u0669\u0669\u0669\u0660\u0660\u0660\u0660\u0660\u0661\u0668"}
    ),
    "costs without end": lambda: _valued({"Unit Cost": lambda n: "1" * 5_000 + ".5"}),
    "all rows of one person": lambda: _valued(
        {"NHS Number": lambda n: "9990000018", "LA Person Unique Identifier": lambda n: "P1"},
        60_000,
    ),
    "all rows the same": lambda: _valued(
        {name: lambda n: "1" for name in ("Event Reference",)}, 1
    ).rstrip(b"\n") + (b"\n" + seeds.csv().split(b"\n")[2]) * 30_000,
}  # fmt: skip
