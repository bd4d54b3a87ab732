"""One sound input of every kind that the program reads; all mutations begin with these."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

import openpyxl
import xlsxwriter

from cldvalidator.checks.local_rules import CouncilRule
from cldvalidator.command_line import main as command_line
from cldvalidator.extract import read_extract
from cldvalidator.fixes import History, Profile, safe_changes
from cldvalidator.fixes.answer_words import AT_SOURCE, BECAUSE, BY, IDENTITY, RIGHT
from cldvalidator.fixes.change_file import changes_json
from cldvalidator.fixes.profile import KnownFinding, Meaning, profile_json
from cldvalidator.fixes.profile_rules import rules_json
from cldvalidator.fixes.profile_workbook import write_profile_workbook
from cldvalidator.fixes.saved_filters import SavedFilter
from cldvalidator.fixes.spellings import Spelling
from cldvalidator.jobs.check import open_file
from cldvalidator.official.council_pack import base_pack
from cldvalidator.specification import load_specification
from cldvalidator.storage.journal import KIND
from cldvalidator.synthetic_data import generate, plant, write_csv
from reliability import publications

HERE = Path(__file__).parent
RECORDS = 25
_RULES = (
    CouncilRule(
        "LOCAL-01", "Reviewed in the year",
        "exists (Event Type = Review) within 365 days before Reporting Period End Date",
        'Event Type = Service and Event End Date is blank and not "Team" in (North, South)',
        "query", "An open service has no review in the year", "Review team",
    ),
    CouncilRule("LOCAL-02", "Costs are within our prices", "Unit Cost between 1 and 5000.50"),
    CouncilRule(
        "LOCAL-03", "Requests end within four weeks",
        "days from Event Start Date to Event End Date between 0 and 28 or Age >= 65",
        "Event Type = Request", on=False,
    ),
)  # fmt: skip
_PROFILE = Profile(
    meanings=(Meaning("Gender", "m", "Male", "as in the old system", "2026-01-05"),),
    columns={"Sex": "Gender", "Notes": None},
    known=(KnownFinding("ID-11", "GP Practice Code", "practices outside England", None, 3, ""),),
    sheet="Extract",
    rules=_RULES,
    filters=(SavedFilter("Open services", "Event Type = Service and Event End Date is blank"),),
    spellings=(Spelling("Provider CQC Location Name", "THE ELMS LTD", "The Elms", "1-123456789"),),
)


@cache
def csv() -> bytes:
    """Return a small extract with planted mistakes and a column that is no field."""
    specification = load_specification("2")
    extract = generate(RECORDS, seed=7, specification=specification)
    out = io.BytesIO()
    write_csv(plant(extract, specification, share=0.4, seed=8)[0], out)
    lines = out.getvalue().decode().splitlines()
    return "\n".join([f"{lines[0]},Team", *(f"{line},North" for line in lines[1:])]).encode()


@cache
def more_records() -> bytes:
    """Return an extract about more people, enough for a twin."""
    out = io.BytesIO()
    specification = load_specification("2")
    write_csv(generate(400, seed=9, specification=specification), out)
    return out.getvalue()


@cache
def xlsx(*, macros: bool = False) -> bytes:
    """Return the extract as a workbook: dates as dates, numbers with zeros in front, a merge."""
    import csv as text

    rows = list(text.reader(csv().decode().splitlines()))
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    padded = book.add_format({"num_format": "0000000000"})
    for name in ("Notes", "Extract"):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell.isdigit() and number:
                    sheet.write_number(number, column, int(cell), padded)
                else:
                    sheet.write_string(number, column, cell)
        if name == "Notes":
            sheet.merge_range(40, 0, 41, 3, "merged")
            sheet.write_formula(43, 0, "=1+1", None, 2)
            sheet.hide()
    book.worksheets()[1].activate()
    book.close()
    if macros:
        with zipfile.ZipFile(data, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(64))
    return data.getvalue()


@cache
def profile_workbook() -> bytes:
    """Return a profile as the workbook that is edited in Excel."""
    path = HERE / "profile.xlsx"
    try:
        write_profile_workbook(_PROFILE, path, load_specification("2"), overwrite=True)
        return path.read_bytes()
    finally:
        path.unlink(missing_ok=True)


@cache
def changes() -> bytes:
    """Return the changes that are safe in the extract."""
    path = HERE / "extract.csv"
    path.write_bytes(csv())
    try:
        opened = open_file(path)
        extract = read_extract(path, load_specification("2"))
        made = safe_changes(extract, opened.result, release_1=False)
        return _json(changes_json(History(extract).do("Safe changes", made)))
    finally:
        path.unlink()


@cache
def rules() -> bytes:
    """Return a file of a council's own rules."""
    return _json({"kind": "CLD Validator rules", "version": 1, "rules": rules_json(_RULES)})


@cache
def answers() -> bytes:
    """Return the workbook of a team about the extract, answered."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        path = Path(folder) / "extract.csv"
        path.write_bytes(csv())
        command_line.main(["check", str(path), "--report-folder", folder, "--team-column", "Team"])
        (written,) = Path(folder).glob("*.xlsx")
        book = openpyxl.load_workbook(written)
    sheet = book["Findings"]
    head = next(c.row for row in sheet for c in row if c.value == IDENTITY)
    at = {str(cell.value): cell.column or 1 for cell in sheet[head]}
    texts: tuple[dict[str, str], ...]
    texts = ({RIGHT: "(blank)"}, {BECAUSE: "asked again"}, {AT_SOURCE: "yes"}, {RIGHT: "Male"}, {})
    for row in range(head + 1, sheet.max_row + 1):
        for name, text in (texts[row % len(texts)] | {BY: "J Smith"}).items():
            sheet.cell(row, at[name]).value = text
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


RECIPE = b"""[read]
files = "*.csv"
release = "2"
as_of = 2026-07-31
without = ["portal"]
columns = { Born = "Date of Birth", Team = "" }

[fix]
safe = true
likely = ["DATE-00"]
leave_out_no_records = true

[write]
folder = "checked"
name = "{name}-{day}"
submission = true
report_without_values = true

[preview]
figures = true
method = "September 2026"
"""


@cache
def official() -> bytes:
    """Return a workbook in one of the shapes that the official specification may have."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Variable", "Order", "Value"])
    for field in load_specification("2").fields:
        for number, text in enumerate(field.values.texts if field.values else ()):
            sheet.append([field.name if number == 0 else None, number + 1, text])
    sheet.merge_cells("A2:A3")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def settings() -> dict[str, bytes]:
    """Return the files of a settings folder by name."""
    window = {"theme": "dark", "zoom": 1.25, "hide_personal": True, "keep_recent": True,
              "recent": ["/data/extract.csv"], "geometry": "AdnQywADAAAAAAAA"}  # fmt: skip
    return {
        "window.json": _json(window),
        "population.json": _json({"503": {"18 to 64": 214_300, "65 and above": 51_200}}),
        "profile.json": _json(profile_json(_PROFILE)),
        "council_pack_release_2.json": _json({"origin": "council pack", "pack": base_pack()}),
    }


def manifest() -> bytes:
    """Return a manifest of the extract, as it stands beside a submission."""
    found = {"by severity": {"error": 40}, "by rule": {"DATE-01": {"error": 40}}}
    about = {"sha256": hashlib.sha256(csv()).hexdigest(), "rows": RECORDS}
    figure = {"measure": "ASCOF 2A", "figure": "x", "group": "", "value": 1.5, "numerator": 3}
    return _json(
        {
            "program": {"name": "CLD Validator", "version": "0.2.0"},
            "written": "2026-04-14T10:00:00+00:00",
            "day taken as today": "2026-04-14",
            "specification": {"release": "2", "title": "Release 2", "pack": "built in"},
            "input": about,
            "output": about,
            "findings as read": found,
            "findings as written": found,
            "rules switched off": ["ID-11"],
            "period": ["2025-04-01", "2026-03-31"],
            "records by event type": {"Request": RECORDS},
            "unknown values": {"Gender": {"unknown": 1, "filled": RECORDS}},
            "figures": [figure | {"denominator": None}],
            "method": "September 2026",
        }
    )


def submission_set() -> bytes:
    """Return a saved set of two files."""
    sha256 = hashlib.sha256(csv()).hexdigest()
    member = {"sha256": sha256, "imported": "2026-04-14T10:00:00", "known from": "told"}
    return _json({"set": 1, "members": [{"path": f"{n}.csv"} | member for n in "ab"]})


def journal() -> bytes:
    """Return a journal of one file whose process is gone."""
    draft = ".s.csv.0a0a0a-1-0b0b0b0b.part"
    step = {"place": "s.csv", "draft": draft, "kept": None, "was": None, "new": [5, 6]}
    return _json({"kind": KIND, "machine": "0a0a0a", "process": 1, "steps": [step, step]})


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False).encode()


_POPULATION = b"age band,population\n18 to 64,460000\n65 and above,180000\n"

KINDS: Mapping[str, Callable[[], tuple[bytes, ...]]] = {
    "csv": lambda: (csv(), csv().replace(b",", b";"), csv().decode().encode("utf-16")),
    "xlsx": lambda: (xlsx(),),
    "xlsm": lambda: (xlsx(macros=True),),
    "xls": lambda: ((HERE / "seeds" / "small.xls").read_bytes(),),
    "xlsb": lambda: ((HERE / "seeds" / "small.xlsb").read_bytes(),),
    "ods": lambda: ((HERE / "seeds" / "small.ods").read_bytes(),),
    "profile": lambda: (_json(profile_json(_PROFILE)),),
    "profile-workbook": lambda: (profile_workbook(),),
    "changes": lambda: (changes(),),
    "population": lambda: (_POPULATION, _json({"18 to 64": 460_000, "65 and above": 180_000})),
    "official": lambda: (official(),),
    "settings": lambda: tuple(settings().values()),
    "gzip": lambda: (gzip.compress(csv(), mtime=0),),
    "manifest": lambda: (manifest(),),
    "journal": lambda: (journal(),),
    "set": lambda: (submission_set(),),
    "rules": lambda: (rules(),),
    "answers": lambda: (answers(),),
    "recipe": lambda: (RECIPE,),
    "published": lambda: (publications.ascof(), publications.practices()),
    "published-workbook": lambda: (publications.locations(),),
}
ENDINGS = {
    "profile": "json",
    "profile-workbook": "xlsx",
    "changes": "json",
    "population": "csv",
    "official": "xlsx",
    "settings": "json",
    "gzip": "csv.gz",
    "manifest": "json",
    "journal": "json",
    "set": "json",
    "rules": "json",
    "answers": "xlsx",
    "recipe": "toml",
    "published": "csv",
    "published-workbook": "xlsx",
}
