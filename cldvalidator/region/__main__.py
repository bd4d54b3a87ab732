"""`python -m cldvalidator.region`: the same as `cldvalidator-region`."""

import sys

from cldvalidator.region.command import main

if __name__ == "__main__":  # the processes of a cluster import this module
    sys.exit(main())
