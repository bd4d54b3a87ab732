"""The life of an installation under wine, from set-up to removal, as users and IT live it."""
