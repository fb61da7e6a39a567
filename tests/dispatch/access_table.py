"""Who may call which use case and query; people by name, as `test_access.person` knows them."""

ADMIN = "ada"
FINANCE = "fin ada"
DISPATCHER = "dora ada"
SUPPORT = "sam dora ada"
COSTS = "dora fin ada"
OFFICE = "sam dora fin ada"
OWN_CASE = "noor sam dora fin ada"
OWN_VISIT = "noor dora ada"
OWNER = "noor"
PHONE = "noor tom una ada"
EVERYBODY = "noor tom una sam dora fin ada"
PEOPLE = EVERYBODY.split()

MAY = {
    "accounts": {
        "create_user": ADMIN,
        "set_password": ADMIN,
        "deactivate_user": ADMIN,
        "link_technician": ADMIN,
    },
    "cases": dict.fromkeys(
        (
            "open_case",
            "amend_case",
            "record_attempt",
            "waive_gate",
            "escalate_case",
            "solve_case",
            "close_case",
            "reopen_case",
        ),
        SUPPORT,
    ),
    "cost_review": dict.fromkeys(
        (
            "approve_cost",
            "approve_costs",
            "dispute_cost",
            "propose_again",
            "ask_about_cost",
            "take_back_approval",
        ),
        FINANCE,
    ),
    "exporting": {"export_folder": DISPATCHER, "export_table": DISPATCHER},
    "fieldwork": dict.fromkeys(
        (
            "start_travel",
            "arrive",
            "start_work",
            "complete_visit",
            "end_incomplete",
            "record_no_access",
        ),
        OWN_VISIT,
    ),
    "importing": {"import_file": DISPATCHER, "import_table": DISPATCHER},
    "places": dict.fromkeys(
        ("locate_sites", "locate_technicians", "pin_site", "pin_technician"), SUPPORT
    ),
    "plan_answers": dict.fromkeys(("apply_fix", "choose_technician", "fit_in"), DISPATCHER),
    "plan_edits": {
        **dict.fromkeys(
            (
                "draft_from",
                "preview_move",
                "move_stop",
                "place",
                "unassign",
                "reorder",
                "pin",
                "unpin",
                "undo",
                "redo",
            ),
            DISPATCHER,
        ),
        "history": OFFICE,
    },
    "planning": {"prepare": DISPATCHER, "save_draft": DISPATCHER, "discard_plan": DISPATCHER},
    "publishing": {"publish_plan": DISPATCHER},
    "records": dict.fromkeys(("add_record", "change_record", "remove_record"), DISPATCHER),
    "sample": {"load_sample": DISPATCHER},
    "sign_in": {"end_sessions": ADMIN, "add_demo_account": ADMIN},
    "replaying": {"recipe": DISPATCHER},
    "visit_relations": {
        **dict.fromkeys(("send_team", "follow_up", "wish_for_technician"), SUPPORT),
        **dict.fromkeys(("relate_visits", "unrelate_visits"), DISPATCHER),
    },
    "visit_rules": {"change_visit_rules": DISPATCHER},
    "visits": {
        "pin_visit": DISPATCHER,
        "unpin_visit": DISPATCHER,
        "set_windows": SUPPORT,
        "cancel_visit": SUPPORT,
    },
    "queries.board": {"board": OFFICE},
    "queries.case_choices": {"places": SUPPORT, "work_types": SUPPORT},
    "queries.case_story": {"case_story": OWN_CASE},
    "queries.cases": {"queue": EVERYBODY},
    "queries.cost_overview": {"overview": COSTS, "as_reviewed": COSTS},
    "queries.cost_receipt": {"receipt": COSTS},
    "queries.costs": {"period": COSTS},
    "queries.fieldwork": {"technician_day": OWN_VISIT, "own_day": PHONE, "all_days": DISPATCHER},
    "queries.first_steps": {"first_steps": ADMIN},
    "queries.phone": {"own_workdays": PHONE, "own_under_way": PHONE, "own_visit": OWNER},
    "queries.phone_report": {"own_report_choices": OWNER},
    "queries.places": {"needing_a_person": SUPPORT},
    "queries.plan_compare": {"compare_plans": OFFICE},
    "queries.plan_costs": {"plan_costs": OFFICE},
    "queries.plan_findings": {"findings": OFFICE},
    "queries.plan_fixes": {"what_would_help": OFFICE, "urgent_proposal": OFFICE},
    "queries.plan_precheck": {"impossible_visits": OFFICE},
    "queries.plan_why": {"with_technician": OFFICE},
    "queries.plan_reasons": {"why_here": OFFICE, "why_not_placed": OFFICE},
    "queries.plans": {"summary": OFFICE, "recent": OFFICE},
    "queries.promises": {"promises": OFFICE},
    "queries.records": dict.fromkeys(
        (
            "team",
            "record",
            "records_of",
            "choices",
            "visit_record",
            "open_visits",
            "relations_of_visit",
        ),
        DISPATCHER,
    ),
    "queries.search": {"search": EVERYBODY},
    "queries.sessions": {"open_sessions": ADMIN},
    "queries.users": {"users": ADMIN},
    "queries.visit_estimate": {"visit_estimate": OFFICE},
}

BELOW = {
    "costing_rows",
    "draft_rows",
    "history",
    "import_cases",
    "import_visits",
    "queries.case_rows",
    "roles",
    "sample_plans",
    "visit_building",
}
"""Modules whose functions write down who acted, for use cases that have asked before."""
