"""Several submissions of a council as a set: its files, which quarter each serves, its figures."""
