import csv
import io
import time as stopwatch
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import importing, models
from dispatch.config import Settings
from dispatch.errors import BadValue, NotAllowed
from dispatch.importing import FileRefused, ImportReport
from dispatch.statuses import CaseStatus, Priority, VisitStatus
from tests.dispatch.company import DISPATCHER, NOW, SUPPORT, a_case, a_company

SITE = "ref,customer,street,town,lat,lon\n"


@pytest.fixture
def company(session: Session) -> Session:
    a_company(session)
    return session


def take(session: Session, folder: Path, name: str, text: str, **changes: object) -> ImportReport:
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8", newline="")
    given = {"actor": DISPATCHER, "path": path, "settings": Settings(), "now": NOW} | changes
    return importing.import_file(session, **given)


def refusal(session: Session, folder: Path, name: str, text: str) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        take(session, folder, name, text)
    return [str(cell) for cell in refused.value.cells]


def one(session: Session, model: type, ref: str):
    return session.scalars(select(model).where(model.ref == ref)).one()


def test_importing_twice_changes_nothing_and_a_new_value_changes_one_row(company, tmp_path):
    rows = "S8,K1,Teststraat,Zwolle,52.5,6.1\nS9,K1,Teststraat,Zwolle,52.51,6.11\n"

    first = take(company, tmp_path, "sites", SITE + rows)
    again = take(company, tmp_path, "sites", SITE + rows)
    moved = take(company, tmp_path, "sites", SITE + rows.replace("52.51", "52.52"))

    assert (first.new, first.changed, first.unchanged) == (2, 0, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert (moved.new, moved.changed, moved.unchanged) == (0, 1, 1)
    assert one(company, models.Site, "S9").lat == 52.52


def test_everything_wrong_is_named_by_file_line_and_column_and_nothing_is_taken(company, tmp_path):
    rows = (
        "S7,K1,Teststraat,Zwolle,52.5,6.1\n"
        "S8,K9,Teststraat,,52.5,6.1\n"
        "S9,K9,Teststraat,Zwolle,6.1,52.5\n"
        "S10,K1,Teststraat,Zwolle\n"
    )

    with pytest.raises(FileRefused) as refused:
        take(company, tmp_path, "sites", SITE + rows)

    assert [str(cell) for cell in refused.value.cells] == [
        "sites.csv, line 3, column town: is empty; expected text up to 255, such as Zwolle",
        "sites.csv, line 3, column customer: no customer 'K9'; import customers first",
        "sites.csv, line 4, column lat: latitude 6.1, longitude 52.5: latitude and longitude "
        "are swapped",
        "sites.csv, line 4, column customer: no customer 'K9'; import customers first",
        "sites.csv, line 5: row has 4 cells, the header has 6",
    ]
    assert (refused.value.accepted, refused.value.rejected, refused.value.rows) == (1, 3, 4)
    assert company.scalar(select(func.count()).select_from(models.Site)) == 1


def test_unknown_missing_and_double_columns_and_rows_are_refused(company, tmp_path):
    assert refusal(company, tmp_path, "skills", "ref,nmae\n1,x\n") == [
        "skills.csv, line 1, column nmae: unknown column; did you mean name?",
        "skills.csv, line 1, column name: this column is needed",
    ]
    assert refusal(company, tmp_path, "skills", "ref,name\nx,X\nx,Y\n") == [
        "skills.csv, line 3, column ref: same ref as line 2"
    ]
    with pytest.raises(BadValue, match="expected one of agreements, skills"):
        take(company, tmp_path, "skils", "ref,name\nx,X\n")


@pytest.mark.parametrize(
    ("name", "header", "row", "said"),
    [
        ("parts", "ref,name,unit_cost,currency", "P,P,-1,EUR", "expected 0 to 10000000"),
        ("parts", "ref,name,unit_cost,currency", '"P","P","1,500",EUR', "decimal point"),
        ("parts", "ref,name,unit_cost,currency", "P,P,1.005,EUR", "at most 2 decimals"),
        ("parts", "ref,name,unit_cost,currency", "P,P,1e3,EUR", "decimal point"),
        ("parts", "ref,name,unit_cost,currency", "P,P,NaN,EUR", "decimal point"),
        ("parts", "ref,name,unit_cost,currency", "P,P,1,USD", "expected EUR"),
        ("parts", "ref,name,unit_cost,currency", "P:1,P,1,EUR", "without : or ;"),
        ("customers", "ref,name,agreement", f"{'x' * 81},X,gold", "at most 80 characters"),
        ("customers", "ref,name,agreement", f"X,{'x' * 256},gold", "expected at most 255"),
        ("sites", SITE.strip() + ",opening_hours", "S,K1,a,b,,,Mo-Xx 1", "opening hours"),
        ("sites", SITE.strip(), "S,K1,a,b,52.5,", "expected both lat and lon"),
        ("sites", SITE.strip(), "S,K1,a,b,48.8,2.3", "outside the service area"),
        ("devices", "ref,site,kind,warranty_until", "D,S1,tv,2026-02-30", "expected YYYY-MM-DD"),
        ("devices", "ref,site,kind,warranty_until", "D,S1,tv,24-11-2026", "as YYYY-MM-DD"),
        ("technicians", "ref,name,town,skills", "t,T,x,gas", "expected skill:level"),
        ("technicians", "ref,name,town,skills", "t,T,x,gas:0", "expected skill:level"),
        ("technicians", "ref,name,town,skills", "t,T,x,gas:1;gas:2", "gas appears twice"),
        ("technicians", "ref,name,town,skills", "t,T,x,flying:1", "no skill 'flying'"),
        ("technicians", "ref,name,town,active", "t,T,x,maybe", "expected yes or no"),
        ("shift_patterns", "technician,weekday,opens,closes", "tom,Xx,08:00,16:00", "one of Mo"),
        ("shift_patterns", "technician,weekday,opens,closes", "tom,Mo,8.00,16:00", "as HH:MM"),
        ("shift_patterns", "technician,weekday,opens,closes", "tom,Mo,08:00,08:00", "also when"),
        ("absences", "technician,first_day,last_day", "tom,2026-11-03,2026-11-02", "is before"),
        ("attempts", "ref,case,channel,by,started_at,minutes,outcome",
         "A,C9,fax,sam,2026-11-02 09:00,1,solved", "expected one of hotline, chat, email"),
        ("attempts", "ref,case,channel,by,started_at,minutes,outcome",
         "A,C9,chat,sam,2026-03-29 02:30,1,solved", "the clock skips it"),
        ("visits", "ref,site,work_type,windows", "V,S1,heat-pump-repair,2026-11-24 12:00/09:00",
         "the end after the start"),
        ("visits", "ref,site,work_type,parts", "V,S1,heat-pump-repair,FS-2:0", "1 to 1000 pieces"),
        ("visits", "ref,site", "V,S1", "is empty and there is no case that has one"),
        ("visits", "ref,work_type", "V,heat-pump-repair", "expected a case, a site or a device"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_says_what_was_expected(company, tmp_path, name, header, row, said):
    wrong = refusal(company, tmp_path, name, f"{header}\n{row}\n")[0]

    assert wrong.startswith(f"{name}.csv, line 2, column ")
    assert said in wrong


def test_lists_replace_what_was_there(company, tmp_path):
    header = "ref,name,town,skills\n"

    take(
        company, tmp_path, "technicians", header + "ann,Ann,Zwolle,gas:3:2027-05-01; heat-pump:2\n"
    )
    take(company, tmp_path, "technicians", header + "ann,Ann,Zwolle,heat-pump:4\n")
    company.expire_all()

    [skill] = one(company, models.Technician, "ann").skills
    assert (skill.skill.ref, skill.level, skill.valid_until) == ("heat-pump", 4, None)


def test_columns_left_out_keep_what_is_there(company, tmp_path):
    take(company, tmp_path, "customers", "ref,name,agreement\nK1,Fictief Visser-Bos,gold\n")

    assert one(company, models.Customer, "K1").phone == "+31 20 555 0101"


def test_shift_patterns_and_rates_are_matched_by_all_their_keys(company, tmp_path):
    shifts = "technician,weekday,opens,closes,break_min,break_earliest,break_latest\n"
    report = take(
        company, tmp_path, "shift_patterns",
        shifts + "tom,Mo,08:00,17:00,30,11:30,13:30\ntom,Sa,09:00,12:00,0,,\n",
    )  # fmt: skip
    rates = "price_class,valid_from,amount\nstandard,2026-01-01,15.00\nstandard,2026-07-01,16\n"

    assert (report.new, report.changed) == (1, 1)
    assert take(company, tmp_path, "call_outs", rates).new == 1
    monday = company.scalars(
        select(models.ShiftPattern)
        .join(models.Technician)
        .where(models.Technician.ref == "tom", models.ShiftPattern.weekday == 0)
    ).one()
    assert (monday.closes, monday.max_overtime_min) == (time(17), 60)


def test_a_pin_set_by_a_person_and_found_coordinates_survive_an_import(company, tmp_path):
    site = one(company, models.Site, "S1")
    site.precision, site.located_by = "confirmed", "dora"
    address = "ref,customer,street,house_number,postcode,town,lat,lon\n"

    take(company, tmp_path, "sites", address + "S1,K1,Voorbeeldstraat,12,8011 AA,Zwolle,52.6,6.2\n")
    take(company, tmp_path, "sites", address + "S1,K1,Voorbeeldstraat,12,8011 AA,Zwolle,,\n")
    assert (site.lat, site.precision, site.located_by) == (52.5126, "confirmed", "dora")

    take(company, tmp_path, "sites", address + "S1,K1,Elders,1,8011 AB,Zwolle,,\n")
    assert (site.lat, site.lon, site.precision) == (None, None, "")


def test_gazetteer_rows_are_kept_in_its_spelling(company, tmp_path):
    header = "postcode,house_number,street,town,lat,lon,precision\n"

    take(
        company, tmp_path, "gazetteer", header + "8011 aa,12 a,Vóór-straat,ZWOLLE,52.5,6.1,street\n"
    )
    again = take(
        company, tmp_path, "gazetteer", header + "8011AA,12A,voor straat,Zwolle,52.5,6.1,street\n"
    )

    [place] = company.scalars(select(models.GazetteerPlace))
    assert (place.postcode, place.house_number, place.town) == ("8011AA", "12A", "zwolle")
    assert again.unchanged == 1


CASE = "ref,channel,device,work_type,symptom,opened_at,status,status_since\n"


def test_a_case_gets_its_due_moments_from_the_agreement_and_its_status_as_history(
    company, tmp_path
):
    # Friday 30 October 2026, 16:00 local; the office works 8 to 18
    row = "C9,email,D1,heat-pump-repair,Cold,2026-10-30 16:00,solved,2026-11-02 09:30\n"

    take(company, tmp_path, "cases", CASE + row)

    case = one(company, models.Case, "C9")
    # gold: 4 hours to respond = 2 on Friday + 2 on Monday; 16 to fix = 2 + 10 + 4 on Tuesday
    assert case.response_due == datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    assert case.fix_due == datetime(2026, 11, 3, 11, 0, tzinfo=UTC)
    assert case.answer_due == datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
    assert case.status is CaseStatus.SOLVED
    changes = company.scalars(
        select(models.StatusChange).where(models.StatusChange.entity == "cases")
    ).all()
    assert [(change.to_status, change.at.hour) for change in changes] == [
        ("open", 15),
        ("solved", 8),
    ]


def test_a_case_imported_again_keeps_the_status_it_has_here(company, tmp_path):
    take(company, tmp_path, "cases", CASE + "C9,chat,D1,,Cold,2026-10-30 16:00,open,\n")

    again = take(company, tmp_path, "cases", CASE + "C9,chat,D1,,Cold,2026-10-30 16:00,solved,\n")

    assert again.unchanged == 1
    assert one(company, models.Case, "C9").status is CaseStatus.OPEN


def test_a_visit_from_elsewhere_gets_a_case_and_the_defaults_of_its_work_type(company, tmp_path):
    take(
        company, tmp_path, "visits",
        "ref,device,work_type,windows,due_by,priority\n"
        "V1,D1,heat-pump-repair,2026-11-24 09:00/12:00; 2026-11-25 13:00/17:00,"
        "2026-11-25 17:00,high\n",
    )  # fmt: skip

    visit = one(company, models.Visit, "V1")
    assert (visit.status, visit.requested_duration_s) == (VisitStatus.READY, 3600)
    assert [(need.skill.ref, need.level) for need in visit.skills] == [("heat-pump", 2)]
    assert [(need.part.ref, need.planned) for need in visit.parts] == [("FS-2", 1)]
    assert [window.opens.hour for window in visit.windows] == [8, 12]
    assert visit.requested_due_by == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
    case = visit.case
    assert (case.ref, case.status, case.priority) == (
        "V1-case",
        CaseStatus.ESCALATED,
        Priority.HIGH,
    )


def test_a_visit_whose_new_case_would_have_a_taken_name_is_refused(company, tmp_path):
    a_case(company, "V1-case")

    [wrong] = refusal(company, tmp_path, "visits", "ref,device,work_type\nV1,D1,heat-pump-repair\n")

    assert "line 2, column ref: a case 'V1-case' for it would be the second" in wrong


def test_a_visit_tells_its_case_the_work_type(company, tmp_path):
    case = a_case(company, "C1", work_type=None)

    take(company, tmp_path, "visits", "ref,case,work_type\nC1-1,C1,heat-pump-repair\n")

    assert case.work_type_id == one(company, models.WorkType, "heat-pump-repair").id


def test_skills_and_parts_of_a_visit_can_be_others_or_none(company, tmp_path):
    take(
        company, tmp_path, "visits",
        "ref,device,work_type,skills,parts,duration_min\nV1,D1,heat-pump-repair,gas:1,none,7.5\n",
    )  # fmt: skip

    visit = one(company, models.Visit, "V1")
    assert [(need.skill.ref, need.level) for need in visit.skills] == [("gas", 1)]
    assert (visit.parts, visit.requested_duration_s) == ([], 450)


def test_an_imported_visit_of_a_case_keeps_who_opened_the_gate(company, tmp_path):
    case = a_case(company, "C1")

    take(company, tmp_path, "visits", "ref,case\nC1-1,C1\n")

    assert case.status is CaseStatus.ESCALATED
    [waiver] = case.waivers
    assert waiver.by == "dora"
    assert "asks for 2 remote attempts, 0 recorded" in waiver.reason


def test_a_second_open_visit_and_a_visit_under_way_are_refused(company, tmp_path):
    a_case(company, "C1")
    header = "ref,case,note\n"
    assert "a case has one at a time" in refusal(
        company, tmp_path, "visits", header + "a,C1,x\nb,C1,y\n"
    )[0]  # fmt: skip

    take(company, tmp_path, "visits", header + "a,C1,x\n")
    assert refusal(company, tmp_path, "visits", header + "b,C1,y\n") == [
        "visits.csv, line 2, column case: case C1 already has visit a, which is ready"
    ]

    one(company, models.Visit, "a").status = VisitStatus.ON_SITE
    assert take(company, tmp_path, "visits", header + "a,C1,x\n").unchanged == 1
    assert refusal(company, tmp_path, "visits", header + "a,C1,other\n") == [
        "visits.csv, line 2: visit a is on_site; only a ready visit can be changed"
    ]


def test_a_guard_against_formulas_is_taken_off_once(company, tmp_path):
    take(company, tmp_path, "skills", "ref,name\na,'=1+1\nb,''+x\nc,'quoted\nd,-5\n")

    names = dict(company.execute(select(models.Skill.ref, models.Skill.name)).all())
    assert [names[ref] for ref in "abcd"] == ["=1+1", "'+x", "'quoted", "-5"]


def test_only_dispatchers_and_admins_import(company, tmp_path):
    with pytest.raises(NotAllowed):
        take(company, tmp_path, "skills", "ref,name\nx,X\n", actor=SUPPORT)


def test_files_of_a_folder_come_in_the_order_they_build_on_each_other(tmp_path):
    for name in ("visits.csv", "sites.csv", "customers.xlsx", "README.md"):
        (tmp_path / name).write_text("x")

    assert [file.name for file in importing.files_of(tmp_path)] == [
        "customers.xlsx",
        "sites.csv",
        "visits.csv",
    ]
    (tmp_path / "notes.csv").write_text("x")
    with pytest.raises(BadValue, match="'notes': expected one of"):
        importing.files_of(tmp_path)


def test_ten_thousand_sites_take_less_than_30_seconds_on_both_databases(any_session, tmp_path):
    a_company(any_session)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["ref", "customer", "street", "town", "lat", "lon"])
    writer.writerows(
        ["S" + str(n), "K1", "Teststraat", "Zwolle", "52.5", "6.1"] for n in range(10_000)
    )
    began = stopwatch.perf_counter()

    report = take(any_session, tmp_path, "sites", text.getvalue())
    again = take(any_session, tmp_path, "sites", text.getvalue())

    # S1 was there before, at another address
    assert (report.new, report.changed, again.unchanged) == (9_999, 1, 10_000)
    assert stopwatch.perf_counter() - began < 30


def test_every_kind_of_file_can_be_imported_on_both_databases(any_session, tmp_path):
    for name, text in {
        "agreements": "ref,name,response_hours,fix_hours,late_per_hour\ngold,Gold,4,16,25\n",
        "skills": "ref,name\ngas,Gas\n",
        "parts": "ref,name,unit_cost,currency\nFS,Sensor,38.5,EUR\n",
        "work_types": "ref,name,duration_min,priority,price_class,remote_attempts,skills,parts\n"
        "repair,Repair,60,normal,standard,1,gas:1,FS:2\n",
        "rate_cards": "valid_from,currency,hour,travel_hour,km,overtime_factor,minimum_charge,"
        "overhead\n2026-01-01,EUR,48,40,0.35,1.5,20,12.5\n",
        "remote_rates": "channel,valid_from,hour\nchat,2026-01-01,30\n",
        "customers": "ref,name,agreement\nK1,Fictief,gold\n",
        "sites": "ref,customer,street,town\nS1,K1,Straat,Zwolle\n",
        "devices": "ref,site,kind,serial\nD1,S1,boiler,00412\n",
        "technicians": "ref,name,town,skills,hour_rate\ntom,Tom,Zwolle,gas:2,52.5\n",
        "absences": "technician,first_day,last_day\ntom,2026-11-05,2026-11-06\n",
        "cases": "ref,channel,device,symptom,opened_at\nC1,chat,D1,Cold,2026-11-02 09:00\n",
        "attempts": "ref,case,channel,by,started_at,minutes,outcome\n"
        "A1,C1,chat,sam,2026-11-02 09:05,10,not_solved\n",
        "visits": "ref,case,work_type,pinned_technician\nC1-1,C1,repair,tom\n",
    }.items():
        report = take(any_session, tmp_path, name, text)
        assert (report.new, report.rows) == (1, 1), name

    assert one(any_session, models.Device, "D1").serial == "00412"
    assert any_session.scalars(select(models.RateCard)).one().hour == Decimal("48")
    assert any_session.scalars(select(models.Absence)).one().last_day == date(2026, 11, 6)
    assert one(any_session, models.Visit, "C1-1").pinned_technician.ref == "tom"
