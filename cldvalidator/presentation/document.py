"""A plain document of headings, paragraphs and tables, written as Markdown or as one HTML page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from cldvalidator.bundled import bundled


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the document's title."""

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

    text: str


@dataclass(frozen=True)
class Facts:
    """Short statements with a label each."""

    items: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table: one header row, then rows of the same width."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Facts | Table


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
        style = bundled("report", "document.css").read_text("utf-8")
        links = "\n".join(
            f'<li class="level{h.level}"><a href="#{h.anchor}">{escape(h.text)}</a></li>'
            for h in self.contents()
        )
        body = "\n".join(map(_html, self.blocks))
        return (
            '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
            f'<nav aria-label="Contents"><ul>\n{links}\n</ul></nav>\n'
            f"<main>\n<h1>{escape(self.title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
        )


def _mark(text: str) -> str:
    """Escape what Markdown would read as markup."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text).replace("\n", " ")


def _html(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f'<h{level} id="{block.anchor}">{escape(text)}</h{level}>'
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Facts(items):
            rows = "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in items)
            return f"<dl>{rows}</dl>"
        case Table(caption, header, rows):
            head = "".join(f'<th scope="col">{escape(h)}</th>' for h in header)
            lines = "".join(
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n"
                for row in rows
            )
            return (
                f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
                f"<tbody>\n{lines}</tbody></table>"
            )
