"""What a column and a file of the import are; the files themselves are in `import_files`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dispatch import models
from dispatch.import_kinds import Kind, Rules, ref
from dispatch.import_lists import ListKind

Values = dict[str, Any]
"""The values of one row, by attribute of the model."""

Wrong = tuple[str, str]
"""A column and what is wrong in it."""


@dataclass(frozen=True)
class Column:
    """One column. An empty cell means `empty`; a required one may not be empty.

    `attribute` of the model, the same as the name if not given. Values whose attribute begins
    with '_' belong to no attribute; the file's own rules use them.
    """

    name: str
    kind: Kind
    meaning: str
    example: str
    required: bool = False
    unit: str = ""
    empty: Any = None
    attribute: str = ""

    @property
    def stored_as(self) -> str:
        return self.attribute or self.name

    @property
    def children(self) -> tuple[str, ...]:
        """Attributes of the child rows that a list column holds; () for any other."""
        return self.kind.attributes if isinstance(self.kind, ListKind) else ()


def ref_column(example: str) -> Column:
    return Column("ref", ref(), "your own name for it, unique", example, required=True)


def no_check(_values: Values, _rules: Rules) -> list[Wrong]:
    return []


@dataclass(frozen=True)
class FileSpec:
    """One kind of file: its rows become rows of `model`, matched by `key` columns.

    `check` looks at a whole row once each cell is good.
    """

    name: str
    model: type[models.Base]
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    check: Callable[[Values, Rules], list[Wrong]] = no_check

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def key_attributes(self) -> tuple[str, ...]:
        return tuple(self.column(name).stored_as for name in self.key)
