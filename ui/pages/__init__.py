"""The pages, one a module, one for each step. No page calls another: they meet in the workspace.

A page, and the modules that it rests on, are made when it is first asked for: the window is there
sooner with the first alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.workspace import BESIDE, STEPS

if TYPE_CHECKING:
    from ui.comparing.history import HistoryState
    from ui.comparing.state import ComparisonState
    from ui.figures.state import PreviewState
    from ui.fixing.council_profile import CouncilProfile
    from ui.joining.state import SetState
    from ui.widgets.parts import Page
    from ui.workspace import Workspace

PAGES = (*STEPS, *BESIDE)


@dataclass(frozen=True, eq=False)
class States:
    """What the pages show and act on."""

    workspace: Workspace
    profile: CouncilProfile
    preview: PreviewState
    comparison: ComparisonState
    sets: SetState
    history: HistoryState


def make_page(name: str, of: States) -> Page:
    """Return a new page of that name; it shows what is open. Raises KeyError for another name."""
    match name:
        case "open":
            from ui.pages.open import OpenPage

            return OpenPage(of.workspace, of.profile, of.sets)
        case "check":
            from ui.pages.check import CheckPage

            return CheckPage(of.workspace, of.profile, of.comparison)
        case "fix":
            from ui.pages.fix import FixPage

            return FixPage(of.workspace, of.profile)
        case "preview":
            from ui.pages.preview import PreviewPage

            return PreviewPage(of.workspace, of.preview)
        case "compare":
            from ui.pages.compare import ComparePage

            return ComparePage(of.workspace, of.comparison)
        case "submit":
            from ui.pages.submit import SubmitPage

            return SubmitPage(of.workspace, of.profile, of.preview, of.comparison)
        case "history":
            from ui.pages.history import HistoryPage

            return HistoryPage(of.workspace, of.history)
    raise KeyError(name)


def load_pages() -> None:
    """Import every page, so that none is slow to make; any thread may do so."""
    import ui.pages.check
    import ui.pages.compare
    import ui.pages.fix
    import ui.pages.history
    import ui.pages.open
    import ui.pages.preview
    import ui.pages.submit  # noqa: F401
