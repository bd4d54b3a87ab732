"""Help inside the app: a guide, the keys, the words used, and everything that has a name."""
