"""The tests' own surroundings: a database of their own, made from the migrations."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from closeknit.config import health
from tests import surroundings


@pytest.mark.django_db
def test_the_tests_have_a_database_of_their_own_with_every_migration() -> None:
    assert str(connection.settings_dict["NAME"]).startswith("test_")
    assert health.pending() == []


def test_the_tests_have_a_data_folder_of_their_own() -> None:
    assert Path(os.environ["CLOSEKNIT_HOME"]) == settings.HOME
    assert settings.HOME.name == (surroundings.WORKER or "tests")
