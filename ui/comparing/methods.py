"""By which published method the figures of each of the two files are made."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.comparing.state import ComparisonState
from ui.widgets.choice import Choice
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label


class MethodsChoice(QWidget):
    """Two boxes; the figures are computed anew when one is changed."""

    def __init__(self, state: ComparisonState) -> None:
        super().__init__()
        self._state = state
        layout = FlowLayout()
        self.boxes: list[Choice] = []
        for words in ("Method of the earlier file", "Method of the later file"):
            box = Choice()
            box.setAccessibleName(words)
            box.activated.connect(lambda _: self._chosen())
            layout.addWidget(label(words, "muted", wrap=False))
            layout.addWidget(box)
            self.boxes.append(box)
        self.setLayout(layout)

    def showEvent(self, event: object) -> None:  # noqa: N802
        """Name the methods when they are seen for the first time: they load the measures."""
        from cldvalidator.events.method_versions import METHOD_VERSIONS

        for box, method in zip(self.boxes, self._state.methods or (None, None), strict=True):
            if not box.count():
                box.addItems(list(METHOD_VERSIONS))
            box.setCurrentText(method or next(iter(METHOD_VERSIONS)))

    def _chosen(self) -> None:
        earlier, later = (box.currentText() for box in self.boxes)
        self._state.choose_methods(earlier, later)
