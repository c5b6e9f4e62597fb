"""From text to numbers and back: words, codes of words, bags of words.

Codes follow Keras: 0 is padding, 1 starts a text, 2 is any word that the vocabulary lacks, 3 is
not used, and words have codes from 4. `words` is always the array with `words[code]` the word.

Source: *Basics*, "Example: movie reviews".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = ["decode", "encode", "multi_hot", "tokenize"]

Array = np.ndarray

PADDING, START, UNKNOWN = 0, 1, 2
# Letters and digits, with apostrophes inside a word; and the mark that decode writes.
_TOKEN = re.compile(r"<unknown>|[^\W_]+(?:'[^\W_]+)*")


def tokenize(text: str) -> list[str]:
    """The words of a text, in lower case, without punctuation.

    Args:
        text: Any text. An apostrophe inside a word stays, a hyphen separates.

    Returns:
        Its words in order.

    Raises:
        TypeError: `text` is not a text.

    Example:
        >>> tokenize("It isn't good, it's GREAT!")
        ['it', "isn't", 'good', "it's", 'great']
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, got {type(text).__name__}")
    return _TOKEN.findall(text.lower().replace("’", "'"))


def encode(text: str, words: Array | Sequence[str]) -> Array:
    """The codes of a text's words, after the 1 that starts it.

    Args:
        text: Any text.
        words: `words[code]` is the word of a code.

    Returns:
        int32, (1 + number of words,). A word that `words` lacks becomes 2.

    Raises:
        TypeError: `text` is not a text.
    """
    codes = {str(word): code for code, word in enumerate(words)}
    found = [codes.get(word, UNKNOWN) for word in tokenize(text)]
    return np.array([START, *found], dtype=np.int32)


def decode(codes: Array | Sequence[int], words: Array | Sequence[str]) -> str:
    """The text of codes; padding and the start are left out.

    Args:
        codes: Codes of words.
        words: `words[code]` is the word of a code.

    Returns:
        Words with blanks between them.

    Raises:
        ValueError: A code is negative or not below the number of words.

    Example:
        >>> words = ["<pad>", "<start>", "<unknown>", "<unused>", "the", "film"]
        >>> decode([1, 4, 5, 2, 0, 0], words)
        'the film <unknown>'
    """
    codes = _checked(codes, len(words), "codes")
    return " ".join(str(words[code]) for code in codes if code not in (PADDING, START))


def multi_hot(
    sequences: Array | Sequence[Sequence[int]], n_words: int, *, sparse: bool = False
) -> Any:
    """Bags of words: 1 in the column of every code that occurs in a text, however often.

    Args:
        sequences: Codes of each text.
        n_words: Number of columns; all codes lie below it. Column 0, of padding, stays 0.
        sparse: Keep only the ones, as a SciPy CSR matrix: for many long rows of mostly zeros.

    Returns:
        (m, n_words) float32.

    Raises:
        ValueError: `sequences` is a single text, or holds a code outside 0 to n_words - 1.

    Example:
        >>> multi_hot([[1, 4, 4], [5]], 6)
        array([[0., 1., 0., 0., 1., 0.],
               [0., 0., 0., 0., 0., 1.]], dtype=float32)
    """
    if any(np.ndim(one) != 1 for one in sequences):
        raise ValueError(
            "sequences must hold one row of codes for each text: wrap a single text in [ ]"
        )
    lengths = [len(one) for one in sequences]
    # An empty list would count as one of fractions.
    codes = np.concatenate([np.zeros(0, dtype=np.int32), *(one for one in sequences if len(one))])
    codes = _checked(codes, n_words, "sequences")
    rows = np.repeat(np.arange(len(lengths)), lengths)[codes != PADDING]
    columns = codes[codes != PADDING]
    if not sparse:
        X = np.zeros((len(lengths), n_words), dtype=np.float32)
        X[rows, columns] = 1
        return X
    from scipy.sparse import csr_matrix

    X = csr_matrix(
        (np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(lengths), n_words)
    )
    X.data[:] = 1  # building it has added up the words that occur twice
    return X


def _checked(codes: Array | Sequence[int], n_words: int, name: str) -> Array:
    codes = np.asarray(codes)
    if codes.size == 0:
        return codes.astype(np.int32)
    if not np.issubdtype(codes.dtype, np.integer):
        raise ValueError(f"{name} must hold whole numbers, got {codes.dtype}")
    if codes.min() < 0 or codes.max() >= n_words:
        raise ValueError(
            f"{name} must lie between 0 and {n_words - 1}, got {codes.min()} to {codes.max()}"
        )
    return codes
