"""What support chooses from when a case is opened."""

import pytest
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import NotAllowed
from dispatch.queries.case_choices import Places, fitting, places, proposed, work_types
from dispatch.roles import Actor
from dispatch.statuses import Priority, Role
from tests.dispatch.company import FINANCE, SUPPORT, a_case, a_company


@pytest.fixture
def company(any_session: Session) -> Session:
    a_company(any_session)
    return any_session


def a_work_type(session: Session, ref: str, device_kind: str = "heat pump") -> models.WorkType:
    work_type = models.WorkType(
        ref=ref,
        name=ref.capitalize(),
        device_kind=device_kind,
        duration_min=30,
        priority=Priority.LOW,
        price_class="standard",
        remote_attempts=1,
    )
    session.add(work_type)
    session.flush()
    return work_type


def found(session: Session, words: str = "", **more: object) -> list[str]:
    answer = places(session, actor=SUPPORT, words=words, **more)  # type: ignore[arg-type]
    return [place.device_ref or place.site_ref for place in answer.listed]


def test_devices_come_first_and_each_site_also_by_itself(company: Session) -> None:
    assert found(company) == ["D1", "S1"]
    [device, site] = places(company, actor=SUPPORT).listed
    assert (device.customer, device.town, device.serial) == ("Fictief Visser", "Zwolle", "X-1")
    assert (site.device_ref, site.device_kind, site.address) == ("", "", device.address)


@pytest.mark.parametrize("words", ["visser", "ZWOLLE", "x-1", "wpx-8 zwolle", "8011 aa", "K1"])
def test_a_place_is_found_by_name_town_or_serial(company: Session, words: str) -> None:
    assert "D1" in found(company, words)


@pytest.mark.parametrize("words", ["visser assen", "%", "_"])
def test_every_word_must_occur_as_it_stands(company: Session, words: str) -> None:
    assert found(company, words) == []


def test_a_long_list_is_cut_and_says_so(company: Session) -> None:
    site = company.query(models.Site).one()
    company.add(models.Device(ref="D2", site=site, kind="lift"))
    company.flush()

    assert places(company, actor=SUPPORT, most=1).cut
    assert not places(company, actor=SUPPORT, most=2).cut
    assert found(company, most=1) == ["D1", "S1"]


def test_one_site_can_be_looked_at_alone(company: Session) -> None:
    assert found(company, site_ref="S1") == ["D1", "S1"]
    assert places(company, actor=SUPPORT, site_ref="S2") == Places((), cut=False)


def test_the_work_type_most_used_for_the_kind_of_device_is_proposed(company: Session) -> None:
    a_work_type(company, "any", device_kind="")
    a_work_type(company, "lift", device_kind="lift")
    service = a_work_type(company, "service")
    for ref in ("C1", "C2"):
        a_case(company, ref, work_type=service)
    a_case(company, "C3")

    choices = work_types(company, actor=SUPPORT)

    assert [one.ref for one in fitting(choices, "heat pump")] == [
        "service",
        "heat-pump-repair",
        "any",
    ]
    best = proposed(choices, "heat pump")
    assert best is not None
    assert (best.ref, best.cases) == ("service", 2)
    assert proposed(choices, "") is None
    assert len(fitting(choices, "")) == 4


@pytest.mark.parametrize("actor", [FINANCE, Actor("tom", Role.TECHNICIAN, technician_id=1)])
def test_only_those_who_open_cases_see_the_choices(company: Session, actor: Actor) -> None:
    for ask in (places, work_types):
        with pytest.raises(NotAllowed):
            ask(company, actor=actor)
