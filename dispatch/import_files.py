"""Every kind of file that can be imported, in the order in which they build on each other."""

from dispatch.errors import BadValue
from dispatch.import_company_files import COMPANY
from dispatch.import_place_files import PLACES, WORKFORCE
from dispatch.import_specs import FileSpec
from dispatch.import_work_files import (
    ATTEMPTS,
    CASES,
    SITE_TECHNICIANS,
    VISIT_RELATIONS,
    VISITS,
)

FILES = (
    *COMPANY,
    *PLACES,
    *WORKFORCE,
    SITE_TECHNICIANS,
    CASES,
    ATTEMPTS,
    VISITS,
    VISIT_RELATIONS,
)


def spec_of(name: str) -> FileSpec:
    """The kind of file with that name, such as sites; `BadValue` lists the known ones."""
    for spec in FILES:
        if spec.name == name:
            return spec
    known = ", ".join(spec.name for spec in FILES)
    raise BadValue(f"file {name!r}: expected one of {known}")
