"""The pages, one a module, one for each step. No page calls another: they meet in the workspace."""

from __future__ import annotations

from ui.pages.check import CheckPage
from ui.pages.fix import FixPage
from ui.pages.open import OpenPage
from ui.pages.preview import PreviewPage
from ui.pages.submit import SubmitPage
from ui.widgets.parts import Page
from ui.workspace import Workspace


def make_pages(workspace: Workspace) -> dict[str, Page]:
    """Return a page for each step."""
    return {
        "open": OpenPage(workspace),
        "check": CheckPage(workspace),
        "fix": FixPage(workspace),
        "preview": PreviewPage(workspace),
        "submit": SubmitPage(workspace),
    }
