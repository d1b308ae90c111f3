"""Who and what is found in texts, and under which names?"""

from monitor.ui import router

router.guard()

from monitor.ui import workbench

listed = workbench.load()
if listed is not None:
    workbench.header(listed)
    workbench.pending(listed)
    workbench.edit(workbench.choose(listed))
    workbench.table(listed)
