"""Check, fix and preview Client Level Data files from Python; nothing leaves the machine.

>>> import cldvalidator as cld
>>> made = cld.synthetic("extract.csv", rows=300, faults=0.1)
>>> checked = cld.check("extract.csv")
>>> checked.ready
False
>>> fixed = checked.fix(safe=True)
>>> len(fixed.after.findings) < len(checked.findings)
True

The names in `__all__` are the public interface: they keep their meaning from one version to the
next, and CHANGELOG.md says so when one changes. Every other module is internal. Importing the
package is cheap: a function loads what it needs when it is looked up.

Whatever can go wrong with a file is an `InputProblem`, whatever the machine refuses an
`EnvironmentProblem`; both say what is wrong and what to do, in `what` and `advice`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cldvalidator.version import __version__

if TYPE_CHECKING:
    from cldvalidator.interface.batch_run import BatchRun, run_batch
    from cldvalidator.interface.checked import Checked, check
    from cldvalidator.interface.compared import Compared, compare
    from cldvalidator.interface.duplicates import duplicate_people
    from cldvalidator.interface.fixed import Fixed, Submission, fix
    from cldvalidator.interface.joined import Joined, join
    from cldvalidator.interface.previewed import Preview, preview
    from cldvalidator.interface.prices import Prices
    from cldvalidator.interface.records import Records
    from cldvalidator.interface.story import story
    from cldvalidator.interface.synthetic import Synthetic, synthetic
    from cldvalidator.interface.twin import Twin, twin
    from cldvalidator.problems import EnvironmentProblem, InputProblem, Problem

__all__ = [
    "BatchRun",
    "Checked",
    "Compared",
    "EnvironmentProblem",
    "Fixed",
    "InputProblem",
    "Joined",
    "Preview",
    "Prices",
    "Problem",
    "Records",
    "Submission",
    "Synthetic",
    "Twin",
    "__version__",
    "check",
    "compare",
    "duplicate_people",
    "fix",
    "join",
    "preview",
    "run_batch",
    "story",
    "synthetic",
    "twin",
]

_HOME = {
    "BatchRun": "interface.batch_run",
    "Checked": "interface.checked",
    "Compared": "interface.compared",
    "EnvironmentProblem": "problems",
    "Fixed": "interface.fixed",
    "InputProblem": "problems",
    "Joined": "interface.joined",
    "Preview": "interface.previewed",
    "Prices": "interface.prices",
    "Problem": "problems",
    "Records": "interface.records",
    "Submission": "interface.fixed",
    "Synthetic": "interface.synthetic",
    "Twin": "interface.twin",
    "check": "interface.checked",
    "compare": "interface.compared",
    "duplicate_people": "interface.duplicates",
    "fix": "interface.fixed",
    "join": "interface.joined",
    "preview": "interface.previewed",
    "run_batch": "interface.batch_run",
    "story": "interface.story",
    "synthetic": "interface.synthetic",
    "twin": "interface.twin",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first looked up."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
