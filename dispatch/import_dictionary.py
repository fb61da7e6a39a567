"""The data dictionary: what every column of every file means, as Markdown."""

from collections.abc import Sequence

from dispatch.import_specs import Column, FileSpec

_HEADER = "| column | type | needed | unit | example | meaning |"
_RULE = "| --- | --- | --- | --- | --- | --- |"


def section(spec: FileSpec) -> str:
    """Heading, meaning and table of one file."""
    key = " + ".join(f"`{name}`" for name in spec.key)
    return "\n".join(
        [
            f"### {spec.name}.csv",
            "",
            f"{spec.meaning} Rows are matched by {key}.",
            "",
            _HEADER,
            _RULE,
            *(_line(column) for column in spec.columns),
            "",
        ]
    )


def dictionary(specs: Sequence[FileSpec]) -> str:
    return "\n".join(section(spec) for spec in specs)


def _line(column: Column) -> str:
    needed = "yes" if column.required else ""
    cells = (
        f"`{column.name}`",
        column.kind.name,
        needed,
        column.unit,
        f"`{column.example}`",
        column.meaning,
    )
    return "| " + " | ".join(cells) + " |"
