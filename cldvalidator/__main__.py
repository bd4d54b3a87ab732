"""`python -m cldvalidator` is the command line."""

import sys

from cldvalidator.cli import main

sys.exit(main())
