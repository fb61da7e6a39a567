"""The files of cases, remote attempts and visits."""

from dispatch import models
from dispatch.import_checks import check_case, check_relation, check_visit
from dispatch.import_kinds import MINUTES, MOMENT, choice, ref, text, whole
from dispatch.import_lists import LEVELS, MEMBERS, PLANNED_PARTS, WINDOWS
from dispatch.import_rule_columns import VISIT_RULES
from dispatch.import_specs import Column, FileSpec, ref_column
from dispatch.planning_rules import GapFrom, RelationKind, WhoElse, Wish
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
        *VISIT_RULES,
        Column("created_at", MOMENT, "when it was asked for; empty: now", "2026-11-20 11:00"),
    ),
    check_visit,
)

SITE_TECHNICIANS = FileSpec(
    "site_technicians",
    models.SiteTechnician,
    "Who alone may be sent to a site, who should be, who must not; said of a visit it counts more.",
    ("site", "technician"),
    (
        Column("site", ref("sites"), "where", "S1", required=True, attribute="site_id"),
        Column(
            "technician",
            ref("technicians"),
            "who",
            "noor",
            required=True,
            attribute="technician_id",
        ),
        Column("wish", choice(Wish), "what was said", "never", required=True),
    ),
)

VISIT_RELATIONS = FileSpec(
    "visit_relations",
    models.VisitRelation,
    "What visits have to do with each other. Together: all at once by different technicians, or "
    "none. After: the second only with the first, and so much later. Apart: no two on one route. "
    "Same route: all on one. In order: on one, one behind the other.",
    ("ref",),
    (
        ref_column("R-1"),
        Column("kind", choice(RelationKind), "what they have to do", "after", required=True),
        Column(
            "visits",
            MEMBERS,
            "in their order",
            "C-0041-1; C-0041-2",
            required=True,
            attribute="members",
        ),
        Column(
            "tolerance_min",
            whole(0, 1440),
            "together: first and last start at most this apart",
            "5",
            unit="minutes",
            empty=0,
        ),
        Column(
            "min_gap_min",
            whole(0, 200_000),
            "after: at least this much later",
            "1440",
            unit="minutes",
            empty=0,
        ),
        Column(
            "max_gap_min",
            whole(0, 200_000),
            "after: at most this much later; empty: any time",
            "2880",
            unit="minutes",
        ),
        Column(
            "gap_from",
            choice(GapFrom),
            "after: counted from the first one's start or end",
            "end",
            empty=GapFrom.END,
        ),
        Column(
            "technician",
            choice(WhoElse),
            "after: who comes to the second",
            "same",
            empty=WhoElse.ANY,
        ),
    ),
    check_relation,
)
