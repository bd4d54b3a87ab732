"""Which files DHSC takes: the period that the events make up, and whether it covers the year."""
