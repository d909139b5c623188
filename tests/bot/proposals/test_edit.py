from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.proposals import edit as editing
from bot.proposals.additions import Addition, Example, addresses, plain, responsibility, team
from bot.proposals.edit import apply
from routing.errors import RegistryError
from routing.loading.files import RegistryFiles, read_files
from routing.loading.loader import registry_of
from tests.bot.proposals.registries import REGISTRY, changed, edited, example, keyword, made, synonym

SHIPPED = Path(__file__).parents[3] / "data" / "teams.yaml"
REFUSED: dict[str, tuple[str, Addition, str]] = {
    "gone": (REGISTRY, keyword("new", responsibility("platform", "dns")), "no team 'platform', responsibility 'dns'"),
    "there": (REGISTRY, keyword("  TLS "), "has it already"),
    "asked": (REGISTRY, example("Who renews it"), "has it already"),
    "asked apart": (REGISTRY + "also_asked:\n  tls:\n    - is it you\n", example("Is it you"), "has it already"),
    "asked, not apart": (REGISTRY + "also_asked:\n  tls:\n    - is it you\n", example("who renews it"), "already"),
    "a synonym": (REGISTRY, synonym("tls", "SSL"), "has it already"),
    "its own synonym": (REGISTRY, synonym("tls", "tls"), "has it already"),
    "another group's": (REGISTRY, synonym("laptop", "ssl"), "is in the group 'tls' too"),
    "another team's": (REGISTRY, keyword("laptop"), "is claimed by team"),
    "a team's keyword": (REGISTRY, keyword("new", team("desk")), "choose one of its responsibilities"),
    "two of one key": (
        changed(("laptops:", "desk:")),
        example("is it you", team("desk")),
        "Another entry is called 'desk' too",
    ),
    "too long": (REGISTRY, keyword("x" * 201), "too long"),
    "empty": (REGISTRY, keyword("  "), "empty"),
    "invisible": (REGISTRY, keyword("a\u200bb"), "invisible character"),
    "half a letter": (REGISTRY, keyword("a\ud800b"), "a fault"),
    "an anchor": (
        changed(("keywords: [tls, padlock]", "keywords: &shared [tls, padlock]")),
        keyword("new"),
        "shared under the anchor '&shared'",
    ),
    "an alias": (
        changed(
            ("keywords: [tls, padlock]", "keywords: [tls, padlock]\n        also: &shared [One., Two.]"),
            ("        asked:\n          - Our cert runs out soon   # really put\n", "        asked: *shared\n"),
            ("\n          # the next one is older\n          - who renews it\n", ""),
        ),
        example("is it you"),
        "shared under the anchor '&shared'",
    ),
    "an alias in a list": (
        changed(("name: Platform\n", "name: &p Platform\n"), ("[tls, padlock]", "[tls, *p]")),
        keyword("new"),
        "shared under the anchor '&p'",
    ),
    "an anchor before the place": (
        changed(("keywords: [laptop]", "keywords: &l [laptop]")),
        example("mine is broken", responsibility("desk", "laptops")),
        "shared under the anchor '&l'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_added_is_told_and_the_rest_is_still_made(name: str) -> None:
    source, addition, reason = REFUSED[name]
    possible = synonym("dns", "nameserver")
    edit = made(source, addition, possible)
    assert edit.applied == (possible,)
    assert [refused.addition for refused in edit.refused] == [addition]
    assert reason in edit.refused[0].reason
    assert edit.after.files[0].data.decode() == edited(source, possible)


def test_the_same_addition_twice_is_made_once() -> None:
    edit = made(REGISTRY, keyword("new"), keyword("New"))
    assert edit.applied == (keyword("new"),)
    assert [refused.addition for refused in edit.refused] == [keyword("New")]


def test_nothing_to_add_changes_nothing() -> None:
    assert made(REGISTRY).after.files[0].data == REGISTRY.encode()


def test_a_registry_with_faults_is_not_edited() -> None:
    with pytest.raises(RegistryError, match="the registry"):
        made(REGISTRY.replace("teams:", "team:"), keyword("new"))


def test_an_edit_that_would_change_more_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "on_one_line", lambda text: f"{text} # and a comment")
    monkeypatch.setattr("bot.proposals.insertion.written", lambda text, **_: text.partition(" #")[0])
    with pytest.raises(RuntimeError, match="more than it adds"):
        made(REGISTRY, keyword("new"))


@pytest.fixture(scope="module")
def shipped() -> RegistryFiles:
    return read_files(SHIPPED)


def test_every_entry_of_the_shipped_registry_can_grow(shipped: RegistryFiles) -> None:
    """All at once: the teams' file stays, and between the lines of the examples stand those of the texts."""
    registry = registry_of(shipped)
    additions = [
        addition
        for number, address in enumerate(addresses(registry))
        for addition in (keyword(f"zzz {number}", address), example(f"yyy {number}?", address))
        if isinstance(addition, Example) or len(address) > 2 or address[0] != "teams"
    ]
    edit = apply(shipped, additions)
    assert not edit.refused
    assert len(edit.applied) == len(additions)
    assert edit.after.files[0].data == shipped.files[0].data
    new = iter(edit.after.files[1].data.decode().split("\n"))
    expected = {f"- {addition.text}" for addition in additions}
    keys = {"asked:", "keywords:", *(f"{name}:" for address in addresses(registry) for name in address)}
    for old in shipped.files[1].data.decode().split("\n"):
        while (line := next(new)) != old:
            assert line.strip() in expected | keys, line
    assert {line.strip() for line in new} <= expected | keys


@pytest.mark.parametrize("number", range(3))
def test_one_addition_to_the_shipped_registry_is_one_text_more(shipped: RegistryFiles, number: int) -> None:
    """What is before the new text and what is behind it are the old file. Reading that takes a while, so for three."""
    places = [address for address in addresses(registry_of(shipped)) if "responsibilities" in address]
    address = places[number * len(places) // 3]
    for kind, field in ((keyword, b"keywords:"), (example, b"asked:")):
        after = apply(shipped, [kind("zzz: new?", address)]).after
        assert after.files[0].data == shipped.files[0].data
        added = _inserted(shipped.files[1].data, after.files[1].data)
        assert added.split() in ([b"-", b'"zzz:', b'new?"'], [field, b"-", b'"zzz:', b'new?"'])


def _inserted(before: bytes, after: bytes) -> bytes:
    """The one text that makes one file of the other."""
    pairs = enumerate(zip(before, after, strict=False))
    start = next((at for at, (old, new) in pairs if old != new), len(before))
    end = len(after) - (len(before) - start)
    assert after[end:] == before[start:]
    return after[start:end]


def test_both_readers_of_yaml_read_the_edited_registry_alike(shipped: RegistryFiles) -> None:
    texts = ["no", "503", "a: b", "0o14", "9:30", "@x", "who, me?"]
    place = next(address for address in addresses(registry_of(shipped)) if "responsibilities" in address)
    edit = apply(shipped, [kind(text + " zzz", place) for text in texts for kind in (keyword, example)])
    told = YAML(typ="safe", pure=True).load(edit.after.files[1].data)["examples"]
    entry = plain(edit.new)
    for name in place:
        told, entry = told[name], entry[name]
    for field in ("keywords", "asked"):
        assert told[field][-len(texts) :] == entry[field][-len(texts) :] == [f"{text} zzz" for text in texts]
