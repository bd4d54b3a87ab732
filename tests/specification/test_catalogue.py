"""The catalogue shows all of the specification and every rule, as Markdown and as HTML."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cldvalidator.checks.rules import load_rules
from cldvalidator.guide.catalogue import catalogue_html, catalogue_markdown
from cldvalidator.presentation.document import Document, Facts, Heading, Paragraph, Table
from cldvalidator.specification import load_specification

PACKS = [load_specification("2"), load_specification("1")]
RULES = list(load_rules().values())


class Page(HTMLParser):
    """Collects texts, ids and links, and checks that tags are closed in order."""

    VOID = frozenset({"meta", "br", "hr", "img"})

    def __init__(self):
        super().__init__()
        self.open, self.texts, self.ids, self.links, self.tags = [], [], [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"])
        if "href" in values:
            self.links.append(values["href"])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def read(html):
    page = Page()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


def test_the_document_in_docs_is_the_one_the_program_prints():
    path = Path(__file__).parents[2] / "docs" / "rules.md"
    assert path.read_text("utf-8") == catalogue_markdown(PACKS, RULES)


@pytest.mark.parametrize("write", [catalogue_markdown, catalogue_html])
def test_every_field_value_and_rule_is_there(write):
    page = write(PACKS, RULES)
    html = write is catalogue_html
    text = "\n".join(read(page).texts) if html else page.replace("\\", "")
    for pack in PACKS:
        for field in pack.fields:
            for value in field.values.texts if field.values else ():
                assert value in text
    for field in PACKS[0].fields:
        for part in (field.name, field.column, field.guidance, field.mandatory.text):
            assert part in text
    for pack in PACKS:
        for field in pack.fields:
            for said in (field.format, field.applicable, field.mandatory):
                for part in (said.text, said.source, said.note):
                    # Notes begin with a capital letter.
                    assert part[1:] in text, (field.name, part)
                assert f"({said.confidence}; {said.source})" in text
            assert f"{field.name} ({field.name_confidence}; {field.name_source})" in text
            if field.format.max_length:
                assert f", at most {field.format.max_length} characters" in text
            if field.values and field.values.case_evidence:
                assert field.values.case_evidence in text
    for word in (*PACKS[0].quality_words.statuses, *PACKS[0].quality_words.verdicts):
        assert word in text
    for rule in RULES:
        for part in (rule.id, rule.title, rule.wrong, rule.fix, rule.cost, rule.source):
            assert part in text


def test_everything_said_of_the_file_and_the_mapping_is_there():
    page = catalogue_markdown(PACKS, RULES).replace("\\", "")
    facts = PACKS[0].facts
    said = [facts["case_policy"], facts["mapping"]["official_source_not_read"]]
    for fact in facts["file"].values():
        said += [fact.get("source", ""), fact.get("note", "")]
    said += [facts["legacy_columns"]["note"], *facts["legacy_columns"]["columns"]]
    said += facts["enforcement_key"].values()
    said += [n["note"] for n in facts["mapping"]["processing_notes"]]
    said += [part for p in facts["mapping"]["renaming_pattern"] for part in p.values()]
    for field in facts["mapping"]["fields"].values():
        said.append(field.get("note", ""))
        said += [new["r2"] for new in field.get("new_in_r2", ())]
    assert [text for text in said if text[1:] not in page] == []
    assert "cross_field_rules" not in page


def texts_in(content):
    """Yield every text and number of a part of a pack, the names of its own parts included."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from texts_in(key)
            yield from texts_in(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from texts_in(value)
    elif content is not None:
        yield str(content)


def test_every_grouping_and_ranking_is_there():
    page = catalogue_markdown(PACKS, RULES).replace("\\", "").casefold()
    start = page.index("## how values are grouped and ranked")
    part = page[start : page.index("## sources", start)]
    own = {"description", "confidence", "source", "map", "order", "note", "bands", "when"}
    wanted = set(texts_in(json.loads(json.dumps(dict(PACKS[0].groupings))))) - own
    missing = [t for t in wanted if t.casefold() not in part and t.replace("_", " ") not in part]
    assert missing == []


def test_every_rule_that_a_text_of_the_pack_names_is_in_the_catalogue():
    known = {rule.id for rule in RULES}
    for pack in PACKS:
        for field in pack.fields:
            named = re.findall(r"rule ([A-Z]{3,4}-\d\d)", field.mandatory.note)
            assert set(named) <= known, field.name


def test_the_page_stands_alone_and_its_links_lead_somewhere():
    page = read(catalogue_html(PACKS, RULES))
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "object"})
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_markup_in_texts_stays_text():
    hostile = "<b>*bold*</b> [x](y) | `z` #1"
    document = Document(hostile)
    document.add(
        Heading(2, hostile),
        Paragraph(hostile),
        Facts([(hostile, hostile)]),
        Table(hostile, [hostile], [[hostile]]),
    )
    page = read(document.html())
    assert "b" not in page.tags
    assert page.texts.count(hostile) >= 6
    markdown = document.markdown()
    assert "<b>" not in markdown
    assert "| `z`" not in markdown
