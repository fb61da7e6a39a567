"""Which roles may open which page and address, in one table."""

from dataclasses import dataclass

from dispatch.statuses import Role

DESK = frozenset(set(Role) - {Role.TECHNICIAN})
"""Those who work with Streamlit pages; technicians have their own, light ones."""

PHONE = "/m"


@dataclass(frozen=True)
class Page:
    """A Streamlit page: `/name`, drawn by `dashboard.screens.<screen>.show`."""

    name: str
    screen: str
    roles: frozenset[Role]

    @property
    def address(self) -> str:
        return f"/{self.name}"


HOME = Page("", "home", frozenset({Role.ADMIN}))
PAGES = (
    HOME,
    Page("board", "board", frozenset({Role.DISPATCHER, Role.ADMIN})),
    Page(
        "cases",
        "case_desk",
        frozenset({Role.SUPPORT, Role.DISPATCHER, Role.ADMIN}),
    ),
    Page(
        "costs",
        "costs",
        frozenset({Role.FINANCE, Role.DISPATCHER, Role.ADMIN}),
    ),
    Page("team", "team", frozenset({Role.DISPATCHER, Role.ADMIN})),
    Page("users", "users", frozenset({Role.ADMIN})),
)

_FIRST = {
    Role.SUPPORT: "/cases",
    Role.DISPATCHER: "/board",
    Role.TECHNICIAN: PHONE,
    Role.FINANCE: "/costs",
    Role.ADMIN: "/",
}

PUBLIC = ("/sign-in", "/language", "/healthz", "/favicon.png", "/favicon.svg", "/static/")
"""Open to strangers: the way in, and Streamlit's own scripts. A final slash: all below."""

_EVERYBODY = ("/sign-out", "/events", PHONE, PHONE + "/", "/api/", "/parts/")
_STREAMLIT = (
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/upload_file/",
    "/_stcore/bidi-components/",
    "/media/",
    "/component/",
)
"""What its pages need; its metrics and its interface for agents stay shut."""

_FILES = ("/_stcore/bidi-components/", "/component/", "/parts/")


def first_page(role: Role) -> str:
    """Where a person goes after signing in."""
    return _FIRST[role]


def pages_of(role: Role) -> tuple[Page, ...]:
    return tuple(page for page in PAGES if role in page.roles)


def is_public(path: str) -> bool:
    return _among(path, PUBLIC)


def is_file(path: str) -> bool:
    """Whether a page fetches this by the dozen: its scripts, styles and pictures."""
    return _among(path, _FILES)


def roles_for(path: str) -> frozenset[Role]:
    """Who may open an address; nobody where there is nothing."""
    for page in PAGES:
        if path == page.address:
            return page.roles
    if _among(path, _EVERYBODY):
        return frozenset(Role)
    return DESK if _among(path, _STREAMLIT) else frozenset()


def _among(path: str, listed: tuple[str, ...]) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in listed)
