"""The files of our own components, served once and kept by the browser.

Streamlit would send a component's script again with each change of its data. So the script it
gets is a few lines that load the real one from our own address, which holds a fingerprint of
all files: a new version of the product has new addresses.
"""

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent
_PARTS = {
    "timeline": FOLDER / "timeline" / "web",
    "map": FOLDER / "map" / "web",
    "vendor": FOLDER / "map" / "vendor",
}
_LOADER = """
const part = import(location.origin + "ADDRESS");
export default function (component) {
  let stop = null;
  let left = false;
  part.then((module) => {
    if (!left) stop = module.mount(component);
  });
  return () => {
    left = true;
    stop?.();
  };
}
"""


class _KeptFiles(StaticFiles):
    """Files whose address changes when they do: the browser need not ask again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return response


@cache
def fingerprint() -> str:
    """Changes when any file of any component does."""
    content = hashlib.sha256()
    for folder in _PARTS.values():
        for file in sorted(folder.iterdir()):
            content.update(file.name.encode() + b"\0" + file.read_bytes())
    return content.hexdigest()[:16]


def address(part: str, file: str) -> str:
    """Where the browser finds a file of a part."""
    return f"/parts/{fingerprint()}/{part}/{file}"


def loader(part: str, file: str) -> str:
    """The component script that loads that module and hands over to its `mount`."""
    return _LOADER.replace("ADDRESS", address(part, file))


def style(part: str, *files: str) -> str:
    return "\n".join((_PARTS[part] / file).read_text(encoding="utf-8") for file in files)


def routes() -> list[Mount]:
    """For the web process."""
    return [
        Mount(f"/parts/{fingerprint()}/{part}", _KeptFiles(directory=folder))
        for part, folder in _PARTS.items()
    ]
