"""A story is drawn from shapes that are kept, and only as far as it is looked at."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics, QImage, QRegion

from tests.examples import examples
from ui.story.picture import StoryPicture
from ui.story.texts import ELLIPSIS, ShapedTexts

LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60)


@settings(max_examples=examples(50))
@given(text=LETTERS, room=st.integers(0, 400))
def test_a_text_is_cut_where_its_room_ends(qapp: object, text: str, room: int) -> None:
    texts = ShapedTexts(QFontMetrics(QFont()))
    fitted = texts.fitted(text, room)
    if texts.width(text) <= room:
        assert fitted == text
    else:
        assert fitted.endswith(ELLIPSIS)
        assert text.startswith(fitted.removesuffix(ELLIPSIS))


def test_a_plain_text_is_cut_as_late_as_it_fits(qapp: object) -> None:
    texts = ShapedTexts(QFontMetrics(QFont()))
    text = "Long term support: Community, Home support or domiciliary care"
    for room in range(round(texts.width("Long term")), round(texts.width(text))):
        fitted = texts.fitted(text, room)
        assert texts.width(fitted) <= room + 1
        longer = text[: len(fitted) + 1] + ELLIPSIS
        assert texts.width(longer) > room - 1


def test_texts_of_the_size_that_is_shown_are_shaped_once(picture: StoryPicture) -> None:
    assert picture.scene is not None
    texts = picture.scene.texts
    picture.grab()
    picture.zoom(1.25)
    assert picture.scene.texts is texts
    larger = picture.font()
    larger.setPointSizeF(larger.pointSizeF() * 1.5)
    picture.setFont(larger)
    assert picture.scene.texts is not texts
    assert picture.scene.texts.metrics.height() > texts.metrics.height()


def test_a_part_that_is_drawn_anew_looks_like_all_of_it(picture: StoryPicture) -> None:
    picture.go_to(20)
    whole = picture.grab().toImage()
    for part in (QRect(0, 100, 1200, 60), QRect(300, 0, 200, 400)):
        image = QImage(whole)
        image.fill(0)
        picture.render(image, part.topLeft(), QRegion(part))
        assert image.copy(part) == whole.copy(part)


def test_whoever_counts_has_a_full_sign_and_who_is_below_the_line_a_hollow_one(
    picture: StoryPicture,
) -> None:
    scene, image = picture.scene, picture.grab().toImage()
    assert scene is not None
    assert picture.story is not None
    seen = set()
    for placed in scene.layout.bars:
        bar, box = picture.story.bars[placed.place], scene.rect(placed)
        if not bar.side or box.width() < 40 or box.left() < scene.area.left():
            continue
        x, y = round(box.left() + 4 + min(6.0, box.height() / 3)), round(box.center().y())
        seen.add((bar.side, image.pixelColor(x, y).lightness() < 90))
    assert seen == {("numerator", True), ("denominator", False)}
