"""A profile for the reporting team: SQL and the look-up table map as it does.

The SQL is run by SQLite; of Power Query the literals are read by a parser of M's own grammar.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from contextlib import closing

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.command_line import main as cli
from cldvalidator.fixes import Meaning, Profile, save_profile
from cldvalidator.fixes.profile_use import profile_changes
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate
from cldvalidator.writing.profile_compiled import (
    HEADERS,
    Entry,
    compiled,
    entries_of,
    m_text,
    sql_name,
    sql_text,
    write_compiled,
)

SPECIFICATION = load_specification("2")
FIELD = "Accommodation Status"
LISTED = SPECIFICATION.values(FIELD)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
found = texts.filter(str.strip)
hostile = st.sampled_from(
    ["'", "''", "x' OR 1=1 --", '"', "\\", "a\\'", "#(lf)", "#", "}}", "{0}", "--", "/*", "=1+1",
     "\u02bc", "\uff07", "%", ";", "Private rented", "private  RENTED", "É", "ß", "ﬁ", "*/", "\x00"]
)  # fmt: skip
profiles = st.dictionaries(found | hostile, st.sampled_from(["", *LISTED[:4]]), max_size=5).map(
    lambda d: Profile().with_meanings(Meaning(FIELD, f, w) for f, w in d.items() if f.strip())
)


def by_sql(text: str, made, field: str = FIELD):
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(f"CREATE TABLE t ({sql_name(field)} TEXT)")
        base.execute("INSERT INTO t VALUES (?)", (text,))
        rows = base.execute(f"SELECT {made.text} FROM t").fetchall()
        assert base.execute("SELECT count(*) FROM t").fetchone() == (1,)
    assert len(rows) == 1
    return rows[0][0]


def by_look_up(text: str, made, field: str = FIELD):
    header, *lines = csv.reader(io.StringIO(made.text, newline=""))
    assert tuple(header) == HEADERS
    table = {(name, before): after for name, before, after in lines}
    assert len(table) == len(lines)
    return table.get((field, text), text)


def by_profile(text: str, profile: Profile) -> str:
    """What the program itself does to a cell."""
    extract = one_cell(text)
    changes = profile_changes(profile, extract, check_extract(extract, SPECIFICATION))
    return changes[0].written if changes else text


def one_cell(*given_texts: str):
    from dataclasses import replace
    from types import MappingProxyType

    from cldvalidator.extract import Column

    extract = generate(len(given_texts), seed=1, specification=SPECIFICATION)
    columns = {FIELD: Column.of(list(given_texts)[: len(extract)])}
    return replace(extract, columns=MappingProxyType(columns))


@settings(max_examples=80, deadline=None)
@given(profiles, texts | hostile)
@example(Profile().with_meanings([Meaning(FIELD, "it's", LISTED[0])]), "it's")
@example(Profile().with_meanings([Meaning(FIELD, '"#(lf)', "")]), '"#(lf)')
def test_sql_and_the_look_up_table_do_the_same_to_any_text(profile, text):
    entries = entries_of(profile, SPECIFICATION)
    exact = {e.found: e.written for e in entries}
    sql, table = compiled(entries, "sql"), compiled(entries, "csv")
    lost = {e.found for made in (sql, table) for e in made.left_out}
    for word in {text, *exact} - {w for w in (text, *exact) if "\x00" in w}:
        if entries and sql.entries:
            assert by_sql(word, sql) == (word if word in lost_of(sql) else exact.get(word, word))
        assert by_look_up(word, table) == (
            word if word in lost_of(table) else exact.get(word, word)
        )
    assert lost <= set(exact)


def lost_of(made) -> set[str]:
    return {e.found for e in made.left_out}


@settings(max_examples=25, deadline=None)
@given(profiles, st.lists(texts | hostile, min_size=1, max_size=3))
def test_with_the_spellings_of_a_file_they_do_to_it_what_the_profile_does(profile, cells):
    variants = [*cells, *(m.found.upper() for m in profile.meanings),
                *(f" {m.found}  " for m in profile.meanings)]  # fmt: skip
    extract = one_cell(*variants)
    changes = profile_changes(profile, extract, check_extract(extract, SPECIFICATION))
    does = {c.found: c.written for c in changes}
    entries = entries_of(profile, SPECIFICATION, changes)
    sql = compiled(entries, "sql")
    for word in extract.columns[FIELD].texts:
        if word not in lost_of(sql) and "\x00" not in word and sql.entries:
            assert by_sql(word, sql) == does.get(word, word)


@given(texts | hostile)
def test_what_the_sql_changes_the_profile_changes_in_the_same_way(text):
    profile = Profile().with_meanings(
        [Meaning(FIELD, "Private rented", LISTED[0]), Meaning(FIELD, LISTED[1].upper(), LISTED[0])]
    )
    after = by_sql(text, compiled(entries_of(profile, SPECIFICATION), "sql"))
    if after != text and "\x00" not in text:
        assert after == by_profile(text, profile)


M_STRING = re.compile(r'"((?:[^"]|"")*)"')
M_ESCAPE = re.compile(r"#\(([^()]*)\)")


def m_strings(code: str) -> list[str]:
    """Read the string literals of M (language specification, Lexical structure)."""
    controls = {"cr": "\r", "lf": "\n", "tab": "\t", "#": "#"}

    def escaped(match: re.Match[str]) -> str:
        parts = match[1].split(",")
        assert all(p in controls or re.fullmatch("[0-9A-F]{4}|[0-9A-F]{8}", p) for p in parts)
        return "".join(controls.get(p) or chr(int(p, 16)) for p in parts)

    code = "\n".join(line for line in code.split("\n") if not line.startswith("//"))
    return [M_ESCAPE.sub(escaped, m[1].replace('""', '"')) for m in M_STRING.finditer(code)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(texts | hostile, texts | hostile), max_size=4))
def test_every_text_in_power_query_is_read_back(pairs):
    entries = [Entry(FIELD, before, after) for before, after in pairs]
    made = compiled(entries, "powerquery")
    assert not made.left_out
    expected = [FIELD] if entries else []
    assert m_strings(made.text) == expected + [t for pair in pairs for t in pair]
    without = M_STRING.sub("", made.text)
    for one, other in ("{}", "()", "[]"):
        assert without.count(one) == without.count(other)


@given(texts | hostile)
def test_a_literal_is_the_text_and_no_more(text):
    assert m_strings(m_text(text)) == [text]
    if "\x00" not in text:
        with closing(sqlite3.connect(":memory:")) as base:
            assert base.execute(f"SELECT {sql_text(text)}").fetchone() == (text,)
            (name,) = base.execute(f"SELECT 1 AS {sql_name(text or 'x')}").description
            assert name[0] == (text or "x")


def test_what_a_form_cannot_hold_is_left_out_and_said():
    entries = [Entry(FIELD, f, LISTED[0]) for f in ("=1+1", "a\\b", "plain", "two\nlines")]
    sql, table, query = (compiled(entries, form) for form in ("sql", "csv", "powerquery"))
    assert lost_of(sql) == {"a\\b", "two\nlines"}
    assert lost_of(table) == {"=1+1", "two\nlines"}
    assert lost_of(query) == set()
    assert sql.sentence.startswith("2 values of 1 field. 2 values are left out: databases read ")
    assert query.sentence == "4 values of 1 field."
    assert compiled([], "sql").sentence == "0 values of 0 fields."


def test_a_meaning_that_the_specification_contradicts_is_not_written():
    profile = Profile().with_meanings(
        [Meaning(FIELD, LISTED[0], LISTED[1]), Meaning("No such field", "a", "b")]
    )
    assert entries_of(profile, SPECIFICATION) == ()


@pytest.mark.parametrize(
    ("form", "name"), [("csv", "map.csv"), ("sql", "map.sql"), ("powerquery", "map.pq")]
)
def test_the_command_writes_it(form, name, tmp_path, capsys):
    profile = Profile().with_meanings([Meaning(FIELD, "Private rented", LISTED[0])])
    path, target = tmp_path / "p.json", tmp_path / name
    save_profile(profile, path, SPECIFICATION)
    command = ["profile", "export", str(path), str(target), "--as", form]
    assert cli.main(command) == 0
    assert capsys.readouterr().out == f"Written: {target}: 1 value of 1 field.\n"
    assert "Private rented" in target.read_text("utf-8")
    assert cli.main(command) == 2  # nothing is replaced unasked
    assert cli.main([*command, "--overwrite"]) == 0
    assert cli.main(["profile", "export", str(path), str(tmp_path / "x.xlsx"), "--as", form]) == 2
    assert cli.main(["profile", "export", str(tmp_path / "none.json"), *command[3:]]) == 2
    made = compiled(entries_of(profile, SPECIFICATION), form)
    with pytest.raises(InputProblem, match="ends in"):
        write_compiled(made, tmp_path / "other.txt")
