"""What a test run finds around it, settled before Django reads its settings: a data folder, a secret and a database of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import hypothesis

from closeknit.config import postgres

CHECKOUT = Path(__file__).resolve().parents[1]
WORKER = os.environ.get(
    "PYTEST_XDIST_WORKER", ""
)  # one of several processes that share a run, and the run's database server
# Each has a folder of its own, within the one that the run has given to all of them.
HOME = Path(os.environ.get("CLOSEKNIT_HOME") or CHECKOUT / "var").absolute() / (WORKER or "tests")
DATA = Path(os.environ.get("CLOSEKNIT_TEST_DATA") or CHECKOUT.parent / "shared" / "data").absolute()
EMBEDDED = None if os.environ.get("DATABASE_URL") else postgres.cluster(HOME, throwaway=True)

os.environ["CLOSEKNIT_TESTING"] = "1"
os.environ["CLOSEKNIT_HOME"] = str(HOME)
os.environ.setdefault("CLOSEKNIT_SECRET", "the tests keep no secrets, but this must be long enough for signing")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps an event loop beside the tests
if EMBEDDED:
    os.environ["DATABASE_URL"] = EMBEDDED.url

# A busy machine is no fault of the code; and a run that must pass tries the same examples every time.
hypothesis.settings.register_profile("closeknit", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("closeknit")


def chromium() -> str | None:
    """Return the path of a Chromium on this machine: `CLOSEKNIT_CHROMIUM`, else the first one on PATH."""
    names = [
        os.environ.get("CLOSEKNIT_CHROMIUM"),
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ]
    return next((path for name in names if name and (path := shutil.which(name))), None)
