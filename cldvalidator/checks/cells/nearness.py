"""Which listed value a text that is not listed can only have meant: by its words, never by chance.

A guess that turns a meaning round is worse than none. So the same words may be typed wrongly, and
some of a value's words may be missing where no other value has all those that are there; a
negation, a number or a word too many is never explained away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.shapes import Mask, among

_WORD = re.compile(r"[^\W_]+")
_MINOR = frozenset("a an and as at by for in of on or the to with".split())  # noqa: SIM905
_NEGATIONS = frozenset("no not non none nor never neither without nothing cannot nil".split())  # noqa: SIM905
_AUXILIARIES = frozenset("is are was were do does did has have had would should could".split())  # noqa: SIM905
"""With n't at their end they deny."""
_SHORT_NEGATIONS = frozenset(("no", "not", "non"))
_NO_NEGATIONS = ("under", "unit", "until", "union", "universal", "unique")
"""How words begin that begin with un and deny nothing."""
_LONG = 8
_MOST_ERRORS = 2
_ENOUGH = 0.6
_CUT_OFF_FROM = 20
"""A text of fewer characters is not taken for the beginning of a longer one."""


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters; signs between them do not count."""
    if text.isascii() and text.replace(" ", "").isalnum():  # for speed: nothing to look for
        return tuple(text.lower().split())
    plain = unicodedata.normalize("NFKC", text).casefold()
    return tuple(_WORD.findall(plain.replace("&", " and ").replace("'", "")))


def word_texts(values: pa.StringArray) -> pa.StringArray:
    """Return the `words` of each text with a space between them, all at once.

    values: of printable characters of ASCII.
    """
    small = pc.replace_substring(pc.ascii_lower(values), "&", " and ")
    small = pc.replace_substring(small, "'", "")
    return pc.ascii_trim(pc.replace_substring_regex(small, "[^0-9a-z]+", " "), " ")


def beginnings(texts: Iterable[str], fewest: int) -> Iterator[str]:
    """Yield what each text begins with, from so many characters on, and the text.

    >>> list(beginnings(["abcd"], 3))
    ['abc', 'abcd']
    """
    return (text[:end] for text in texts for end in range(fewest, len(text) + 1))


def is_negation(word: str) -> bool:
    """Tell whether a word in small letters denies something: no, not, without, unpaid."""
    prefixed = len(word) > 3 and word.startswith("un") and not word.startswith(_NO_NEGATIONS)
    return prefixed or word in _NEGATIONS or (word.endswith("nt") and word[:-2] in _AUXILIARIES)


class Spellings:
    """The values of a list by their spellings, in which the nearest of a text is looked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)
        self._words = [(words(spelling), value) for spelling, value in values.items()]
        self._vocabulary = frozenset(word for parts, _ in self._words for word in parts)
        self._digits = _looked_through(self._vocabulary)[1]
        self._joined: dict[str, list[tuple[int, str]]] = {}
        self._by_count: dict[int, list[tuple[tuple[str, ...], str]]] = {}
        for parts, value in self._words:
            self._joined.setdefault("".join(parts), []).append((len(parts), value))
            self._by_count.setdefault(len(parts), []).append((parts, value))

    def nearest(self, text: str, *, by_typing_alone: bool) -> str | None:
        """Return the value that a text can only have meant; None where there is none, or several.

        by_typing_alone: only differences of punctuation and typing errors count, no missing words.
        """
        found = words(text)
        if not found:
            return None
        is_strange = any(map(self._is_strange, found))
        best = self._of_other_words(found) if is_strange else self._of_typing_errors(found)
        if best or by_typing_alone:
            return best.pop() if len(best) == 1 else None
        spellings = tuple(self._values)
        near = None if is_strange else _of_fewer_words(found, spellings)
        near = near or _cut_off(text, spellings)
        return self._values[near] if near is not None else None

    def surely_unlike(self, texts: pa.StringArray) -> Mask:
        """Mark texts of which `nearest` says that they are near none: not all of them.

        texts: what `word_texts` makes of them. A text with a word unlike all listed ones is near a
        value only if it has all its letters, or those that it begins with.
        """
        letters = pc.replace_substring(texts, " ", "")
        parts = pc.split_pattern(texts, " ")
        each = parts.flatten().dictionary_encode()
        unlike = np.array([self._is_strange(w) for w in each.dictionary.to_pylist()], bool)
        strange = np.zeros(len(texts), bool)
        of_text = pc.list_parent_indices(parts).to_numpy(zero_copy_only=False)
        strange[of_text[unlike[each.indices.to_numpy(zero_copy_only=False)]]] = True
        return strange & ~among(letters, self._letters)

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset({*self._joined, *beginnings(self._joined, _CUT_OFF_FROM)})

    def _is_strange(self, word: str) -> bool:
        """Whether a word is unlike all listed ones, and one that tells something."""
        if word.isdecimal() and word not in self._digits:
            return True  # for speed: of such numbers there may be thousands
        return word not in _MINOR and not is_like_any(word, self._vocabulary)

    def _of_typing_errors(self, found: Sequence[str]) -> set[str]:
        """Return the values from which a text differs by the fewest typing errors."""
        best = self._of_other_words(found)
        fewest = 0 if best else _MOST_ERRORS + 1
        for listed, value in self._by_count.get(len(found), ()):
            errors = typing_errors(found, listed)
            if errors is not None and errors <= fewest:
                best = {value} if errors < fewest else best | {value}
                fewest = errors
        return best

    def _of_other_words(self, found: Sequence[str]) -> set[str]:
        """Return the values of which a text has the letters, put together in another way.

        Of a text with a word unlike all listed ones it gives what `_of_typing_errors` gives.
        """
        together = self._joined.get("".join(found), ())
        return {value for count, value in together if count != len(found)}


@lru_cache(maxsize=65536)
def is_like_any(word: str, vocabulary: frozenset[str]) -> bool:
    """Whether a word is one of some, or one of them with typing errors."""
    if word in vocabulary:
        return True
    listed, digits = _looked_through(vocabulary)
    if _digits(word) not in digits:
        return False
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    near = extract(word, listed, scorer=OSA.distance, score_cutoff=_MOST_ERRORS, limit=None)
    may_be = (*(w for w, _, _ in near), *_SHORT_NEGATIONS.intersection(vocabulary))
    return any(_word_errors(word, w) is not None for w in may_be)


@lru_cache(maxsize=256)
def _looked_through(vocabulary: frozenset[str]) -> tuple[list[str], frozenset[str]]:
    """Return the words of a list, and the digits that there are in one of them."""
    return sorted(vocabulary), frozenset(map(_digits, vocabulary))


def typing_errors(found: Sequence[str], listed: Sequence[str]) -> int | None:
    """Count the typing errors that make the listed words the found ones; None if they do not."""
    if len(found) != len(listed):
        return 0 if "".join(found) == "".join(listed) else None
    errors = 0
    for one, other in zip(found, listed, strict=True):
        if one != other:
            here = _word_errors(one, other)
            if here is None:
                return None
            errors += here
            if errors > _MOST_ERRORS:
                return None
    return errors


@lru_cache(maxsize=65536)
def _word_errors(found: str, listed: str) -> int | None:
    """Count the typing errors between two words; None where they are different words."""
    if found == listed:
        return 0
    if _digits(found) != _digits(listed):
        return None
    if listed in _SHORT_NEGATIONS:
        once = re.sub(r"(.)\1", r"\1", found)  # a letter twice, or two letters swapped
        swapped = sorted(found) == sorted(listed) and found not in _MINOR
        return 1 if once == listed or swapped else None
    if found in _NEGATIONS or (found in _MINOR and listed not in _MINOR):
        return None
    if len(listed) < 3 and listed not in _MINOR:
        return None
    errors = distance(found, listed)
    most = 2 if len(listed) >= _LONG and found[0] == listed[0] else 1
    return errors if errors <= most and _deny_alike(found, listed, errors) else None


@lru_cache(maxsize=8192)
def _digits(word: str) -> str:
    return "".join(filter(str.isdecimal, word))


def _deny_alike(found: str, listed: str, errors: int) -> bool:
    """Tell whether it is not "un" that makes the difference between two words."""
    if listed.startswith("un") and found in (listed[0] + listed[2:], listed[1:]):
        return True  # no word begins so, only a mistyped "un"
    if found.startswith("un") and listed.startswith("un"):
        return True
    pairs = (found, listed), (listed, found)
    return not any(a.startswith("un") and distance(a[2:], b) <= errors for a, b in pairs)


@lru_cache(maxsize=65536)
def distance(one: str, other: str) -> int:
    """Count the letters added, dropped or replaced, and neighbours swapped; 3 stands for more."""
    from rapidfuzz.distance import OSA

    return int(OSA.distance(one, other, score_cutoff=_MOST_ERRORS))


def most_like(text: str, others: Iterable[str], least: float = 0.6) -> str | None:
    """Return the text that is most like another, to ask whether it was meant; None without one.

    least: how much alike they have to be, 1 for the same letters in the same order.

    >>> most_like("LOCAL-O1", ["LOCAL-01", "DATE-03"])
    'LOCAL-01'
    """
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import extractOne

    # Of a mapping its keys: the library would compare its values.
    found = extractOne(text, list(others), scorer=Indel.normalized_similarity, score_cutoff=least)
    return None if found is None else str(found[0])


def _of_fewer_words(found: Sequence[str], values: Sequence[str]) -> str | None:
    """Return the only value that has all the words found, if they are most of its words."""
    there = [w for w in found if w not in _MINOR]
    if not there or any(map(is_negation, found)):
        return None
    holding = []
    for value in values:
        rest = list(_telling(value))
        size = len(rest)
        if size >= len(there) and _taken_out(there, rest):
            holding.append((value, rest, size))
    if len(holding) != 1:
        return None
    value, missing, size = holding[0]
    tells_more = any(is_negation(w) or not w.isalpha() for w in missing)
    return value if len(there) >= _ENOUGH * size and not tells_more else None


@lru_cache(maxsize=8192)
def _telling(text: str) -> tuple[str, ...]:
    return tuple(w for w in words(text) if w not in _MINOR)


def _taken_out(found: Sequence[str], rest: list[str]) -> bool:
    """Take each word found out of the rest; False if one is not there."""
    for word in found:
        same = word
        if word not in rest:
            like = [w for w in rest if _word_errors(word, w) is not None]
            if not like:
                return False
            same = like[0]
        rest.remove(same)
    return True


def _cut_off(text: str, values: Sequence[str]) -> str | None:
    """Return the only value that begins with a text: some systems cut long texts."""
    start = "".join(words(text))
    if len(start) < _CUT_OFF_FROM:
        return None
    whole = [v for v in values if "".join(words(v)).startswith(start)]
    if len(whole) != 1 or len(start) < _ENOUGH * len("".join(words(whole[0]))):
        return None
    denials = [sum(map(is_negation, words(t))) for t in (text, whole[0])]
    return whole[0] if denials[0] == denials[1] else None
