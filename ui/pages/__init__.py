"""The pages, one a module, one for each step. No page calls another: they meet in the workspace.

A page, and the modules that it rests on, are made when it is first asked for: the window is there
sooner with the first alone.
"""

from __future__ import annotations

from collections.abc import Iterator
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


def page_in_steps(name: str, of: States) -> Iterator[Page | None]:
    """Make a page of that name, which shows what is open: yield None after each step but the last.

    A page of many parts takes several, so that the window can answer in between. Raises KeyError
    for another name.
    """
    match name:
        case "open":
            from ui.pages.open import OpenPage

            yield OpenPage(of.workspace, of.profile, of.sets)
        case "check":
            from ui.grid.panel import GridPanel
            from ui.pages.check import CheckPage

            panel = GridPanel(of.workspace)
            yield None
            yield CheckPage(of.workspace, of.profile, of.comparison, panel)
        case "fix":
            from ui.pages.fix import FixPage

            yield FixPage(of.workspace, of.profile)
        case "preview":
            from ui.pages.preview import PreviewPage

            yield PreviewPage(of.workspace, of.preview)
        case "compare":
            from ui.pages.compare import ComparePage

            yield ComparePage(of.workspace, of.comparison)
        case "submit":
            from ui.pages.submit import SubmitPage

            yield SubmitPage(of.workspace, of.profile, of.preview, of.comparison)
        case "history":
            from ui.pages.history import HistoryPage

            yield HistoryPage(of.workspace, of.history)
        case _:
            raise KeyError(name)


def load_pages() -> None:
    """Import every page and what a file adds to it, so that none is slow to make.

    Any thread may do so.
    """
    import ui.findings.columns_view
    import ui.opening.columns_card
    import ui.opening.what_was_read
    import ui.opening.work_offer
    import ui.pages.check
    import ui.pages.compare
    import ui.pages.fix
    import ui.pages.history
    import ui.pages.open
    import ui.pages.preview
    import ui.pages.submit  # noqa: F401
