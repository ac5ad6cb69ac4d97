"""Runs a command and prints its wall time and peak memory as one JSON line; its output becomes a field of that line.

    python measure.py COMMAND [ARGUMENT ...]

The kernel's own account of the finished process (wait4), so that nothing has to be watched while it runs.
"""

import json
import os
import sys
import tempfile
import time

with tempfile.TemporaryFile() as output:
    start = time.perf_counter()
    process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, output.fileno(), 1)])
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    output.seek(0)
    text = output.read().decode()

print(json.dumps({"seconds": seconds, "kilobytes": usage.ru_maxrss, "status": os.waitstatus_to_exitcode(status), "output": text}))
