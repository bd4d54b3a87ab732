"""Several submissions of one council: which DHSC takes, joined as it joins them, and compared."""
