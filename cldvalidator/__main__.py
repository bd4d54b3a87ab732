"""`python -m cldvalidator` is the command line."""

import sys

from cldvalidator.command_line.main import main

sys.exit(main())
