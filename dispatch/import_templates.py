"""An empty file to begin with: the header and one example row of a kind of file."""

import csv
import io

from dispatch.import_files import spec_of


def template(name: str) -> str:
    """CSV text of the file `name`, as 'sites'; `BadValue` lists the names there are."""
    columns = spec_of(name).columns
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerow([column.example for column in columns])
    return text.getvalue()
