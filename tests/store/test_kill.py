"""A process killed in the middle of a night leaves the store as it was before the transaction, or as it is after it."""

import signal
import subprocess
import sys
import time

import pytest

from voc.store import Store, cursors
from voc.tables import Feedback

# Stores 3 000 feedbacks and the cursor in one transaction, says where it is, and goes on slowly enough to be killed anywhere.
WRITER = """
import sys
import pandas as pd
from voc.store import Store, cursors
from voc.tables import Feedback

row = {"source": "avis", "kind": "review", "received_at": pd.Timestamp("2026-03-01", tz="UTC"), "time_known": True, "language": "fr",
       "language_confidence": 1.0, "text": "Toujours en attente. " * 40, "attributes": "{}", "content_hash": "1", "run_id": "r"}
frame = Feedback.conform(pd.DataFrame([{"feedback_id": f"f{i:04d}", **row} for i in range(3000)]))
with Store.open(sys.argv[1]) as store:
    print("open", flush=True)
    with store.transaction():
        for part in range(0, 3000, 300):
            store.save(Feedback, frame[part:part + 300])
            print(part, flush=True)
        cursors.remember(store, "avis", {"mars.csv": "1"})
    print("done", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize(("said", "wait"), [("900", 0.0), ("2700", 0.001), ("done", 0.0)])
def test_killed_while_saving(sqlite_url, said, wait):
    writer = subprocess.Popen([sys.executable, "-c", WRITER, sqlite_url], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    with writer:
        for line in writer.stdout:
            if line.strip() == said:
                break
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
    with Store.open(sqlite_url) as store:
        found = (store.count(Feedback), len(cursors.seen(store, "avis")))
    assert found in ((0, 0), (3000, 1))
    if said in ("900", "done"):
        assert found == ((3000, 1) if said == "done" else (0, 0))
