"""The files of cases, remote attempts and visits."""

from dispatch import models
from dispatch.import_checks import check_case
from dispatch.import_kinds import MINUTES, MOMENT, choice, ref, text, whole
from dispatch.import_lists import LEVELS, PLANNED_PARTS, WINDOWS
from dispatch.import_specs import Column, FileSpec, ref_column
from dispatch.statuses import AttemptOutcome, CaseStatus, Channel, Priority

CASES = FileSpec(
    "cases",
    models.Case,
    "Problems as support sees them. Status counts only when the case is new; afterwards the "
    "product itself moves it.",
    ("ref",),
    (
        ref_column("C-0041"),
        Column("channel", choice(Channel), "how it came in", "email", required=True),
        Column("site", ref("sites"), "where; empty: the device's site", "S1", attribute="site_id"),
        Column("device", ref("devices"), "what fails", "D1", attribute="device_id"),
        Column(
            "work_type",
            ref("work_types"),
            "kind of job, if already known",
            "heat-pump-repair",
            attribute="work_type_id",
        ),
        Column("symptom", text(100_000), "what the customer says", "No hot water", required=True),
        Column("priority", choice(Priority), "empty: the work type's, else normal", "high"),
        Column("opened_at", MOMENT, "when it came in", "2026-11-20 09:40", required=True),
        Column("opened_by", text(), "who took it", "sam", empty="import"),
        Column("response_due", MOMENT, "empty: from the agreement", "2026-11-20 13:40"),
        Column("fix_due", MOMENT, "empty: from the agreement", "2026-11-24 09:40"),
        Column("answer_due", MOMENT, "e-mail only; empty: one working day", "2026-11-23 09:40"),
        Column(
            "status",
            choice(CaseStatus),
            "empty: open",
            "solved",
            empty=CaseStatus.OPEN,
            attribute="_status",
        ),
        Column(
            "status_since",
            MOMENT,
            "when it got that status; empty: opened_at",
            "2026-11-20 10:05",
            attribute="_status_since",
        ),
    ),
    check_case,
)

ATTEMPTS = FileSpec(
    "attempts",
    models.Attempt,
    "Tries to solve a case remotely; the transcript can be searched.",
    ("ref",),
    (
        ref_column("A-0041-1"),
        Column("case", ref("cases"), "of which case", "C-0041", required=True, attribute="case_id"),
        Column("channel", choice(Channel), "how it was tried", "hotline", required=True),
        Column("by", text(), "who helped", "sam", required=True),
        Column("started_at", MOMENT, "when it began", "2026-11-20 09:42", required=True),
        Column("minutes", whole(0, 1440), "how long it took", "14", required=True, unit="minutes"),
        Column("outcome", choice(AttemptOutcome), "how it ended", "not_solved", required=True),
        Column("transcript", text(131_072), "notes, chat or e-mail", "Restarted it.", empty=""),
    ),
)

VISITS = FileSpec(
    "visits",
    models.Visit,
    "On-site work to be planned. Of a case, or, where none is named, of a new one that is made "
    "for it. Only visits that are still ready can be changed this way.",
    ("ref",),
    (
        ref_column("C-0041-1"),
        Column("case", ref("cases"), "empty: a new case is made", "C-0041", attribute="case_id"),
        Column(
            "site", ref("sites"), "where; empty: that of case or device", "S1", attribute="_site"
        ),
        Column(
            "device", ref("devices"), "for a new case; empty: the case's", "D1", attribute="_device"
        ),
        Column(
            "work_type",
            ref("work_types"),
            "empty: the case's",
            "heat-pump-repair",
            attribute="_work_type",
        ),
        Column("note", text(100_000), "what the technician should know", "Second floor", empty=""),
        Column(
            "duration_min",
            MINUTES,
            "time on site; empty: the work type's",
            "45",
            unit="minutes",
            attribute="requested_duration_s",
        ),
        Column(
            "windows",
            WINDOWS,
            "local times between which work may start; empty: the site's opening hours",
            "2026-11-24 09:00/12:00; 2026-11-25 13:00/17:00",
            empty=(),
        ),
        Column(
            "due_by",
            MOMENT,
            "late after this; empty: the case's fix_due",
            "2026-11-25 17:00",
            attribute="requested_due_by",
        ),
        Column(
            "priority",
            choice(Priority),
            "empty: the case's",
            "high",
            attribute="requested_priority",
        ),
        Column("price_class", text(80), "empty: the work type's", "standard"),
        Column("skills", LEVELS, "empty: the work type's; none: no skills", "heat-pump:2"),
        Column("parts", PLANNED_PARTS, "empty: the work type's; none: no parts", "FS-2:1"),
        Column(
            "pinned_technician",
            ref("technicians"),
            "must be done by",
            "noor",
            attribute="pinned_technician_id",
        ),
        Column("pinned_start", MOMENT, "must start at", "2026-11-24 10:00"),
        Column("created_at", MOMENT, "when it was asked for; empty: now", "2026-11-20 11:00"),
    ),
)
