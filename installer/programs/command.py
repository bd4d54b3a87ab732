"""The console program; PyInstaller starts here."""

import sys

from cldvalidator.command_line.main import main

sys.exit(main())
