"""Populations from a file: CSV or JSON, with a year or without; anything else is refused."""

from __future__ import annotations

import pytest

from cldvalidator.measures.population import read_populations
from cldvalidator.problems import InputProblem

TWO = {"18 to 64": 460_000, "65 and above": 180_000}


def read(folder, text, name="p.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_populations(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age band,population\n18 to 64,460000\n65 and above,180000\n", {None: TWO}),
        ("18 to 64,460000\n\n65 and above , 180000\nnote\n", {None: TWO}),
        (
            "age band,year,population\n18 to 64,2024,460000\n65 and above,2024,180000\n"
            "18 to 64,2025,1\n65 and above,2025,2\n",
            {2024: TWO, 2025: {"18 to 64": 1, "65 and above": 2}},
        ),
        ('{"18 to 64": 460000, "65 and above": 180000}', {None: TWO}),
        ('{"2025": {"18 to 64": 460000, "65 and above": 180000}}', {2025: TWO}),
    ],
    ids=["header", "plain", "years", "JSON", "JSON of years"],
)
def test_what_is_read(tmp_path, text, expected):
    assert read(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"\xff\xfe\x00", "is no text file"),
        ('{"18 to 64": 1', "is not a table of populations"),
        ("[" * 50_000, "does not give a population for 18 to 64 and 65 and above"),
        ("18 to 64,5\n", "does not give a population for 65 and above"),
        (
            "age band,year,population\n18 to 64,2025,5\n",
            "does not give a population for 65 and above in 2025",
        ),
        (
            "age band,year,population\n18 to 64,20x5,5\n65 and above,20x5,6\n",
            "a year is not a year",
        ),
        ("18 to 64,many\n65 and above,6\n", "18 to 64"),
        ("{}", "does not give a population"),
    ],
)
def test_what_is_refused_in_words(tmp_path, text, words):
    with pytest.raises(InputProblem, match=words):
        read(tmp_path, text)
