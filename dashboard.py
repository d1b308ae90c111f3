"""Start here: `streamlit run dashboard.py`."""

from monitor.ui import router

router.run()
