"""What the kernel must know of documents, and the profile that they are shipped with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from closeknit.catalogue.kinds import Group, Kind, kinds
from closeknit.documents import documents, fields
from closeknit.documents.models import Document
from closeknit.profiles import shipped
from closeknit.profiles.shipped import Heading, Shipped
from closeknit.records.kinds import common_fields

TYPE = "document_type"
TYPES = (
    gettext_noop("Contract"),
    gettext_noop("Quote"),
    gettext_noop("Specification"),
    gettext_noop("Drawing"),
    gettext_noop("Certificate"),
    gettext_noop("Report"),
    gettext_noop("Meeting minutes"),
    gettext_noop("Letter"),
    gettext_noop("Picture"),
)
PROFILE = (
    Heading(
        gettext_noop("Filing"),
        (
            Shipped(TYPE, gettext_noop("Document type"), "choice", tuple((one, "plain") for one in TYPES)),
            Shipped("signed_on", gettext_noop("Signed on"), "date"),
            Shipped(
                "original_at",
                gettext_noop("The original is"),
                "text",
                hint=gettext_noop("As in: safe, second drawer."),
            ),
        ),
    ),
)


def register() -> None:
    """Make the kind and its profile known; called once when the program starts."""
    about = Group("document", _("Document"), ("name", TYPE, "status", "dated", "valid_until", "link", "number", "description"))  # fmt: skip
    care = Group("care", _("Looked after by"), ("owner", "team", "tags"))
    kind = Kind(
        key="document",
        plural="documents",
        label=_("Document"),
        label_plural=_("Documents"),
        add_label=_("Add document"),
        model=Document,
        icon="file-text",
        own_fields=(*fields.of_document(), *common_fields()),
        columns=("name", TYPE, "status", "concerns", "valid_until", "dated", "owner", "updated_at"),
        beside=("number", "concerns"),
        create_fields=("name", TYPE, "status", "dated", "valid_until"),
        create_more=("number", "link", "description"),
        key_facts=(TYPE, "dated", "valid_until", "number", "owner"),
        status="status",
        imported=True,
        groups=(about, care),
        settle=documents.settle,
    )
    kinds.register(kind)
    shipped.register("document", PROFILE)
