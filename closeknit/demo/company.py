"""The demonstration's company, made whole: `make` is what `closeknit demo` calls once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone, translation

from closeknit.access.models import User
from closeknit.demo import errands, papers, profile, promises, scales, ventures
from closeknit.demo.crowd import Crowd
from closeknit.demo.past import Past
from closeknit.demo.people import COLLEAGUES, Company
from closeknit.demo.story import Story


def make(*, crowd: bool = True) -> list[str]:
    """Make everything, in one transaction, and give the lines that tell how to sign in; on a made company do nothing.

    Without the crowd there are the characters alone, in a second.
    """
    if User.objects.filter(email=COLLEAGUES[0].email).exists():
        return []
    with transaction.atomic(), translation.override("en-gb"):  # the language of Leeds, and so of its people
        past = Past(timezone.now())
        company = Company(past)
        company.make()
        story = Story(company)
        story.make()
        profile.make(company, story.cast)
        papers.make(company, story.cast)
        promises.make(company, story.cast)
        ventures.make(company, story.cast)
        errands.make(company, story.cast)
        if crowd:
            Crowd(company).make()
        scales.make(company, story.cast)
        past.settle()
    return company.lines()
