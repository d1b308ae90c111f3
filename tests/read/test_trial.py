"""What a changed catalogue finds in articles, beside what the one in force finds."""

from datetime import UTC, datetime
from pathlib import Path

from monitor.read import entities
from monitor.read.trial import Findings, Trial
from monitor.records import Article, Precision

OWN = '[[entity]]\nid = "ferry"\nname = "Ferry Board"\nkind = "organisation"\n'


def article(title: str, text: str, day: str = "2026-03-01") -> Article:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Article(
        **{"article_id": title, "revision": 1, "outlet": "Inland Post", "feed": "", "guid": ""},
        **{"url": "", "comparison_key": "", "title": title, "text": text, "author": ""},
        **{"language": "en", "published_at": at, "published_precision": Precision.DAY},
        **{"published_source": "file", "published_raw": day, "seen_at": at},
        **{"content_hash": title, "words": 5},
    )


def tried(tmp_path: Path, before: str, after: str, *articles: Article, of: str) -> Findings:
    path = tmp_path / "own.toml"
    trial = Trial(entities.loads(before, path), entities.loads(after, path), of)
    for one in articles:
        trial.read(one)
    return trial.findings


def test_a_new_entity_is_counted_in_mentions_and_articles(tmp_path: Path) -> None:
    found = tried(
        tmp_path,
        "",
        OWN,
        article("Ferry Board meets", "It met on Monday. The Ferry\u200b Board was late."),
        article("Rain", "No ferry board stood there."),
        of="ferry",
    )
    assert found.articles == 2
    assert (found.before.mentions, found.before.articles) == (0, 0)
    assert (found.after.mentions, found.after.articles) == (2, 1)
    assert [one.sentence[one.start : one.end] for one in found.gained] == [
        "Ferry Board",
        "Ferry\u200b Board",
    ]
    assert found.gained[1].sentence == "The Ferry\u200b Board was late."
    assert (found.lost, found.kept) == ([], [])


def test_context_names_count_only_after_the_full_name(tmp_path: Path) -> None:
    after = OWN + 'context_aliases = ["the board"]\n'
    found = tried(
        tmp_path,
        OWN,
        after,
        article("One", "The Ferry Board met. Then the board left."),
        article("Two", "All came on board, said the board."),
        of="ferry",
    )
    assert (found.before.mentions, found.after.mentions) == (1, 2)
    assert [one.sentence for one in found.gained] == ["Then the board left."]


def test_an_exclusion_loses_mentions_and_they_are_shown(tmp_path: Path) -> None:
    after = OWN + 'exclusions = ["Ferry Board game"]\n'
    found = tried(
        tmp_path, OWN, after, article("One", "A Ferry Board game. The Ferry Board won."), of="ferry"
    )
    assert (found.before.mentions, found.after.mentions) == (2, 1)
    assert [one.sentence for one in found.lost] == ["A Ferry Board game."]
    assert [one.sentence for one in found.kept] == ["The Ferry Board won."]


def test_what_others_lose_is_told_by_name(tmp_path: Path) -> None:
    after = OWN + 'aliases = ["NATO ferry"]\n'
    found = tried(
        tmp_path, OWN, after, article("One", "The NATO ferry left. NATO stayed."), of="ferry"
    )
    assert found.taken == {"NATO": 1}


def test_an_office_means_whoever_held_it_that_day(tmp_path: Path) -> None:
    after = (
        OWN + '[[office]]\nnames = ["harbour master"]\n'
        'terms = [{ entity = "ferry", from = 2026-02-01, to = 2026-02-28 }]\n'
    )
    text = "The harbour master spoke."
    found = tried(
        tmp_path,
        OWN,
        after,
        article("One", text, "2026-02-10"),
        article("Two", text, "2026-03-10"),
        of="ferry",
    )
    assert found.after.articles == 1


def test_examples_are_few_and_no_sentence_comes_twice(tmp_path: Path) -> None:
    same = [article(f"{n}", "The Ferry Board met.") for n in range(5)]
    other = [article(f"{n}", f"The Ferry Board met {n} times.") for n in range(50)]
    found = tried(tmp_path, "", OWN, *same, *other, of="ferry")
    assert found.after.mentions == 55
    assert len(found.gained) == len({one.sentence for one in found.gained}) < 10
