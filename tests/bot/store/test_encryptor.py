from hypothesis import given
from hypothesis import strategies as st

from bot.settings.secret import Secret
from bot.store.privacy import Encryptor

OLD, NEW = Secret("the old key"), Secret("the new key")


@given(st.text())
def test_any_text_comes_back_as_it_was_sealed(text: str) -> None:
    assert Encryptor([NEW]).decrypt(Encryptor([NEW]).encrypt(text)) == text


def test_half_a_surrogate_pair_comes_back() -> None:
    assert Encryptor([NEW]).decrypt(Encryptor([NEW]).encrypt("\ud83d")) == "\ud83d"


def test_what_is_sealed_shows_nothing_of_the_text() -> None:
    assert "certificate" not in Encryptor([NEW]).encrypt("who renews the certificate?")


def test_a_new_key_opens_what_the_old_one_sealed_as_long_as_that_is_named() -> None:
    sealed = Encryptor([OLD]).encrypt("words")
    assert Encryptor([NEW, OLD]).decrypt(sealed) == "words"
    assert Encryptor([NEW]).decrypt(sealed) is None
    assert Encryptor([OLD]).decrypt(Encryptor([NEW, OLD]).encrypt("words")) is None


def test_what_is_damaged_does_not_open() -> None:
    sealed = Encryptor([NEW]).encrypt("words")
    assert Encryptor([NEW]).decrypt(sealed[:-4]) is None
    assert Encryptor([NEW]).decrypt("é") is None
