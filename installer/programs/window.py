"""The windowed program; PyInstaller starts here."""

import sys

from ui.app import main

sys.exit(main())
