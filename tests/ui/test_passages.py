"""Marked sentences: only our own tags are markup."""

import html

from monitor.ui import passages


def sentence(text: str, **spans: object) -> dict[str, object]:
    empty = dict.fromkeys(("holder_start", "holder_end", "cue_start", "cue_end"))
    return {"sentence": text, "sentence_start": 0, "start": None, "end": None, **empty, **spans}


def test_holder_cue_and_target_are_marked_in_place() -> None:
    found = passages.marked(
        sentence(
            "Ada Wren said NATO was slow.",
            sentence_start=100,
            holder_start=100,
            holder_end=108,
            cue_start=109,
            cue_end=113,
            start=114,
            end=118,
        )
    )
    assert '<mark class="holder">Ada Wren</mark> <mark class="cue">said</mark>' in found
    assert '<mark class="target">NATO</mark> was slow.' in found


def test_markup_of_the_text_is_escaped_inside_and_outside_the_marks() -> None:
    found = passages.marked(
        sentence('<script>alert("x")</script> & NATO<img src=x>', start=30, end=45)
    )
    assert "<script" not in found
    assert "<img" not in found
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; " in found
    assert '<mark class="target">NATO&lt;img src=x&gt;</mark>' in found


def test_spans_that_overlap_or_lie_elsewhere_lose_no_text() -> None:
    found = passages.marked(
        sentence(
            "NATO allies met.",
            start=0,
            end=4,
            holder_start=0,
            holder_end=11,
            cue_start=900,
            cue_end=905,
        )
    )
    assert found.count("<mark") == 1
    text = found.replace("</mark>", "").split(">", 1)[1].rsplit("<", 1)[0]
    assert text.split(">")[-1].endswith("allies met.")
    assert found.count("allies") == 1


def test_a_statement_is_read_out_with_all_its_text_escaped() -> None:
    hostile = '<b onclick="x">&</b>'
    found = passages.quoted(
        sentence(f"{hostile} met NATO.", start=25, end=29)
        | {"holder": hostile, "target": hostile, "outlet": hostile, "stance": hostile}
        | {"stance_score": 0.5, "published_at": None, "copies": 3}
    )
    assert "<b " not in found
    assert found.count(html.escape(hostile)) >= 5
    assert 'class="statement uncertain"' in found
    assert "undated · 3 copies" in found
