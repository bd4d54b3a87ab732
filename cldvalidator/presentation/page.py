"""HTML pages, filled from the templates in `resources/report`; every text is escaped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cldvalidator.bundled import bundled

if TYPE_CHECKING:
    from jinja2 import Environment


def page(template: str, **values: Any) -> str:
    """Return a template filled with values; one that it names and does not get is an error.

    template: the name of a file in `resources/report`. `style(name)` in it is the text of a style
    sheet there, so that a page needs no other file.
    """
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # the window starts without

    made = Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["style"] = _text
    return made


def _text(name: str) -> str:
    return bundled("report", name).read_text("utf-8")
