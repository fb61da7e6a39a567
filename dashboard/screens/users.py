"""Where an administrator begins."""

from dashboard import theme
from dashboard.visitor import Visitor


def show(visitor: Visitor) -> None:
    theme.page_header(visitor.say("frame.page_home"))
