"""Files that are not what their name says are named, with what to do."""

from __future__ import annotations

import pytest

from cldvalidator.extract.file_kind import kind_of
from cldvalidator.problems import InputProblem
from reliability.attacks import dialects

PAGES = [name for name in dialects.XLS if name.startswith(("a web page", "XML of 2003"))]
PAGES += ["a table alone", "a division", "a style first", "a flat OpenDocument"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_in_any_encoding_and_whatever_is_before_it(name):
    with pytest.raises(InputProblem, match="web page or XML file"):
        kind_of(dialects.XLS[name]())


@pytest.mark.parametrize("name", ["SYLK", "Excel 2", "Excel 4"])
def test_workbooks_of_old_are_named(name):
    with pytest.raises(InputProblem, match="before Excel 5"):
        kind_of(dialects.XLS[name]())


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (dialects.CSV["packed by bzip2"](), "bzip2"),
        (dialects.CSV["packed by xz"](), "xz"),
        (dialects.CSV["packed by Zstandard"](), "Zstandard"),
        (dialects.CSV["a file of Arrow"](), "Arrow"),
        (dialects.XLS["a database"](), "Access"),
        (dialects.XLS["a file of SPSS"](), "SPSS"),
        (dialects.XLS["protected by a password"](), "password"),
        (dialects.XLSX["encrypted"](), "password"),
        (dialects.XLSX["encrypted by a label"](), "sensitivity label"),
    ],
)
def test_other_files_are_named(data, what):
    with pytest.raises(InputProblem, match=what):
        kind_of(data)


@pytest.mark.parametrize("text", ["LA Code,NHS Number\n", "ID,Name\n", "<5,>5\n", "\tLA Code\n"])
def test_a_text_is_a_text(text):
    assert kind_of(text.encode()) == "CSV"
