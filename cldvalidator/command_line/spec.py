"""`cldvalidator spec`: the catalogue of fields and rules, and the council's own workbook."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def add_spec(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    spec = commands.add_parser(
        "spec", help="print the catalogue of fields and rules, or import an official workbook"
    )
    spec.add_argument(
        "action",
        nargs="?",
        choices=("import", "forget"),
        help="import an official workbook, or forget it; print the catalogue without either",
    )
    spec.add_argument("workbook", nargs="?", type=Path, help="with import: the official workbook")
    spec.add_argument("--dry-run", action="store_true", help="with import: only show the changes")
    spec.add_argument("--accept-odd", action="store_true", help="take lists that look wrong too")
    form = spec.add_mutually_exclusive_group()
    form.add_argument("--html", action="store_true", help="as one HTML page")
    form.add_argument("--json-schema", action="store_true", help="the JSON Schema of one record")
    spec.add_argument("--release", choices=("1", "2"), default="2", help="of the specification")
    spec.set_defaults(run=_spec)


def _spec(options: argparse.Namespace) -> int:
    from cldvalidator.checks.rules import load_rules
    from cldvalidator.guide.catalogue import catalogue_html, catalogue_markdown
    from cldvalidator.official import current_specification, forget_council_pack
    from cldvalidator.specification.record_schema import record_schema

    if options.action == "import":
        return _import_workbook(options)
    if options.action == "forget":
        gone = forget_council_pack()
        print("The built-in pack is used again." if gone else "There was no council's own pack.")
        return 0
    if options.json_schema:
        schema = record_schema(current_specification(options.release))
        print(json.dumps(schema, indent=1, ensure_ascii=False))
        return 0
    packs = [current_specification("2"), current_specification("1")]
    write = catalogue_html if options.html else catalogue_markdown
    print(write(packs, list(load_rules().values())), end="")
    return 0


def _import_workbook(options: argparse.Namespace) -> int:
    from cldvalidator.official import (
        base_pack,
        differences,
        merged_pack,
        read_official_workbook,
        save_council_pack,
    )
    from cldvalidator.problems import InputProblem
    from cldvalidator.specification import build_specification

    if options.workbook is None:
        raise InputProblem(
            "No workbook was named.", "Write `cldvalidator spec import WORKBOOK.xlsx`."
        )
    pack = base_pack()
    specification = build_specification(pack)
    content = read_official_workbook(options.workbook, specification)
    print("\n".join(differences(specification, content).lines()))
    if content.partly_mandatory:
        print(
            "Marked Mandatory*, which is mandatory for some event types only; the pack says for "
            f"which: {', '.join(content.partly_mandatory)}"
        )
    if content.passed_over:
        print(f"Sheets without anything recognised: {', '.join(content.passed_over)}")
    if options.dry_run:
        print("Nothing was kept.")
        return 0
    merged = merged_pack(pack, content, accept_odd=options.accept_odd)
    print(f"Kept as the council's own pack: {save_council_pack(merged, content)}")
    return 0
