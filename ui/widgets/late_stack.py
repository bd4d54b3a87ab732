"""Views on top of each other, each made when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget


class LateStack(QStackedWidget):
    """Shows one of several views. What is never looked at is never made.

    makers: make the views, in their order; the first is made at once.
    """

    def __init__(self, *makers: Callable[[], QWidget]) -> None:
        super().__init__()
        self._makers = dict(enumerate(makers))
        for _ in makers:
            self.addWidget(QWidget())
        self.show_view(0)

    def is_made(self, place: int) -> bool:
        """Whether a view is there."""
        return place not in self._makers

    def view(self, place: int) -> QWidget:
        """Return a view, made now if need be."""
        if not self.is_made(place):
            stands_there = self.widget(place)
            self.insertWidget(place, self._makers.pop(place)())
            if stands_there is not None:
                self.removeWidget(stands_there)
                stands_there.deleteLater()
        found = self.widget(place)
        assert found is not None
        return found

    def show_view(self, place: int) -> None:
        """Show a view."""
        self.setCurrentWidget(self.view(place))
