"""The dashboard on a store of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.conftest import REPO
from tests.ui import builders

Visit = Callable[..., AppTest]


@pytest.fixture
def visit(store: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Open a page of the dashboard as its address names it."""
    monkeypatch.setenv("MONITOR_STORE", str(store))
    st.cache_data.clear()
    st.cache_resource.clear()

    def page(name: str = "", **query: list[str] | str) -> AppTest:
        app = AppTest.from_file(str(REPO / "dashboard.py"), default_timeout=120)
        for key, value in query.items():
            app.query_params[key] = value
        if name:
            app.switch_page(f"pages/{name}.py")
        return app.run()

    return page


@pytest.fixture
def filled(store: Path) -> None:
    builders.fill(store)
