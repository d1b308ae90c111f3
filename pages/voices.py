"""Who says what about whom?"""

from monitor.ui import router

router.guard()

from dataclasses import replace

import streamlit as st

from monitor.ui import cards, filters, ledger

chosen = replace(filters.current(), voice="quoted")
if not cards.opened("Voices", chosen, "statements"):
    st.stop()

ledger.matrix_card(chosen)
with cards.card("Ledger", "Speaker, verb, target and stance, with the words they rest on"):
    about = ledger.choose(chosen)
    ledger.summary(about)
    ledger.table(about)
ledger.reversals_card(about)
