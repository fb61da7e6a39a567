"""The people of the demo, one of each role, whom its sign-in page offers with one click."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import accounts, models, sign_in
from dispatch.commands.common import Workplace, console
from dispatch.roles import SYSTEM
from dispatch.statuses import Role

_TECHNICIAN = "noor"
_PEOPLE = {
    "sam": (Role.SUPPORT, "Sam de Wit"),
    "dora": (Role.DISPATCHER, "Dora Smit"),
    _TECHNICIAN: (Role.TECHNICIAN, ""),
    "fin": (Role.FINANCE, "Fin Bakker"),
    "ada": (Role.ADMIN, "Ada Mulder"),
}


def add_people(place: Workplace) -> None:
    """Nothing happens in a database that has users already."""
    with place.transaction() as (session, _):
        if session.scalar(select(func.count()).select_from(models.User)):
            return
        for name, (role, full_name) in _PEOPLE.items():
            technician = _TECHNICIAN if role is Role.TECHNICIAN else None
            accounts.create_user(
                session,
                actor=SYSTEM,
                name=name,
                role=role,
                password=sign_in.DEMO_PASSWORD,
                now=place.now,
                full_name=full_name or _technicians_name(session),
                technician_ref=technician,
            )
            sign_in.add_demo_account(session, actor=SYSTEM, name=name)


def say_people(place: Workplace) -> None:
    """Whom one may sign in as; nobody where all of them have their own passwords by now."""
    with place.transaction() as (session, _):
        people = sign_in.demo_people(session)
    if not people:
        return
    console.print(f"Sign in with one click, or by name; password of all: {sign_in.DEMO_PASSWORD}")
    for person in people:
        console.print(f"  {person.name:6} {person.role:12} {person.full_name}", markup=False)


def _technicians_name(session: Session) -> str:
    name = session.scalar(
        select(models.Technician.name).where(models.Technician.ref == _TECHNICIAN)
    )
    return name or ""
