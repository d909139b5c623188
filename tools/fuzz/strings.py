# ruff: noqa: RUF001 - letters that look like others are the point
"""Hostile strings, which every kind of case is made with. Everything follows from the random numbers it is given."""

from __future__ import annotations

from random import Random

# A few letters of each script, and of what Unicode has beside letters: (first, last) code points.
RANGES = (
    (0x20, 0x7E), (0x00, 0x1F), (0x7F, 0x9F), (0xA0, 0xFF), (0x100, 0x17F), (0x180, 0x24F), (0x250, 0x2AF),
    (0x2B0, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x530, 0x58F), (0x590, 0x5FF), (0x600, 0x6FF),
    (0x700, 0x74F), (0x780, 0x7BF), (0x900, 0x97F), (0x980, 0x9FF), (0xA00, 0xA7F), (0xA80, 0xAFF), (0xB00, 0xB7F),
    (0xB80, 0xBFF), (0xC00, 0xC7F), (0xC80, 0xCFF), (0xD00, 0xD7F), (0xD80, 0xDFF), (0xE00, 0xE7F), (0xE80, 0xEFF),
    (0xF00, 0xFFF), (0x1000, 0x109F), (0x10A0, 0x10FF), (0x1100, 0x11FF), (0x1200, 0x137F), (0x13A0, 0x13FF),
    (0x1400, 0x167F), (0x1680, 0x169F), (0x16A0, 0x16FF), (0x1780, 0x17FF), (0x1800, 0x18AF), (0x1E00, 0x1EFF),
    (0x1F00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x20D0, 0x20FF), (0x2100, 0x214F),
    (0x2150, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x257F), (0x2600, 0x26FF),
    (0x2C00, 0x2C5F), (0x2D30, 0x2D7F), (0x3000, 0x303F), (0x3040, 0x309F), (0x30A0, 0x30FF), (0x3130, 0x318F),
    (0x4E00, 0x4FFF), (0xA000, 0xA48F), (0xAC00, 0xACFF), (0xD800, 0xDFFF), (0xE000, 0xE0FF), (0xFB00, 0xFB4F),
    (0xFB50, 0xFDFF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xFF00, 0xFFEF), (0xFFF0, 0xFFFF), (0x10000, 0x100FF),
    (0x10330, 0x1034F), (0x1D400, 0x1D7FF), (0x1F1E6, 0x1F1FF), (0x1F300, 0x1F64F), (0x1F900, 0x1F9FF),
    (0x20000, 0x200FF), (0xE0000, 0xE007F), (0xE0100, 0xE01EF), (0x10FF00, 0x10FFFF),
)  # fmt: skip

# Letters that look or fold like others, marks that turn or hide text, and what splits lines for some readers only.
ODD = (
    "\u0130", "\u0131", "\u017f", "\u212a", "\u1e9e", "ß", "ﬁ", "ﬃ", "Ǆ", "ŉ", "ΐ", "ς", "\u0345", "\u1fbe", "\u0301",
    "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202d", "\u202e", "\u2060", "\u2066",
    "\u2067", "\u2068", "\u2069", "\u061c", "\ufeff", "\ufffe", "\uffff", "\ufffd", "\u00ad", "\u034f", "\u180e",
    "\u0085", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\r", "\r\n", "\t", "\x00", "\x1b[31m", "\x7f", "\u00a0",
    "\u3000", "\ud800", "\udfff", "\ud83d", "\U0001f469\u200d\U0001f4bb", "\U0001f1ec\U0001f1e7", "1\ufe0f\u20e3",
    "\u0661\u0662\u0663", "\uff11", "²", "½", "Ⅷ", "④", "а", "ο", "\u1d00", "＠", "＃", "＜", "｜", "‹", "\u2039",
)  # fmt: skip

# What Slack writes between < and >, whole, broken, nested and encoded once too often.
TOKENS = (
    "<!channel>", "<!here>", "<!everyone>", "<!everyone|everyone>", "<!here|@here>", "<!group>", "<@U0BOT>", "<@U1>",
    "<@U1|alice>", "<@W012A3CDE>", "<@U1|<!channel>>", "<@>", "<@|>", "<#C1>", "<#C1|general>", "<#C1|>", "<#>",
    "<!subteam^S1>", "<!subteam^S1|@leads>", "<!subteam^>", "<!subteam>", "<!date^1392734382^{date}|then>",
    "<!date^1^{date}^https://example.org|x>", "<https://example.org>", "<https://example.org|the page>",
    "<https://example.org|>", "<https://a.b/?q=<!channel>|x>", "<mailto:a@example.org|a@example.org>", "<tel:+441>",
    "<slack://open>", "<javascript:alert(1)|x>", "<data:text/html,x|y>", "<!>", "<", ">", "<>", "<|>", "<!", "<@", "<#",
    "|", "&", "&amp;", "&lt;", "&gt;", "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "&#60;!channel&#62;", "&nbsp;",
    "<&lt;!channel&gt;>", "<!channel", "!channel>", "<<!here>>", "@channel", "@here", "@everyone", "@group", "@Channel",
    "@\u200bchannel", "＠channel", "@channel@here", "#general", "#C1", "@leads", ":wave:", ":skin-tone-2:",
)  # fmt: skip

MARKUP = (
    "*bold*", "_italic_", "~gone~", "`code`", "```", "```\n", "> ", ">>> ", "• ", "- ", "1. ", "*", "_", "~", "`", "**",
    "__", "# ", "## ", "[x](https://example.org)", "![](x)", "<b>", "</b>", "<script>alert(1)</script>", "<br/>",
    "<!-- x -->", "<![CDATA[x]]>", "{{7*7}}", "${jndi:ldap://x}", "%s%n%x", "'; DROP TABLE inquiries; --", "\\", "\\n",
    "\\u0000", "\\x00", "%00", "%0a", "../../etc/passwd", "$(reboot)", "`reboot`", "&&", "||", "{}", "[]", "()", "((((",
    "'", '"', "''", "n't", "can't", "o'clock's", "--", "—", "…", "=", "=tls", "::", "?", "???", "!", "!!!", ".", "...",
)  # fmt: skip

ADDRESSES = (
    "https://", "http://", "https://example.org", "http://user:pw@example.org:8080/a/b?c=d#e", "HTTPS://EXAMPLE.ORG",
    "https://[::1]/", "https://xn--80ak6aa92e.com", "https://müller.example", "ftp://x", "file:///etc/passwd",
    "www.gov.uk", "data.gov.uk", "foo.service.gov.uk", "*.service.gov.uk", "*.gov.uk", "*.*.*", "a.b", "a.b.c.d.e.f.g",
    "-.-.-", "..", "x.y.", ".gov.uk", "127.0.0.1", "::1", "a@example.org", "a+b@c.d", "@a.b", "10.0.0.0/8", "v1.2.3",
    "app.py", "README.md", "config.yaml", "/var/log/x.log", "C:\\Users\\x", "git@github.com:a/b.git",
    "https://slack.com/archives/C1/p1700000000000100", "https://github.com/alphagov/x/pull/1",
)  # fmt: skip

NUMBERS = (
    "0", "-1", "1", "42", "3.3", "1e3", "1_000", "0x1F", "007", "1,200", "£5", "50%", "99999999999999999999", "9" * 400,
    "NaN", "Infinity", "2026-03-02", "09:30", "24:00", "1/2", "½", "+44 20 7946 0000", "404", "502", "ERR-1234",
    "550e8400-e29b-41d4-a716-446655440000", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
)  # fmt: skip

# What a search may go back over again and again, if it was written badly.
REPEATED = (
    "<", "<@", "<!", "&lt;", "&amp;", "a.", "*.", "-.", "a-", "a-.", "'", "'s", "n't ", "`", "```", "\n", "\n\n", "\t",
    " ", "  a", "@", "@a", "#a", "#", "http://", "https://a", "://", "(", ")", "((a", "[", "{", '"', "“",
     "’", "|", "<a|",
    "a", "ab", "aa ", "no ", "not ", "don't ", "asked ", "I asked ", "who ", "help ", "1", "1.", "1:", "é", "e\u0301",
    "\u0301", "\u200b", "\U0001f469\u200d", "İ", "ﬃ", "ß", "日本", "> ", "at a.b(c.java:1)\n", "Error: ", "_", "*", "~",
    "down ", "urgent ", "outage ", "certificate ", "dns, ", "team ", "the ", "? ", ". ", "! ", ", ", "; ", ": ", " - ",
)  # fmt: skip


def letters(rng: Random, most: int) -> str:
    """Letters of one to three scripts."""
    ranges = rng.sample(RANGES, rng.randint(1, 3))
    return "".join(chr(rng.randint(*rng.choice(ranges))) for _ in range(rng.randint(1, most)))


def pile(rng: Random) -> str:
    """A letter under a pile of marks."""
    return rng.choice("aZ9<@") + "".join(chr(rng.randint(0x300, 0x36F)) for _ in range(rng.randint(1, 60)))


def repeated(rng: Random, most: int) -> str:
    """One or two short strings over and over."""
    unit = "".join(rng.choices(REPEATED, k=rng.choice((1, 1, 2))))
    return unit * rng.randint(2, max(2, most // len(unit)))


def scrap(rng: Random) -> str:
    """A short hostile string."""
    kind = rng.randrange(8)
    if kind == 0:
        return letters(rng, 12)
    if kind == 1:
        return pile(rng)
    if kind == 2:
        return repeated(rng, 40)
    return rng.choice((ODD, TOKENS, MARKUP, ADDRESSES, NUMBERS)[kind - 3])


def spoilt(rng: Random, text: str) -> str:
    """A text with one thing done to it."""
    at, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    end = min(end, at + 20)
    before, part, after = text[:at], text[at:end], text[end:]
    match rng.randrange(10):
        case 0:
            part = ""
        case 1:
            part *= rng.randint(2, 5)
        case 2:
            part = part[::-1]
        case 3:
            part = rng.choice((str.upper, str.lower, str.swapcase, str.title))(part)
        case 4:
            words = text.split(" ")
            rng.shuffle(words)
            before, part, after = "", " ".join(words), ""
        case 5:
            part = rng.choice(ODD) + part
        case 6:
            gap = rng.choice(("\n", "\u00a0", "\u200b", "_", "-", "  ", "/", ".", "\t"))
            before, part, after = "", text.replace(" ", gap), ""
        case _:
            part = rng.choice(("", " ")) + scrap(rng) + rng.choice(("", " ")) + part
    return before + part + after
