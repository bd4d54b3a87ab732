"""Every input is opened in the real window, and each page visited: the figures are the engine's."""

from __future__ import annotations

import gzip

import pytest

from cldvalidator.events import process
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.specification import load_specification
from tests.test_matrix import INPUTS, LARGE
from tests.ui.driving import WAIT, settled
from ui.workspace import STEPS

SHOWN = [p for p in INPUTS if p.parent.name != "broken" and p.name not in LARGE]
BATCHES = [SHOWN[n::4] for n in range(4)]


def visited(qtbot, window, path):
    """Open a file and look at each page; return what went wrong in the program itself."""
    problems: list[object] = []
    window.workspace.open_failed.connect(problems.append)
    window.open_file(path)
    qtbot.waitUntil(lambda: bool(problems) or window.workspace.path == path, timeout=WAIT)
    settled(qtbot, window)
    window.workspace.open_failed.disconnect(problems.append)
    if problems:
        return problems
    for page in STEPS:
        window.show_page(page)
        settled(qtbot, window)
        assert window.page == page
    return problems


def figures(previewed):
    return [
        (f.description, f.group, f.value, f.numerator, f.denominator)
        for item in previewed
        for result in item.results
        for f in result.figures
    ]


@pytest.mark.parametrize("files", BATCHES, ids=lambda files: f"{len(files)} files")
def test_every_page_of_every_input(qtbot, window, tmp_path, files):
    faults: list[object] = []
    window.workspace.jobs.fault.connect(faults.append)
    for source in files:
        path = tmp_path / source.name.removesuffix(".gz")
        content = source.read_bytes()
        path.write_bytes(gzip.decompress(content) if source.name.endswith(".gz") else content)
        for problem in visited(qtbot, window, path):
            assert "fault" not in problem.what, source
        assert faults == [], source
        if window.workspace.path != path:
            continue
        state = window.pages["preview"]._state
        assert (state.preview is None) != (state.problem is None), source
        if state.preview is not None:
            extract = window.workspace.opened.extract
            processed = process(extract, load_specification("2"))
            only = ["ASCOF 2E"]
            assert figures(i for i in state.preview.previewed if i.measure.text.id in only) == (
                figures(preview(processed, Inputs({}), only=only))
            )
