"""What the environment says, and that what is written about it is true."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from closeknit.config import environment

PACKAGE = environment.CHECKOUT / "closeknit"


def test_the_page_of_settings_is_current() -> None:
    written = (environment.CHECKOUT / "docs" / "run" / "settings.md").read_text()
    assert written == environment.page(), "run python -m closeknit.config.environment"


def test_no_other_code_reads_the_environment() -> None:
    code = [path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts and path.parent.name != "config"]
    guilty = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in code
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    assert guilty == []


def test_only_declared_variables_can_be_read() -> None:
    with pytest.raises(KeyError):
        environment.read("CLOSEKNIT_UNHEARD_OF")


@pytest.mark.parametrize("value", ["many", "0", "-1", "1.5", "²"])
def test_a_number_that_is_none_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(ImproperlyConfigured, match="PORT must be a whole number of at least 1"):
        environment.number("PORT")


def test_a_language_that_is_not_known_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.language(("en", "de")) == "en"
    monkeypatch.setenv("CLOSEKNIT_LANGUAGE", "de")
    assert environment.language(("en", "de")) == "de"
    monkeypatch.setenv("CLOSEKNIT_LANGUAGE", "tlh")
    with pytest.raises(ImproperlyConfigured, match="CLOSEKNIT_LANGUAGE must be one of en, de"):
        environment.language(("en", "de"))


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "nonsense"])
def test_an_address_of_no_database_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must look like"):
        environment.database()


def test_an_address_is_understood_in_all_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:p%40ss@db.example:6000/crm?sslmode=require")
    found = environment.database()
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "ann",
        "p@ss",
        "db.example",
        "6000",
        "crm",
    ]
    assert found["OPTIONS"]["sslmode"] == "require"
    assert "pgtrigger.ignore={}" in found["OPTIONS"]["options"]


def test_a_pooler_that_cannot_keep_prepared_statements_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for url, after in (
        ("postgresql:///crm", environment.PREPARED_AFTER),
        ("postgresql:///crm?prepare_threshold=0", None),
    ):
        monkeypatch.setenv("DATABASE_URL", url)
        assert environment.database()["OPTIONS"]["prepare_threshold"] == after


def test_nothing_embedded_is_made_while_another_database_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///elsewhere")
    monkeypatch.setenv("CLOSEKNIT_HOME", str(tmp_path / "home"))
    assert environment.embedded() is None
    assert environment.database()["NAME"] == "elsewhere"
    assert not (tmp_path / "home").exists()


def test_without_an_address_the_embedded_database_is_meant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("CLOSEKNIT_HOME", str(tmp_path / "a folder, with äöü"))
    cluster = environment.embedded()
    assert cluster is not None
    found = environment.database()
    assert found["HOST"] == str(cluster.placement.sockets)
    assert (found["USER"], found["NAME"], found["PORT"]) == ("closeknit", "closeknit", "5432")


def test_the_secret_is_made_once_and_closed_to_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLOSEKNIT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CLOSEKNIT_SECRET", raising=False)
    first = environment.secret()
    environment.make_secret(tmp_path / "home" / "secret")
    assert len(first) >= 48
    assert environment.secret() == first
    assert (tmp_path / "home" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret"]


@pytest.mark.parametrize(
    ("variables", "offered"),
    [
        ({"CLOSEKNIT_DEMO": "1"}, True),
        ({}, False),
        ({"CLOSEKNIT_DEMO": "1", "CLOSEKNIT_BIND": "0.0.0.0"}, False),
        ({"CLOSEKNIT_DEMO": "1", "CLOSEKNIT_HOSTS": "crm.example"}, False),
    ],
)
def test_one_click_sign_in_is_for_a_demonstration_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], offered: bool
) -> None:
    for name in ("CLOSEKNIT_DEMO", "CLOSEKNIT_BIND", "CLOSEKNIT_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert environment.demonstration() is offered
