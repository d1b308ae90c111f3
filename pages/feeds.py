"""Can I trust the curve?"""

from monitor.ui import router

router.guard()


from monitor.report import figures
from monitor.ui import cards, feedlist, filters, state

chosen = filters.current()
cards.header("Feeds", chosen, "fetches")
feedlist.controls()
days = state.ask("feed_days", chosen)
if not days.empty:
    with cards.card("Every day of every feed", "What the best poll of a day came to."):
        cards.chart(
            figures.feed_strip(days, theme=state.theme()),
            "strip",
            figures.alt("feed_strip", days),
        )
feedlist.table()
