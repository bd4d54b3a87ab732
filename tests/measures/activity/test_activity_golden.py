"""Every figure of the activity report's tables equals NHS England's statements on DHSC's tables."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from cldvalidator.measures.activity.definitions import BLANK
from cldvalidator.selection.period import EPOCH
from tests.measures.activity.golden import (
    BASES,
    FILES,
    activity_golden,
    activity_processed,
    activity_result,
    activity_rows,
    scenarios,
    setting_of,
)

IN_2023 = {"STS002a": "STS002a of 2023-24", "STS002b": "STS002b of 2023-24"}
MANAGED = {"CASSR managed personal budget": "CASSR Managed Personal Budget"}


def runs(*measures):
    """Return the files, bases and measures that have figures: some statements read one table."""
    return pytest.mark.parametrize(
        ("name", "base", "measure"),
        [
            (name, base, measure)
            for name in FILES
            for base in BASES
            for measure in measures
            if measure in activity_golden(name)[base]
        ],
    )


def both(name, base, measure):
    """Return the figures of the statements, and ours."""
    result = activity_result(name, IN_2023.get(measure, measure), base)
    return activity_golden(name)[base][measure], result


def text(value):
    return value if value is not None else BLANK


def grid_of(result, table_id):
    return next(g for g in result.grids if g.id == table_id)


def cells(grid):
    """Return the cells that are not empty, without totals: (row, column, count)."""
    return [
        (row, n, column, figure.value)
        for row, line in zip(grid.rows, grid.cells, strict=True)
        if row != "Total"
        for n, (column, figure) in enumerate(zip(grid.columns, line, strict=True))
        if column != "Total" and figure.value
    ]


def settled(entries, columns):
    return sorted(tuple(text(e[c]) for c in columns) for e in entries)


@runs("LTS001a", "LTS001b", "LTS001c")
def test_long_term_support_by_setting(name, base, measure):
    golden, result = both(name, base, measure)
    stages = dict(golden["stages"])
    assert result.stages["people"] == stages["people"]
    assert result.stages["rows"] == stages["rows"]
    if "people_without_birth_date_left_out" in golden:
        left_out = golden["people_without_birth_date_left_out"]
        assert result.stages["people_without_birth_date_left_out"] == left_out
    tables = [k for k in golden if k.startswith("T") and "_" not in k]
    assert tables
    for table_id in tables:
        grid = grid_of(result, table_id)
        ours = sorted((row, *setting_of(n), count) for row, n, _, count in cells(grid))
        assert ours == sorted(tuple(map(text, e.values())) for e in golden[table_id]), table_id
        by_setting = sorted(
            (*setting_of(n), f.value) for n, f in enumerate(grid.cells[-1][:-1]) if f.value
        )
        assert by_setting == sorted(tuple(e.values()) for e in golden[f"{table_id}_by_setting"])
        assert grid.whole.value == golden[f"{table_id}_total"]
    if measure == "LTS001b":
        assert grid_of(result, "T3c").whole.value == golden["T3c_total"]


@runs("LTS003")
def test_carers(name, base, measure):
    golden, result = both(name, base, measure)
    assert dict(result.stages) == golden["stages"]
    (grid,) = result.grids
    ours = sorted((column, row, count) for row, _, column, count in cells(grid))
    listed = golden["by_support_and_age"]
    support = [MANAGED.get(e["Support_Provided"], e["Support_Provided"]) for e in listed]
    ages = [e["Age_Band"] for e in listed]
    people = [e["people"] for e in listed]
    assert ours == sorted(zip(ages, support, people, strict=True))
    by_support = {row: line[-1].value for row, line in zip(grid.rows, grid.cells, strict=True)}
    for entry in golden["by_support"]:
        name = MANAGED.get(entry["Support_Provided"], entry["Support_Provided"])
        assert by_support[name] == entry["people"]
    assert grid.whole.value == golden["total"]


@runs("LTS004")
def test_place_and_work(name, base, measure):
    golden, result = both(name, base, measure)
    assert dict(result.stages) == golden["stages"]
    for table_id, field in (
        ("T1", "Employment_Status"),
        ("T2a", "Accommodation_Status"),
        ("T2b", "Accommodation_Status"),
    ):
        grid = grid_of(result, table_id)
        ours = sorted((column, row, count) for row, _, column, count in cells(grid))
        assert ours == settled(golden[table_id], ("Gender", field, "people")), table_id
        assert grid.whole.value == golden[f"{table_id}_people"]
        assert sum(count for *_, count in ours) == golden[f"{table_id}_person_rows"]
    place = result.tables["accommodation"]
    assert place["person"].nunique() == golden["T2_people"]
    rows = place[["person", "gender", "status"]].drop_duplicates()
    assert len(rows) == golden["T2_person_rows"]
    missing = grid_of(result, "missing")
    for row, listed in enumerate(("T1_invalid_or_missing", "T2_invalid_or_missing")):
        ours = [
            (column, f.value)
            for column, f in zip(missing.columns, missing.cells[row], strict=True)
            if f.value
        ]
        assert sorted(ours) == settled(golden[listed], ("Gender", "people"))


def counted(table):
    """Return a table of texts and a count as tuples, missing texts as None."""
    plain = table.astype(object).where(table.notna(), None)
    return sorted(plain.itertuples(index=False, name=None), key=str)


@runs("STS001", "STS002a")
def test_sequels_of_2023_24(name, base, measure):
    golden, result = both(name, base, measure)
    assert dict(result.stages) == golden["stages"]
    by_sequel = [tuple(e.values()) for e in golden["by_sequel"]]
    assert counted(result.tables["by_sequel"]) == sorted(by_sequel, key=str)
    by_kind = [tuple(e.values()) for e in golden["by_record_type_and_outcome"]]
    assert counted(result.tables["by_record_type_and_outcome"]) == sorted(by_kind, key=str)
    if measure == "STS001":
        bands = {"18 to 64": "T1a", "65 and above": "T1b", "Under 18": "T1u"}
        ours = [
            (band, row, None if column == BLANK else column, count)
            for band, table_id in bands.items()
            for row, _, column, count in cells(grid_of(result, table_id))
        ]
        listed = [tuple(e.values()) for e in golden["by_age_route_sequel"]]
        assert sorted(ours, key=str) == sorted(
            ((a, r, s, float(n)) for a, r, s, n in listed), key=str
        )


@runs("STS002b")
def test_existing_clients_of_2023_24(name, base, measure):
    golden, result = both(name, base, measure)
    assert dict(result.stages) == golden["stages"]
    assert result.grids[0].whole.value == golden["clusters_existing_clients"]


@pytest.mark.parametrize("name", FILES)
def test_insights_in_every_setting(name):
    result = activity_result(name, "Long-term support")
    golden = activity_golden(name)["insights_long_term_support"]
    settings = {
        "nursing": "Nursing care",
        "residential": "Residential care",
        "community": "Community",
        "prison": "Prison",
    }
    once = result.tables["once_by_month"]
    for entry in golden:
        if entry["band"] == "Unknown":
            continue
        day = "/".join(reversed(entry["day"].split("-")))
        where = f"People with long-term support on {day}: "
        assert result.figure(f"{where}All settings", entry["band"]).value == entry["people"]
        for word, setting in settings.items():
            label = f"Long term support: {setting}"
            assert result.figure(where + label, entry["band"]).value == entry[f"every_{word}"]
            chosen = once[(once["day"] == entry["day"]) & (once["setting"] == label)]
            if entry["band"] != "Total":
                chosen = chosen[chosen["band"] == entry["band"]]
            assert chosen["people"].sum() == entry[f"once_{word}"]


def test_spells_of_today_are_those_of_ascof_2a():
    processed = activity_processed("golden")
    new, existing = (activity_result("golden", m) for m in ("STS002a", "STS002b"))
    of_2a = activity_result("golden", "ASCOF 2A")
    assert new.grids[0].whole.value == of_2a.stages["ascof2a_rows"] == 349
    adults = of_2a.stages["clusters_after_age_and_death"]
    assert existing.grids[0].whole.value == adults - of_2a.stages["clusters_new_clients"]
    bands = {f.group: f.value for f in new.grids[0].cells[-1]}
    for figure in of_2a.figures[:2]:
        assert figure.denominator <= bands[figure.group]
    assert len(processed.people)


def records(listed):
    return tuple(sorted(int(r) - 1 for r in listed.split(";")))


@pytest.mark.parametrize("measure", ["LTS001a", "LTS001b", "LTS001c", "LTS003", "LTS004"])
def test_who_is_behind_each_cell(measure):
    result, processed = activity_result("golden", measure), activity_processed("golden")
    expected = set()
    for row in activity_rows(measure.lower()).to_dict("records"):
        label = MANAGED.get(row.get("Support_Provided"), row.get("Support_Provided"))
        where = (row.get("Table", "T1"), row.get("Row", label) or BLANK)
        if measure == "LTS004":
            expected.add((*where, row["Gender"] or BLANK, row["ID"]))
        elif measure == "LTS003":
            expected.add((*where, row["ID"], records(row["records"])))
        elif where[0] != "T3c":
            setting = (row["Service_Type"], row["Delivery_Mechanism"])
            expected.add((*where, setting, row["ID"], records(row["records"])))
    ours = set()
    for grid in result.grids:
        shown = grid.id in ("T2a", "T2b") or grid.id in {e[0] for e in expected}
        if not shown or grid.id in ("everyone_place", "ld_work", "missing"):
            continue
        for row, line in zip(grid.rows, grid.cells, strict=True):
            for n, (column, figure) in enumerate(zip(grid.columns, line, strict=True)):
                if "Total" in (row, column) and measure != "LTS003":
                    continue
                if measure == "LTS003" and (row == "Total" or column != "Total"):
                    continue
                for who in figure.behind.numerator_people:
                    person = processed.people[who]
                    theirs = figure.behind.numerator_records
                    theirs = theirs[processed.person_of[theirs] == who]
                    own = tuple(int(r) for r in theirs)
                    if measure == "LTS004":
                        name = "T2" if grid.id in ("T2a", "T2b") else grid.id
                        ours.add((name, row, column, person))
                    elif measure == "LTS003":
                        ours.add((grid.id, row, person, own))
                    else:
                        ours.add((grid.id, row, setting_of(n), person, own))
    assert ours == expected


def iso(day):
    return (EPOCH + timedelta(days=int(day))).isoformat()


@pytest.mark.parametrize(
    ("measure", "table"), [("STS001", "sts001"), ("STS002a of 2023-24", "sts002a")]
)
def test_rows_behind_sequels(measure, table):
    result, processed = activity_result("golden", measure), activity_processed("golden")

    def plain(value):
        return "" if pd.isna(value) else value

    final = result.tables["final"].astype(object)
    ours = [
        (
            processed.people[r["person"]],
            *([str(float(r["age"])), r["route"]] if table == "sts001" else []),
            plain(r["outcome"]),
            plain(r["sequel"]),
            str(r["kind"]),
        )
        for r in final.to_dict("records")
    ]
    expected = activity_rows(table).drop(columns=["LA_CODE", "LA_Code"], errors="ignore")
    assert sorted(ours) == sorted(expected.itertuples(index=False, name=None))
    followed = result.tables["sequels"]
    listed = activity_rows(f"{table}_sequels_in_scope")
    pairs = {
        (processed.people[r["person"]], iso(r["from"]), iso(r["to"]), int(r["record"]) + 1)
        for r in followed.to_dict("records")
    }
    columns = ["ID", "Cluster_Start_Date", "Cluster_End_Date", "Sequel_Rec"]
    rows = listed[columns].itertuples(index=False, name=None)
    assert pairs == {(a, b, c, int(d)) for a, b, c, d in rows}


@pytest.mark.parametrize(
    ("measure", "table"),
    [
        ("STS001", "sts001_clusters"),
        ("STS002a of 2023-24", "sts002a_clusters"),
        ("STS002b of 2023-24", "sts002b_clusters"),
    ],
)
def test_clusters_behind_sequels(measure, table):
    result, processed = activity_result("golden", measure), activity_processed("golden")
    clusters = result.tables["clusters"].astype(object)
    ours = sorted(
        (
            processed.people[r["person"]],
            iso(r["from"]),
            iso(r["to"]),
            "" if pd.isna(r["outcome"]) else r["outcome"],
            *([str(int(r["open"]))] if measure == "STS001" else []),
        )
        for r in clusters.to_dict("records")
    )
    columns = ["ID", "Cluster_Start_Date", "Cluster_End_Date", "Event_Outcome"]
    columns += ["support_open_at_start"] if measure == "STS001" else []
    expected = activity_rows(table)[columns]
    assert ours == sorted(expected.itertuples(index=False, name=None))


def _of_cases():
    """Return by measure and person of the extra submission the words of the cases' file."""
    found = {}

    def add(measure, person, words):
        found.setdefault((measure, int(person)), []).append(words)

    for measure in ("LTS001a", "LTS001b", "LTS001c"):
        for grid in activity_result("extra", measure).grids:
            for row, n, _, _ in cells(grid):
                figure = grid.cells[grid.rows.index(row)][n]
                for who in figure.behind.numerator_people:
                    place = (
                        f", {setting_of(n)[0]}, {setting_of(n)[1] or 'blank'}"
                        if grid.id != "T3c"
                        else None
                    )
                    if place is not None:
                        shown = "" if row == BLANK else row
                        add(measure, who, f"{grid.id}: {shown}{place}")
    for grid in activity_result("extra", "LTS003").grids:
        for row, n, _, _ in cells(grid):
            for who in grid.cells[grid.rows.index(row)][n].behind.numerator_people:
                add("LTS003", who, row)
    for grid in activity_result("extra", "LTS004").grids:
        if grid.id not in ("T1", "T2a", "T2b"):
            continue
        for row, n, column, _ in cells(grid):
            for who in grid.cells[grid.rows.index(row)][n].behind.numerator_people:
                gender = "" if column == BLANK else column
                add("LTS004", who, f"{'T1' if grid.id == 'T1' else 'T2'}: {gender}, {row}")
    for measure in ("STS001", "STS002a of 2023-24"):
        final = activity_result("extra", measure).tables["final"].astype(object)
        for r in final.to_dict("records"):
            sequel = "" if pd.isna(r["sequel"]) else r["sequel"]
            add(measure.removesuffix(" of 2023-24"), r["person"], f"{r['kind']}: {sequel}")
    for person in activity_result("extra", "STS002b of 2023-24").tables["clusters"]["person"]:
        add("STS002b", person, "1")
    return found


def test_people_made_by_hand():
    """Each case by its name: what every table does with its people."""
    processed = activity_processed("extra")
    own = processed.read.column("LA Person Unique Identifier")
    people = {}
    for record, who in enumerate(processed.person_of.tolist()):
        if name := own.text(record).strip():
            people.setdefault(name, set()).add(who)
    found = _of_cases()
    cases = scenarios()
    assert len(cases) > 600
    wrong = []
    for case in cases:
        who = {w for w in people.get(case["id"], ()) if w >= 0}
        for column in case:
            if not column.startswith("main_"):
                continue
            measure = column.removeprefix("main_")
            name = measure[:3].upper() + measure[3:]
            said = sorted(w for person in who for w in found.get((name, person), ()))
            if name == "STS002b":
                expected = "1" if case[column] == "1" else "0"
                ours = "1" if said else "0"
            else:
                expected = (
                    sorted(p.strip() for p in case[column].split(" | ")) if case[column] else []
                )
                ours = said
                if name == "LTS003":
                    expected = [MANAGED.get(e, e) for e in expected]
            if [o.strip() for o in ours] != list(expected):
                wrong.append((case["id"], case["case"], column, expected, ours))
    assert wrong == [], wrong
