"""Answers packed for the wire: as Django packs them, but quicker, for a list is packed longer than it is rendered."""

from __future__ import annotations

import secrets
import zlib
from struct import pack

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

LEVEL = 3  # a third of the time of Django's 6, for an eighth more bytes
LEAST = 200  # bytes that are worth it
GZIP, NAMED, NO_TIME, ANY_SYSTEM = b"\x1f\x8b\x08", b"\x08", bytes(4), b"\x00\xff"


class Packing(GZipMiddleware):
    """Packs what is not streamed itself, and leaves the rest to Django."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        content = b"" if response.streaming else response.content  # type: ignore[attr-defined]
        if len(content) < LEAST or response.has_header("Content-Encoding") or response.has_header("ETag"):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            response.content = packed(content, self.max_random_bytes)  # type: ignore[attr-defined]
            response.headers["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
            response.headers["Content-Encoding"] = "gzip"
        return response


def packed(content: bytes, most: int) -> bytes:
    """The content in the form of gzip, with a name of up to `most` letters that hides its length from whoever listens and guesses."""
    name = b"a" * secrets.randbelow(most + 1) + b"\x00"
    body = zlib.compress(content, LEVEL, wbits=-zlib.MAX_WBITS)
    return b"".join(
        (GZIP, NAMED, NO_TIME, ANY_SYSTEM, name, body, pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF))
    )
