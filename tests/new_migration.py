"""Write the next migration from the difference between the models and the migrations.

    python -m tests.new_migration "what it does"     the next step
    python -m tests.new_migration --first            steps 1 to 4 anew, before the first release

Read what it wrote: it sees no renamed column, no triggers and no search index.
"""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Enum

from dispatch import database, migrations, models
from dispatch.models import base, costs, customers, plans, work, workforce

VERSIONS = Path(migrations.__file__).parent / "versions"
FIRST = {
    "company": ("Customers, sites, devices, work types and technicians.", (customers, workforce)),
    "work": ("Cases, attempts, visits and their history.", (work,)),
    "plans": ("Plans, routes, stops, bookings.", (plans,)),
    "costs": ("Rates and costs.", (costs,)),
}


def write_first() -> None:
    with TemporaryDirectory() as folder:
        engine = database.connect(f"sqlite:///{folder}/empty.db")
        for number, (name, (title, modules)) in enumerate(FIRST.items(), start=1):
            names = {module.__name__ for module in modules}
            tables = {
                mapper.local_table.name
                for mapper in models.Base.registry.mappers
                if mapper.class_.__module__ in names
            }
            with engine.connect() as connection:
                _write(number, name, title, _difference(connection, tables))
        engine.dispose()


def write_next(title: str) -> None:
    number = int(migrations.latest()) + 1
    name = re.sub(r"\W+", "_", title.lower()).strip("_")
    with TemporaryDirectory() as folder:
        engine = database.connect(f"sqlite:///{folder}/migrated.db")
        migrations.upgrade(engine)
        with engine.connect() as connection:
            _write(number, name, title, _difference(connection, None))
        engine.dispose()


def _difference(connection: Connection, tables: set[str] | None) -> str:
    def include(thing: Any, name: str | None, kind: str, *_rest: object) -> bool:
        wanted = tables is None or kind != "table" or name in tables
        return wanted and not migrations.is_search_index(name)

    context = MigrationContext.configure(connection, opts={"include_object": include})
    script = produce_migrations(context, models.Base.metadata)
    assert script.upgrade_ops is not None
    return render_python_code(
        script.upgrade_ops, migration_context=context, render_item=_render_type
    )


def _render_type(kind: str, thing: Any, _context: object) -> str | bool:
    if kind == "type" and isinstance(thing, base.UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, base.ExactDecimal):
        return f"exact({thing.precision}, {thing.scale})"
    if kind == "type" and isinstance(thing, base.Json):
        return "sa.Text()"
    if kind == "type" and isinstance(thing, Enum):
        return f"sa.String({thing.length})"
    return False


def _write(number: int, name: str, title: str, body: str) -> None:
    lines = [line for line in body.splitlines() if not line.lstrip().startswith("#")]
    body = "\n    ".join(line.removeprefix("    ") for line in lines)
    if body.strip() == "pass":
        sys.exit("nothing to write: the migrations build what the models declare")
    if name == "plans":
        body += _LATE_FOREIGN_KEY
    uses_exact = "exact(" in body
    before = f'"{number - 1:04}"' if number > 1 else None
    file = VERSIONS / f"v{number:04}_{name}.py"
    file.write_text(
        f'"""{title}"""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
        + ("from dispatch.migrations.column_types import exact\n\n" if uses_exact else "")
        + f'revision = "{number:04}"\ndown_revision = {before}\n\n\n'
        + f"def upgrade() -> None:\n    {body}\n"
    )
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", file], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "check", "-q", "--fix", file], check=True)
    print(file)


_LATE_FOREIGN_KEY = """
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key("fk_visits_stop_id_stops", "visits", "stops", ["stop_id"], ["id"])
"""


if __name__ == "__main__":
    if sys.argv[1:] == ["--first"]:
        write_first()
    elif len(sys.argv) == 2:
        write_next(sys.argv[1])
    else:
        sys.exit(__doc__)
