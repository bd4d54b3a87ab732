"""The pages, one a module, one for each step. No page calls another: they meet in the workspace."""

from __future__ import annotations

from ui.comparing.history import HistoryState
from ui.comparing.state import ComparisonState
from ui.figures.state import PreviewState
from ui.fixing.council_profile import CouncilProfile
from ui.joining.state import SetState
from ui.pages.check import CheckPage
from ui.pages.compare import ComparePage
from ui.pages.fix import FixPage
from ui.pages.history import HistoryPage
from ui.pages.open import OpenPage
from ui.pages.preview import PreviewPage
from ui.pages.submit import SubmitPage
from ui.widgets.parts import Page
from ui.workspace import Workspace


def make_pages(
    workspace: Workspace,
    profile: CouncilProfile,
    preview: PreviewState,
    comparison: ComparisonState,
    sets: SetState,
    *,
    history: HistoryState,
) -> dict[str, Page]:
    """Return a page for each step, and those beside them."""
    return {
        "open": OpenPage(workspace, profile, sets),
        "check": CheckPage(workspace, profile, comparison),
        "fix": FixPage(workspace, profile),
        "preview": PreviewPage(workspace, preview),
        "compare": ComparePage(workspace, comparison),
        "submit": SubmitPage(workspace, profile, preview, comparison),
        "history": HistoryPage(workspace, history),
    }
