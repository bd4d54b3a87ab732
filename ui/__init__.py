"""The window: pages, models, widgets and workers. No rule and no figure is computed here."""
