"""English turns of phrase that say how a conversation stands: who could not help, who sent the asker away."""

from __future__ import annotations

# Said of somebody on the ladder: they could not solve it, or are not there to try.
STUCK = (
    "no idea", "not a clue", "no clue", "has not a clue", "clueless", "does not know", "did not know", "do not know", "could not help",
    "cannot help", "could not answer", "could not solve", "could not crack", "stumped", "stuck", "baffled", "none the wiser", "out of ideas",
    "drew a blank", "drawn a blank", "came up empty", "come up empty", "shrugged", "shrugs", "shrugging", "beyond", "over their head", "over her head", "over his head",
    "asked", "already asked", "tried", "have tried", "been to", "went to", "gone to", "talked to", "spoke to", "spoken to", "posted in", "after", "past", "exhausted",
    "no answer", "no reply", "nobody answered", "nobody could", "no one could", "no joy", "no luck", "silence", "crickets", "tumbleweed", "on holiday", "on leave", "off sick", "is away", "is out",
    "not around", "not available", "unavailable", "nowhere", "no further", "no help", "not able to help", "gave up", "given up", "passed on it", "at a loss", "unsure", "not sure", "lost", "no use", "stalled", "hit a wall", "dead end", "blank", "defeated", "beaten", "scratching", "hasn't", "have not", "has not", "did not", "struggling", "struggled", "above", "higher", "next", "then",
)  # fmt: skip

# Said of a channel or team that the asker has already been to.
SENT_AWAY = (
    "not theirs", "is not theirs", "was not theirs", "not for them", "not them", "not their", "is not them", "not their job", "not their thing", "not their area", "nothing to do with them", "told me", "told us", "said no", "said it is not", "says it is not", "say it is not", "say it is not theirs", "sent me", "sent us", "pointed me", "pointed us", "bounced me", "bounced us", "bounced", "turned me away", "turned us away", "turned away", "passed me", "shooed", "fobbed", "redirected",
    "already asked", "asked in", "asked", "i tried", "tried", "been to", "been in", "went to", "no joy", "no luck", "wrong place", "wrong channel", "wrong team", "they do not", "does not own", "do not own", "do not do", "cannot help", "could not help", "not responsible", "denied", "disowned", "swear it is not", "swears it is not", "reckon it is not", "reckons it is not", "washed their hands", "not look after", "no longer do",
)  # fmt: skip

# After one of these, a name is where the asker was sent on to, or what they do want.
SENT_ON_TO = (
    "to",
    "ask",
    "try",
    "but",
    "use",
    "over to",
    "instead",
    "belongs to",
    "goes to",
    "speak to",
    "talk to",
    "is with",
)

# Before a name: it is not that one. ("not X but Y")
NOT_THAT = (
    "not",
    "isn't",
    "rather than",
    "instead of",
    "other than",
    "apart from",
    "anyone but",
    "except",
    "and not",
    "never mind",
)

# Said of one's own place: no reason to keep somebody from it.
AT_HOME = (
    "i am on",
    "i am in",
    "we are on",
    "we are in",
    "we are",
    "i am",
    "my week on",
    "while on",
    "i work in",
    "i work on",
    "i sit in",
    "i sit with",
)
