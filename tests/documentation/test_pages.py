"""The pages in docs: up to date with the program, complete, and every link leads somewhere."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import cldvalidator as cld
from cldvalidator.command_line.main import command_parser
from documentation.__main__ import assemble
from documentation.generated import GENERATED, arguments, commands, walk

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*DOCS.rglob("*.md"), *(ROOT / f"{n}.md" for n in ("README", "CONTRIBUTING", "SECURITY"))]
)
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")


def anchors(page):
    """Return the anchors of a page's headings, as GitHub and MkDocs make them."""
    titles = re.findall(r"(?m)^#+ (.*)$", page.read_text("utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", re.sub(r"\\(.)", r"\1", t).lower()) for t in titles)
    return {t.strip().replace(" ", "-") for t in plain}


def broken(page):
    for link in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place) if place else page
        if not target.exists() or (
            anchor and target.suffix == ".md" and anchor not in anchors(target)
        ):
            yield link


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_up_to_date(name):
    made = GENERATED[name]()
    assert (DOCS / name).read_text("utf-8") == made, "run `python -m documentation.generated`"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    assert list(broken(page)) == []


def test_every_link_of_the_site_leads_somewhere(tmp_path):
    assemble(tmp_path / "site")
    pages = sorted((tmp_path / "site").rglob("*.md"))
    assert len(pages) > 25
    assert {p.name: list(broken(p)) for p in pages if list(broken(p))} == {}


def test_every_page_is_in_the_navigation(tmp_path):
    settings = (ROOT / "documentation" / "mkdocs.yml").read_text("utf-8")
    navigation = settings.split("\nnav:")[1]
    assemble(tmp_path / "site")
    for page in (tmp_path / "site").rglob("*.md"):
        name = page.relative_to(tmp_path / "site").as_posix()
        assert name in navigation or name.startswith("decisions/"), name


COMMANDS = dict(walk(command_parser()))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_public_function_is_found_from_the_first_page(name):
    page = (DOCS / "index.md").read_text("utf-8")
    anchor = f"cldvalidator {name}".replace(" ", "-")
    assert f"[`{name}`](commands.md#{anchor})" in page
    for function in cld.__all__:
        if inspect.isfunction(getattr(cld, function)):
            assert f"`{function}`" in page


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name):
    page = commands()
    assert f"## cldvalidator {name}\n" in page
    assert COMMANDS[name].description
    for action in arguments(COMMANDS[name]):
        assert action.help, f"{name}: {action.dest}"
        for option in action.option_strings:
            assert f"`{option}" in page
