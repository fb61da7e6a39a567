"""The one file that only the sample company has: what happened on its past visits."""

from dispatch import models
from dispatch.import_kinds import DAY, MINUTES, TIME, choice, decimal, ref, text
from dispatch.import_lists import PLANNED_PARTS
from dispatch.import_specs import Column, FileSpec
from dispatch.statuses import CostStatus, VisitOutcome

KM = decimal(0, 2000, 1)

HISTORY = FileSpec(
    "history",
    models.Visit,
    "Only in the sample company: past visits as planned and as they went, in the order of days. "
    "Each row is the visit of the case that was open on that day.",
    ("case", "day"),
    (
        Column("case", ref(), "whose visit", "C-1010", required=True),
        Column("technician", ref(), "who went", "noor", required=True),
        Column("day", DAY, "when", "W-9", required=True),
        Column("planned_start", TIME, "planned start of work, local", "09:10", required=True),
        Column(
            "drive_min",
            MINUTES,
            "planned drive to the site",
            "26",
            required=True,
            unit="minutes",
            attribute="drive_s",
        ),
        Column("km", KM, "planned distance to the site", "23.8", required=True, unit="km"),
        Column(
            "home_min",
            MINUTES,
            "drive from the site to the technician's home",
            "26",
            required=True,
            unit="minutes",
            attribute="home_s",
        ),
        Column("home_km", KM, "distance to that home", "23.8", required=True, unit="km"),
        Column("left_at", TIME, "when the drive began", "08:40", required=True),
        Column("arrived_at", TIME, "when it ended", "09:08", required=True),
        Column("started_at", TIME, "when work began; empty: nobody opened", "09:10"),
        Column("ended_at", TIME, "when the technician was done", "10:20", required=True),
        Column("km_driven", KM, "distance driven to the site", "24.4", required=True, unit="km"),
        Column("outcome", choice(VisitOutcome), "how it ended", "solved", required=True),
        Column("findings", text(100_000), "what was found", "Sensor replaced.", required=True),
        Column("factors", text(), "surroundings, as factor: note; ...", "damp: wet wall", empty=""),
        Column("parts_used", PLANNED_PARTS, "parts fitted", "HP-FS:1", empty=()),
        Column("return_parts", PLANNED_PARTS, "parts for the return visit", "HP-FS:1", empty=()),
        Column(
            "review", choice(CostStatus), "what finance decided; empty: nothing yet", "approved"
        ),
        Column("comment", text(), "what finance said", "Agreed by phone", empty=""),
    ),
)
