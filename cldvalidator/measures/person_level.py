"""DHSC's person-level lists of ASCOF 2A, 2B and 2C, 2E and 3D (method section S7).

A council lays its own list beside the one that DHSC shares with it: same columns, same words, same
rows. It holds LA person identifiers and no other personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.method_versions import SEPTEMBER_2026
from cldvalidator.extract import Extract
from cldvalidator.measures.activity.people_listed import people_listed
from cldvalidator.measures.ascof_2a import IN_DENOMINATOR, IN_NUMERATOR
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.identifiers import Identifiers
from cldvalidator.measures.preview import Previewed, on_request
from cldvalidator.problems import InputProblem
from cldvalidator.selection.period import Period

LISTS = {
    "2A": ("ASCOF 2A",),
    "2B2C": ("ASCOF 2B and 2C",),
    "2E_LD": ("ASCOF 2E LD",),
    "2E_All": ("ASCOF 2E",),
    "3D": ("ASCOF 3D clients", "ASCOF 3D carers"),
}
"""The measures whose people are in each list, by the list's name."""
COLUMNS = (
    "Reporting_Period",
    "LA_Code",
    "LA_Name",
    "LA_Person_Unique_Identifier",
    "Measure",
    "Description",
    "Group",
    "Numerator",
    "Denominator",
)
SEQUEL = "Sequel_Type"
_DESCRIPTIONS = {
    "ASCOF 2A": (
        "The proportion of people who received short-term services during the year - who "
        "previously were not receiving services - where no further request was made for ongoing "
        "support (%)"
    ),
    "ASCOF 2B": (
        "The number of adults whose long-term support needs are met by admission to residential "
        "and nursing care homes, for 18-64yrs (per 100,000 population)"
    ),
    "ASCOF 2C": (
        "The number of adults whose long-term support needs are met by admission to residential "
        "and nursing care homes, for 65 and over (per 100,000 population)"
    ),
}
_3D = {"ASCOF 3D clients": "ASCOF 3D (Clients)", "ASCOF 3D carers": "ASCOF 3D (Carers)"}
_BANDS = ("18 to 64", "65 and above")
_KEYS = ["Measure", "Description", "Group"]


def person_level_list(
    results: Sequence[MeasureResult],
    processed: ProcessedEvents,
    extract: Extract,
    council: tuple[str, str],
) -> pd.DataFrame:
    """Return DHSC's list for the results of one of LISTS, all of one period.

    Columns: COLUMNS, and for ASCOF 2A Sequel_Type; texts as objects, numbers as Int64 with NA for
    the missing. People with the same identifiers share a row whose numbers are sums. A group that
    nobody is in has one row without identifier. council: LA code and name. Sorted by measure,
    description, group and identifier; DHSC's lists have no order.
    """
    names = Identifiers(extract, processed.joined)
    first = results[0]
    if first.measure == "ASCOF 2A":
        rows = _of_2a(first, processed, names)
    elif first.measure == "ASCOF 2B and 2C":
        rows = _of_2b_2c(first, names)
    elif first.measure in _3D:
        rows = pd.concat([_of_3d(r, names) for r in results], ignore_index=True)
    else:
        rows = _of_2e(first, names)
    rows = rows.assign(**_heads(first.period, council))
    columns = [*COLUMNS, *([SEQUEL] if SEQUEL in rows else [])]
    order = [*_KEYS, "LA_Person_Unique_Identifier", *([SEQUEL] if SEQUEL in rows else [])]
    rows = rows.sort_values(order, na_position="first", kind="stable", ignore_index=True)
    return rows[columns].astype({"Numerator": "Int64", "Denominator": "Int64"})


def person_level_lists(
    previewed: Sequence[Previewed],
    processed: ProcessedEvents,
    extract: Extract,
    council: tuple[str, str],
) -> dict[str, tuple[Period, pd.DataFrame]]:
    """Return every list of the latest year that the measures allow, by the list's name.

    DHSC's, and for each measure of the activity report a list of our own (`people_listed`). Raises
    InputProblem for a method that has no such lists, and for measures that have none.
    """
    if not processed.parameters.method.by_identifiers:
        raise InputProblem(
            f"There are no person-level lists by the method of {processed.parameters.method.name}.",
            f"Choose the method {SEPTEMBER_2026.name}.",
        )
    results = {item.measure.text.id: item.results[0] for item in previewed}
    lists = {
        name: (
            results[measures[0]].period,
            person_level_list([results[m] for m in measures], processed, extract, council),
        )
        for name, measures in LISTS.items()
        if all(m in results for m in measures)
    }
    names = Identifiers(extract, processed.joined, processed.single)
    for name, result in results.items():
        if result.grids:
            heads = _heads(result.period, council)
            listed = people_listed(result, processed, names, extract.source_rows, heads)
            lists[name] = (result.period, listed)
    if not lists:
        have = (*(m for measures in LISTS.values() for m in measures), *on_request())
        raise InputProblem(
            "None of the measures that were chosen has a person-level list.",
            f"Choose some of: {', '.join(have)}.",
        )
    return lists


def list_names(previewed: Sequence[Previewed]) -> dict[str, Period]:
    """Return the names of the lists that measures give, each with its period."""
    results = {item.measure.text.id: item.results[0] for item in previewed}
    names = {n: results[m[0]].period for n, m in LISTS.items() if all(i in results for i in m)}
    return names | {name: r.period for name, r in results.items() if r.grids}


def _heads(period: Period, council: tuple[str, str]) -> dict[str, str]:
    """Return the columns that are the same in every row of a list."""
    days = " - ".join(f"{d.day} {d:%b} {d:%y}" for d in (period.first, period.last))
    return {"Reporting_Period": days, "LA_Code": council[0], "LA_Name": council[1]}


def _summed(rows: pd.DataFrame, more: Sequence[str] = ()) -> pd.DataFrame:
    """Add up the rows of the same identifiers, measure, description and group."""
    keys = ["LA_Person_Unique_Identifier", *_KEYS, *more]
    # As objects: a column in which nobody has an identifier is otherwise one of numbers.
    folded = rows["LA_Person_Unique_Identifier"].astype(object).str.casefold()
    by = [folded.rename("folded"), *(rows[k] for k in keys[1:])]
    numbers = rows.groupby(by, dropna=False, sort=False).agg(
        LA_Person_Unique_Identifier=("LA_Person_Unique_Identifier", "first"),
        Numerator=("Numerator", lambda n: n.sum(min_count=1)),
        Denominator=("Denominator", "sum"),
    )
    return numbers.reset_index().drop(columns="folded")


def _padded(
    rows: pd.DataFrame, wanted: Iterable[tuple[str, str, str]], number: object
) -> pd.DataFrame:
    """Add a row without identifier for each measure, description and group that has none."""
    there = set(rows[_KEYS].itertuples(index=False, name=None))
    missing = [
        dict(zip(_KEYS, key, strict=True)) | {"Numerator": number, "Denominator": number}
        for key in wanted
        if key not in there
    ]
    return pd.concat([rows, pd.DataFrame(missing)], ignore_index=True) if missing else rows


def _with_total(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return the rows by band, which an unknown age has none of, and once more as Total."""
    banded = rows[rows[group].isin(_BANDS)].assign(Group=lambda r: r[group])
    return pd.concat([banded, rows.assign(Group="Total")], ignore_index=True)


def _of_2a(result: MeasureResult, processed: ProcessedEvents, names: Identifiers) -> pd.DataFrame:
    clusters = result.tables["clusters"]
    clusters = clusters[clusters["final_outcome"].isin(IN_DENOMINATOR)]
    person = clusters["person"]
    measure = "ASCOF 2A"
    rows = pd.DataFrame(
        {
            "LA_Person_Unique_Identifier": person.map(names.of_people(person.unique())),
            "Measure": measure,
            "Description": _DESCRIPTIONS[measure],
            "band": clusters["band"],
            SEQUEL: clusters["sequel_type"],
            "Numerator": clusters["final_outcome"].isin(IN_NUMERATOR).astype(int),
            "Denominator": 1,
        }
    )
    wanted = [(measure, _DESCRIPTIONS[measure], g) for g in (*_BANDS, "Total")]
    return _padded(_summed(_with_total(rows, "band"), [SEQUEL]), wanted, None)


def _of_2b_2c(result: MeasureResult, names: Identifiers) -> pd.DataFrame:
    pairs = result.tables["admitted"]
    measures = {"18 to 64": "ASCOF 2B", "65 and above": "ASCOF 2C"}
    measure = pairs["band"].map(measures).astype(object)
    rows = pd.DataFrame(
        {
            "LA_Person_Unique_Identifier": names.text(pairs["own"]),
            "Measure": measure,
            "Description": measure.map(_DESCRIPTIONS).astype(object),
            "Group": pairs["band"],
            "Numerator": 1,
            "Denominator": 0,
        }
    )
    wanted = [(m, _DESCRIPTIONS[m], band) for band, m in measures.items()]
    rows = _padded(_summed(rows), wanted, 0)
    population = {f.group: f.denominator for f in result.figures}
    rows["Denominator"] = rows["Group"].map(population)
    return rows


def _of_2e(result: MeasureResult, names: Identifiers) -> pd.DataFrame:
    people, supported = result.tables["counted"], result.tables["supported"]
    own = names.listed(supported.drop_duplicates())
    figures = [f for f in result.figures if f.denominator is not None]
    of_band = dict.fromkeys(f.description for f in figures)
    bands = _BANDS[: len(of_band)]
    description = dict(zip(bands, of_band, strict=True))
    identifiers = people["person"].map(own).astype(object)
    rows = pd.DataFrame(
        {
            "LA_Person_Unique_Identifier": identifiers,
            "Measure": result.measure,
            "Description": people["band"].astype(object).map(description),
            "Gender": people["Gender"],
            "Numerator": np.where(people["settled"], 1, np.nan),
            "Denominator": 1,
        }
    )
    shown = dict.fromkeys(f.group for f in figures)
    by_gender = rows[rows["Gender"].isin(list(shown))].assign(Group=lambda r: r["Gender"])
    both = pd.concat([by_gender, rows.assign(Group="Total")], ignore_index=True)
    wanted = [(result.measure, d, g) for d, g in product(of_band, shown)]
    return _padded(_summed(both), wanted, None)


def _of_3d(result: MeasureResult, names: Identifiers) -> pd.DataFrame:
    counted = result.tables["counted"]
    own = names.listed(counted)
    figures = [f for f in result.figures if f.denominator is not None]
    descriptions = list(dict.fromkeys(f.description for f in figures))
    people = counted.groupby("person", sort=False).agg(
        {"band": "first", **dict.fromkeys(descriptions, "any")}
    )
    measure = _3D[result.measure]
    parts = []
    for description in descriptions:
        rows = pd.DataFrame(
            {
                "LA_Person_Unique_Identifier": own.reindex(people.index).to_numpy(),
                "Measure": measure,
                "Description": description,
                "band": people["band"],
                "Numerator": people[description].astype(int),
                "Denominator": 1,
            }
        )
        parts.append(_with_total(rows, "band"))
    wanted = [(measure, d, g) for d, g in product(descriptions, (*_BANDS, "Total"))]
    return _padded(_summed(pd.concat(parts, ignore_index=True)), wanted, 0)
