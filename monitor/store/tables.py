"""The schema of every table: the ONE place.

All tables are append-only. `batch` is the number of the commit that a row came in with:
rows up to batch N are what the store held then. `demo` marks rows of the demonstration
set. docs/columns.md says what each column means; a test holds the two together.
"""

import pyarrow as pa

VERSION = 1  # of the whole store; a store with a higher one is refused

_TIME = pa.timestamp("us", tz="UTC")


def _schema(**columns: pa.DataType) -> pa.Schema:
    tail = {"batch": pa.int64(), "demo": pa.bool_()}
    return pa.schema([pa.field(name, kind) for name, kind in {**columns, **tail}.items()])


TABLES: dict[str, pa.Schema] = {
    # One row a change of the list of feeds; what holds for a feed is its last row.
    "feeds": _schema(
        url=pa.string(),
        at=_TIME,
        action=pa.string(),  # add, remove, pause, resume
        outlet=pa.string(),
        country=pa.string(),
        kind=pa.string(),
        language=pa.string(),
    ),
    # One row a poll of a feed; a feed's state is its last row.
    "fetches": _schema(
        feed=pa.string(),
        outlet=pa.string(),
        fetched_at=_TIME,
        outcome=pa.string(),
        reason=pa.string(),
        message=pa.string(),
        status=pa.int32(),
        etag=pa.string(),
        last_modified=pa.string(),
        body_hash=pa.string(),
        body_bytes=pa.int64(),
        seconds=pa.float64(),
        entries_seen=pa.int32(),
        entries_new=pa.int32(),
        revisions=pa.int32(),
        undated=pa.int32(),
        future=pa.int32(),
        moved_to=pa.string(),
        moved_times=pa.int32(),
        failures=pa.int32(),
        failing_since=_TIME,
        last_success_at=_TIME,
        last_new_at=_TIME,
        interval_minutes=pa.int32(),
        next_poll_at=_TIME,
    ),
    # One row a revision of an article.
    "articles": _schema(
        article_id=pa.string(),
        revision=pa.int32(),
        outlet=pa.string(),
        feed=pa.string(),
        guid=pa.string(),
        url=pa.string(),
        comparison_key=pa.string(),
        title=pa.string(),
        text=pa.string(),
        author=pa.string(),
        language=pa.string(),
        published_at=_TIME,
        published_precision=pa.string(),
        published_source=pa.string(),
        published_raw=pa.string(),
        seen_at=_TIME,
        content_hash=pa.string(),
        words=pa.int32(),
    ),
    # One row whenever an article joins a story; what holds is the last row.
    "stories": _schema(article_id=pa.string(), story_id=pa.string()),
    # One row a revision that a scorer has read, also where it found nothing to judge.
    "scorings": _schema(
        article_id=pa.string(),
        revision=pa.int32(),
        scorer=pa.string(),
        scored_at=_TIME,
        outcome=pa.string(),  # scored, language (not read), empty, error
        sentences=pa.int32(),
        statements=pa.int32(),
    ),
    # One row a mention of a target, as one scorer judged it.
    "statements": _schema(
        statement_id=pa.string(),
        article_id=pa.string(),
        revision=pa.int32(),
        scorer=pa.string(),
        part=pa.string(),  # title or text: what the offsets count in
        sentence=pa.string(),
        sentence_start=pa.int32(),
        target_id=pa.string(),
        target=pa.string(),
        surface=pa.string(),
        start=pa.int32(),
        end=pa.int32(),
        holder=pa.string(),
        holder_kind=pa.string(),
        holder_id=pa.string(),
        holder_start=pa.int32(),
        holder_end=pa.int32(),
        cue=pa.string(),
        cue_start=pa.int32(),
        cue_end=pa.int32(),
        quote=pa.string(),
        stance=pa.string(),
        p_oppose=pa.float32(),
        p_neutral=pa.float32(),
        p_support=pa.float32(),
        sentiment=pa.string(),
        p_negative=pa.float32(),
        p_neutral_sentiment=pa.float32(),
        p_positive=pa.float32(),
        tone=pa.float32(),
    ),
    # One row an answer that a person gave to a question on a mention. What holds is the last
    # row of a mention, question and annotator, whatever scorer has read the mention since.
    "labels": _schema(
        article_id=pa.string(),
        revision=pa.int32(),
        part=pa.string(),
        start=pa.int32(),
        end=pa.int32(),
        target_id=pa.string(),
        question=pa.string(),  # stance or sentiment
        label=pa.string(),
        annotator=pa.string(),
        labelled_at=_TIME,
        sample=pa.string(),  # random, uncertain or picked: why it was asked
        sentence=pa.string(),  # what the annotator saw, from here on
        target=pa.string(),
        holder=pa.string(),
        holder_kind=pa.string(),
        scorer=pa.string(),  # what he did not see
        scorer_label=pa.string(),
    ),
}

# Tables that no figure of the dashboard rests on, so that they make none anew.
ASIDE = frozenset({"labels"})
