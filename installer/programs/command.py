"""The console program; PyInstaller starts here. It is also the process that reads workbooks."""

import sys

from cldvalidator.workbooks import ARGUMENT

if sys.argv[1:] == [ARGUMENT]:
    from cldvalidator.workbooks.reading_process import main
else:
    from cldvalidator.command_line.main import main

sys.exit(main())
