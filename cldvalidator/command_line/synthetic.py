"""`cldvalidator synthetic`: a file of people who do not exist, for trying out and for training."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cldvalidator.command_line.examples import add_examples

_MOST_ROWS = 2_000_000


def add_synthetic(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "synthetic",
        help="make a file of people who do not exist, to try things out",
        description="Writes a valid file about people who do not exist. With --faults, mistakes "
        "are planted, and FILE.ledger.json beside it lists every one: row, field, kind, rule.",
    )
    add_examples(command, "synthetic")
    command.add_argument("file", type=Path, help="the CSV to write")
    command.add_argument("--rows", type=_rows, default=2000, metavar="N", help="records (2000)")
    command.add_argument(
        "--faults",
        type=_share,
        default=0.0,
        metavar="SHARE",
        help="share of the records with a mistake, such as 0.05; one a person at most (0)",
    )
    command.add_argument(
        "--seed", type=_seed, default=1, metavar="S", help="another number, another file (1)"
    )
    command.add_argument("--release", choices=("1", "2"), default="2", help="of the specification")
    command.add_argument("--overwrite", action="store_true", help="replace files that exist")
    command.set_defaults(run=_synthetic)


def _rows(text: str) -> int:
    return _whole(text, 1, _MOST_ROWS)


def _seed(text: str) -> int:
    return _whole(text, 0, 2**63)


def _whole(text: str, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"write a whole number from {least} to {most:,}")
    return number


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("write a share from 0 to 1, such as 0.05")
    return share


def _synthetic(options: argparse.Namespace) -> int:
    from cldvalidator.specification import load_specification
    from cldvalidator.storage.targets import check_extension, check_targets
    from cldvalidator.storage.transaction import OutputTransaction, write_file
    from cldvalidator.synthetic_data import generate, ledger_content, plant, write_csv
    from cldvalidator.wording import counted

    target: Path = options.file
    check_extension(target, "The file", ".csv")
    ledger_file = target.with_name(f"{target.stem}.ledger.json") if target.name else target
    targets = [target, ledger_file] if options.faults else [target]
    check_targets(targets, overwrite=options.overwrite)
    specification = load_specification(options.release)
    extract = generate(options.rows, seed=options.seed, specification=specification)
    planted = None
    if options.faults:
        extract, planted = plant(
            extract, specification, share=options.faults, seed=options.seed + 1
        )
    with OutputTransaction(overwrite=options.overwrite) as files:
        with files.draft(target) as (out, _):
            write_csv(extract, out)
        if planted is not None:
            text = json.dumps(ledger_content(planted), indent=1, ensure_ascii=False) + "\n"
            write_file(text.encode(), ledger_file, transaction=files)
    print(f"Written: {target}: {counted(len(extract), 'record')} of people who do not exist")
    if planted is not None:
        print(f"Written: {ledger_file}: {counted(len(planted.planted), 'planted mistake')}")
    return 0
