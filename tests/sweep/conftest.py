"""The world of the sweep, made once for all of its tests, in the database for good until they are done."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from closeknit.catalogue import editions
from tests.sweep.oracle import Oracle
from tests.sweep.visiting import Ledger, Visitor
from tests.sweep.world import Builder, Place, confidential


@pytest.fixture(scope="package")
def place(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    """The people and records of the sweep, truly written: what a request writes can be told from what was there."""
    with django_db_blocker.unblock():
        restored = confidential()
        next(restored)
        try:
            yield Builder().build()
        finally:
            next(restored, None)
            call_command("flush", verbosity=0, interactive=False, allow_cascade=True, inhibit_post_migrate=True)
            with connection.cursor() as cursor:  # emptying tables raises no edition
                cursor.execute("update access_edition set number = nextval('access_edition_number')")


@pytest.fixture(scope="package")
def oracle(place: Place) -> Oracle:
    return Oracle(place.world)


@pytest.fixture(scope="package")
def visitor(place: Place) -> Visitor:
    return Visitor()


@pytest.fixture(scope="package")
def ledger(place: Place) -> Ledger:
    return Ledger()


@pytest.fixture(autouse=True)
def apart(place: Place, db: None) -> Iterator[None]:
    """A connection outside the transaction that surrounds every test, so that a request's own transaction can be asked whether it wrote."""
    logging.disable(
        logging.ERROR
    )  # refusals are what is wanted here; the faults that a request ends in are kept by the visitor
    around = connections["default"]
    connections["default"] = around.copy()
    editions.use(place.edition)
    yield
    connection.close()
    connections["default"] = around
    logging.disable(logging.NOTSET)
