"""What every test may ask for: a database made from a template, the real data, a person's browser."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests import surroundings

pytest_plugins = ["tests.cast"]

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError
    from pytest_django import DjangoDbBlocker
    from pytest_django.live_server_helper import LiveServer

# ---------------------------------------------------------------- what cannot run here


def pytest_report_header() -> list[str]:
    """Say on which database and with which browser and data the run is made."""
    return [
        f"database: {'embedded, in ' + str(surroundings.HOME) if surroundings.EMBEDDED else 'DATABASE_URL'}",
        f"browser: {surroundings.chromium() or 'none'}",
        f"test data: {surroundings.DATA if surroundings.DATA.is_dir() else 'none'}",
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the machine has no means for; the closing summary names it. Put the longest first."""
    items.sort(key=_turn)
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if "test_data" in getattr(item, "fixturenames", ()):
            item.add_marker("data")
    missing = {
        name
        for name, there in (("browser", surroundings.chromium()), ("data", surroundings.DATA.is_dir()))
        if not there
    }
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in missing)]
    items[:] = [item for item in items if item not in set(left_out)]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = {name: sum(bool(item.get_closest_marker(name)) for item in left_out) for name in missing}


# Of two processes that take tests from one another the first begins with what needs no database, while the other makes it, and then
# with the one world that the sweep is made in; what is left to be shared out at the end are many short ones.
TURNS = ("tests/architecture/", "tests/sweep/", "tests/", "")


def _turn(item: pytest.Item) -> int:
    return next(turn for turn, folder in enumerate(TURNS) if item.nodeid.startswith(folder))


LEFT_OUT = pytest.StashKey[dict[str, int]]()
REASONS = {
    "browser": "no Chromium was found: {n} browser tests did not run. Install chromium, or name one in CLOSEKNIT_CHROMIUM.",
    "data": "{folder} is absent: {n} tests on real data did not run. Name the folder in CLOSEKNIT_TEST_DATA.",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say clearly what was not run and how to run it."""
    for name, count in sorted(config.stash.get(LEFT_OUT, {}).items()):
        terminalreporter.write_line(f"NOTE: {REASONS[name].format(n=count, folder=surroundings.DATA)}", yellow=True)


# ---------------------------------------------------------------- the database


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Start the embedded database for all the processes of a run, before there are any."""
    _start(config)


def _start(config: pytest.Config) -> None:
    """Start the embedded database where no other was named; whoever started it stops it at the end."""
    if surroundings.EMBEDDED and surroundings.EMBEDDED.start():
        config.add_cleanup(_stop)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Copy the tables from a template once there is one; of several processes one makes it while the others wait."""
    from django.db import connection

    _start(request.config)
    template = _template(connection)
    with django_db_blocker.unblock():
        alone = _alone(connection)
        if template in _databases(connection):
            connection.settings_dict["TEST"]["TEMPLATE"] = template
            alone.close()
    request.config.stash[MAKING_TEMPLATE] = alone


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Keep the fresh database as the template of the next run, until a migration changes; end who is still connected at the end."""
    from django.db import connection

    if not connection.settings_dict["TEST"].get("TEMPLATE"):
        _keep_template(request, connection, django_db_blocker)
    yield
    # A thread that served a browser may keep its connection for longer than it takes to take the database away.
    connection.close()
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        ours = [connection.settings_dict["NAME"]]
        cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", ours)


def _keep_template(
    request: pytest.FixtureRequest, connection: BaseDatabaseWrapper, django_db_blocker: DjangoDbBlocker
) -> None:
    name, template = connection.settings_dict["NAME"], _template(connection)
    connection.close()
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        for old in _databases(connection):
            if old.startswith(template.rpartition("_")[0] + "_"):
                cursor.execute(f'drop database "{old}"')
        cursor.execute(f'create database "{template}" template "{name}"')
    connection.settings_dict["TEST"]["TEMPLATE"] = template
    request.config.stash[MAKING_TEMPLATE].close()


MAKING_TEMPLATE = pytest.StashKey[psycopg.Connection[Any]]()


def _alone(connection: BaseDatabaseWrapper) -> psycopg.Connection[Any]:
    """A connection whose lock only one process of all holds, until it is closed."""
    given = connection.settings_dict
    there = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    alone = psycopg.connect(dbname="postgres", autocommit=True, **{name: one for name, one in there.items() if one})
    alone.execute("select pg_advisory_lock(hashtextextended('closeknit.tests.template', 0))")
    return alone


def _template(connection: BaseDatabaseWrapper) -> str:
    """The name of the template for the migrations as they stand."""
    sum_ = hashlib.sha256((surroundings.CHECKOUT / "locks" / "run.txt").read_bytes())
    for path in sorted((surroundings.CHECKOUT / "closeknit").glob("*/migrations/*.py")):
        sum_.update(str(path).encode() + path.read_bytes())
    name = connection.settings_dict["NAME"].removeprefix("test_").removesuffix(f"_{surroundings.WORKER}")
    return f"{name}_template_{sum_.hexdigest()[:12]}"


def _databases(connection: BaseDatabaseWrapper) -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("select datname from pg_database")
        return [name for (name,) in cursor.fetchall()]


def _stop() -> None:
    """Stop the embedded database that this run started."""
    from django.db import connection

    connection.close()
    assert surroundings.EMBEDDED
    surroundings.EMBEDDED.stop()


# ---------------------------------------------------------------- the real data


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real data sets; a test that asks for it is not collected where it is absent."""
    return surroundings.DATA


# ---------------------------------------------------------------- a person's browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine, one for the run."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    # Pages live for seconds here: what draws needs no process of its own, and optimized script never earns its compilation.
    arguments += ["--in-process-gpu", "--js-flags=--no-opt --no-maglev"]
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=surroundings.chromium(), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def window(browser: Browser, live_server: LiveServer, django_db_setup: None) -> Iterator[BrowserContext]:
    """The one window in which the pages of all tests are opened: what they share is the style and script it has fetched."""
    before = {*threading.enumerate()}
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    yield context
    context.close()
    for serving in {*threading.enumerate()} - before:
        if "process_request_thread" in serving.name:
            serving.join(10)  # each closes its connection, and only then can the database be taken away


@pytest.fixture
def page(window: BrowserContext, live_server: LiveServer) -> Iterator[Page]:
    """A page at 1440 pixels on the running product; a complaint of the browser itself fails the test."""
    complaints: list[str] = []

    def erred(error: WebError) -> None:
        complaints.append(str(error.error))

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            complaints.append(message.text)

    window.on("weberror", erred)
    window.on("console", said)
    page = window.new_page()
    yield page
    forget = {"origin": live_server.url, "storageTypes": "all"}
    window.new_cdp_session(page).send("Storage.clearDataForOrigin", forget)
    for one in window.pages:
        one.close()
    window.clear_cookies()
    window.remove_listener("weberror", erred)
    window.remove_listener("console", said)
    assert complaints == []
