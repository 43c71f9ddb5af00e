"""The scenes that can be played now: each belongs to a page, says what to try there, and leads to the next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Scene:
    """What may be tried on pages whose address begins so; the first that fits is shown."""

    begins: str
    title: str | Promise
    text: str | Promise
    next_label: str | Promise
    next_url: str


KESTREL = "/organizations/?q=kestrel"

SCENES = (
    Scene("/relationships/", _("Who knows whom"), _("As a list, as a graph, by role, or as a map: who decides at Kestrel, who influences whom, and who of us knows them."), _("Hannah Osei seems to have left"), "/individuals/?q=osei"),
    Scene("/has-left/", _("Has left"), _("Hannah is at Alder Foods now: name it, look at what it touches, and note it. The history stays on both sides."), _("Alder Foods"), "/organizations/?q=alder"),
    Scene("/imports/", _("Your own mess"), _("Bring in a file of your own, or the list from the fair. Nothing is written before you say so."), _("The list from the fair"), "/demo/fair.csv"),
    Scene("/bin/", _("Nothing is lost"), _("What was put into the bin waits here, whole, until somebody restores it."), _("It fits"), "/settings/fields/organizations/"),
    Scene("/organizations/new/", _("Add"), _("A name is enough to begin."), _("Find Kestrel"), KESTREL),
    Scene("/individuals/new/", _("Add"), _("A name is enough to begin; everything else can wait."), _("Find Kestrel"), KESTREL),
    Scene("/organizations/?approval_expires", _("It fits"), _("Only dairies are asked when their approval expires. Open the one in Ripon: its silo access code is asked of nobody else."), _("The scales"), "/scales/?sort=next_calibration"),
    Scene("/organizations/?", _("Find"), _("Open Kestrel Dairies: its people, its plants and two years of history are on one page."), "", ""),
    Scene("/individuals/?", _("Find"), _("Some 2,000 people, in nine scripts. Filter by country, sort by any head, or open one."), _("Find Kestrel"), KESTREL),
    Scene("/organizations/", _("Change it, take it back"), _("Click the employees, type another number, press Enter: the bar takes it back. Relationships tells who knows whom."), _("Hannah Osei seems to have left"), "/individuals/?q=osei"),
    Scene("/individuals/", _("Log the call"), _("Press L, say what was said and what follows, then Ctrl and Enter: it stands in the history of both. Who is no longer there has left: press H."), _("Then: the bin"), "/bin/"),
    Scene("/settings/fields/", _("It fits"), _("As Ada, add a field: for all, for some, or for a single record. It is in lists, filters and files on the next click."), _("Dairies by their approval"), "/organizations/?approval_expires__not_empty=&sort=approval_expires&column=approval_expires"),
    Scene("/scales/", _("A kind of its own"), _("Ada added “Scale” in the browser: its list, pages, history and files were there on the next click."), _("The kinds"), "/settings/kinds/"),
    Scene("/settings/kinds/", _("It fits"), _("As Ada, add a kind of record, such as a policy or a vehicle, then its fields."), _("Import a file"), "/imports/new/"),
    Scene("/processes/", _("One after the other"), _("As Ada, change a process and publish it; what is under way goes on as it began. One waits at Alder Foods: pause it, or skip a step."), _("Alder Foods"), "/organizations/?q=alder"),
    Scene("/", _("Find Kestrel"), _("Type “kestrel” into the field at the top, or “osei”, or the end of a telephone number."), _("Show me"), KESTREL),
)  # fmt: skip


ANYWHERE = ("/has-left/", "/relationships/")  # the same of everybody
LISTS = ("/organizations/", "/individuals/")


def at(address: str) -> Scene:
    """The scene of a page by its path and its query."""
    path = address.partition("?")[0]
    ending = next((one for one in ANYWHERE if path.endswith(one)), "")
    asked = f"{address}?" if address in LISTS else ending or address
    return next((one for one in SCENES if asked.startswith(one.begins)), SCENES[-1])
