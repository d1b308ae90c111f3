"""Can I trust the curve?"""

from monitor.ui import router

router.guard()

from dataclasses import replace

from monitor.ui import cards, feedchanges, feedlist, filters, state

chosen = filters.current()
if chosen.end == state.options().last:
    # Polls go on where articles end: a feed that fails brings no later day to choose.
    chosen = replace(chosen, end=None)
health = feedlist.health()
cards.header("Feeds", chosen, "fetches", reading=feedlist.summary(health))
feedchanges.toolbar(feedlist.listed())
feedlist.figures_row(health)
feedlist.troubles(health)
feedlist.strip(chosen)
feedlist.table(health)
