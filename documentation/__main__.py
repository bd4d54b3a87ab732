"""`dev.py docs`: makes the generated pages anew and builds the site in `output/site`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from documentation.generated import write_generated

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "output" / "docs"
SITE = ROOT / "output" / "site"
HELP = ROOT / "resources" / "help"
FROM_ELSEWHERE = {
    "changelog.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "security.md": "SECURITY.md",
    "conformance.md": "resources/rules/examples/README.md",
}
"""Pages of the site that stand elsewhere in the repository."""


def main() -> int:
    """Build the site; return MkDocs' exit code. A link that leads nowhere is an error."""
    write_generated()
    assemble(PAGES)
    # Not --quiet: MkDocs then counts no warning, and --strict passes whatever is wrong.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    settings = ["--config-file", str(ROOT / "documentation" / "mkdocs.yml")]
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}  # Material's notice about its successor
    whole = [*command, *settings, "--site-dir", str(SITE)]
    done = subprocess.run(whole, cwd=ROOT, env=quiet, check=False)
    if not done.returncode:
        print(f"Built: {SITE / 'index.html'}")
    return done.returncode


def assemble(target: Path) -> None:
    """Put every page and picture of the site into a folder, with links that fit there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT / "docs", target)
    shutil.copytree(HELP / "pictures", target / "pictures")
    (target / "how-to").mkdir()
    for topic in HELP.glob("*.md"):
        text = topic.read_text("utf-8")
        text = re.sub(r"\[!\[(.*?)\]\(picture:(\w+)\)\]\(picture:\w+\)", _picture, text)
        (target / "how-to" / topic.name).write_text(_help_links(text), "utf-8")
    for name, source in FROM_ELSEWHERE.items():
        (target / name).write_text((ROOT / source).read_text("utf-8"), "utf-8")
    for page in target.rglob("*.md"):
        folder = page.parent.relative_to(target)
        page.write_text(_moved(page.read_text("utf-8"), folder), "utf-8")


def _picture(found: re.Match[str]) -> str:
    source = f"../pictures/{found[2]}-light.png"
    return f"[![{found[1]}]({source})]({source})"


def _help_links(text: str) -> str:
    """Let links of the program's help lead to the pages of the site."""
    text = text.replace("(help:specification)", "(../rules.md)")
    return re.sub(r"\(help:(\w+)\)", r"(\1.md)", text)


def _moved(text: str, folder: Path) -> str:
    """Let links to files outside `docs` lead to their place in the site, or be plain text."""
    up = "../" * len(folder.parts)
    for name, source in FROM_ELSEWHERE.items():
        text = re.sub(rf"\]\((?:\.\./)*{re.escape(source)}(#[\w-]+)?\)", rf"]({up}{name}\1)", text)
    text = re.sub(r"\]\((?:\.\./)*resources/help/pictures/", f"]({up}pictures/", text)
    text = re.sub(r"\]\((?:\.\./)*resources/help/(\w+\.md)", rf"]({up}how-to/\1", text)
    text = re.sub(
        r"\]\((?:\.\./)*docs/decisions/?(?:README\.md)?\)", f"]({up}decisions/README.md)", text
    )
    text = re.sub(r"\]\((?:\.\./)*docs/([\w./-]+\.(?:md|py))", rf"]({up}\1", text)
    return re.sub(r"\[([^\]]+)\]\((?:\.\./)+(?:README|LICENSE)[^)]*\)", r"\1", text)


if __name__ == "__main__":
    sys.exit(main())
