"""The guide: short texts on the steps of the work, and the words used, from `resources/help`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from cldvalidator.bundled import bundled

ORDER = (
    "start",
    "open",
    "check",
    "fix",
    "preview",
    "compare",
    "submit",
    "history",
    "problems",
    "keys",
    "privacy",
    "glossary",
)
GLOSSARY = "glossary"


@dataclass(frozen=True, eq=False)
class Topic:
    """A part of the guide, or a word of its glossary. text: Markdown, with the title in it."""

    kind: Literal["guide", "term"]
    name: str
    title: str
    text: str

    @cached_property
    def texts(self) -> str:
        """Everything it says in small letters, to be searched."""
        plain = re.sub(r"\]\([^)]*\)|!(?=\[)|[*`#\[|]", "", self.text)
        return f"{self.name}\n{self.title}\n{plain}".casefold()


@cache
def guide_topics() -> tuple[Topic, ...]:
    """Return the parts of the guide in the order of reading."""
    made = []
    for name in ORDER:
        text = bundled("help", f"{name}.md").read_text("utf-8")
        title = text.partition("\n")[0].removeprefix("# ")
        made.append(Topic("guide", name, title, text))
    return tuple(made)


@cache
def glossary_terms() -> tuple[Topic, ...]:
    """Return the words of the glossary, each with its own text."""
    (glossary,) = (t for t in guide_topics() if t.name == GLOSSARY)
    made = []
    for part in re.split(r"(?m)^## ", glossary.text)[1:]:
        name, _, meaning = part.partition("\n")
        text = f"# {name}\n\n{meaning.strip()}\n\n[All words used](help:{GLOSSARY})\n"
        made.append(Topic("term", name, "", text))
    return tuple(made)
