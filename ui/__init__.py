"""The window. Qt only: no rule and no figure is computed here."""
