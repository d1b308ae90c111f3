"""The parts that the pages are built of. With pages/, the only user of streamlit."""
