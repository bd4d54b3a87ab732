"""Size limits of the portal that a test can reach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cldvalidator.checks import as_sent
from cldvalidator.review import portal_list
from cldvalidator.specification.portal import load_portal
from cldvalidator.writing import manifest


def limited(
    monkeypatch: pytest.MonkeyPatch, most: int, with_sign_in: int, *, compressed: bool
) -> None:
    """Let the portal's limits be so many bytes: for every sign-in, and for NHS CIS2."""
    portal = load_portal()
    sizes = tuple(
        replace(s, bytes=with_sign_in if s.sign_in else most) if s.compressed == compressed else s
        for s in portal.sizes
    )
    for module in (as_sent, portal_list, manifest):
        monkeypatch.setattr(module, "load_portal", lambda: replace(portal, sizes=sizes))
