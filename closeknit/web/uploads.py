"""Uploads: bounded before a byte is kept, and kept only for who is signed in and where a file is taken."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

WRAPPING = 1024 * 1024  # bytes that a form may have around its file, and a form without one in all


class UploadTooBig(RequestDataTooBig):
    """A form is larger than it may be; its text is the sentence for a person."""


class Bounded(TemporaryFileUploadHandler):
    """Puts a file on disk as it comes, where one is taken; whatever files come elsewhere are passed over.

    The check of forged forms reads the whole form before any view is asked, so this is the first to know. Raises UploadTooBig.
    """

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any, **more: Any) -> None:  # noqa: N803 - Django's name
        """Refuse by the announced length; Django reads no further than that."""
        self.taken = _is_taken(self.request)
        if content_length > WRAPPING + (settings.UPLOAD_LIMIT if self.taken else 0):
            raise UploadTooBig(_sentence(self.taken))

    def new_file(self, *arguments: Any, **more: Any) -> None:
        """Begin a file on disk, or pass over it."""
        if not self.taken:
            raise SkipFile
        super().new_file(*arguments, **more)


def _is_taken(request: Any) -> bool:
    """Whether somebody whom we know sends this to an address that takes a file."""
    actor, route = getattr(request, "actor", None), request.resolver_match
    known = actor is not None and actor.user_id is not None
    return known and route is not None and route.view_name in settings.TAKE_FILES


def _sentence(taken: bool) -> str:
    if taken:
        most = settings.UPLOAD_LIMIT // 1024 // 1024
        return _("A file may have up to %(most)d MB. Send a smaller one.") % {"most": most}
    return _("This is larger than a form may be. Send less at once; to send a file, sign in first.")


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that cannot be read: 413 with a sentence where it is too large, else 400."""
    if not isinstance(exception, RequestDataTooBig):
        return bad_request(request, exception)
    sentence = str(exception) if isinstance(exception, UploadTooBig) else _sentence(taken=False)
    return render(request, "413.html", {"sentence": sentence}, status=413)
