"""Figures and texts laid out as sheets and documents, wherever they are shown."""
