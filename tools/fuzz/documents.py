"""Registry files as people, editors, merges and attackers may leave them: good ones spoilt, in meaning or in form."""

from __future__ import annotations

import codecs
from random import Random

from tools.fuzz.registry_slips import of_pieces, typed
from tools.fuzz.registry_sources import source
from tools.fuzz.registry_values import meant

ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "utf-7", "utf-8-sig", "shift_jis")

# A mark in the middle, a letter that is written too long, half a pair, beyond Unicode.
NOT_UTF_8 = (codecs.BOM_UTF8, b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80")


def document(rng: Random) -> bytes:
    """A registry file."""
    kind = rng.randrange(100)
    if kind < 45:
        return meant(rng).encode("utf-8", "surrogatepass")
    if kind < 80:
        return typed(rng).encode("utf-8", "surrogatepass")
    if kind < 92:
        return _saved(rng)
    return of_pieces(rng).encode("utf-8", "surrogatepass")


def _saved(rng: Random) -> bytes:
    """A file that an editor, a copy or a disk has spoilt."""
    whole = source(rng)
    data = bytearray(whole.encode())
    at = rng.randint(0, len(data))
    match rng.randrange(7):
        case 0:
            data = bytearray(whole.encode(rng.choice(ENCODINGS), "replace"))
        case 1:
            data[0:0] = rng.choice((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE, b"\x00"))
        case 2:
            end = rng.choice(("\r\n", "\r", "\n\n", "\x85", "\u2028", " \n", "\n\r"))
            data = bytearray(whole.replace("\n", end).encode())
        case 3:
            data = bytearray(whole.replace("  ", rng.choice(("\t", "   ", "\u00a0 "))).encode())
        case 4:
            for _ in range(rng.randint(1, 5)):
                data[rng.randrange(len(data))] = rng.randrange(256)
        case 5:
            data[at:at] = rng.choice(
                (rng.randbytes(3), codecs.BOM_UTF8, b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80")
            )
        case _:
            del data[at:]
    return bytes(data)
