"""The console program; PyInstaller starts here."""

import sys

from cldvalidator.cli import main

sys.exit(main())
