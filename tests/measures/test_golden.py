"""Every figure equals the one that the published SQL gives, by each method."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from cldvalidator.events.cleaning import days
from cldvalidator.measures.waiting_times import SHOWN_FROM

WHEN = ("latest", "previous")


def rows_of(table, columns=None):
    """Return the rows of a table as a sorted list of tuples, missing values as None."""
    chosen = table[columns] if columns else table
    cells = chosen.astype(object).where(chosen.notna(), None)
    return sorted(cells.itertuples(index=False, name=None), key=str)


def listed(entries):
    return sorted((tuple(e.values()) for e in entries), key=str)


def figures(result, skip=("unknown",)):
    return [
        (f.description, f.group, f.numerator, f.denominator, f.value)
        for f in result.figures
        if not any(word in f.description for word in skip)
    ]


def iso(days):
    return pd.Series(pd.to_datetime(days, unit="D")).dt.strftime("%Y-%m-%d").fillna("").tolist()


def test_reporting_period(golden_run, processed, golden):
    expected = golden["reporting_period"]["derived"]
    found = {
        "Reporting_Period_Start_Date": processed.stated.first,
        "Reporting_Period_End_Date": processed.stated.last,
        "Reporting_Period_Length": processed.stated.months,
        "Der_Reporting_Period_Start_Date": processed.derived.first,
        "Der_Reporting_Period_End_Date": processed.derived.last,
        "Der_Reporting_Period_Length": processed.derived.months,
    }
    for name, value in found.items():
        assert expected[name] == (value.isoformat() if isinstance(value, date) else value)
    assert processed.would_be_chosen == (golden_run != "small, June")
    if processed.months is None:
        _by_type(processed.complete, golden["reporting_period"], expected)
        return
    months = processed.months.assign(month=processed.months["month"].dt.strftime("%Y-%m-%d"))
    assert rows_of(months) == sorted(
        (m["mth"], m["types"], m["n"], m["pct"]) for m in golden["reporting_period"]["months"]
    )


def _by_type(complete, golden, derived):
    """Compare the months, type by type."""
    assert derived["Missing_Required_Event_Type"] == "NY"[complete.missing_type]
    assert derived["Reporting_Period_Has_Gaps"] == "NY"[complete.has_gaps]
    months = {(m["Event_Type"], m["mth"]): m for m in golden["months"]}
    for kind, entry in zip(
        sorted(complete.types, key=lambda t: t.name), golden["by_type"], strict=True
    ):
        assert (kind.name, kind.total) == (entry["Event_Type"], entry["n_Events_For_Event_Type"])
        assert kind.median == entry["Median_End_Dates_in_Month"]
        assert complete.median_total == entry["Median_Event_Type_Total_Events"]
        for place in range(len(kind.ends)):
            month = months.pop((kind.name, f"{complete.month(place):%Y-%m-%d}"), None)
            found = (kind.ends[place], kind.complete[place], kind.allowed[place])
            if month is None:
                assert not any(found)
            else:
                assert found == (month["n"], month["complete"], month["allowed"])
    assert not months


def test_joined_period(golden_run, processed, golden):
    reference = processed.joined_reference
    if golden_run == "small, June":  # not chosen: the reference period was told
        assert golden["joined_ref_period"] == []
        return
    assert golden["joined_ref_period"] == [
        {
            "Ref_Period_Start_Date": reference.first.isoformat(),
            "Ref_Period_End_Date": reference.last.isoformat(),
        }
    ]


def test_stages(golden_run, processed, golden):
    found = dict(processed.stages)
    if golden_run == "small, June":  # computed although it would not be chosen
        for name in ("single_submissions_selected", "joined_ref_periods_selected"):
            found[name] = golden["stages"][name]
    assert found == golden["stages"]


@pytest.mark.parametrize("table", ["single", "joined"])
def test_kept_records_and_events(processed, golden, golden_rows, table):
    expected = golden_rows(f"main_{table}")
    frame = getattr(processed, table)
    types = frame["Event_Type"].astype(object).fillna("none").str.upper().value_counts()
    stated = {e["event_type"] or "NONE": e["n"] for e in golden["event_type_rows"][table]}
    assert stated == types.to_dict()
    if expected is None:
        return
    found = frame.sort_values("record")
    expected["record"] = expected["Der_Unique_Record_ID"].astype(int) - 1
    expected = expected.sort_values("record")
    assert found["record"].tolist() == expected["record"].tolist()
    people = processed.people[found["person"]]
    assert people.tolist() == expected["Der_NHS_LA_Combined_Person_ID"].tolist()
    for column in ("Event_Start_Date", "Der_Event_End_Date"):
        assert iso(found[column].to_numpy()) == expected[column].tolist(), column
    end = days(processed.read.column("Event End Date"))[found["record"].to_numpy()]
    assert iso(end) == expected["Event_End_Date_Raw"].tolist()
    for column in ("Client_Type", "Service_Type", "Service_Component", "Delivery_Mechanism",
                   "Event_Outcome"):  # fmt: skip
        ours = found[column].astype(object).fillna("").tolist()
        assert ours == expected[f"{column}_Cleaned"].tolist(), column
    derived = ("Event_Outcome_Grouped", "Review_Type", "Der_Age_Band", "Der_Working_Age_Band")
    for column in expected.columns.intersection(derived):
        ours = found[column].astype(object).fillna("").tolist()
        assert ours == expected[column].tolist(), column
    for column in expected.columns.intersection(("Event_Outcome_Hierarchy", "Der_Latest_Age")):
        theirs = pd.to_numeric(expected[column]).to_numpy()
        assert np.array_equal(found[column].to_numpy(), theirs, equal_nan=True), column
    # References are numbered in another order, but rows are one event to both or to neither.
    pairs = set(zip(found["event"].tolist(), expected["Der_Unique_Event_Ref"], strict=True))
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)


def test_person_details(processed, golden, golden_rows):
    persons = processed.persons
    persons = persons.set_index(processed.people[persons["person"]])
    names = ["Accommodation_Status", "Employment_Status", "Gender", "Ethnicity", "Has_Unpaid_Carer",
             "Primary_Support_Reason", "Client_Funding_Status",
             "Der_Working_Age_Band_End_Of_Period"]  # fmt: skip
    for name in names:
        counts = persons[name].value_counts().to_dict()
        assert {e[name]: e["n"] for e in golden["person_details"][f"by_{name}"]} == counts
    groups = persons["Accommodation_Status_Group"]
    details = golden["person_details"]
    assert details["rows"] == details["distinct_people"] == len(persons)
    assert details["people_in_joined"] == processed.joined["person"].nunique()
    assert details["with_date_of_death"] == persons["Date_of_Death"].notna().sum()
    assert details["no_birth_date"] == persons["Der_Birth_Date"].isna().sum()
    by_group = {str(e["Accommodation_Status_Group"]): e["n"]
                for e in details["by_Accommodation_Status_Group"]}  # fmt: skip
    assert by_group == groups.astype(str).value_counts().to_dict()
    expected = golden_rows("person_details")
    if expected is None:
        return
    expected = expected.set_index("Der_NHS_LA_Combined_Person_ID")
    assert set(persons.index) == set(expected.index)
    expected = expected.loc[persons.index]
    for name in names:
        assert persons[name].tolist() == expected[name].tolist(), name
    assert groups.astype(str).tolist() == expected["Accommodation_Status_Group"].tolist()
    assert iso(persons["Der_Birth_Date"].to_numpy()) == expected["Der_Birth_Date"].tolist()
    death = "Date_of_Death" if "Date_of_Death" in expected else "Der_Date_of_Death"
    assert iso(persons["Date_of_Death"].to_numpy()) == expected[death].tolist()


@pytest.mark.parametrize("when", WHEN)
def test_ascof_2a(results, golden, golden_rows, processed, when):
    result, expected = results[when]["ASCOF 2A"], golden["ascof"][when]
    assert [f[1:] for f in figures(result)] == [tuple(e.values()) for e in expected["2A"]]
    assert dict(result.stages) == expected["2A_stages"]
    assert rows_of(result.tables["by_sequel_type"]) == listed(expected["2A_by_sequel_type"])
    columns = ["band", "sequel_type", "final_outcome", "Included_In_Denom", "Included_In_Num",
               "Incl_In_Unable_To_Classify", "ST_Max_Count"]  # fmt: skip
    found = rows_of(result.tables["disaggregated"], columns)
    assert found == listed(expected["2A_disaggregated"])
    rows = golden_rows(f"ascof2a_clusters_{when}")
    if rows is None:
        return
    clusters = result.tables["clusters"]
    ours = sorted(
        zip(
            processed.people[clusters["person"]],
            clusters["final_outcome"],
            clusters["sequel_type"],
            clusters["band"],
            iso(clusters["start"].to_numpy()),
            iso(clusters["end"].to_numpy()),
            strict=True,
        )
    )
    names = ["Der_NHS_LA_Combined_Person_ID", "Final_Outcome", "Sequel_Type",
             "ST_Max_Cluster_Working_Age_Band", "ST_Max_Cluster_Start",
             "ST_Max_Cluster_End"]  # fmt: skip
    assert ours == sorted(rows[names].itertuples(index=False, name=None))


@pytest.mark.parametrize("when", WHEN)
def test_ascof_2b_2c(results, golden, golden_rows, processed, when):
    result, expected = results[when]["ASCOF 2B and 2C"], golden["ascof"][when]
    assert figures(result) == [tuple(e.values()) for e in expected["2B2C"]]
    assert dict(result.stages) == expected["2B2C_stages"]
    rows = golden_rows(f"ascof2bc_people_{when}")
    if rows is None:
        return
    people = {
        (processed.people[p], f.group) for f in result.figures for p in f.behind.numerator_people
    }
    assert people == set(zip(rows["Der_NHS_LA_Combined_Person_ID"], rows["Age_Band"], strict=True))


def test_ascof_2d_first_stage(results, golden):
    assert dict(results["latest"]["ASCOF 2D"].stages) == golden["ascof_2D_stage1_cld_only"]


def test_every_key_of_the_results_is_compared(golden):
    """A key that comes to the golden results needs a test here."""
    no_figures = {"file", "sql_commit", "parameters", "seconds", "deaths", "person_level"}
    assert set(golden) - no_figures == {
        "reporting_period",
        "joined_ref_period",
        "stages",
        "event_type_rows",
        "dashboard",
        "person_details",
        "ascof",
        "ascof_2D_stage1_cld_only",
        "waiting_times",
    }
    for when in WHEN:
        assert {k.split("_")[0] for k in golden["ascof"][when]} == {
            "period",
            "2A",
            "2B2C",
            "2E",
            "3D",
        }


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize(("measure", "which"), [("ASCOF 2E LD", "LD"), ("ASCOF 2E", "All")])
def test_ascof_2e(results, golden, golden_rows, processed, when, measure, which):
    result, expected = results[when][measure], golden["ascof"][when]
    assert figures(result) == [tuple(e.values())[1:] for e in expected[f"2E_{which}"]]
    assert result.figures[-1].numerator == expected[f"2E_{which}_unknown_accommodation"]
    assert dict(result.stages) == expected[f"2E_{which}_stages"]
    table = rows_of(result.tables["by_accommodation"])
    assert table == listed(expected[f"2E_{which}_by_accommodation"])
    rows = golden_rows(f"ascof2e_{which}_people_{when}")
    if rows is None:
        return
    for band in rows["Person_Working_Age_Band"].unique():
        if band == "Unknown":
            continue
        of_band = rows[rows["Person_Working_Age_Band"] == band]
        word = "18-64" if band == "18 to 64" else "65+"
        total = next(f for f in result.figures if word in f.description and f.group == "Total")
        found = set(processed.people[total.behind.denominator_people])
        assert found == set(of_band["Der_NHS_LA_Combined_Person_ID"])
        settled = of_band[of_band["Accommodation_Status_Group"] == "1"]
        found = set(processed.people[total.behind.numerator_people])
        assert found == set(settled["Der_NHS_LA_Combined_Person_ID"])


@pytest.mark.parametrize("when", WHEN)
def test_ascof_3d(results, golden, golden_rows, processed, when):
    clients, carers = (results[when][f"ASCOF 3D {w}"] for w in ("clients", "carers"))
    expected = golden["ascof"][when]
    found = sorted(figures(clients) + figures(carers))
    assert found == sorted(tuple(e.values())[1:] for e in expected["3D"])
    unknown = {e["Measure"]: e["Count"] for e in expected["3D_unknown_mechanism"]}
    assert unknown == {
        "ASCOF 3D (Clients)": clients.figures[-1].numerator,
        "ASCOF 3D (Carers)": carers.figures[-1].numerator,
    }
    by_setting = rows_of(clients.tables["by_setting"])
    assert by_setting == listed(expected["3D_clients_by_setting"])
    by_support = rows_of(carers.tables["by_support"])
    assert by_support == listed(expected["3D_carers_by_support"])
    assert {**clients.stages, **carers.stages} == expected["3D_stages"]
    rows = golden_rows(f"ascof3d_clients_{when}")
    if rows is None:
        return
    community = rows[rows["Service_Type"] == "Long term support: Community"]
    total = clients.figures[2].behind.denominator_people
    assert set(processed.people[total]) == set(community["Der_NHS_LA_Combined_Person_ID"])


@pytest.mark.parametrize("part", ["services", "requests", "assessments", "reviews"])
def test_dashboard(results, golden, part):
    result, expected = results["latest"][f"Dashboard: {part}"], golden["dashboard"][part]
    # Facts of requests, assessments and reviews are groups of events; these are the events.
    events = expected.get("events", expected["rows"])
    assert [f.numerator for f in result.figures] == [events, expected["people"]]
    compared = [name for name, value in expected.items() if isinstance(value, list)]
    assert len(compared) > 8
    for name in compared:
        assert rows_of(result.tables[name]) == listed(expected[name]), name


def test_dashboard_people(results, golden):
    result, expected = results["latest"]["Dashboard: people"], golden["dashboard"]
    assert result.figures[0].numerator == expected["master"]["rows"]
    assert result.figures[1].numerator == expected["master"]["people"]
    by_type = rows_of(result.tables["by_event_type"])
    assert by_type == listed(expected["master"]["by_event_type"])
    assert rows_of(result.tables["by_age_gender"]) == listed(expected["people_by_age_gender"])


def test_long_term_support_flag(processed, golden_rows):
    from cldvalidator.measures.dashboard import facts

    for word, name, flag in (
        ("request", "requests", "LTS_flag"),
        ("review", "reviews", "LTS_Flag"),
    ):
        columns = ["person", "Event_Start_Date", "Der_Event_End_Date", "LTS_Flag"]
        found = facts(processed.single, word, columns)
        rows = golden_rows(f"fact_{name}")
        if rows is None:
            continue
        ours = sorted(
            zip(
                processed.people[found["person"]],
                iso(found["Event_Start_Date"].to_numpy()),
                iso(found["Der_Event_End_Date"].to_numpy()),
                found["LTS_Flag"],
                strict=True,
            )
        )
        keys = ["Der_NHS_LA_Combined_Person_ID", "Event_Start_Date", "Event_End_Date", flag]
        repeated = rows.loc[rows.index.repeat(rows["Event_Count"].astype(int)), keys]
        assert ours == sorted(repeated.itertuples(index=False, name=None))


def test_costs(results, golden, golden_rows, processed):
    result, expected = results["latest"]["Costs"], golden["dashboard"]["costs"]
    assert [result.period.first.isoformat(), result.period.last.isoformat()] == expected["quarter"]
    assert dict(result.stages) == expected["stages"]
    derived = result.tables["derived"]
    total = expected["total"]
    assert (len(derived), derived["person"].nunique()) == (total["rows"], total["people"])
    sums = [derived[c].sum() for c in ("per_week", "weeks", "total")]
    assert sums == pytest.approx([total["cost_per_week"], total["weeks"], total["total_cost"]],
                                 abs=1e-4)  # fmt: skip
    assert derived["total_exact"].sum() == pytest.approx(expected["total_exact_division"], abs=1e-4)
    for name, entries in expected.items():
        if not name.startswith("by_") or name.endswith("exact_division"):
            continue
        table = result.tables[name]
        for entry in entries:
            label = (
                entry[name.removeprefix("by_")]
                if name != "by_frequency"
                else next(iter(entry.values()))
            )
            column = table.columns[0]
            match = table[column].isna() if label is None else table[column] == label
            row = table[match].iloc[0]
            assert row["rows"] == entry["rows"]
            assert row["total_cost"] == pytest.approx(entry["total_cost"], abs=1e-4)
    rows = golden_rows("costs_derived")
    if rows is None:
        return
    total_column = next(c for c in rows if c.startswith("T") and "Exact" not in c)
    theirs = sorted(
        zip(
            rows["Der_NHS_LA_Combined_Person_ID"],
            rows["Event_Start_Date"],
            (round(float(x), 6) for x in rows[total_column]),
            strict=True,
        )
    )
    ours = sorted(
        zip(
            processed.people[derived["person"]],
            iso(derived["Event_Start_Date"].to_numpy()),
            derived["total"].round(6),
            strict=True,
        )
    )
    assert [o[:2] for o in ours] == [t[:2] for t in theirs]
    assert sum(o[2] for o in ours) == pytest.approx(sum(t[2] for t in theirs), abs=1e-3)


def test_waiting_times(results, golden, golden_rows, processed):
    result, expected = results["latest"]["Waiting times"], golden["waiting_times"]
    assert dict(result.stages) == expected["stages"]
    found = {(f.description, f.group): (f.value, f.numerator) for f in result.figures}

    def day(text):
        return f"{text[8:]}/{text[5:7]}/{text[:4]}"

    for e in expected["la_level"]:
        first, last = (day(e[f"Statistical_Reporting_Period_{x}"]) for x in ("Start", "End"))
        key = (e["Metric"], f"{e['Modified_Working_Age_Band']}, {first} to {last}")
        count = e["Number_Of_Waiting_Times_Identified"]
        assert found.pop(key) == (e["Median_Waiting_Time"], count)
    assert found == {}
    for part in (1, 2):
        table = result.tables[f"part{part}_context"]
        table = table[table["quarter"] >= SHOWN_FROM].set_index(["quarter", "band"])
        same = {
            "Median_Waiting_Time": "median",
            "Number_Of_Waiting_Times_Identified": "n",
            "STS_ST_Max": "Short term support: ST-Max",
            "LTS_Nursing": "Long term support: Nursing care",
            "STS_Ongoing": "Short term support: Ongoing low level",
            "LTS_Community": "Long term support: Community",
            "LTS_Residential": "Long term support: Residential care",
            "LTS_Prison": "Long term support: Prison",
            "STS_Other": "Short term support: Other short term",
        }
        entries = expected[f"part{part}_context"]
        assert len(entries) == len(table)
        for e in entries:
            first = pd.Timestamp(e["Statistical_Reporting_Period_Start"])
            row = table.loc[(first, e["Modified_Working_Age_Band"])]
            for name, value in e.items():
                column = same.get(name, name)
                if column in table:
                    assert row[column] == value, name
                elif name.lower().endswith(("mapped", "null")):
                    assert value == 0
        every = result.tables[f"part{part}_all_quarters"]
        for row, e in zip(
            every.itertuples(index=False), expected[f"part{part}_all_quarters"], strict=True
        ):
            assert (row.band, row.median, row.n) == (e["band"], e["median"], e["n"])
            assert math.isclose(row.mean, e["mean"], rel_tol=1e-12)
    rows = golden_rows("waiting_times_requests")
    if rows is None:
        return
    waits = result.tables["requests"]
    theirs = dict(
        zip(
            rows["request_Der_Unique_Record_ID"].astype(int) - 1,
            rows["request_starts_before_previous_request_follow_up_ends"] == "1",
            strict=True,
        )
    )
    assert dict(zip(waits["record"].tolist(), waits["discounted"].tolist(), strict=True)) == theirs
