"""One of several, chosen by the visitor and kept in the address."""

from collections.abc import Mapping
from typing import Any

import streamlit as st


def one_of(label: str, options: Mapping[str, str], usual: str, key: str, **more: Any) -> str:
    """Draw a row of buttons, one of which is always down, and give the one that is.

    `options`: value -> what stands on its button; `usual`: the value at first; `key`: of the
    session and the address; `more`: as st.segmented_control takes it.
    """
    chosen = st.segmented_control(
        label,
        list(options),
        format_func=lambda one: options[one],
        default=usual,
        required=True,
        key=key,
        bind="query-params",
        **more,
    )
    return str(chosen)
