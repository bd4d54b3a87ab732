"""The fields that a filter can name, with what their values are compared as."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from cldvalidator.checks.rules import LOCAL_ID, load_rules
from cldvalidator.extract import Extract
from cldvalidator.specification import Specification

Kind = Literal["text", "day", "number", "any"]
_WORDS = "age and begins between blank contain contains does finding findings has in is not or"
KEYWORDS = frozenset((*_WORDS.split(), "starts", "with"))
_BARE = re.compile(r"[^\W\d_]\w*(?: \w+)*")
_KINDS: Mapping[str, Kind] = {"date": "day", "integer": "number", "decimal": "number"}


@dataclass(frozen=True)
class FilterFields:
    """The fields of the specification, and the columns of the file that are none.

    unused: those columns, by header. A header that could be taken for a part of the filter is
    named in quotation marks. rules: the ids that `has finding` can name, beside those of a
    council's own rules. of_any_file: the text has to be read alike whatever file is open, so every
    header stands in quotation marks, and may be one that the open file has not.
    """

    specification: Specification
    unused: tuple[str, ...] = ()
    rules: frozenset[str] = field(default_factory=lambda: frozenset(load_rules()))
    of_any_file: bool = False

    @classmethod
    def of(
        cls, extract: Extract, specification: Specification, rules: Iterable[str] = ()
    ) -> FilterFields:
        """Return the fields of a file. rules: ids of rules beside those of the program."""
        aside = (n for n in extract.unused if n not in specification.by_name)
        return cls(specification, tuple(aside), frozenset((*load_rules(), *rules)))

    def is_rule(self, text: str) -> bool:
        """Tell whether a text is the id of a rule, be it one that a council may have."""
        return text in self.rules or LOCAL_ID.fullmatch(text) is not None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name, fields of the specification first."""
        return (*self.specification.names, *self.unused)

    @cached_property
    def _spellings(self) -> Mapping[str, str]:
        columns = {f.column: f.name for f in self.specification.fields}
        found = {n.replace("_", " ").casefold(): n for n in self.specification.names}
        found |= {n.casefold(): n for n in reversed(self.unused)}
        found |= {c.casefold(): n for c, n in columns.items()}
        return found | {n.casefold(): n for n in self.specification.names}

    def called(self, text: str) -> str | None:
        """Return the name of the field that a text in quotation marks names."""
        if text in self.unused:
            return text
        found = self._spellings.get(text.casefold())
        return text if found is None and self.of_any_file and text.strip() else found

    def is_bare(self, name: str) -> bool:
        """Tell whether a name stands without quotation marks."""
        if name in self.specification.by_name:
            return True
        if self.of_any_file or name.casefold().startswith("days from"):
            return False
        plain = _BARE.fullmatch(name) is not None and KEYWORDS.isdisjoint(name.casefold().split())
        return plain and self._spellings.get(name.casefold()) == name

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Every name that stands without quotation marks, the longest first."""
        bare = [n for n in self._spellings if self.is_bare(self._spellings[n])]
        every = "|".join(map(re.escape, sorted(bare, key=len, reverse=True)))
        return re.compile(rf"(?:{every})(?=[\s=!<>≠≤≥)]|$)", re.IGNORECASE)

    def bare(self, text: str) -> str:
        """Return the name that `pattern` has found."""
        return self._spellings[text.casefold()]

    def kind(self, name: str) -> Kind:
        """Return what the values of a field are compared as; "any" for a column that is none."""
        known = self.specification.by_name.get(name)
        return "any" if known is None else _KINDS.get(known.type, "text")

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the listed values of a field."""
        return self.specification.values(name) if name in self.specification.by_name else ()

    @cached_property
    def _listed_patterns(self) -> dict[str, re.Pattern[str]]:
        return {}

    def listed_pattern(self, name: str) -> re.Pattern[str]:
        """Return what finds a listed value of a field, the longest first."""
        found = self._listed_patterns.get(name)
        if found is None:
            values: Iterable[str] = sorted(self.listed(name), key=len, reverse=True)
            every = "|".join(map(re.escape, values)) or r"(?!)"
            ends = r"(?=\s*$|\s*[),]|\s+(?:and|or)\b)"
            found = re.compile(rf"(?:{every}){ends}", re.IGNORECASE)
            self._listed_patterns[name] = found
        return found
