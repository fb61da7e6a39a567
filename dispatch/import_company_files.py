"""The files of what is agreed, done and paid: agreements, skills, parts, work types, rates."""

from decimal import Decimal

from dispatch import models
from dispatch.import_kinds import CODE, CURRENCY, DAY, MONEY, PER_HOUR, choice, decimal, text, whole
from dispatch.import_lists import LEVELS, NEEDED_PARTS
from dispatch.import_rule_columns import WORK_TYPE_RULES
from dispatch.import_specs import Column, FileSpec, ref_column
from dispatch.statuses import Channel, Priority

COMPANY = (
    FileSpec(
        "agreements",
        models.Agreement,
        "Service agreements: how fast help was promised, in working hours.",
        ("ref",),
        (
            ref_column("gold"),
            Column("name", text(), "name for people", "Gold", required=True),
            Column(
                "response_hours",
                whole(0, 10_000),
                "until somebody responds",
                "4",
                required=True,
                unit="working hours",
            ),
            Column(
                "fix_hours",
                whole(0, 10_000),
                "until it works again",
                "16",
                required=True,
                unit="working hours",
            ),
            Column(
                "late_per_hour",
                PER_HOUR,
                "what an hour of lateness costs us",
                "25.00",
                required=True,
                unit="money per hour",
            ),
        ),
    ),
    FileSpec(
        "skills",
        models.Skill,
        "Certified abilities.",
        ("ref",),
        (
            Column("ref", CODE, "short name, without ':' and ';'", "gas", required=True),
            Column("name", text(), "name for people", "Gas installations", required=True),
            Column(
                "spare_level_price",
                MONEY,
                "for each level above what is needed: experts stay free",
                "4.00",
                unit="money",
                empty=Decimal(0),
            ),
        ),
    ),
    FileSpec(
        "parts",
        models.Part,
        "Parts that are brought along and fitted.",
        ("ref",),
        (
            Column("ref", CODE, "part number, without ':' and ';'", "FS-2", required=True),
            Column("name", text(), "name for people", "Flow sensor", required=True),
            Column("unit_cost", MONEY, "cost of one piece", "38.50", required=True, unit="money"),
            Column("currency", CURRENCY, "must be the company's", "EUR", required=True),
        ),
    ),
    FileSpec(
        "work_types",
        models.WorkType,
        "Kinds of on-site job and their defaults.",
        ("ref",),
        (
            ref_column("heat-pump-repair"),
            Column("name", text(), "name for people", "Heat pump repair", required=True),
            Column("device_kind", text(), "devices it is for; empty: any", "heat pump", empty=""),
            Column(
                "duration_min",
                whole(1, 1440),
                "usual time on site",
                "60",
                required=True,
                unit="minutes",
            ),
            Column("priority", choice(Priority), "usual priority", "normal", required=True),
            Column("price_class", text(80), "which call-out price", "standard", required=True),
            Column(
                "remote_attempts",
                whole(0, 20),
                "remote attempts the gate asks for before a visit",
                "2",
                required=True,
                unit="attempts",
            ),
            Column("checklist", text(100_000), "what support goes through", "Fuse? E14?", empty=""),
            Column("skills", LEVELS, "all are needed", "heat-pump:2; gas:1", empty=()),
            Column("parts", NEEDED_PARTS, "parts to bring", "FS-2:1", empty=()),
            *WORK_TYPE_RULES,
        ),
    ),
    FileSpec(
        "rate_cards",
        models.RateCard,
        "Rates from a date until the next card.",
        ("valid_from",),
        (
            Column("valid_from", DAY, "first day", "2026-01-01", required=True),
            Column("currency", CURRENCY, "must be the company's", "EUR", required=True),
            Column("hour", PER_HOUR, "work on site", "48.00", required=True, unit="money per hour"),
            Column(
                "travel_hour", PER_HOUR, "driving", "40.00", required=True, unit="money per hour"
            ),
            Column(
                "km", decimal(0, 1000, 4), "driving", "0.35", required=True, unit="money per km"
            ),
            Column(
                "overtime_factor",
                decimal(1, 10, 4),
                "an hour after the shift costs this many hours",
                "1.5",
                required=True,
            ),
            Column(
                "minimum_charge",
                MONEY,
                "least labour per visit",
                "20.00",
                required=True,
                unit="money",
            ),
            Column(
                "overhead", MONEY, "office cost per visit", "12.50", required=True, unit="money"
            ),
        ),
    ),
    FileSpec(
        "call_outs",
        models.CallOut,
        "What sending somebody costs, by price class, from a date on.",
        ("price_class", "valid_from"),
        (
            Column("price_class", text(80), "as in work_types", "standard", required=True),
            Column("valid_from", DAY, "first day", "2026-01-01", required=True),
            Column("amount", MONEY, "per visit", "15.00", required=True, unit="money"),
        ),
    ),
    FileSpec(
        "remote_rates",
        models.RemoteRate,
        "What an hour of remote support costs, by channel, from a date on.",
        ("channel", "valid_from"),
        (
            Column("channel", choice(Channel), "how the customer is helped", "chat", required=True),
            Column("valid_from", DAY, "first day", "2026-01-01", required=True),
            Column("hour", PER_HOUR, "support time", "36.00", required=True, unit="money per hour"),
        ),
    ),
)
