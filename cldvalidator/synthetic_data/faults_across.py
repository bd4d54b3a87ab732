"""Plants faults that only show across cells: in a record, a person's records, or the whole file.

They are no part of the bundled sample. Each changes one record (or adds one) of a person whom
nothing else is done to, so that the ledger says exactly what a check has to find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from cldvalidator.checks.cells.identifiers import is_nhs_number
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import load_rules
from cldvalidator.extract import Column, Extract
from cldvalidator.specification import Specification
from cldvalidator.synthetic_data.faults import Ledger, Planted, with_texts

Record = Mapping[str, str]
Edit = Callable[[Record], dict[str, str]]
Rows = Callable[[pd.DataFrame], pd.Series]
"""Which records a fault can be made in. The frame has the fields and what `_frame` adds."""

PERSON, REFERENCE = "LA Person Unique Identifier", "Event Reference"
START, END, DEATH = "Event Start Date", "Event End Date", "Date of Death"
OUTCOME, DESCRIPTION, COST = "Event Outcome", "Event Description", "Unit Cost"
FREQUENCY, UNITS = "Cost Frequency (Unit Type)", "Planned units per week"
LINK, ADULTS = "Adult 1 Linked Person_ID", "No. of adults being cared for"
PERIOD = "Reporting Period Start Date", "Reporting Period End Date"
_RECORDS_OF_PERSON, _SERVICES_OF_PERSON, _PROGRESSES = "records", "services", "progresses"
_FIRST_REFERENCE = "first reference"


@dataclass(frozen=True)
class AcrossKind:
    """A class of mistake: the rule and the field that tell of it, where and how it is made.

    added: the spoilt record is an additional one. everywhere: the edit is made in every record,
    and what is found is about the whole file; such a kind has to be asked for by its name, as
    rules on the period have nothing to go by then.
    """

    name: str
    rule: str
    field: str
    rows: Rows
    edit: Edit
    added: bool = False
    everywhere: bool = False


def plant_across(
    extract: Extract,
    specification: Specification,
    *,
    each: int,
    seed: int,
    kinds: Sequence[str] = (),
) -> tuple[Extract, Ledger]:
    """Plant up to `each` faults of every kind in a valid extract, one to a person at most.

    kinds: names of kinds, by default all but those of the whole file. Returns a new extract, longer
    by the records that were added, and the ledger of what has to be found (row WHOLE_FILE: of the
    file).
    """
    random = np.random.Generator(np.random.PCG64(seed))
    frame = _frame(extract)
    known = across_kinds(specification, frame)
    chosen = [k for k in known if (k.name in kinds if kinds else not k.everywhere)]
    taken = {frame[PERSON].iloc[0]}  # whose reference others take
    edits: dict[str, dict[int, str]] = {}
    added: list[dict[str, str]] = []
    planted: list[Planted] = []
    for kind in chosen:
        if kind.everywhere:
            for name, text in kind.edit(_record(frame, 0)).items():
                edits.setdefault(name, {}).update(dict.fromkeys(range(len(frame)), text))
            planted.append(Planted(WHOLE_FILE, kind.field, kind.name, kind.rule))
            continue
        rows = random.permutation(np.flatnonzero(kind.rows(frame).to_numpy()))
        for row in _of_others(rows.tolist(), frame, taken, each):
            record = _record(frame, row)
            changes = kind.edit(record)
            place = row
            if kind.added:
                place = len(frame) + len(added)
                added.append(dict(record) | changes)
            else:
                for name, text in changes.items():
                    edits.setdefault(name, {})[row] = text
            planted.append(Planted(place, kind.field, kind.name, kind.rule))
    columns = dict(extract.columns)
    for name, texts in edits.items():
        columns[name] = with_texts(columns[name], texts)
    source_rows = extract.source_rows
    if added:
        columns = {n: _longer(c, [r[n] for r in added]) for n, c in columns.items()}
        more = np.arange(1, len(added) + 1, dtype=source_rows.dtype)
        source_rows = np.concatenate([source_rows, source_rows[-1] + more])
    planted.sort(key=lambda p: p.row)
    return replace(extract, columns=columns, source_rows=source_rows), Ledger(tuple(planted))


def _of_others(rows: list[int], frame: pd.DataFrame, taken: set[str], most: int) -> Iterator[int]:
    """Yield rows of people to whom nothing is done yet, and note that something is."""
    for row in rows:
        person = frame[PERSON].iloc[row]
        if most and person not in taken:
            taken.add(person)
            most -= 1
            yield row


def _frame(extract: Extract) -> pd.DataFrame:
    """Return the records as text, with what is known of each person beside them."""
    frame = pd.DataFrame(
        {n: np.array(c.texts, object)[c.codes] for n, c in extract.columns.items()}
    )
    people = frame.groupby(PERSON, sort=False)
    frame[_RECORDS_OF_PERSON] = people[PERSON].transform("size")
    is_service = frame["Event Type"].eq("Service")
    frame[_SERVICES_OF_PERSON] = is_service.groupby(frame[PERSON]).transform("sum")
    progresses = frame[OUTCOME].str.startswith("Progress")
    frame[_FIRST_REFERENCE] = frame[REFERENCE].iloc[0]
    frame[_PROGRESSES] = progresses.groupby(frame[PERSON]).transform("any")
    return frame


def _record(frame: pd.DataFrame, row: int) -> dict[str, str]:
    return {str(name): str(text) for name, text in frame.iloc[row].items()}


def _longer(column: Column, texts: list[str]) -> Column:
    rows = np.concatenate([column.codes, np.zeros(len(texts), column.codes.dtype)])
    first = len(column.codes)
    return with_texts(Column(rows, column.values), dict(enumerate(texts, start=first)))


def _later(text: str, days: int) -> str:
    day = date(int(text[6:]), int(text[3:5]), int(text[:2])) + timedelta(days)
    return f"{day:%d/%m/%Y}"


def across_kinds(specification: Specification, frame: pd.DataFrame) -> list[AcrossKind]:
    """Return the kinds that a release's rules can find. frame: the valid records."""
    rules = load_rules()
    kinds = [
        *_of_dates(frame),
        *_of_fit(specification),
        *_of_costs(),
        *_of_people(specification),
        *_of_the_file(),
    ]
    return [k for k in kinds if specification.release in rules[k.rule].releases]


def _kind_is(word: str) -> Rows:
    return lambda f: f["Event Type"].eq(word) & ~_of_carers(f)


def _of_carers(f: pd.DataFrame) -> pd.Series:
    return f["Client Type"].str.contains("carer", case=False)


def _only_record(f: pd.DataFrame) -> pd.Series:
    """Requests of people with no other record, and with an outcome that nothing has to follow."""
    return f["Event Type"].eq("Request") & f[_RECORDS_OF_PERSON].eq(1) & ~f[_PROGRESSES]


def _open_service(f: pd.DataFrame) -> pd.Series:
    return _kind_is("Service")(f) & f[END].eq("") & f[_SERVICES_OF_PERSON].eq(1)


def _costed(*frequencies: str) -> Rows:
    return lambda f: _open_service(f) & f[COST].ne("") & f[FREQUENCY].isin(frequencies)


def _of_dates(frame: pd.DataFrame) -> list[AcrossKind]:
    first, last = (frame[name].iloc[0] for name in PERIOD)
    before, after = _later(first, -1), _later(last, 1)

    def lived_long(f: pd.DataFrame) -> pd.Series:
        return _open_service(f) & (f["Date of Birth"].str[6:].astype(int) < 1960)

    def starts_inside(f: pd.DataFrame) -> pd.Series:
        return _only_record(f) & f[START].str[3:].ne(first[3:])

    def takes_days(f: pd.DataFrame) -> pd.Series:
        return starts_inside(f) & f[START].ne(f[END])

    return [
        AcrossKind(
            "ends before it starts", "DATE-01", END, starts_inside,
            lambda r: {END: _later(r[START], -1)},
        ),
        AcrossKind(
            "ended before the period", "DATE-03", END, _only_record,
            lambda r: {START: _later(before, -5), END: before},
        ),
        AcrossKind("request without an end", "DATE-16", END, _only_record, lambda r: {END: ""}),
        AcrossKind(
            "starts after the period", "DATE-05", START, _only_record,
            lambda r: {START: after, END: _later(after, 3)},
        ),
        AcrossKind(
            "service ends after the period", "DATE-06", END, _open_service,
            lambda r: {END: _later(last, 30)},
        ),
        AcrossKind(
            "born too long ago", "DATE-07", "Date of Birth", _only_record,
            lambda r: {"Date of Birth": "01/01/1900"},
        ),
        AcrossKind(
            "died before birth", "DATE-08", DEATH, _only_record,
            lambda r: {DEATH: _later(r["Date of Birth"], -1)},
        ),
        AcrossKind(
            "died before the event", "DATE-10", DEATH, starts_inside,
            lambda r: {DEATH: _later(r[START], -1)},
        ),
        AcrossKind(
            "event outlives the person", "DATE-11", END, takes_days,
            lambda r: {DEATH: _later(r[END], -1)},
        ),
        AcrossKind(
            "open for too long", "DATE-14", END, lived_long, lambda r: {START: "01/01/2005"}
        ),
    ]  # fmt: skip


def _of_fit(specification: Specification) -> list[AcrossKind]:
    """Return kinds in which fields of a record do not fit each other."""
    value = _values_of(specification)
    community = value("Service Type", "long term", "community")
    ended = value(OUTCOME, "ended", "as planned")

    def lives_at_home(f: pd.DataFrame) -> pd.Series:
        return _open_service(f) & f["Service Type"].eq(community) & f[COST].ne("")

    return [
        AcrossKind(
            "kind that is not collected", "TYPE-05", DESCRIPTION, _kind_is("Review"),
            lambda r: {DESCRIPTION: "DoLS renewal"},
        ),
        AcrossKind(
            "cancelled event", "TYPE-06", DESCRIPTION, _kind_is("Review"),
            lambda r: {DESCRIPTION: "Cancelled by family"},
        ),
        AcrossKind(
            "conversation as request", "OUT-09", DESCRIPTION, _only_record,
            lambda r: {DESCRIPTION: "First conversation held"},
        ),
        AcrossKind(
            "support reason of a carer", "CLI-05", "Primary Support Reason", _only_record,
            lambda r: {"Primary Support Reason": value("Primary Support Reason", "to", "carer")},
        ),
        AcrossKind(
            "open service said to have ended", "OUT-04", OUTCOME, _open_service,
            lambda r: {OUTCOME: ended},
        ),
        AcrossKind(
            "component of another service", "SVC-01", "Service Component", lives_at_home,
            lambda r: {"Service Component": value("Service Component", "reablement")},
        ),
        AcrossKind(
            "no delivery mechanism", "SVC-02", "Delivery Mechanism",
            lambda f: lives_at_home(f) & f["Delivery Mechanism"].ne(""),
            lambda r: {"Delivery Mechanism": ""},
        ),
    ]  # fmt: skip


def _of_costs() -> list[AcrossKind]:
    return [
        AcrossKind(
            "no units", "COST-02", UNITS, _costed("Hourly"), lambda r: {UNITS: "0"}
        ),
        AcrossKind(
            "cost of nothing", "COST-03", COST, _costed("Hourly", "Weekly"),
            lambda r: {COST: "0.00"},
        ),
        AcrossKind(
            "impossible cost", "COST-05", COST, _costed("Hourly", "Weekly"),
            lambda r: {COST: "99999.00"},
        ),
        AcrossKind(
            "weekly cost of two units", "COST-06", UNITS, _costed("Weekly"), lambda r: {UNITS: "2"}
        ),
    ]  # fmt: skip


def _of_people(specification: Specification) -> list[AcrossKind]:
    """Return kinds in which records of one person, or of two, do not fit each other."""
    genders = specification.values("Gender")

    def one_of_three(f: pd.DataFrame) -> pd.Series:
        last = ~f[PERSON].duplicated(keep="last")
        return _kind_is("Service")(f) & last & f[_RECORDS_OF_PERSON].ge(3)

    def of_a_carer(f: pd.DataFrame) -> pd.Series:
        return _of_carers(f) & f["Event Type"].ne("") & f[LINK].ne("")

    return [
        AcrossKind(
            "two NHS numbers", "ID-04", "NHS Number", one_of_three,
            lambda r: {"NHS Number": _other_number(r["NHS Number"])},
        ),
        AcrossKind(
            "two genders", "ID-05", "Gender", one_of_three,
            lambda r: {"Gender": next(g for g in genders if g != r["Gender"])},
        ),
        AcrossKind(
            "linked to nobody", "ID-06", LINK, of_a_carer, lambda r: {LINK: "nobody here"}
        ),
        AcrossKind(
            "linked twice", "ID-07", "Adult 2 Linked Person_ID", of_a_carer,
            lambda r: {"Adult 2 Linked Person_ID": r[LINK], ADULTS: "2"},
        ),
        AcrossKind(
            "more links than adults", "ID-08", ADULTS, of_a_carer, lambda r: {ADULTS: "0"}
        ),
        AcrossKind(
            "carer of nobody", "CLI-06", LINK, of_a_carer, lambda r: {LINK: "", ADULTS: ""}
        ),
    ]  # fmt: skip


def _of_the_file() -> list[AcrossKind]:
    """Return kinds that a file has as a whole: repetitions, another council, another period."""
    first, last = PERIOD

    def priced(r: Record) -> dict[str, str]:
        return {REFERENCE: f"{r[REFERENCE]}X", COST: f"{float(r[COST]) + 1:.2f}"}

    return [
        AcrossKind("record twice", "DUP-02", REFERENCE, _only_record, lambda r: {}, added=True),
        AcrossKind(
            "event twice", "DUP-01", START, _only_record,
            lambda r: {REFERENCE: f"{r[REFERENCE]}X"}, added=True,
        ),
        AcrossKind(
            "service twice at another cost", "SVC-09", START, _costed("Hourly"), priced, added=True
        ),
        AcrossKind(
            "reference of another event", "ID-09", REFERENCE, _only_record,
            lambda r: {REFERENCE: r[_FIRST_REFERENCE]},
        ),
        AcrossKind(
            "another council", "FILE-03", "LA Code", _only_record,
            lambda r: {"LA Code": "506" if r["LA Code"] != "506" else "503"},
        ),
        AcrossKind(
            "another period", "FILE-04", first, _only_record,
            lambda r: {first: _later(r[first], -365)},
        ),
        AcrossKind(
            "name in a description", "FILE-07", DESCRIPTION, _only_record,
            lambda r: {DESCRIPTION: f"Met {r['First Name']} {r['Last Name']} at home"},
        ),
        AcrossKind(
            "period backwards", "PER-01", first, _only_record,
            lambda r: {first: _later(r[last], 1)}, everywhere=True,
        ),
    ]  # fmt: skip


def _values_of(specification: Specification) -> Callable[..., str]:
    """Return a function that finds a value of a field's list by words in it, in any release."""

    def value(field: str, *words: str) -> str:
        texts = specification.values(field)
        return next(t for t in texts if all(w in t.casefold() for w in words))

    return value


def _other_number(number: str) -> str:
    """Return a valid NHS number that no generated person has."""
    others = (f"{start}{number[3:9]}{check}" for start in range(400, 500) for check in range(10))
    return next(n for n in others if is_nhs_number(n))
