"""Notes as a real company writes them, by the function of who writes: {given}, {firm}, {city}, {n} and {scale} are filled in."""

from __future__ import annotations

SCALES = (
    "platform scale", "checkweigher", "weighbridge", "hopper scale", "bench scale", "crane scale", "pallet scale", "counting scale", "in-line weigher",
)  # fmt: skip

REMARKS: dict[str, tuple[str, ...]] = {
    "tomas": (
        "Called {given}: wants a price for a {scale} by Friday. Would take {n} if delivery is before the season.",
        "{given} has compared us with two others. We are dearer by {n} per cent and ahead on service. Decision next month.",
        "Visited in {city}. The old {scale} is from another make and fails its calibration in spring. Ring again in six weeks.",
        "No budget this year. {given} asks to be called in January, before the plan is fixed.",
        "Met {given} at the fair: looks after {n} lines, weighs by hand on most of them. Sent the short list of references.",
        "Left a message with the front desk; {given} is on holiday until the {n}th.",
        "Price agreed by telephone, order to follow by mail. Wants the {scale} painted in their own blue.",
        "{given} asks whether the {scale} talks to their own planning system. Promised an answer from the engineers.",
        "They hire instead of buying. Offered {n} months with calibration included.",
        "Lost to a local dealer who services within four hours. {given} was sorry; keep in touch.",
        "{given} moved to another office in {city}, same number. Still decides on anything below {n} thousand.",
    ),
    "priya": (
        "{given} rang: the {scale} shows E0{n} after a power cut. Talked through the restart, works again.",
        "Sent {n} seals by post, no charge. {given} changes them on their own.",
        "The printer at the {scale} prints too pale. New ribbon ordered, arrives in two days.",
        "Trained {given} and {n} operators by video. They ask for a card with the five steps beside the {scale}.",
        "Error came from a forklift on the load cell again. Suggested a guard rail, {given} asks for a price.",
        "Calibration certificate could not be found; sent it again as a file.",
        "{given} is content, case closed. {n} minutes in all.",
    ),
    "jonas": (
        "Surveyed the site in {city} with {given}: doorway is {n} cm too narrow for the frame, we bring it in two parts.",
        "Installation moved by {n} days, the foundation is not dry. {given} knows.",
        "{scale} installed and calibrated. {given} signed the protocol; one open point, the cable duct.",
        "Yearly calibration done, {n} of {n} within limits.",
        "Drawing sent to {given} for approval, second version.",
    ),
    "mireille": (
        "Reminded {given} of an invoice that is {n} days late. Payment run is on Thursday.",
        "New billing address from next month, {given} sends it in writing.",
        "Credit note for a {scale} that came back. {given} confirmed the amount.",
        "They pay by instalments of {n}, first one has arrived.",
    ),
    "ife": (
        "Came by our stand: {given} took the leaflet on wash-down and asked for the film.",
        "{given} would speak about the {scale} in a customer story. Ask again after the audit.",
        "Does not want our letter any more. Took the address off the list.",
        "Invited {given} to the open day in Leeds, comes with {n} colleagues.",
    ),
}

TITLES = (
    "Managing director", "Production manager", "Purchasing", "Head of purchasing", "Quality manager", "Maintenance engineer", "Site manager", "Finance director",
    "Accounts payable", "Warehouse manager", "Plant engineer", "Technical director", "Operations manager", "Laboratory manager", "Shift supervisor",
    "Owner", "Project engineer", "Health and safety officer", "Office manager", "Logistics planner",
)  # fmt: skip

TAGS = (
    "fair Harrogate",
    "fair Hanover",
    "newsletter",
    "reference",
    "tender",
    "service contract",
    "hire",
    "food",
    "ATEX",
)

OURS = (
    "Field engineer", "Service technician", "Calibration engineer", "Workshop", "Inside sales", "Dispatch", "Software engineer", "Purchasing", "Apprentice",
)  # fmt: skip
