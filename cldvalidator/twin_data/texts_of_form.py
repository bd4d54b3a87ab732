"""Texts in the form of others, numbered: as many characters, digits where digits were."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.twin_data.group_arrays import Numbers, ranks
from cldvalidator.twin_data.shapes import folded, shapes_of

_EXPONENT = re.compile(r"9(?:[.,]9+)?[Ee]\+99?")
_MOST_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; it writes zeros for those behind."""
_STEPS = 8
"""Numbers tried one after another for a text, before some are passed over."""
Texts = npt.NDArray[np.object_]


def numbered_texts(
    texts: pa.StringArray, taken: pa.StringArray, random: np.random.Generator
) -> Texts:
    """Return a new text for each: of its form, none twice, and none that is taken.

    taken: folded (`shapes.folded`). Which number a text gets is drawn.
    """
    forms = shapes_of(texts).dictionary_encode()
    names = [form or "9" for form in forms.dictionary.to_pylist()]
    form = forms.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    # Forms that differ in capitals alone are numbered together.
    sort_of_form = np.unique([n.casefold() for n in names], return_inverse=True)[1]
    sort = ranks(sort_of_form)[form]
    found = np.empty(len(form), object)
    zero = pc.starts_with(texts, "0").to_numpy(zero_copy_only=False)
    padded = np.bincount(sort, weights=zero) > 0
    first = np.array([_first_number(name) for name in names], np.int64)
    used = np.zeros(len(padded), np.int64)
    used[sort_of_form] = np.where(padded[sort_of_form], 0, first - 1)
    number = used[sort] + _places(sort, random)
    used += np.bincount(sort)
    bad = np.arange(len(form))
    tried = np.zeros(len(used), np.int64)
    while len(bad):
        for each in np.unique(form[bad]).tolist():
            rows = bad[form[bad] == each]
            found[rows] = _filled(names[each], number[rows])
        new = folded(pa.array(found, pa.string()))
        # The few are looked for among the many: a set of all that is taken costs more.
        clashing = taken.filter(pc.is_in(taken, new)) if len(new) < len(taken) else taken
        clash = pc.is_in(new, clashing).to_numpy(zero_copy_only=False)
        again = np.ones(len(form), bool)
        codes = new.dictionary_encode().indices.to_numpy(zero_copy_only=False)
        again[np.unique(codes, return_index=True)[1]] = False
        bad = np.flatnonzero(clash | again)
        # Long runs of numbers that are taken are passed in leaps, each twice as far.
        left = np.bincount(sort[bad], minlength=len(used))
        tried = np.where(left > 0, tried + 1, 0)
        used += left * (2 ** np.maximum(tried - _STEPS, 0) - 1)
        number[bad] = used[sort[bad]] + _places(sort[bad], random)
        used += left
    return found


def _first_number(form: str) -> int:
    """Return the first number that fills a form which begins with a digit, without zeros."""
    if _EXPONENT.fullmatch(form):
        return 100
    places = form.count("9")
    return 10 ** (places - 1) if form.startswith("9") and places <= _MOST_DIGITS else 1


def _places(sort: Numbers, random: np.random.Generator) -> Numbers:
    """Return a number from 1 for each place, by chance: no two of one sort have the same."""
    shuffled = random.permutation(len(sort))
    order = shuffled[np.argsort(sort[shuffled], kind="stable")]
    found = np.empty(len(sort), np.int64)
    found[order] = np.arange(len(sort)) - np.searchsorted(sort[order], sort[order]) + 1
    return found


def _filled(form: str, numbers: Numbers) -> Texts:
    """Write numbers into the nines of a form; in front where there are too few."""
    digits_in = [place for place, sign in enumerate(form) if sign == "9"]
    zeros = 3 if len(form) - len(form.rstrip("9")) > _MOST_DIGITS else 0
    digits_in = digits_in[: len(digits_in) - zeros]
    fits = not _EXPONENT.fullmatch(form) and int(numbers.max()) < 10 ** min(len(digits_in), 18)
    if not fits:
        return np.array([_one_filled(form, n) for n in numbers.tolist()], object)
    signs = np.tile(np.frombuffer(form.encode("ascii"), np.uint8), (len(numbers), 1))
    if zeros:
        signs[:, -zeros:] = ord("0")
    for place in reversed(digits_in):
        numbers, digit = np.divmod(numbers, 10)
        signs[:, place] = digit + ord("0")
    return signs.view(f"S{len(form)}")[:, 0].astype(str).astype(object)


def _one_filled(form: str, number: int) -> str:
    if _EXPONENT.fullmatch(form):
        digits = f"{number:03d}"
        return f"{digits[0]}.{digits[1:]}E+09"
    places = form.count("9")
    digits = f"{number:0{places}d}"
    more, rest = digits[: len(digits) - places], iter(digits[len(digits) - places :])
    return more + "".join(next(rest) if c == "9" else c for c in form)
