"""Text from outside, made safe where Streamlit would read it as Markdown or HTML."""

import re

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&$~|:#^]")
_LIST_OR_RULE = re.compile(r"^(\d*)([-+=.)])")


def text(anything: object) -> str:
    """The text as itself in Markdown: no emphasis, links, formulas, colours, HTML or lists.

    Line breaks become spaces, so that nothing starts a block of its own.
    """
    joined = " ".join(str(anything).replace("\x00", "").split())
    escaped = _MARKUP.sub(lambda found: "\\" + found[0], joined)
    return _LIST_OR_RULE.sub(r"\1\\\2", escaped)
