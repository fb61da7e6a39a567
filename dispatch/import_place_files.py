"""The files of who is where: places, customers, sites, devices, technicians and their time."""

from dispatch import models
from dispatch.import_checks import check_absence, check_place, check_shift, check_technician
from dispatch.import_kinds import (
    DAY,
    DEGREES,
    HOURS,
    PER_HOUR,
    PRECISION,
    TIME,
    TRUTH,
    WEEKDAY,
    ref,
    text,
    whole,
)
from dispatch.import_lists import CERTIFICATES
from dispatch.import_maps import BREAKS
from dispatch.import_rule_columns import TECHNICIAN_RULES
from dispatch.import_specs import Column, FileSpec, ref_column


def _address(required: bool) -> tuple[Column, ...]:
    return (
        Column("street", text(), "street", "Voorbeeldstraat", required=required, empty=""),
        Column("house_number", text(), "number with letter", "12 A", empty=""),
        Column("postcode", text(), "postcode", "8011 AA", empty=""),
        Column("town", text(), "town", "Zwolle", required=True),
        Column("country", text(2), "ISO 3166 code", "NL", empty="NL"),
        Column(
            "lat", DEGREES, "latitude; empty: asked of the gazetteer", "52.5126", unit="degrees"
        ),
        Column("lon", DEGREES, "longitude, together with lat", "6.0936", unit="degrees"),
        Column("precision", PRECISION, "how well lat, lon are known; empty: given", "rooftop"),
    )


_PHONE = Column("phone", text(), "telephone number", "+31 20 555 0101", empty="")
_EMAIL = Column("email", text(), "e-mail address", "visser@example.org", empty="")

PLACES = (
    FileSpec(
        "gazetteer",
        models.GazetteerPlace,
        "Where addresses, streets, postcodes and towns lie: the offline answer for sites without "
        "coordinates. Spelling is made uniform when it is imported.",
        ("postcode", "house_number", "street", "town", "country"),
        (
            Column("country", text(2), "ISO 3166 code", "NL", empty="NL"),
            Column("postcode", text(), "postcode", "8011 AA", empty=""),
            Column("house_number", text(), "number with letter", "12", empty=""),
            Column("street", text(), "street", "Voorbeeldstraat", empty=""),
            Column("town", text(), "town", "Zwolle", empty=""),
            Column("lat", DEGREES, "latitude", "52.5126", required=True, unit="degrees"),
            Column("lon", DEGREES, "longitude", "6.0936", required=True, unit="degrees"),
            Column("precision", PRECISION, "what the point stands for", "street", required=True),
        ),
        check_place,
    ),
    FileSpec(
        "customers",
        models.Customer,
        "Who is helped.",
        ("ref",),
        (
            ref_column("K1"),
            Column("name", text(), "name", "Fictief Visser", required=True),
            _PHONE,
            _EMAIL,
            Column(
                "agreement",
                ref("agreements"),
                "service agreement",
                "gold",
                required=True,
                attribute="agreement_id",
            ),
        ),
    ),
    FileSpec(
        "sites",
        models.Site,
        "Places with an address where devices stand. Empty coordinates keep the known ones as long "
        "as the address stays; a pin set by a person stays too.",
        ("ref",),
        (
            ref_column("S1"),
            Column(
                "customer",
                ref("customers"),
                "whose site",
                "K1",
                required=True,
                attribute="customer_id",
            ),
            Column("name", text(), "name of the place", "Main office", empty=""),
            *_address(required=True),
            Column("access_notes", text(100_000), "how to get in", "Ring at no. 14", empty=""),
            Column(
                "opening_hours",
                HOURS,
                "when somebody can come, as in OpenStreetMap",
                "Mo-Fr 08:00-17:00; Sa 09:00-12:00",
                empty="Mo-Fr 08:00-17:00",
            ),
        ),
        check_place,
    ),
    FileSpec(
        "devices",
        models.Device,
        "What can fail.",
        ("ref",),
        (
            ref_column("D1"),
            Column("site", ref("sites"), "where it is", "S1", required=True, attribute="site_id"),
            Column("kind", text(), "kind of device", "heat pump", required=True),
            Column("maker", text(), "made-up makers in the sample", "Fictherm", empty=""),
            Column("model", text(), "model", "WPX-8", empty=""),
            Column("serial", text(), "serial number", "00412", empty=""),
            Column("warranty_until", DAY, "last day of warranty; empty: none", "2027-05-01"),
        ),
    ),
)

DEPOTS = FileSpec(
    "depots",
    models.Depot,
    "Where parts and equipment are fetched, and where shifts may begin and end.",
    ("ref",),
    (
        ref_column("zwolle"),
        Column("name", text(), "name for people", "Depot Zwolle", required=True),
        Column("lat", DEGREES, "latitude", "52.5126", required=True, unit="degrees"),
        Column("lon", DEGREES, "longitude", "6.0936", required=True, unit="degrees"),
        Column("load_min", whole(0, 600), "time to load", "15", unit="minutes", empty=0),
    ),
    check_place,
)

WORKFORCE = (
    DEPOTS,
    FileSpec(
        "technicians",
        models.Technician,
        "People who work on site, and the home they start from.",
        ("ref",),
        (
            ref_column("noor"),
            Column("name", text(), "name", "Fictief Noor", required=True),
            _PHONE,
            _EMAIL,
            *_address(required=False),
            Column("vehicle", text(), "vehicle", "van 3", empty=""),
            Column("hour_rate", PER_HOUR, "empty: the rate card", "52.00", unit="money per hour"),
            Column(
                "travel_hour_rate", PER_HOUR, "empty: the rate card", "44.00", unit="money per hour"
            ),
            Column("active", TRUTH, "whether to plan them", "yes", empty=True),
            *TECHNICIAN_RULES,
            Column(
                "skills",
                CERTIFICATES,
                "with level, the last day where it expires, and the time needed if not 100%",
                "gas:3:2027-05-01; heat-pump:2:80%",
                empty=(),
            ),
        ),
        check_technician,
    ),
    FileSpec(
        "shift_patterns",
        models.ShiftPattern,
        "Weekly working times, one row per technician and weekday.",
        ("technician", "weekday", "opens"),
        (
            Column(
                "technician",
                ref("technicians"),
                "whose",
                "noor",
                required=True,
                attribute="technician_id",
            ),
            Column("weekday", WEEKDAY, "Mo Tu We Th Fr Sa Su", "Mo", required=True),
            Column("opens", TIME, "leaves home, local", "08:00", required=True),
            Column("closes", TIME, "home again; before opens: next day", "16:30", required=True),
            Column("break_min", whole(0, 240), "lunch break", "30", unit="minutes", empty=0),
            Column("break_earliest", TIME, "the break starts from", "11:30"),
            Column("break_latest", TIME, "the break starts until", "13:30"),
            Column(
                "more_breaks",
                BREAKS,
                "further breaks: minutes, and local times between which they start",
                "15 14:30-15:30; 10 10:00-10:00",
                empty=(),
            ),
            Column(
                "max_overtime_min",
                whole(0, 600),
                "at most after closes",
                "60",
                unit="minutes",
                empty=0,
            ),
        ),
        check_shift,
    ),
    FileSpec(
        "absences",
        models.Absence,
        "Whole days on which a technician does not work.",
        ("technician", "first_day"),
        (
            Column(
                "technician",
                ref("technicians"),
                "who",
                "noor",
                required=True,
                attribute="technician_id",
            ),
            Column("first_day", DAY, "first day away", "2026-11-24", required=True),
            Column("last_day", DAY, "last day away", "2026-11-27", required=True),
            Column(
                "reason", text(), "training, holiday, ...; nothing medical", "training", empty=""
            ),
        ),
        check_absence,
    ),
)
