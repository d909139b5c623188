"""What the router knows of English itself: nothing in here knows any organisation.

`common.txt` and `known.txt` are word lists (README.md in this folder says where from).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

# Words that carry no topic at all. "not" and "no" are kept out: routing/question.py reads them.
STOP_WORDS = frozenset(
    """
    a an the this that these those some any such each every either neither both all most much many more less few
    i me my mine myself we us our ours ourselves you your yours yourself he him his she her hers it its itself they
    them their theirs one ones someone somebody anyone anybody everyone everybody nobody noone something anything
    everything nothing thing things stuff person people folk folks guys lot lots bit
    am is are was were be been being do does did doing done have has had having will would shall should can could
    may might must ought let lets get gets got getting gotten
    who whom whose what which where when why how whoever whatever whichever wherever whenever
    and or but if because as until while of at by for with about against between into through during before after
    above below to from up down in out on off over under again further then once here there than too very just also
    so only own same other another still yet even ever never always now today soon already really actually basically
    not no nor yes yeah yep ok okay hi hey hello hiya morning afternoon evening dear thanks thank ta cheers please pls
    plz sorry help advice idea ideas question query quick wondering wonder know knows knew known think thought guess
    want wants wanted need needs needed like likes would'd ask asks asking asked tell tells told say says said
    go goes going gone went come comes coming came make makes made making take takes taking took put puts try tries
    trying tried give gives given use uses used using see sees seen saw seem seems look looks looking find finds found
    right sure maybe perhaps possibly bit kind sort way ways case random obvious folks team teams channel talk speak
    contact reach gov.uk govuk s t d ll ve re m don didn doesn isn aren wasn won cannot im ive dont cant wont whats
    whos wheres u ur r pls sb sth etc via per vs eg ie lol haha tbh btw fyi afaik imo
    """.split()
)

# Words that say little about the topic, though something.
WEAK_WORDS = frozenset(
    """
    work works working job jobs new old big small good bad great day days week weeks month months year years time
    times hour hours minute minutes monday tuesday wednesday thursday friday saturday sunday yesterday tomorrow
    tonight first second third last next two three four five big long short high low wrong start starts starting
    started stop stops stopped end ends ended keep keeps keeping change changes changed changing run runs running ran
    set sets call calls called calling show shows showing add adds added adding problem problems issue issues thing
    happen happens happened happening feel feels handle handles handling deal deals dealing fix fixes fixing fixed
    sort sorts sorting responsible responsibility owner owns service services app apps application applications
    system systems site website page pages place point side part parts part piece group name names email message
    messages best better able available able different proper properly general another current currently normal
    normally usual usually support supports supporting supported everyone else colleagues colleague squad squads
    open opens opened opening close check checks checking checked move moves moving moved sit sits hold holds
    """.split()
)


@cache
def common_words() -> frozenset[str]:
    """The commonest 4,000 words, lower case."""
    return _read("common.txt")


@cache
def known_words() -> frozenset[str]:
    """Every everyday word (38,000), lower case: what is in here is not a typing mistake."""
    return common_words() | _read("known.txt")


def _read(name: str) -> frozenset[str]:
    return frozenset(files(__name__).joinpath(name).read_text(encoding="ascii").split())


@cache
def urgency_weights() -> Mapping[str, float]:
    """What each word, pair of words or sign adds to the urgency of a message; learned by `make urgency`."""
    lines = files(__name__).joinpath("weights.txt").read_text(encoding="ascii").splitlines()
    return {name: float(weight) for weight, _, name in (line.partition(" ") for line in lines)}
