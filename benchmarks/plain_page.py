"""What the dashboard is measured beside: the shortest Streamlit page that answers the same.

pandas reads all statements from the CSV that PLAIN_ROWS names, in every run. With PLAIN_CACHED
the frame is kept by st.cache_data, which is the one step that every tutorial takes next.
"""

import os

import pandas as pd
import plotly.express as px
import streamlit as st


def read() -> pd.DataFrame:
    """All statements."""
    return pd.read_csv(os.environ["PLAIN_ROWS"], parse_dates=["day"])


def overview() -> None:
    """Articles by week and stance."""
    st.title("Overview")
    weeks = rows.groupby([pd.Grouper(key="day", freq="W"), "stance"])["article"].nunique()
    st.plotly_chart(px.bar(weeks.reset_index(), x="day", y="article", color="stance"))


def entities() -> None:
    """Mean stance by week, in the outlets' own voice and in the quoted ones."""
    st.title("Entities")
    weeks = rows.groupby([pd.Grouper(key="day", freq="W"), "voice"])["score"].mean()
    st.plotly_chart(px.line(weeks.reset_index(), x="day", y="score", color="voice"))


if os.environ.get("PLAIN_CACHED"):
    read = st.cache_data(read)
rows = read()
entity = st.sidebar.selectbox("Entities", ["All", *sorted(rows["entity"].unique())])
if entity != "All":
    rows = rows[rows["entity"] == entity]
pages = [st.Page(overview, title="Overview", default=True), st.Page(entities, title="Entities")]
st.navigation(pages).run()
