"""Makes the registers in `resources/registers` from what is published; run by hand, once a year."""
