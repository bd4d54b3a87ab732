"""Runs before all else in the built program: modules come from one archive for both programs.

PyInstaller puts an archive with every module into each program, which were 10 MB twice. Each now
has only what PyInstaller itself needs to begin.
"""

import os
import sys

import pyimod01_archive  # type: ignore[import-not-found]
import pyimod02_importers  # type: ignore[import-not-found]

_FILE = os.path.join(sys._MEIPASS, "modules.pyz")  # type: ignore[attr-defined]  # noqa: PTH118
pyimod02_importers.pyz_archive = pyimod01_archive.ZlibArchiveReader(_FILE, check_pymagic=True)
pyimod02_importers._pyz_tree = None
sys.path_importer_cache.clear()  # finders that know the archive of the program alone
