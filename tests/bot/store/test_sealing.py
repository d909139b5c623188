from hypothesis import given
from hypothesis import strategies as st

from bot.service.secret import Secret
from bot.store.sealing import Sealer

OLD, NEW = Secret("the old key"), Secret("the new key")


@given(st.text())
def test_any_text_comes_back_as_it_was_sealed(text: str) -> None:
    assert Sealer([NEW]).open(Sealer([NEW]).seal(text)) == text


def test_half_a_surrogate_pair_comes_back() -> None:
    assert Sealer([NEW]).open(Sealer([NEW]).seal("\ud83d")) == "\ud83d"


def test_what_is_sealed_shows_nothing_of_the_text() -> None:
    assert "certificate" not in Sealer([NEW]).seal("who renews the certificate?")


def test_a_new_key_opens_what_the_old_one_sealed_as_long_as_that_is_named() -> None:
    sealed = Sealer([OLD]).seal("words")
    assert Sealer([NEW, OLD]).open(sealed) == "words"
    assert Sealer([NEW]).open(sealed) is None
    assert Sealer([OLD]).open(Sealer([NEW, OLD]).seal("words")) is None


def test_what_is_damaged_does_not_open() -> None:
    sealed = Sealer([NEW]).seal("words")
    assert Sealer([NEW]).open(sealed[:-4]) is None
    assert Sealer([NEW]).open("é") is None
