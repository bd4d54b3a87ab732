"""A plain document of headings, paragraphs and tables, written as Markdown or as one HTML page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from cldvalidator.presentation.line_drawing import LineDrawing, line_drawing
from cldvalidator.presentation.page import page
from cldvalidator.presentation.sheet import Chart


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the document's title."""

    kind: ClassVar[Literal["heading"]] = "heading"
    level: int
    text: str

    @property
    def anchor(self) -> str:
        """The name that links point to, made as Markdown viewers make it."""
        kept = re.sub(r"[^\w\- ]", "", self.text.lower())
        return kept.replace(" ", "-")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    kind: ClassVar[Literal["paragraph"]] = "paragraph"
    text: str


@dataclass(frozen=True)
class Facts:
    """Short statements with a label each."""

    kind: ClassVar[Literal["facts"]] = "facts"
    items: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table: one header row, then rows of the same width.

    whole_words: words are broken on narrow screens only; for cells without very long words.
    """

    kind: ClassVar[Literal["table"]] = "table"
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    whole_words: bool = False


@dataclass(frozen=True)
class Lines:
    """A chart of lines. The numbers in it stand in a table as well: Markdown has no chart."""

    kind: ClassVar[Literal["lines"]] = "lines"
    caption: str
    chart: Chart

    @property
    def drawing(self) -> LineDrawing:
        """The chart laid out, for the page."""
        return line_drawing(self.chart)


Block = Heading | Paragraph | Facts | Table | Lines


@dataclass
class Document:
    """Blocks in order. Texts are plain: whoever writes them out escapes them."""

    title: str
    blocks: list[Block] = field(default_factory=list)

    def add(self, *blocks: Block) -> None:
        """Append blocks."""
        self.blocks += blocks

    def contents(self) -> list[Heading]:
        """Return the headings of levels 2 and 3, for a table of contents."""
        return [b for b in self.blocks if isinstance(b, Heading) and b.level in (2, 3)]

    def markdown(self) -> str:
        """Write the document as Markdown (CommonMark with tables)."""
        lines = [f"# {_mark(self.title)}", ""]
        for heading in self.contents():
            indent = "  " * (heading.level - 2)
            lines.append(f"{indent}- [{_mark(heading.text)}](#{heading.anchor})")
        for block in self.blocks:
            lines.append("")
            match block:
                case Heading(level, text):
                    lines.append(f"{'#' * level} {_mark(text)}")
                case Paragraph(text):
                    lines.append(_mark(text))
                case Facts(items):
                    lines += [f"- **{_mark(label)}:** {_mark(text)}" for label, text in items]
                case Table(caption, header, rows):
                    lines += [f"**{_mark(caption)}**", ""]
                    lines.append("| " + " | ".join(map(_mark, header)) + " |")
                    lines.append("|" + " --- |" * len(header))
                    lines += ["| " + " | ".join(map(_mark, row)) + " |" for row in rows]
        return "\n".join(lines) + "\n"

    def html(self) -> str:
        """Write the document as one self-contained HTML page without script."""
        return page("document.html", document=self)


def _mark(text: str) -> str:
    """Escape what Markdown would read as markup."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text).replace("\n", " ")
