"""Many councils on several processes or machines: what `batch` does, as tasks of Dask.

An extra (`pip install "cldvalidator[region]"`) for regions and the country. It uses a network, so
it is no part of the desktop program, and nothing outside this package imports it.
"""
