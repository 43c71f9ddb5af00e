"""Strings that break programs: each comes back byte for byte through the form, the API and a CSV file, and none of them runs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from closeknit.access import tokens
from closeknit.catalogue.export import read_back
from closeknit.catalogue.kinds import kinds
from closeknit.records import record, search
from closeknit.records.models import Record
from closeknit.timeline import notes
from tests.cast import Cast

FIELDS = ("name", "legal_name", "industry", "city", "street")
LIMIT = 200  # characters that the shortest of these fields takes


@pytest.fixture(scope="session")
def naughty(test_data: Path) -> list[str]:
    strings = json.loads((test_data / "text-naughty-strings" / "blns.json").read_text("utf-8"))
    return [one for one in strings if one != ""]


@pytest.fixture(scope="session")
def bundles(naughty: list[str]) -> list[dict[str, str]]:
    """The strings dealt out to the fields of a few records; long ones go where long texts go."""
    short = [one for one in naughty if len(one) <= LIMIT and not one.isspace()]
    rows = [
        dict(zip(FIELDS, short[start : start + len(FIELDS)], strict=False))
        for start in range(0, len(short), len(FIELDS))
    ]
    rest = [one for one in naughty if one not in set(short)]
    return rows + [{"name": f"long {place}", "description": one} for place, one in enumerate(rest)]


def read(client: Client, token: str, pk: int) -> dict[str, Any]:
    answer = client.get(f"/api/v1/organizations/{pk}", headers={"Authorization": f"Bearer {token}"})
    return answer.json()  # type: ignore[no-any-return]


def differences(sent: dict[str, str], got: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [(key, value, got[key]) for key, value in sent.items() if got[key] != value]


def test_through_the_form_and_out_as_csv(cast: Cast, bundles: list[dict[str, str]]) -> None:
    client, token = cast.browser("ada"), tokens.issue(cast.ada_user, "test")
    wrong = []
    for bundle in bundles:
        answer = client.post("/organizations/new/", bundle)
        assert answer.status_code == 302, (bundle, answer.content.decode()[-2000:])
        pk = int(answer.headers["Location"].split("/")[2].split("-")[0])
        wrong += differences(bundle, read(client, token, pk))
    assert wrong == []
    columns = "&".join(f"column={key}" for key in (*FIELDS, "description"))
    text = b"".join(client.get(f"/organizations/export.csv?{columns}").streaming_content).decode("utf-8-sig")
    exported = [
        {key: read_back(cell) for key, cell in row.items()} for row in csv.DictReader(io.StringIO(text, newline=""))
    ]
    known = {
        (row["name"], row["legal_name"], row["industry"], row["city"], row["street"], row["description"])
        for row in exported
    }
    assert {tuple(bundle.get(key, "") for key in (*FIELDS, "description")) for bundle in bundles} == known


def test_through_the_api(cast: Cast, bundles: list[dict[str, str]]) -> None:
    client, token = Client(), tokens.issue(cast.ada_user, "test")
    headers = {"Authorization": f"Bearer {token}"}
    wrong = []
    for bundle in bundles:
        made = client.post(
            "/api/v1/organizations", json.dumps(bundle), content_type="application/json", headers=headers
        )
        assert made.status_code == 201, (bundle, made.content)
        wrong += differences(bundle, made.json())
    assert wrong == []


def test_as_words_of_a_search_and_of_a_filter(cast: Cast, naughty: list[str]) -> None:
    cast.organization()
    client = cast.browser("tomas")
    for one in naughty[::7]:
        assert client.get("/search/", {"q": one}).status_code == 200
        assert client.get("/organizations/", {"name__contains": one}).status_code in (200, 422)
    for one in naughty:
        search.find(one, cast.tomas)


@pytest.mark.django_db(transaction=True)
def test_none_of_them_runs_in_a_browser(
    page: Page, cast: Cast, live_server: Any, bundles: list[dict[str, str]], naughty: list[str]
) -> None:
    """Scripts among them call alert: no dialog opens, and the fixture fails on anything that the content policy had to stop."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    scripts = [one for one in naughty if "<" in one or "javascript" in one.lower()]
    first = record.create(
        kinds["organization"],
        {"name": "All of them", "description": "\n".join(scripts), "tags": ["<b>x</b>"]},
        by=cast.ada,
    )
    notes.write(first, "\n".join(scripts), by=cast.ada)
    for bundle in [one for one in bundles if any("<" in value for value in one.values())][:45]:
        record.create(kinds["organization"], bundle, by=cast.ada)
    for one in scripts[:40]:
        record.edit(first, {"legal_name": one[:200]}, by=cast.ada)
    cast.sign_in(page, "ada", live_server.url)
    for address in (
        "/organizations/?column=legal_name&column=industry&column=city&column=street",
        Record.objects.get(pk=first.pk).address,
        f"/organizations/{first.pk}/changes/",
        "/search/?q=script",
        "/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
    page.fill("#search", "alert")
    page.wait_for_timeout(500)
    assert dialogs == []
