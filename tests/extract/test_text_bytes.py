"""What is told from the bytes of texts is what the patterns say that they stand for."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks.cells.kinds import (
    _SUSPICIOUS_IDENTIFIER,
    _SUSPICIOUS_TEXT,
    _suspicious,
    _suspicious_identifier,
)
from cldvalidator.checks.cells.shapes import matching
from cldvalidator.checks.folding import plain_texts
from cldvalidator.extract.column import _NOTHING, _blank
from cldvalidator.extract.text_bytes import first_bytes, last_bytes, may_hold, only_printable

_SEEN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=4)
_ODD = " \t\n\r\0\x1f\x7f\x80\xa0\xadAanN1.+'\"~é\u200b\ufeff\uff01“â€"
_ANY = st.text(st.sampled_from(_ODD), max_size=4)
_TEXTS = st.one_of(st.lists(_SEEN, max_size=6), st.lists(st.one_of(_SEEN, _ANY), max_size=6))


@given(_TEXTS, st.integers(0, 3))
def test_bytes_say_what_the_patterns_say(texts: list[str], sliced: int) -> None:
    values = pa.array(texts, pa.string())[sliced:]
    texts = values.to_pylist()

    assert only_printable(values) == all(" " <= c <= "~" for t in texts for c in t)
    assert first_bytes(values).tolist() == [(t.encode() or b"\0")[0] for t in texts]
    assert last_bytes(values).tolist() == [(t.encode() or b"\0")[-1] for t in texts]
    assert may_hold(values, b"+") == any("+" in t for t in texts)
    assert may_hold(values, b".0") or not any(".0" in t for t in texts)
    assert np.array_equal(_blank(values), matching(values, _NOTHING))
    for pattern, look, marks in (
        (_SUSPICIOUS_TEXT, _suspicious, "_"),
        (_SUSPICIOUS_IDENTIFIER, _suspicious_identifier, "'\"\\"),
    ):
        found, looked_at = matching(values, pattern), look(values)
        assert not (found & ~looked_at).any()
        more = [t for t, extra in zip(texts, looked_at & ~found, strict=True) if extra]
        assert all(t.startswith((*marks,)) or t.endswith((*marks,)) for t in more), (
            "looked at to no purpose"
        )
    assert plain_texts(values).equals(pc.utf8_lower(pc.utf8_trim_whitespace(values)))
