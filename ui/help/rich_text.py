"""Turns documents into the rich text that Qt shows, and links between the parts of the help."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QUrl

from cldvalidator.presentation.document import (
    Block,
    Document,
    Facts,
    Heading,
    Lines,
    Paragraph,
    Table,
)
from ui.theme import colours

SCHEME = "help"
SIGN = "sign"


def link_to(name: str) -> str:
    """Return the address of a part of the help by its name."""
    return f"{SCHEME}:{bytes(QUrl.toPercentEncoding(name).data()).decode()}"


def linked_name(address: QUrl) -> str | None:
    """Return the name of the part that an address leads to; None for any other address."""
    if address.scheme() != SCHEME:
        return None
    return address.path(QUrl.ComponentFormattingOption.FullyDecoded)


def rich_text(document: Document, kind: str, related: Sequence[tuple[str, str]] = ()) -> str:
    """Return a document as the HTML that QTextDocument understands.

    kind: a word above the title. related: names and titles of other parts, linked below.
    """
    parts = [
        f'<p class="kind">{escape(kind)}</p><h1>{escape(document.title)}</h1>',
        *map(_html, document.blocks),
    ]
    if related:
        parts.append("<h2>See also</h2>")
        parts += [_link(name, title) for name, title in related]
    return "\n".join(parts)


def _link(name: str, title: str) -> str:
    words = escape(f"{name} {title}".strip())
    return f'<p class="near"><a href="{escape(link_to(name))}">{words}</a></p>'


def style_sheet() -> str:
    """Return the style of rich text in the colours in use."""
    c = colours()
    return f"""
h1 {{ font-size: x-large; font-weight: 600; margin-top: 0; margin-bottom: 10px; }}
h2 {{ font-size: large; font-weight: 600; margin-top: 18px; margin-bottom: 6px; }}
h3 {{ font-size: medium; font-weight: 600; margin-top: 14px; margin-bottom: 4px; }}
p {{ margin-top: 0; margin-bottom: 10px; }}
p.kind {{ color: {c.muted}; margin-bottom: 0; }}
p.near {{ margin-bottom: 3px; }}
p.caption {{ font-weight: 600; margin-top: 12px; margin-bottom: 4px; }}
td, th {{ padding: 5px 10px 5px 0; border-bottom: 1px solid {c.line}; }}
th {{ color: {c.muted}; font-weight: 600; text-align: left; }}
td.name {{ color: {c.muted}; white-space: nowrap; }}
a {{ color: {c.accent}; }}
code {{ color: {c.text}; background-color: {c.accent_soft}; }}
"""


def _html(block: Block) -> str:
    """Return a block as HTML; tables are a little narrower than the page, as Qt rounds up."""
    match block:
        case Heading(level, text):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{escape(text)}</p>"
        case Facts(items):
            rows = "".join(
                f'<tr><td class="name">{escape(name)}</td><td>{escape(text)}</td></tr>'
                for name, text in items
            )
            return f'<table width="99%" cellspacing="0">{rows}</table>'
        case Lines(caption, chart):
            return f"<p>{escape(caption)}: {escape(chart.words())}</p>"
        case Table(caption, header, rows):
            head = "".join(f"<th>{escape(text)}</th>" for text in header)
            lines = "".join(
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
                for row in rows
            )
            return (
                f'<p class="caption">{escape(caption)}</p>'
                f'<table width="99%" cellspacing="0"><tr>{head}</tr>{lines}</table>'
            )
