"""Start here: `streamlit run dashboard.py`."""

# Streamlit runs this as __main__. A process that multiprocessing spawns from here loads it under
# another name, and needs nothing of it.
if __name__ == "__main__":
    from monitor.ui import router

    router.run()
