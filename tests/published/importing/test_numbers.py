"""Numbers and markers of publications: read as meant, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.published.importing.numbers import LARGEST, number_or_marker, whole_number
from cldvalidator.published.importing.taken import days_of, financial_years
from cldvalidator.published.model import Marker
from tests.examples import examples


@settings(max_examples=examples(60))
@given(st.integers(0, int(LARGEST)), st.sampled_from(["{}", "{:,}", " {} ", "{}.0", "{:,}.00"]))
def test_a_count_is_read_however_it_is_written(number, form):
    assert whole_number(form.format(number)) == number


@settings(max_examples=examples(60))
@given(st.decimals(0, 10**6, places=2))
def test_decimals(number):
    assert number_or_marker(f"{number:,}") == float(number)


@pytest.mark.parametrize("text", ["[c]", "c", "[C]", " [ c ] ", "*"])
def test_hidden(text):
    assert number_or_marker(text) is Marker.HIDDEN


@pytest.mark.parametrize("text", ["", "[x]", "X", "..", ":", "-"])
def test_not_available(text):
    assert number_or_marker(text) is Marker.NOT_AVAILABLE


@settings(max_examples=examples(150))
@given(st.text(st.sampled_from("0123456789,.-+eE[]cxz ٣nfai"), max_size=8))
def test_any_text_is_a_marker_a_number_of_reason_or_refused(text):
    try:
        found = number_or_marker(text)
    except ValueError:
        return
    if not isinstance(found, Marker):
        assert 0 <= found <= LARGEST
        assert text.strip().isascii()


@pytest.mark.parametrize(
    "text", ["-1", "1e9", "nan", "inf", "1,23", "12,3456", "7.7 (7.6)", "٣", "9" * 30, "1.2.3"]
)
def test_what_is_no_number(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says where
        number_or_marker(text)


@pytest.mark.parametrize("form", ["{0}-{1:02}", "{0} to {2}", "{0}_{1:02}", "ascof-{0}-to-{2}.csv"])
@given(year=st.integers(2010, 2090))
@settings(max_examples=examples(10))
def test_years(form, year):
    text = form.format(year, (year + 1) % 100, year + 1).replace("-to-", " to ")
    assert financial_years(text) == [f"{year}-{(year + 1) % 100:02}"]
    assert days_of(financial_years(text)[0])[1].year == year + 1
