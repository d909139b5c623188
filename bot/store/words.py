"""The words of a question as they are kept: its asker's own, and without the ids of people."""

from __future__ import annotations

import re

from bot.inquiry import Door, Inquiry
from routing.route import LONGEST_QUESTION

_PERSON = re.compile(r"<@[^<>]{1,100}>")
# Whoever mentions the bot begins with it, nearly always. Its own name is left out when the words are read, so it stays.
_US = re.compile(r"(?:\s*<@[^<>|]{1,100}(?:\|[^<>]{0,100})?>\s*[,:;]?)?")
SOMEBODY = "<@somebody>"


def kept(inquiry: Inquiry) -> str | None:
    """What is kept of an inquiry's text: as much as is read of it, and nothing where it is somebody else's message.

    That message is not the asker's, and whoever wrote it could not have it forgotten.

    >>> from datetime import datetime, UTC
    >>> kept(Inquiry("k", Door.MENTION, "<@UBOT> does <@U2|bob> own DNS?", "U1", "T1", "C1", datetime.now(UTC)))
    '<@UBOT> does <@somebody> own DNS?'
    """
    if inquiry.door is Door.SHORTCUT:
        return None
    is_addressed = inquiry.door in {Door.MENTION, Door.DIRECT_MESSAGE}
    us = _US.match(inquiry.text) if is_addressed else None
    begins = us.end() if us else 0
    return (inquiry.text[:begins] + _PERSON.sub(SOMEBODY, inquiry.text[begins:]))[:LONGEST_QUESTION]
