"""The texts of a workbook as XML, written whole.

xlsxwriter looks at each text four times, and takes one that begins and ends with the marks of a
formatted text for XML of its own; here every text is a text.
"""

from __future__ import annotations

import re

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook

_PLAIN = re.compile(r"(?!\s)[^<>&_\x00-\x1f]+(?<!\s)")
"""A text of which nothing has to be spelled in another way."""


class _Texts(SharedStrings):  # type: ignore[misc]  # the library has no types
    def _write_sst_strings(self) -> None:
        self.fh.writelines(map(self._element, self.string_table.string_array))

    def _element(self, text: str) -> str:
        if _PLAIN.fullmatch(text):
            return f"<si><t>{text}</t></si>"
        written = self._escape_data(self._escape_control_characters(text))
        return f'<si><t xml:space="preserve">{written}</t></si>'


class _Packager(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            texts = _Texts()
            texts.string_table = self.workbook.str_table
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            texts._assemble_xml_file()


class TextWorkbook(Workbook):  # type: ignore[misc]
    """A workbook whose texts are written whole, each as nothing but a text."""

    def _get_packager(self) -> Packager:
        return _Packager()
