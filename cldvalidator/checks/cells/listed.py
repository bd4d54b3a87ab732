"""List values: exact, or how a value differs from the list and what it was probably meant to be."""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.judgement import Fault, Proposal, Verdict
from cldvalidator.checks.cells.nearness import Spellings, beginnings, word_texts, words
from cldvalidator.checks.cells.shapes import Mask, among, matching, shape, shapes
from cldvalidator.extract.plain_text import LONGEST_VALUE
from cldvalidator.specification.model import Field, Mapping1To2, Specification

_CODE = r"(?:[A-Z]|[A-Z]{0,2}[0-9]{1,4})"
_CODED = re.compile(
    rf"[(\[]?{_CODE}\s*(?:[-\u2010-\u2015\u2212]\s|[:.=|)\]])\s*(.+)|(.+?)\s*[(\[]{_CODE}[)\]]",
    re.IGNORECASE | re.ASCII,
)
"""A label with its code before it or in brackets behind, as systems export them: 1 - Male. A number
joined to a word is none: 2-weekly."""
_CODE_AND_LABEL = (
    rf"(?i)^(?:[(\[]?{_CODE} *(?:- |[:.=|)\]]) *(?P<behind>.+)|(?P<before>.+?) *[(\[]{_CODE}[)\]])$"
)
"""The same of texts of printable ASCII (RE2 syntax); one of both labels is empty."""
_ENTITY = "&#?[A-Za-z0-9]{1,8};"
"""A character as a web page writes it, such as &amp; or &#39;: reports saved as CSV keep it so."""
_YES_AND_NO = {"yes", "no"}
_TRUE_OR_FALSE = {"true": "Yes", "false": "No"}
_PERHAPS = {"1": "Yes", "-1": "Yes", "0": "No", "y": "Yes", "n": "No", "t": "Yes", "f": "No"}
"""How programs write yes and no: surely so, and in all likelihood."""

CUT_OFF_FROM = 20
"""A text of fewer characters is not taken for the beginning of a longer one."""
BY_TYPING_ALONE = frozenset({"Event Type", "Event Outcome"})
"""Fields that decide what is counted: a guess from part of the words could move a figure."""


class ListJudge:
    """Judges the texts of one list field against one release's list."""

    def __init__(self, field: Field, specification: Specification) -> None:
        if field.values is None:
            raise ValueError(f"{field.name} has no list")
        self._list = field.values
        self._name = field.name
        self._release = specification.release
        self._exact = {
            text: value
            for value in self._list.values
            for text in (value.value, *value.alternatives)
        }
        self._known: dict[str, Mapping1To2] = {}
        if specification.release == "2":
            for mapping in specification.mappings.get(field.name, ()):
                self._known.setdefault(shape(mapping.found), mapping)

    @property
    def judged(self) -> bool:
        """Whether a value outside the list is ever a fault: no, where the list is not public."""
        return self._list.enforcement != "none"

    @property
    def accepted(self) -> tuple[str, ...]:
        """The texts that pass as they are."""
        return tuple(self._exact)

    @cached_property
    def _by_case(self) -> dict[str, str]:
        return {t.casefold(): v.value for t, v in self._exact.items() if self._may_respell(t)}

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings(self._by_case)

    @cached_property
    def _by_shape(self) -> dict[str, str]:
        return {shape(t): v.value for t, v in self._exact.items() if self._may_respell(t)}

    @cached_property
    def _by_sign(self) -> dict[str, str]:
        """Values by shape, a colon as a dash; those that this would make alike are none."""
        same: dict[str, set[str]] = {}
        for found, value in self._by_shape.items():
            same.setdefault(found.replace(":", "-"), set()).add(value)
        return {found: values.pop() for found, values in same.items() if len(values) == 1}

    @cached_property
    def _known_by_words(self) -> dict[tuple[str, ...], str]:
        """Known texts that differ from a found one by signs alone."""
        return {words(m.found): m.release_2 for m in self._known.values() if m.release_2}

    @cached_property
    def _by_initial(self) -> dict[str, str]:
        """Values by their first letter, where it tells all values of a list apart: M for Male."""
        initials = {listed.casefold()[0]: listed for listed in self._by_case.values()}
        alone = len(initials) == len(set(self._by_case.values()))
        return initials if alone and self._name not in BY_TYPING_ALONE else {}

    @cached_property
    def _of_yes_and_no(self) -> bool:
        return {text.casefold() for text in self._exact} >= _YES_AND_NO

    @staticmethod
    def _yes_or_no(text: str) -> Proposal | None:
        """Return Yes or No for what stands for them elsewhere."""
        if text in _TRUE_OR_FALSE:
            return Proposal(_TRUE_OR_FALSE[text], "safe")
        return Proposal(_PERHAPS[text], "likely") if text in _PERHAPS else None

    def _may_respell(self, text: str) -> bool:
        """Correct the spelling of a value only where the value itself was seen in a source."""
        return self.judged or self._exact[text].confidence == "documented"

    @property
    def of_none(self) -> Fault:
        """What is said of a text that is like no value of the list."""
        return Fault("MAND-02", Verdict.INVALID) if self.judged else Fault("", Verdict.NOT_JUDGED)

    def surely_none(self, values: pa.StringArray) -> Mask:
        """Mark texts of which `examine` says what it says of those that are like no listed one.

        values: of printable characters of ASCII, without spaces at their ends. All of them are
        looked at together; of those that are not marked nothing is said.
        """
        may_be = self._may_be_listed(values)
        if self.judged:
            coded = pc.extract_regex(values, _CODE_AND_LABEL)
            places = np.flatnonzero(coded.is_valid().to_numpy(zero_copy_only=False))
            labels = pc.binary_join_element_wise(*coded.drop_null().flatten(), "")
            may_be[places] |= self._may_be_listed(labels)
        return ~may_be

    def _may_be_listed(self, values: pa.StringArray) -> Mask:
        """Mark texts that may be a value or like one; a code before or behind it is not seen."""
        small, shaped = pc.ascii_lower(values), shapes(values)
        may_be = among(small, self._spelt) | among(shaped, {*self._by_shape, *self._known})
        for beginning in self._list.accepted_prefixes:
            may_be |= pc.starts_with(values, beginning).to_numpy(zero_copy_only=False)
        if not self.judged:
            return may_be
        may_be |= among(pc.replace_substring(shaped, ":", "-"), self._by_sign)
        may_be |= matching(values, _ENTITY)
        spelt = word_texts(values)
        may_be |= among(spelt, {" ".join(known) for known in self._known_by_words})
        rest = np.flatnonzero(~may_be)
        may_be[rest] = ~self._spellings.surely_unlike(spelt.take(pa.array(rest)))
        return may_be

    @cached_property
    def _spelt(self) -> frozenset[str]:
        """Texts in small letters that are, or stand for, a value, and those cut off from one."""
        answers = {*_TRUE_OR_FALSE, *_PERHAPS} if self._of_yes_and_no else set()
        cut = beginnings(self._by_case, CUT_OFF_FROM) if self.judged else ()
        return frozenset({*self._by_case, *self._by_initial, *answers, *cut})

    def examine(self, text: str) -> Fault | None:
        """Say what is wrong with a text that has no spaces at its ends; None if nothing is."""
        if text in self._exact or text.startswith(self._list.accepted_prefixes):
            return None
        if (listed := self._by_case.get(text.casefold())) is not None:
            certain = self._list.case_is_certain and self._list.enforcement == "error"
            verdict = Verdict.INVALID if certain else Verdict.VALID
            return Fault("LIST-CASE", verdict, Proposal(listed, "safe"))
        shaped = shape(text)
        if (listed := self._by_shape.get(shaped)) is not None:
            return Fault("LIST-SHAPE", Verdict.INVALID, Proposal(listed, "safe"))
        if self._of_yes_and_no and (answer := self._yes_or_no(text.casefold())) is not None:
            verdict = Verdict.INVALID if self.judged else Verdict.NOT_JUDGED
            return Fault("FILE-12", verdict, answer)
        if not self.judged or len(text) > LONGEST_VALUE:
            return self.of_none
        known = self._known.get(shaped)
        cut = self._cut_off(text)
        if cut is not None and (known is None or known.change == "truncated"):
            return Fault("LIST-CUT", Verdict.INVALID, Proposal(cut, "likely"))
        if known is not None:
            return self._from_release_1(known)
        if (listed := self._by_sign.get(shaped.replace(":", "-"))) is not None:
            return Fault("MAND-02", Verdict.INVALID, Proposal(listed, "safe"))
        near = (
            (text.isalpha() and self._by_initial.get(text.casefold()))
            or self._of_a_page(text)
            or self._labelled(text)
            or self._known_by_words.get(words(text))
            or self._spellings.nearest(text, by_typing_alone=self._name in BY_TYPING_ALONE)
        )
        guess = Proposal(near, "likely") if near is not None else None
        return Fault("MAND-02", Verdict.INVALID, guess)

    def _labelled(self, text: str) -> str | None:
        """Return the value that a text names beside a code of the system that it comes from."""
        if text.replace(" ", "").isalnum():  # for speed: no sign sets a code off
            return None
        found = _CODED.fullmatch(text)
        if found is None:
            return None
        label = found[1] or found[2]
        if (listed := self._by_shape.get(shape(label))) is not None:
            return listed
        fault = None if _CODED.fullmatch(label) else self.examine(label)
        better = fault.proposal if fault is not None else None
        return better.text if better is not None and better.certainty != "likely" else None

    def _of_a_page(self, text: str) -> str | None:
        """Return the value that a text is when its entities are the characters they stand for."""
        if "&" not in text or not re.search(_ENTITY, text):
            return None
        plain = " ".join(unescape(text).split())
        if plain == text:  # what stands between the signs is no entity
            return None
        if plain in self._exact:
            return self._exact[plain].value
        fault = self.examine(plain)
        if fault is None:
            return plain
        return fault.proposal.text if fault.proposal is not None else None

    def _cut_off(self, text: str) -> str | None:
        """Return the only value of the list that begins with a text and goes on after it."""
        start = text.casefold()
        if len(text) < CUT_OFF_FROM:
            return None
        whole = {value for case, value in self._by_case.items() if case.startswith(start)}
        return whole.pop() if len(whole) == 1 else None

    @staticmethod
    def _from_release_1(known: Mapping1To2) -> Fault:
        of_release_1 = not known.variant or known.change.startswith("R1")
        proposal = None
        if known.release_2 is not None:
            sure = of_release_1 and known.confidence == "documented"
            proposal = Proposal(known.release_2, "documented" if sure else "likely")
        if of_release_1:
            return Fault("MAND-03", Verdict.RELEASE_1, proposal)
        return Fault("MAND-02", Verdict.INVALID, proposal)
