"""What the pages share: the settings, the store, and answers that were given before."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Literal, TypeVar

import pandas as pd
import streamlit as st

from monitor import settings as environment
from monitor.errors import MonitorError
from monitor.records import Filters
from monitor.report.figures import Figure
from monitor.settings import Settings
from monitor.store.evidence import ArticleView
from monitor.store.lake import Lake, Version
from monitor.store.query import Reader
from monitor.store.selection import Options, Summary
from monitor.store.stories import StoryView

_Made = TypeVar("_Made")
# These look at outlets and days alone, so other filters need not ask them again.
_OF_COLLECTING = ("collected", "gaps", "feed_days", "fetches")
# Written out they say all that they hold, and a text is hashed sooner than its parts.
_WRITTEN_OUT: dict[str | type, Callable[[Any], Any]] = {Filters: repr, tuple: repr}


@st.cache_resource
def settings() -> Settings:
    """The settings that the server was started with."""
    return environment.from_environment()


@st.cache_resource(max_entries=4)
def _reader(store: str) -> Reader:
    return Reader(Lake(store))


def reader() -> Reader:
    """The store, shared by all sessions."""
    return _reader(settings().store)


def has_articles() -> bool:
    """Whether anything has been collected or loaded."""
    return not options().days.empty or bool(reader().summary(Filters()).total_articles)


def options() -> Options:
    """What can be chosen from."""
    return _options(settings().store, reader().version)


def summary(filters: Filters) -> Summary:
    """The size of a selection."""
    return _summary(settings().store, reader().version, filters)


def ask(question: str, filters: Filters, **more: Any) -> pd.DataFrame:
    """A frame of the Reader, by its name; remembered until the store changes."""
    if question in _OF_COLLECTING:
        filters = replace(filters, entities=(), holders=(), voice="", search="")
    return _ask(settings().store, reader().version, question, filters, tuple(more.items()))


def whole(question: str, filters: Filters) -> pd.DataFrame:
    """The same, not remembered: what somebody downloads can be all of the store."""
    frame: pd.DataFrame = getattr(reader(), question)(filters)
    return frame


def remember(make: Callable[..., _Made], *given: Hashable) -> _Made:
    """What `make` makes of these and of the store; remembered until the store changes."""
    made: _Made = _remember(settings().store, reader().version, make.__qualname__, given, make)
    return made


def drawn(draw: Callable[..., Figure], *data: Any, **how: Any) -> Figure:
    """What a function of figures draws of these data; remembered by what is in them.

    One figure serves all visitors: nobody may change it.
    """
    return _drawn(draw.__qualname__, data, tuple(how.items()), draw)


def article(article_id: str) -> ArticleView:
    """All that is stored of one article."""
    return reader().article(article_id)


def story(story_id: str) -> StoryView:
    """One story with its copies; remembered until the store changes."""
    return _story(settings().store, reader().version, story_id)


def dark() -> bool:
    """Whether the visitor sees the dark theme."""
    return bool(st.context.theme.type == "dark")


def theme() -> Literal["light", "dark"]:
    """The visitor's theme, as the figures call it."""
    return "dark" if dark() else "light"


@contextmanager
def shown_errors() -> Iterator[None]:
    """Show our own errors as a message and a remedy."""
    try:
        yield
    except MonitorError as error:
        with st.container(border=True):
            st.error("This can't be shown.")
            st.text(f"{error.message}\n{error.remedy}".strip())


@st.cache_data(max_entries=4, show_spinner=False, hash_funcs=_WRITTEN_OUT)
def _options(store: str, version: Version) -> Options:
    return reader().options(settings().timezone)


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs=_WRITTEN_OUT)
def _summary(store: str, version: Version, filters: Filters) -> Summary:
    return reader().summary(filters)


@st.cache_data(max_entries=8, show_spinner=False, hash_funcs=_WRITTEN_OUT)
def _story(store: str, version: Version, story_id: str) -> StoryView:
    return reader().story(story_id)


@st.cache_data(max_entries=64, show_spinner=False)
def _remember(
    store: str, version: Version, name: str, given: tuple[Hashable, ...], _make: Callable[..., Any]
) -> Any:
    return _make(*given)


@st.cache_resource(max_entries=128, show_spinner=False)
def _drawn(
    name: str,
    data: tuple[Any, ...],
    how: tuple[tuple[str, Any], ...],
    _draw: Callable[..., Figure],
) -> Figure:
    return _draw(*data, **dict(how))


# A page asks up to 60 of a selection.
@st.cache_data(max_entries=512, show_spinner=False, hash_funcs=_WRITTEN_OUT)
def _ask(
    store: str, version: Version, question: str, filters: Filters, more: tuple[tuple[str, Any], ...]
) -> pd.DataFrame:
    frame: pd.DataFrame = getattr(reader(), question)(filters, **dict(more))
    return frame
