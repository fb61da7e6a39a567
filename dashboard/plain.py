"""Text from outside, made safe where Streamlit would read it as Markdown or HTML."""

import re

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&$~|:#^]")
_ADDRESS = re.compile(r"https?:(?=//)|www(?=\.)|@", re.IGNORECASE)
_LIST_OR_RULE = re.compile(r"^(\d*)([-+=.)])")


def text(anything: object) -> str:
    """The text as itself in Markdown: no emphasis, links, formulas, colours, HTML or lists.

    Line breaks become spaces, so that nothing starts a block of its own. Web and mail addresses
    become links however they are escaped, so an invisible word joiner breaks them.
    """
    joined = " ".join(str(anything).replace("\x00", "").split())
    unlinked = _ADDRESS.sub(lambda found: found[0] + "\u2060", joined)
    escaped = _MARKUP.sub(lambda found: "\\" + found[0], unlinked)
    return _LIST_OR_RULE.sub(r"\1\\\2", escaped)
