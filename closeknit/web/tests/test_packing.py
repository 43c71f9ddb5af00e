"""Packed answers: they are what they were, for those who can read them."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from closeknit.web.packing import Packing

TEXT = b"<li>Kestrel Dairies</li>" * 100


def answered(response: HttpResponseBase, accepts: str = "gzip, br") -> HttpResponseBase:
    return Packing(lambda request: response)(RequestFactory().get("/", headers={"Accept-Encoding": accepts}))  # type: ignore[return-value]


def test_what_is_packed_comes_out_as_it_was() -> None:
    answer = answered(HttpResponse(TEXT))
    assert isinstance(answer, HttpResponse)
    assert gzip.decompress(answer.content) == TEXT
    assert len(answer.content) == int(answer.headers["Content-Length"]) < len(TEXT) / 5
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")


def test_the_length_says_little_about_what_is_inside() -> None:
    lengths = {answered(HttpResponse(TEXT)).headers["Content-Length"] for _time in range(50)}
    assert len(lengths) > 10


@pytest.mark.parametrize(
    ("response", "accepts"),
    [
        (HttpResponse(TEXT), "br"),
        (HttpResponse(b"short"), "gzip"),
        (HttpResponse(TEXT, headers={"Content-Encoding": "br"}), "gzip"),
    ],
)
def test_the_rest_is_left_alone(response: HttpResponse, accepts: str) -> None:
    before = response.content
    answer = answered(response, accepts)
    assert isinstance(answer, HttpResponse)
    assert answer.content == before
    assert answer.headers.get("Content-Encoding") != "gzip"


def test_a_stream_is_packed_as_it_comes() -> None:
    answer = answered(StreamingHttpResponse(iter([TEXT, TEXT])))
    assert isinstance(answer, StreamingHttpResponse)
    assert gzip.decompress(b"".join(answer)) == TEXT * 2  # type: ignore[arg-type]
