"""The queue of labels: answered, corrected, by two people; nothing of the scorer is told."""

import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from monitor.report import agreement
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.ui import builders
from tests.ui.conftest import Visit
from tests.ui.test_pages import captions


def press(app: AppTest, start: str) -> AppTest:
    """Press a button by the start of its key, as a shortcut does, or by its label."""
    found = next(b for b in app.button if (b.key or b.label).startswith(start))
    return found.click().run()


def kept(store: Path) -> pd.DataFrame:
    return Reader(Lake(str(store))).labels()


@pytest.mark.usefixtures("filled")
def test_a_mention_is_answered_and_the_next_one_comes(visit: Visit, store: Path) -> None:
    app = visit("labelling", annotator="A")
    assert not app.exception
    assert f"1 of {builders.ARTICLES} · 0 labelled by you" in captions(app)
    app = press(app, "stance oppose")
    assert "1 of" in captions(app)
    app = press(app, "sentiment negative")
    assert not app.exception
    assert f"2 of {builders.ARTICLES} · 1 labelled by you" in captions(app)
    found = kept(store)
    assert found["label"].tolist() == ["oppose", "negative"]
    assert set(found["annotator"]) == {"A"}
    assert set(found["sample"]) == {"random"}


@pytest.mark.usefixtures("filled")
def test_an_answer_is_corrected_and_the_earlier_one_stays(visit: Visit, store: Path) -> None:
    app = visit("labelling", annotator="A")
    app = press(press(app, "stance oppose"), "sentiment negative")
    app = press(app, "Back")
    app = press(app, "stance support")
    assert f"1 of {builders.ARTICLES} · 1 labelled by you" in captions(app)
    assert kept(store)["label"].tolist() == ["oppose", "negative", "support"]
    held = agreement.latest(kept(store))
    assert held.set_index("question")["label"].to_dict() == {
        "stance": "support",
        "sentiment": "negative",
    }


@pytest.mark.usefixtures("filled")
def test_a_skipped_mention_is_not_answered_and_comes_again(visit: Visit, store: Path) -> None:
    app = press(visit("labelling", annotator="A"), "Skip")
    assert f"2 of {builders.ARTICLES} · 0 labelled" in captions(app)
    assert kept(store).empty
    assert "1 of" in captions(visit("labelling", annotator="A"))


@pytest.mark.usefixtures("filled")
def test_two_people_label_the_same_mentions_and_their_agreement_is_told(
    visit: Visit, store: Path
) -> None:
    for name in ("A", "B"):
        app = visit("labelling", annotator=name)
        app.toggle[0].set_value(False).run()
        for number in range(builders.ARTICLES):
            first = "oppose" if number % 2 else "support"
            app = press(app, f"stance {'unclear' if name == 'B' and number < 3 else first}")
        assert "end of this part" in captions(app)
    assert len(kept(store)) == 2 * builders.ARTICLES
    told = captions(visit("labelling", annotator="A"))
    assert f"n = {builders.ARTICLES} mentions labelled by two or more" in told
    assert "3 in more than one way" in told
    method = visit("method")
    assert not method.exception
    assert "s alpha, nominal" in captions(method)


@pytest.mark.usefixtures("filled")
def test_nobody_can_answer_without_a_name(visit: Visit) -> None:
    app = visit("labelling")
    answers = [button for button in app.button if (button.key or "").startswith("stance ")]
    assert len(answers) == 4
    assert all(button.disabled for button in answers)
    assert "Write your name" in captions(app)


@pytest.mark.usefixtures("filled")
def test_what_the_scorer_said_is_not_shown(visit: Visit) -> None:
    app = visit("labelling", annotator="A")
    shown = re.sub("<style>.*?</style>", "", captions(app), flags=re.DOTALL)
    assert "did well" in shown
    for word in ("oppose", "support", "negative", "positive", "tone", "+0."):
        assert word not in shown


@pytest.mark.usefixtures("filled")
def test_text_of_feeds_and_names_are_plain_text(visit: Visit, store: Path) -> None:
    app = visit("labelling", annotator="<b>A</b>")
    for _ in range(builders.ARTICLES):
        assert not app.exception
        assert "<img" not in captions(app)
        assert "<b>Daily</b>" not in captions(app)
        app = press(app, "Skip")
    app = press(visit("labelling", annotator="<b>A</b>"), "stance oppose")
    assert set(kept(store)["annotator"]) == {"<b>A</b>"}


@pytest.mark.usefixtures("filled")
def test_a_picked_mention_is_asked_first_and_kept_apart(visit: Visit, store: Path) -> None:
    queue = Reader(Lake(str(store))).to_label()
    picked = queue.iloc[5]
    app = visit("labelling", annotator="A", mention=picked["statement_id"])
    assert not app.exception
    assert "1 of 1 · 0 labelled by you" in captions(app)
    assert picked["sentence"].split(picked["target"])[1] in captions(app)
    app = press(press(app, "stance oppose"), "sentiment negative")
    assert not app.exception
    assert "counts for neither accuracy nor agreement" in captions(app)
    found = kept(store)
    assert set(found["sample"]) == {"picked"}
    assert set(found["article_id"]) == {picked["article_id"]}

    app = press(app, "To the queue")
    assert "mention" not in app.query_params
    assert f"1 of {builders.ARTICLES} · 0 labelled by you" in captions(app)
    assert agreement.accuracy(found, queue, "stance").right.n == 0


@pytest.mark.usefixtures("filled")
def test_a_mention_that_is_not_there_leads_to_the_queue(visit: Visit) -> None:
    app = visit("labelling", annotator="A", mention="no-such-mention")
    assert not app.exception
    assert f"1 of {builders.ARTICLES} ·" in captions(app)
    assert "mention: no-such-mention" in captions(app)


@pytest.mark.usefixtures("filled")
def test_evidence_leads_to_the_label_of_its_mention(visit: Visit, store: Path) -> None:
    app = visit("entities", entity="NATO")
    evidence = [button for button in app.button if (button.key or "").startswith("evidence ")]
    app = evidence[1].click().run()
    assert not app.exception
    asked = re.findall(r'href="labelling\?mention=([^"]+)"', captions(app))
    assert asked
    assert set(asked) <= set(Reader(Lake(str(store))).to_label()["statement_id"])


def test_an_empty_store_has_nothing_to_label(visit: Visit) -> None:
    app = visit("labelling", annotator="A")
    assert not app.exception
    assert "nothing to label" in captions(app)
