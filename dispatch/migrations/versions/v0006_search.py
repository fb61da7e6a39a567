"""Full-text search over what was said, reported and found, kept current by the database.

Words are compared without case and accents. SQLite has one FTS5 table for each text, which
reads the text from its own table; PostgreSQL one generated column, of the first 200,000
characters, because a tsvector may not pass one megabyte.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

TEXTS = (("attempts", "transcript"), ("cases", "symptom"), ("visits", "findings"))

ACCENTS = "[\\u0300-\\u036f]"
NOT_A_WORD = "[\\u0001-/:-@[-`{-\\u00bf\\u2000-\\u206f\\u20a0-\\u20cf]+"


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, column in TEXTS:
        if on_postgresql:
            _generated_column(table, column)
        else:
            _fts5_table(table, column)


def _generated_column(table: str, column: str) -> None:
    bare = f"regexp_replace(normalize(left({column}, 200000), NFD), '{ACCENTS}', '', 'g')"
    words = f"regexp_replace(normalize({bare}, NFC), '{NOT_A_WORD}', ' ', 'g')"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column}_search tsvector "
        f"GENERATED ALWAYS AS (to_tsvector('simple', {words})) STORED"
    )
    op.execute(f"CREATE INDEX ix_{table}_search ON {table} USING gin ({column}_search)")


def _fts5_table(table: str, column: str) -> None:
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_search USING fts5({column}, content='{table}', "
        "content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')"
    )
    op.execute(f"INSERT INTO {table}_search ({table}_search) VALUES ('rebuild')")
    forget = (
        f"INSERT INTO {table}_search ({table}_search, rowid, {column}) "
        f"VALUES ('delete', OLD.id, OLD.{column});"
    )
    learn = f"INSERT INTO {table}_search (rowid, {column}) VALUES (NEW.id, NEW.{column});"
    for name, moment, what in (
        ("insert", "AFTER INSERT", learn),
        ("delete", "AFTER DELETE", forget),
        ("update", f"AFTER UPDATE OF id, {column}", forget + learn),
    ):
        op.execute(f"CREATE TRIGGER {table}_search_{name} {moment} ON {table} BEGIN {what} END")
