"""Articles with their texts, newest first, for as long as somebody wants to read."""

from collections.abc import Iterator

from monitor.records import Article
from monitor.store.engine import Engine
from monitor.store.known import article_of

_FIRST, _MOST = 100, 1_600  # articles at a time: little to wait for, then little to ask for


class Texts:
    """The latest revisions that a scorer reads: in English, or of no known language."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._places = engine.table(
            """select article from current_articles where coalesce(language, '') in ('', 'en')
               order by charted_at desc nulls last, article"""
        )["article"].to_pylist()

    def __len__(self) -> int:
        return len(self._places)

    def newest(self) -> Iterator[list[Article]]:
        """The articles, newest first, in chunks that grow."""
        first, size = 0, _FIRST
        while chunk := self._places[first : first + size]:
            rows = self._engine.rows(
                """select w.* from current_articles a
                   join articles w using (article_id, revision, batch)
                   where a.article in (select unnest($places))
                   order by a.charted_at desc nulls last, a.article""",
                {"places": chunk},
            )
            yield [article_of(row) for row in rows]
            first, size = first + size, min(2 * size, _MOST)
