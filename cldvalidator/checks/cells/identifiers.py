"""Identifiers: NHS number, postcode, GP practice code, CQC location id, LA code."""

from __future__ import annotations

import re
from operator import mul

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.checks.cells.dates import fixed_width

_WEIGHTS = range(10, 0, -1)
_NHS_SEPARATORS = re.compile(r"[\s.,\-/\u2010-\u2015\u2212]")
_WITH_EXPONENT = re.compile(r"([0-9])[.,]([0-9]{9})0*[eE]\+?0*9")
_BESIDE = r"[^\W\d_]|[()\[\]{}<>:;,#*+=_'\"]"
_WORDS_BESIDE = re.compile(rf"((?:{_BESIDE})*)([0-9]+)((?:{_BESIDE})*)")
_IN_POSTCODES = re.compile(r"[\s.,\-_]")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_LABEL = re.compile("(nhs)?(no|num|number|nr|id|identifier)?")
_REMARK = re.compile(
    "(nhs|pds)?(no|number)?(presentand)?"
    "(verified|traced|matched|confirmed|checked|valid|validated)?((by)?pds)?"
)
"""Words beside a number that say that it is the person's NHS number, and nothing else of it."""


def valid_nhs_numbers(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Tell for each text whether it is ten digits whose modulus 11 check digit is right.

    NHS Data Dictionary: digits weighted 10 to 2, plus the check digit, are a multiple of 11. A
    number whose check would be 10 is never issued, which the same sum expresses. Ten equal
    digits, the usual placeholder, add up but are no number.
    """
    valid = np.zeros(len(values), bool)
    index, cells = fixed_width(values, 10)
    digits = np.ascontiguousarray(cells.T) - np.uint8(ord("0"))
    total = np.zeros(len(index), np.uint16)
    for digit, weight in zip(digits, _WEIGHTS, strict=True):
        total += digit * np.uint16(weight)
    sound = (digits <= 9).all(axis=0) & (total % 11 == 0)
    maybe = np.flatnonzero(sound & (total % 55 == 0))  # the weights add up to 55
    sound[maybe] = (digits[:, maybe] != digits[:1, maybe]).any(axis=0)
    valid[index] = sound
    return valid


def nhs_numbers(stems: npt.NDArray[np.int64]) -> list[str]:
    """Return the valid NHS numbers that begin with nine digits, in order.

    There is none for a stem whose check digit would be 10, or of ten equal digits.
    """
    weights = np.array(_WEIGHTS)[:-1]
    digits = stems[:, None] // 10 ** np.arange(8, -1, -1) % 10
    check = (11 - digits @ weights % 11) % 11
    good = (check != 10) & (stems % 111_111_111 != 0)
    return [f"{number:010d}" for number in (stems[good] * 10 + check[good]).tolist()]


def is_nhs_number(text: str) -> bool:
    """Judge one text as `valid_nhs_numbers` does; fifty times faster for one."""
    if len(text) != 10 or not (text.isascii() and text.isdigit()) or len(set(text)) == 1:
        return False
    total: int = sum(map(mul, map(int, text), _WEIGHTS))
    return total % 11 == 0


def without_separators(text: str) -> str:
    """Return an NHS number without the spaces, hyphens, dots, commas and strokes in it."""
    return _NHS_SEPARATORS.sub("", text)


def without_exponent(text: str) -> str:
    """Return the ten digits of a number that is written with an exponent and has all of them.

    So databases and Java write a number that they hold as a floating-point one.

    >>> without_exponent("9.990000018E9"), without_exponent("9.99E+09")
    ('9990000018', '9.99E+09')
    """
    found = _WITH_EXPONENT.fullmatch(text)
    return found[1] + found[2] if found else text


def without_words(text: str) -> tuple[str, bool]:
    """Return a number without words in front of it or behind, and whether they are only its label.

    text: without separators. A label in front (NHS No.) and a remark behind (verified) say nothing
    else of the number; other words may: "mother" makes it the number of somebody else.

    >>> without_words("NHSNo:9990000018(verified)"), without_words("9990000018(mother)")
    (('9990000018', True), ('9990000018', False))
    """
    found = _WORDS_BESIDE.fullmatch(text)
    if found is None:
        return text, False
    before, number, after = found.groups()
    label, remark = (_NO_LETTERS.sub("", words).casefold() for words in (before, after))
    return number, bool(_LABEL.fullmatch(label) and _REMARK.fullmatch(remark))


def may_be_new_la_code(text: str) -> bool:
    """Say whether a text has the shape of a code that no public list has.

    The codes of authorities made since 2021 may be five characters (pack: format of LA Code).
    """
    return bool(re.fullmatch("[A-Z0-9]{5}", text))


def well_spaced_postcode(text: str) -> str:
    """Return a postcode in capitals with one space before its last three characters.

    Dots, commas, hyphens and low lines in it or behind it stand for nothing.
    """
    packed = _IN_POSTCODES.sub("", text).upper()
    return f"{packed[:-3]} {packed[-3:]}"
