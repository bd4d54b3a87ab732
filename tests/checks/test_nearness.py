"""A value that is not listed is guessed from its own words, or not at all."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks.cells import nearness
from cldvalidator.checks.cells.listed import ListJudge
from cldvalidator.checks.cells.nearness import distance
from cldvalidator.specification import load_specification

PACK = load_specification("2")
LISTS = {f.name: ListJudge(f, PACK) for f in PACK.fields if f.values is not None}
JUDGED = sorted(name for name, judge in LISTS.items() if judge.judged)


def proposed(field, text):
    fault = LISTS[field].examine(text)
    return fault.proposal.text if fault is not None and fault.proposal is not None else None


REVERSED = [
    ("Employment Status", "In paid employment"),
    ("Employment Status", "Not seeking work"),
    ("Employment Status", "Paid employment: Seeking work"),
    ("Employment Status", "Now in paid employment: Seeking work"),
    ("Employment Status", "Paid: 18 or more hours a week"),
    ("Hearing Impairment", "Hearing impairment"),
    ("Hearing Impairment", "Not hard of hearing"),
    ("Visual Impairment", "Visual impairment"),
    ("Ethnicity", "Other ethnic group"),
    ("Ethnicity", "White: Polish"),
    ("Ethnicity", "Black British African"),
    ("Event Outcome", "Support ended"),
    ("Event Outcome", "NFA: Support not ended"),
    ("Event Outcome", "NFA: Support ended"),
    ("Event Outcome", "Deceased"),
    ("Accommodation Status", "Settled accommodation"),
    ("Accommodation Status", "Unregistered care home"),
    ("Event Type", "Financial assessment"),
    ("Event Type", "Reassessment"),
    ("Client Type", "Not a carer"),
    ("Client Type", "Paid carer"),
    ("Delivery Mechanism", "Not direct payment"),
    ("Delivery Mechanism", "Non-CASSR commissioned support"),
    ("Cost Frequency (Unit Type)", "Bi-weekly"),
    ("Cost Frequency (Unit Type)", "2-weekly"),
    ("Cost Frequency (Unit Type)", "14-weekly"),
    ("Service Component", "Nursing care"),
    ("Service Type", "Residential"),
    ("Client Funding Status", "Fully funded"),
]


@pytest.mark.parametrize(("field", "text"), REVERSED)
def test_what_may_mean_something_else_gets_no_proposal(field, text):
    assert LISTS[field].examine(text).rule == "MAND-02"
    assert proposed(field, text) is None


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("Accommodation Status", "Nursing home", "Registered nursing home"),
        ("Primary Support Reason", "Learning disability", "Learning disability support"),
        ("Cost Frequency (Unit Type)", "4 weekly", "4-weekly"),
        ("Delivery Mechanism", "Direct payments", "Direct payment"),
        ("Event Type", "Servicee", "Service"),
        ("Event Outcome", "NFA - Suport declined", "NFA: Support declined"),
        (
            "Accommodation Status",
            "Acute hospital or long term healthcare residential facil",
            "Acute hospital or long term healthcare residential facility",
        ),
        # the pack knows "White - British" as a variant
        (
            "Ethnicity",
            "White: British",
            "White: English, Welsh, Scottish, Northern Irish or British",
        ),
    ],
)
def test_what_can_only_mean_one_value_is_proposed(field, text, value):
    assert proposed(field, text) == value


def typing_errors(text):
    """Yield a text with each letter dropped, doubled, and swapped with the next."""
    for i, c in enumerate(text):
        if c.isalpha():
            yield text[:i] + text[i + 1 :]
            yield text[:i] + c + text[i:]
            if text[i + 1 : i + 2].isalpha():
                yield text[:i] + text[i + 1] + c + text[i + 2 :]


def test_a_typing_error_in_a_listed_value_is_put_right():
    right = 0
    lost = []
    for name in JUDGED:
        for value in PACK.values(name):
            for text in set(typing_errors(value)):
                fault = LISTS[name].examine(text)
                if fault is None or fault.rule != "MAND-02":
                    continue  # the same but for its capitals
                assert proposed(name, text) in (value, None)
                right += proposed(name, text) == value
                if proposed(name, text) is None:
                    lost.append(text)
    assert len(lost) <= 0.01 * right, lost


NEGATIONS = ["no", "not", "non", "never", "without", "Not", "un", "in", "with", "paid", "care"]


def denials(text):
    words = re.findall(r"[a-z]+", text.casefold())
    plain = ("under", "universal", "until", "unit")
    return sum(
        w in ("no", "not", "non", "never", "without") or (w.startswith("un") and w not in plain)
        for w in words
    )


@st.composite
def near_values(draw):
    """A field, and one of its values with words taken out, put in, denied or no longer denied."""
    field = draw(st.sampled_from(JUDGED))
    words = draw(st.sampled_from(PACK.values(field))).split(" ")
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(words) - 1))
        match draw(st.sampled_from(["drop", "add", "deny", "affirm"])):
            case "drop" if len(words) > 1:
                del words[place]
            case "add":
                words.insert(place, draw(st.sampled_from(NEGATIONS)))
            case "deny":
                words[place] = "un" + words[place].lower()
            case "affirm":
                words[place] = re.sub("^un", "", words[place], flags=re.I)
    return field, " ".join(w for w in words if w)


@given(near_values())
def test_a_proposal_never_adds_or_removes_a_negation(case):
    field, text = case
    fault = LISTS[field].examine(text)
    if fault is not None and fault.rule == "MAND-02" and fault.proposal is not None:
        assert denials(fault.proposal.text) == denials(text)


CODED = ["1 - {}", "01: {}", "{} (3)", "[X] {}", "LD2 = {}", "A) {}", "12. {}"]


@pytest.mark.parametrize("field", JUDGED)
def test_a_listed_value_written_as_on_a_web_page_is_that_value(field):
    judge = LISTS[field]
    for text in judge.accepted:
        for sign in {*text} - {*"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}:
            for entity in (f"&#{ord(sign)};", f"&#x{ord(sign):x};"):
                page = text.replace(sign, entity)
                assert proposed(field, page) == judge._exact[text].value, page
                assert not judge.surely_none(pa.array([page])).any()
    for nothing in ("&lt;b&gt;", "&no;such;", "&notes", "&#0;", "&nbsp;"):
        assert proposed(field, nothing) is None


@pytest.mark.parametrize("form", CODED)
@pytest.mark.parametrize("field", JUDGED)
def test_a_listed_value_beside_its_code_is_a_likely_one(field, form):
    for listed in PACK.by_name[field].values.values:
        assert proposed(field, form.format(listed.value)) == listed.value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("Gender", "3 - Robot"),
        ("Gender", "1 - "),
        ("Gender", "1 - 2 - Male"),
        ("Cost Frequency (Unit Type)", "2-weekly"),
        ("Event Outcome", "3 - Progress to Re-assessment"),
    ],
)
def test_a_code_beside_a_text_that_is_not_listed_is_no_value(field, text):
    assert proposed(field, text) is None


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("Gender", "M", "Male"),
        ("Gender", "f", "Female"),
        ("Visual Impairment", "B", "Blind/severely sight impaired"),
        ("Client Type", "S", None),  # Others of the list begin alike: C may be a client or a carer.
        ("Ethnicity", "A", None),
        ("Event Type", "S", None),
    ],
)
def test_a_letter_stands_for_a_value_where_the_first_letters_tell_all_values_apart(
    field, text, value
):
    assert proposed(field, text) == value


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        (
            "Accommodation Status",
            "Approved premises for offenders released from prison or under probation sup",
            "Approved premises for offenders released from prison or under probation supervision",
        ),
        ("Method of Assessment", "Service user and un", None),  # "unpaid carer"
    ],
)
def test_a_text_that_was_cut_off_is_made_whole_unless_a_denial_may_have_gone(field, text, expected):
    assert proposed(field, text) == expected


def plain_distance(one: str, other: str) -> int:
    """Count the letters added, dropped or replaced, and neighbours swapped, by the definition."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one):
        row = [i + 1]
        for j, b in enumerate(other):
            cost = min(last[j] + (a != b), last[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and one[i - 1] == b:
                cost = min(cost, before[j - 1] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


@given(st.text("abcé\U0001f600", max_size=9), st.text("abcé\U0001f600", max_size=9))
def test_the_distance_is_that_of_the_definition(one: str, other: str) -> None:
    assert distance(one, other) == min(plain_distance(one, other), 3)


_LISTED = (
    "Long term support",
    "Not known",
    "No 12 months",
    "Day care",
    "Unpaid carer",
    "Yes",
    "No",
)
_VOCABULARY = frozenset(word for text in _LISTED for word in nearness.words(text))
_MISTYPED = st.builds(
    lambda word, at, letter, size: word[:at] + letter + word[at + size :],
    st.sampled_from(sorted(_VOCABULARY)),
    st.integers(0, 8),
    st.text("abno12é", max_size=3),
    st.integers(0, 2),
)


@settings(max_examples=100, deadline=None)
@given(_MISTYPED)
def test_a_word_is_like_one_of_many_as_it_is_like_one_by_one(word: str) -> None:
    one_by_one = any(
        nearness.typing_errors((word,), (listed,)) is not None for listed in _VOCABULARY
    )
    assert nearness.is_like_any(word, _VOCABULARY) == one_by_one


@settings(max_examples=100, deadline=None)
@given(st.lists(_MISTYPED, min_size=1, max_size=3), st.sampled_from(("", " ")))
def test_the_nearest_by_typing_errors_is_that_of_all_values(found: list[str], between: str) -> None:
    text = between.join(found)
    errors = {
        listed: nearness.typing_errors(nearness.words(text), nearness.words(listed))
        for listed in _LISTED
    }
    fewest = min((e for e in errors.values() if e is not None), default=None)
    best = [listed for listed, e in errors.items() if e is not None and e == fewest]
    spellings = nearness.Spellings({text: text for text in _LISTED})
    expected = best[0] if nearness.words(text) and len(best) == 1 else None
    assert spellings.nearest(text, by_typing_alone=True) == expected
