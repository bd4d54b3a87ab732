"""`python -m ui [FILE]` starts the window."""

import sys

from ui.app import main

sys.exit(main())
