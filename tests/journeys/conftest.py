"""What journeys ask for: the demonstration with its characters, on this machine."""

from __future__ import annotations

from typing import Any

import pytest

from closeknit.demo import company
from closeknit.directory import ours


@pytest.fixture
def demonstration(settings: Any, transactional_db: None) -> None:
    """The demonstration's characters, without the crowd."""
    settings.DEMO = True
    ours.forget()
    company.make(crowd=False)
