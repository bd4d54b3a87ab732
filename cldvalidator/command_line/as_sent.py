"""`check --as-sent`: what the portal would say to a file as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cldvalidator.specification.portal import load_portal

if TYPE_CHECKING:
    from cldvalidator.checks.as_sent import PortalFault
    from cldvalidator.specification import Specification
    from cldvalidator.task import Task


def faults_as_sent(path: Path, specification: Specification, task: Task) -> tuple[PortalFault, ...]:
    """Read a file's bytes and judge them as the portal would.

    Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    from cldvalidator.checks.as_sent import judge_as_sent
    from cldvalidator.extract.opening import read_side_by_side

    return judge_as_sent(read_side_by_side(path, task), specification, task)


def as_sent_text(faults: Sequence[PortalFault], release: str) -> str:
    """Say in a few lines whether the portal would take the file, and what is not public."""
    portal = load_portal()
    refused = any(f.severity == "error" for f in faults)
    verdict = (
        "The portal would not take this file as it is."
        if refused
        else "Nothing stands against sending this file as it is."
    )
    lines = [f"As sent, by the rules of the {portal.title}: {verdict}"]
    lines += [f"  {f.severity}: {f.sentence}" for f in faults]
    lines.append(f"  Choose the specification of Release {release} when you send it.")
    lines.append(f"  {portal.scope}")
    return "\n".join(lines)


def as_sent_json(faults: Sequence[PortalFault]) -> dict[str, Any]:
    """Return the same for scripts; names of columns of the file are in it, and no cell value."""
    return {
        "taken": not any(f.severity == "error" for f in faults),
        "scope": load_portal().scope,
        "faults": [
            {"check": f.check, "severity": f.severity, "sentence": f.sentence} for f in faults
        ],
    }
