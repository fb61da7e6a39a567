"""The database itself refuses two active bookings of one technician that overlap.

Bookings are half-open, so one may start when another ends.
"""

from alembic import op
from sqlalchemy.exc import DBAPIError

from dispatch.errors import BadValue

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _exclusion_constraint()
    else:
        _trigger("insert", "BEFORE INSERT ON bookings", but_not="0")
        _trigger(
            "update",
            "BEFORE UPDATE OF technician_id, starts, ends, active ON bookings",
            but_not="taken.id = OLD.id",
        )


def _exclusion_constraint() -> None:
    try:
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    except DBAPIError as refused:
        raise BadValue(
            "database: PostgreSQL's extension btree_gist is needed; expected that it is installed "
            "on the server and that its administrator ran: CREATE EXTENSION btree_gist "
            f"(the server says: {str(refused.orig).strip()})"
        ) from refused
    op.execute(
        "ALTER TABLE bookings ADD CONSTRAINT bookings_no_overlap EXCLUDE USING gist "
        "(technician_id WITH =, tstzrange(starts, ends, '[)') WITH &&) WHERE (active)"
    )


def _trigger(name: str, moment: str, but_not: str) -> None:
    op.execute(
        f"""
        CREATE TRIGGER bookings_no_overlap_{name} {moment}
        WHEN NEW.active AND NEW.starts < NEW.ends AND EXISTS (
            SELECT 1 FROM bookings AS taken
            WHERE taken.technician_id = NEW.technician_id AND taken.active
              AND taken.starts < taken.ends
              AND taken.starts < NEW.ends AND NEW.starts < taken.ends AND NOT ({but_not})
        )
        BEGIN
            SELECT RAISE(ABORT, 'bookings_no_overlap: the technician is already booked then');
        END
        """
    )
