"""Rules of the council's own: written, tried on the open file, kept in the profile."""
