"""A kind of the company's own at the doors that other tests try with shipped kinds: import page, roles, files, undo, the bin, hidden names."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from closeknit.access import tokens
from closeknit.access.gate import Absent
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.intake import bringing
from closeknit.intake.models import Import
from closeknit.profiles import definitions, own_kinds
from closeknit.records import record
from closeknit.records.models import Attachment, Record
from tests.cast import Cast


@pytest.fixture
def scales(cast: Cast) -> Kind:
    own_kinds.add({"label": "Scale", "label_plural": "Scales", "icon": "scale"}, by=cast.ada)
    for given in (
        {"label": "Serial number", "type": "text"},
        {"label": "Capacity", "type": "number", "unit": "kg"},
        {"label": "Stands at", "type": "reference", "target": "organization"},
    ):
        definitions.add(kinds["scale"], given, by=cast.ada)
    return kinds["scale"]


def said(name: str, kind: Kind, key: str) -> Any:
    home: Any = kind.fields[key].home
    return Record.objects.get(name=name).profile.get(str(home.definition))


@pytest.mark.usefixtures("scales")
def test_a_file_comes_in_through_the_pages_and_is_taken_back(cast: Cast) -> None:
    cast.organization("Kestrel Dairies")
    browser = cast.browser("tomas")
    assert "Scales" in browser.get("/imports/new/").content.decode()
    rows = (
        b"Name,Serial number,Capacity,Stands at\nPlatform scale,S-100,1500,Kestrel Dairies\nBench scale,S-200,many,\n"
    )
    sent = browser.post("/imports/new/", {"kind": "scale", "file": SimpleUploadedFile("scales.csv", rows)})
    assert sent.status_code == 302, sent.content.decode()
    one = Import.objects.get()
    matched = browser.get(sent["Location"], follow=True).content.decode()
    assert "Serial number" in matched
    assert browser.post(f"/imports/{one.pk}/columns/", chosen(matched)).status_code == 302
    bringing.propose(one.pk)
    assert browser.post(f"/imports/{one.pk}/start/").status_code == 302
    bringing.bring(one.pk)
    kind = kinds["scale"]
    assert said("Platform scale", kind, "serial_number") == "S-100"
    assert said("Platform scale", kind, "stands_at")["name"] == "Kestrel Dairies"
    assert not Record.objects.filter(name="Bench scale", profile__has_key="capacity").exists()
    listed = browser.get("/scales/").content.decode()
    assert "Platform scale" in listed
    assert browser.post(f"/imports/{one.pk}/undo/").status_code == 302


def chosen(page: str) -> dict[str, str]:
    """What the page of columns would send as it stands: the chosen option of each menu."""
    found = {}
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        marked = re.search(r'<option value="([^"]*)"[^>]*selected', inside)
        found[name] = marked[1] if marked else ""
    return found


@pytest.mark.usefixtures("scales")
def test_the_roles_say_what_each_may_do_with_it(cast: Cast) -> None:
    page = cast.browser("ada").get("/settings/roles/").content.decode()
    assert page.count('<th scope="row">Scales</th>') == page.count('<th scope="row">Organizations</th>') > 2


@pytest.mark.usefixtures("scales")
def test_a_file_hangs_on_it_for_whoever_sees_it(cast: Cast) -> None:
    one = cast.make("scale", name="Platform scale")
    browser = cast.browser("tomas")
    sent = browser.post(f"/scales/{one.pk}/files/", {"file": SimpleUploadedFile("plan.txt", b"words")})
    assert sent.status_code == 302
    held = Attachment.objects.get(record=one.pk)
    answer: Any = browser.get(f"/scales/{one.pk}/files/{held.pk}/")
    assert b"".join(answer.streaming_content) == b"words"
    assert cast.browser("priya").get(f"/scales/{one.pk}/files/{held.pk}/").status_code == 404


def test_an_edit_is_undone_and_a_record_goes_into_the_bin_and_out_of_it(cast: Cast, scales: Kind) -> None:
    one = cast.make("scale", name="Platform scale", capacity="1500")
    browser = cast.browser("tomas")
    sent = browser.post(f"/scales/{one.pk}/fact/capacity/", {"value": "30", "version": str(one.version)})
    assert sent.status_code == 302, sent.content.decode()
    assert said("Platform scale", scales, "capacity") == 30
    change = re.search(r"/undo/([0-9a-f-]{36})/", browser.get(f"/scales/{one.pk}/", follow=True).content.decode())
    assert change
    assert browser.post(f"/undo/{change[1]}/").status_code == 302
    assert said("Platform scale", scales, "capacity") == 1500
    assert browser.post(f"/scales/{one.pk}/bin/").status_code == 302
    assert browser.get("/scales/").context["rows"] == []
    assert "Platform scale" in browser.get("/bin/").content.decode()
    assert browser.post(f"/scales/{one.pk}/restore/").status_code == 302
    assert "Platform scale" in browser.get("/scales/").content.decode()


def test_a_kind_that_is_removed_leaves_no_door_open(cast: Cast, scales: Kind) -> None:
    one = cast.make("scale", name="Platform scale")
    record.discard(one, by=cast.tomas)
    with pytest.raises(Refused, match="perhaps in the bin"):
        own_kinds.remove("scale", by=cast.ada)
    Record.objects.filter(pk=one.pk).delete()
    own_kinds.remove("scale", by=cast.ada)
    browser, key = cast.browser("tomas"), tokens.issue(cast.tomas_user, "test")
    for address in ("/scales/", "/scales/new/", f"/scales/{one.pk}/", "/suggest/scale/?q=plat"):
        assert browser.get(address).status_code == 404, address
    headers = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/scales", headers=headers).status_code == 404
    assert browser.post("/imports/new/", {"kind": "scale", "file": SimpleUploadedFile("s.csv", b"Name\nx\n")}).status_code == 422  # fmt: skip
    assert "Scales" not in browser.get("/organizations/").content.decode()
    with pytest.raises(Absent):
        own_kinds.find("scale", cast.ada)


@pytest.mark.usefixtures("scales")
def test_a_field_that_points_to_what_one_does_not_see_tells_no_name(cast: Cast) -> None:
    hidden = cast.organization("Kestrel Dairies")
    one = cast.make("scale", name="Platform scale", stands_at=hidden.pk, owner=cast.priya_user.pk)
    browser, key = cast.browser("priya"), tokens.issue(cast.priya_user, "test")
    headers = {"Authorization": f"Bearer {key}"}
    answers = [
        browser.get(f"/scales/{one.pk}/", follow=True),
        browser.get("/scales/?column=name&column=stands_at"),
        browser.get(f"/scales/{one.pk}/fact/stands_at/?show", headers={"HX-Request": "true"}),
        Client().get(f"/api/v1/scales/{one.pk}", headers=headers),
        Client().get("/api/v1/scales?fields=name,stands_at", headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert not [answer.request for answer in answers if "Kestrel" in answer.content.decode()]
    assert json.loads(answers[3].content)["profile"]["stands_at"] == {"id": hidden.pk, "name": ""}
    seen = cast.browser("tomas").get("/scales/?column=name&column=stands_at").content.decode()
    assert "Kestrel Dairies" in seen
