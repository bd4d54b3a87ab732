"""Pages that are made from what the program itself reads: commands, measures, rules.

`python -m documentation.generated` writes them anew.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from cldvalidator.checks.rules import load_rules
from cldvalidator.command_line.main import command_parser
from cldvalidator.guide.catalogue import catalogue_markdown
from cldvalidator.measures.activity.definitions import not_published, not_shown
from cldvalidator.measures.registry import MeasureText, measure_texts
from cldvalidator.published.counterparts import counterparts
from cldvalidator.published.figures import years_of
from cldvalidator.specification import load_specification

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOTE = "<!-- Made by `python -m documentation.generated`; do not edit. -->"


def commands() -> str:
    """Return every command of the command line with all its options, as Markdown."""
    parser = command_parser()
    lines = [
        "# Commands",
        "",
        NOTE,
        "",
        "`cldvalidator COMMAND --help` says the same, with examples. The exit code is 0 for no "
        "errors, 1 for errors found, 2 when it could not be done.",
    ]
    for name, command in walk(parser):
        lines += ["", f"## cldvalidator {name}", "", _sentence(command.description), ""]
        lines += ["| option | what it does |", "| --- | --- |"]
        lines += [f"| {_cell(_names(a))} | {_cell(_help_of(a))} |" for a in arguments(command)]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def walk(
    parser: argparse.ArgumentParser, before: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield each command by the words that call it, in the order of the help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {c.dest: c.help for c in action._choices_actions}
            for name, command in action.choices.items():
                command.description = command.description or helps.get(name)
                if any(isinstance(a, argparse._SubParsersAction) for a in command._actions):
                    yield from walk(command, f"{before}{name} ")
                else:
                    yield f"{before}{name}", command


def arguments(command: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield what a command takes, its help aside."""
    yield from (a for a in command._actions if not isinstance(a, argparse._HelpAction))


def _names(action: argparse.Action) -> str:
    value = action.metavar or (f"{{{','.join(action.choices)}}}" if action.choices else "")
    shown = str(value or (action.dest.upper() if action.nargs != 0 else ""))
    return ", ".join(f"`{o} {shown}`".replace(" `", "`") for o in action.option_strings) or (
        f"`{shown}`"
    )


def _help_of(action: argparse.Action) -> str:
    return _sentence((action.help or "").replace("%%", "%"))


def _sentence(text: str | None) -> str:
    said = (text or "").strip()
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith('.') else '.'}" if said else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def measures() -> str:
    """Return every measure with its definition and method, as Markdown."""
    lines = ["# Measures", "", NOTE, "", _ABOUT_MEASURES]
    for text in measure_texts().values():
        lines += ["", f"## {text.id}: {text.title}", "", text.definition, ""]
        lines += [f"- **{label}:** {words}" for label, words in _facts(text) if words]
        if text.oddities:
            lines += ["", "What is odd about it nationally, and the same here:", ""]
            lines += [f"- {oddity}" for oddity in text.oddities]
    return "\n".join([*lines, *_not_shown()]) + "\n"


_ABOUT_MEASURES = (
    "The figures are computed as DHSC's published SQL computes them. Each measure is a module in "
    "`cldvalidator/measures`, and is held against golden figures of a made-up council. The tables "
    "of the activity report (LTS, STS) follow NHS England's public statements of 2023-24 instead, "
    "and are computed when you ask for them (`--activity`, or `--measure LTS001b`). Their golden "
    "figures are made from DHSC's tables of June 2026, and ours are equal. There are none by "
    "September 2026, or of several submissions: there the tables are held by what must be so. A "
    "file that no changed rule touches has the same tables by both methods, one submission has the "
    "tables of its file, and several have those of the joined table written as one file."
)


def _not_shown() -> Iterator[str]:
    yield from ("", "## Not shown, as no method is public", "")
    yield from (f"- **{t.id}** ({t.title}): {t.reason}" for t in not_shown())


def _facts(text: MeasureText) -> Iterator[tuple[str, str]]:
    if text.method:
        yield "Method", f"{text.method}. {not_published()}"
    yield "Numerator", text.numerator
    yield "Denominator", text.denominator
    yield "Unit", text.unit
    yield (
        "Records it is about",
        "; ".join(f"{field}: {', '.join(values)}" for field, values in text.rows.items()),
    )
    yield "Fields that decide whether a record counts", ", ".join(text.gates)
    yield "Fields that decide what it counts as", ", ".join(text.deciders)
    yield "Source", text.source
    yield "Published figures to compare with", "; ".join(_published(text.id))


def _published(measure: str) -> Iterator[str]:
    """Yield the published counterparts of a measure and the latest year of each."""
    for part in counterparts():
        if part.measure == measure:
            years = years_of(part.published, part.group)
            yield f"{part.name} ({part.group}), {years[0]}"


def rules() -> str:
    """Return the catalogue of fields and rules, as Markdown."""
    packs = [load_specification(release) for release in ("2", "1")]
    return catalogue_markdown(packs, list(load_rules().values()))


GENERATED: Mapping[str, Callable[[], str]] = {
    "commands.md": commands,
    "measures.md": measures,
    "rules.md": rules,
}
"""The pages in `docs` that are made, and what makes each."""


def write_generated() -> None:
    """Write the pages anew."""
    for name, make in GENERATED.items():
        (DOCS / name).write_text(make(), "utf-8")


if __name__ == "__main__":
    write_generated()
