"""The company's own fields of the bench: ten classifications of every person, as a company makes them, and their values in SQL."""

from __future__ import annotations

from closeknit.access import actors
from closeknit.bench import people
from closeknit.catalogue.kinds import kinds
from closeknit.profiles import definitions

# Answers with the share of people who gave them, so that an empty, a rare, a common and the biggest result can be asked for.
TERRITORIES = (("North", 0.70), ("South", 0.93), ("East", 0.992), ("Overseas", 1.0), ("Nowhere", 1.0))
TIERS = ("A", "B", "C", "D")
TOPICS = tuple(f"Topic {number}" for number in range(10))

FIELDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Sales territory", "choice", tuple(name for name, _share in TERRITORIES)),
    ("Tier", "choice", TIERS),
    ("Newsletter", "yes_no", ()),
    ("Interests", "choices", TOPICS),
    ("Score", "number", ()),
    ("Revenue", "money", ()),
    ("Approved", "date", ()),
    ("Remark", "text", ()),
    ("Discount", "percent", ()),
    ("Last seen", "moment", ()),
)


def make() -> dict[str, int]:
    """Make the fields through the verb; the ids of their definitions by key."""
    by = actors.of_user(people.persona_id(people.ADMINISTRATOR))
    kind = kinds["individual"]
    made = [
        definitions.add(kind, {"label": label, "type": type, **({"options": list(answers)} if answers else {})}, by=by)
        for label, type, answers in FIELDS
    ]
    return {one.key: one.pk for one in made}


def profile(ids: dict[str, int]) -> str:
    """The SQL of a person's profile: the tier follows the team, as in life, so that two conditions are not independent."""
    share = "pg_temp.part(r.id, 70)"
    territory = " ".join(f"when {share} < {until} then '{name.lower()}'" for name, until in TERRITORIES[:-1])
    values = {
        "sales_territory": f"case {territory} end",
        "tier": f"({_array(TIERS)})[1 + r.team % {len(TIERS)}]",
        "newsletter": "pg_temp.pick(r.id, 71, 3) = 0",
        "interests": "jsonb_build_array('topic_' || pg_temp.pick(r.id, 72, 5), 'topic_' || (5 + pg_temp.pick(r.id, 73, 5)))",
        "score": "pg_temp.pick(r.id, 74, 1000)",
        "revenue": "jsonb_build_object('amount', pg_temp.pick(r.id, 75, 1000000)::text, 'currency', 'EUR')",
        "approved": "(date '2020-01-01' + pg_temp.pick(r.id, 76, 2400))::text",
        "remark": "'Remark ' || pg_temp.pick(r.id, 77, 5000)",
        "discount": "pg_temp.pick(r.id, 78, 40)",
        "last_seen": "to_char(timestamp '2024-01-01' + interval '1 minute' * pg_temp.pick(r.id, 79, 1000000), 'YYYY-MM-DD\"T\"HH24:MI:SS') || '+00:00'",
    }
    pairs = ", ".join(f"'{ids[key]}', {value}" for key, value in values.items())
    return f"jsonb_strip_nulls(jsonb_build_object({pairs}))"


def _array(words: tuple[str, ...]) -> str:
    return "array[" + ", ".join(f"'{one.lower()}'" for one in words) + "]"
