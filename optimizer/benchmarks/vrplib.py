"""VRPLIB text: lines KEY: value, and sections of numbered rows."""

from dataclasses import dataclass, field
from pathlib import Path

from optimizer.benchmarks.instance import BadInstance, number, text_of, whole

UNDERSTOOD = {
    "NAME",
    "COMMENT",
    "TYPE",
    "EDGE_WEIGHT_TYPE",
    "DIMENSION",
    "VEHICLES",
    "VEHICLES_MAX_DURATION",
    "CAPACITY",
    "SERVICE_TIME",
    "NODE_COORD_SECTION",
    "DEMAND_SECTION",
    "SERVICE_TIME_SECTION",
    "TIME_WINDOW_SECTION",
    "CAPACITY_SECTION",
    "VEHICLES_MAX_DURATION_SECTION",
    "VEHICLES_ALLOWED_CLIENTS_SECTION",
    "DEPOT_SECTION",
}


@dataclass
class Text:
    """What a file says: values by key, and rows by number of a section."""

    path: Path
    values: dict[str, tuple[int, str]] = field(default_factory=dict)
    sections: dict[str, dict[int, tuple[int, list[str]]]] = field(default_factory=dict)

    def wrong(self, line: int, why: object) -> BadInstance:
        return BadInstance(f"{self.path} line {line}: {why}")

    def value(self, key: str) -> float:
        if key not in self.values:
            raise BadInstance(f"{self.path}: no {key}, expected a line {key}: value")
        line, text = self.values[key]
        try:
            return number(text)
        except ValueError as found:
            raise self.wrong(line, f"{key}: {found}") from found

    def count(self, key: str) -> int:
        value = self.value(key)
        if value != int(value) or value < 1:
            raise self.wrong(self.values[key][0], f"{key}: {value:g}, expected 1 or more")
        return int(value)

    def row(self, section: str, index: int, size: int) -> list[float]:
        """The numbers of a section's row; `BadInstance` if they are not `size` numbers."""
        if index not in self.sections.get(section, {}):
            raise BadInstance(f"{self.path}: {section} has no row {index}")
        line, fields = self.sections[section][index]
        if len(fields) != size:
            raise self.wrong(line, f"{len(fields)} fields after {index}, expected {size}")
        try:
            return [number(text) for text in fields]
        except ValueError as found:
            raise self.wrong(line, found) from found

    def by_row(self, section: str, key: str, index: int, default: float | None) -> float | None:
        """From the section, or the same for all, or the default."""
        if section in self.sections:
            return self.row(section, index, 1)[0]
        return self.value(key) if key in self.values else default


def parse(path: Path) -> Text:
    text, section = Text(path), ""
    for line_number, line in enumerate(text_of(path).splitlines(), start=1):
        fields = line.split()
        if not fields:
            continue
        if fields[0] == "EOF":
            break
        if line[:1].isalpha():
            key, _, value = line.partition(":")
            key = key.strip()
            if key not in UNDERSTOOD:
                raise text.wrong(line_number, f"{key} is not a rule of this set")
            section = key if key.endswith("_SECTION") else ""
            if section:
                text.sections[section] = {}
            else:
                text.values[key] = line_number, value.strip()
            continue
        if not section:
            raise text.wrong(line_number, f"{line.strip()!r}, expected a key or a section")
        try:
            text.sections[section][whole(fields[0])] = line_number, fields[1:]
        except ValueError as found:
            raise text.wrong(line_number, found) from found
    return text
