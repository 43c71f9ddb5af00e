"""What only the database saw, said as a refusal: a rule that always holds, a value out of range, two writers who crossed."""

from __future__ import annotations

from django.db import DataError, IntegrityError, OperationalError
from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused

RETRIES = ("40001", "40P01")  # PostgreSQL asks for another try: a deadlock, or writers that crossed


def refusal(error: Exception) -> Refused | None:
    """The refusal that an error of the database amounts to; None for one that is a fault of ours.

    Its code is `contradiction`, `out_of_range`, or `busy` for what may be sent again as it is.
    """
    if isinstance(error, IntegrityError):
        diagnosis = getattr(error.__cause__, "diag", None)
        rule = getattr(diagnosis, "constraint_name", "") or ""
        sentence = _("This contradicts a rule that always holds (%(rule)s). Look at the values again.") % {"rule": rule}
        return Refused(sentence, code="out_of_range" if rule.endswith("_check") else "contradiction")
    if isinstance(error, DataError):
        return Refused(_("A value is out of the range that can be kept."), code="out_of_range")
    if isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") in RETRIES:
        return Refused(_("Somebody else was writing the same at this moment. Send it again."), code="busy")
    return None
