"""Words, codes and bags of words: what each function gives, and what it refuses."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.scratch import decode, encode, multi_hot, tokenize

WORDS = np.array(["<pad>", "<start>", "<unknown>", "<unused>", "the", "film", "isn't", "good"])


@pytest.mark.parametrize(
    "text, words",
    [
        ("The film", ["the", "film"]),
        ("It isn't good, it's GREAT!", ["it", "isn't", "good", "it's", "great"]),
        ("isn’t", ["isn't"]),
        ("'quoted' words' end", ["quoted", "words", "end"]),
        ("well-made  2001\n(so_so)", ["well", "made", "2001", "so", "so"]),
        ("clichés, Äpfel", ["clichés", "äpfel"]),
        ("a <br /> b <unknown> c", ["a", "br", "b", "<unknown>", "c"]),
        ("", []),
        ("?!", []),
    ],
)
def test_tokenize(text, words):
    assert tokenize(text) == words


@given(st.text())
def test_words_are_found_again_in_their_own_text(text):
    words = tokenize(text)
    assert tokenize(" ".join(words)) == words
    assert all(words)


def test_encode():
    codes = encode("The film: good? A GOOD film!", WORDS)
    assert codes.dtype == np.int32
    assert codes.tolist() == [1, 4, 5, 7, 2, 7, 5]
    assert encode("", WORDS).tolist() == [1]
    assert encode("the", WORDS.tolist()).tolist() == [1, 4]
    for wrong in (None, ["the"], 3):
        with pytest.raises(TypeError, match=f"must be a str, got {type(wrong).__name__}"):
            encode(wrong, WORDS)


def test_decode():
    assert decode([1, 4, 5, 6, 7, 0, 0], WORDS) == "the film isn't good"
    assert decode(np.array([1, 2, 4], dtype=np.int32), WORDS) == "<unknown> the"
    assert decode([], WORDS) == ""
    with pytest.raises(ValueError, match="codes must lie between 0 and 7, got 1 to 8"):
        decode([1, 8], WORDS)
    with pytest.raises(ValueError, match="codes must lie between 0 and 7, got -1 to 4"):
        decode([4, -1], WORDS)


@given(st.lists(st.sampled_from([2, 4, 5, 6, 7]), max_size=20))
def test_decoded_texts_encode_to_the_same_codes(codes):
    assert encode(decode([1, *codes], WORDS), WORDS).tolist() == [1, *codes]


rows = st.lists(st.lists(st.integers(0, 11), max_size=9), max_size=6)


@given(rows)
def test_multi_hot_marks_the_words_that_occur(sequences):
    X = multi_hot(sequences, 12)
    assert X.shape == (len(sequences), 12)
    assert X.dtype == np.float32
    for row, codes in zip(X, sequences, strict=True):
        assert set(np.flatnonzero(row)) == set(codes) - {0}
        assert set(row) <= {0, 1}


@given(rows)
def test_sparse_bags_are_the_same(sequences):
    X = multi_hot(sequences, 12, sparse=True)
    assert X.format == "csr"
    assert X.dtype == np.float32
    assert np.array_equal(X.toarray(), multi_hot(sequences, 12))
    assert X.nnz == sum(len(set(codes) - {0}) for codes in sequences)


def test_multi_hot_takes_an_array_of_sequences():
    sequences = np.empty(2, dtype=object)
    sequences[:] = [np.array([1, 4], dtype=np.int32), np.array([1], dtype=np.int32)]
    assert multi_hot(sequences, 5).tolist() == [[0, 1, 0, 0, 1], [0, 1, 0, 0, 0]]
    padded = np.array([[1, 4, 0, 0], [1, 2, 3, 4]])
    assert multi_hot(padded, 5).tolist() == [[0, 1, 0, 0, 1], [0, 1, 1, 1, 1]]


@pytest.mark.parametrize("sparse", [False, True])
def test_multi_hot_refuses(sparse):
    for single in ([1, 4, 5], np.array([1, 4]), "the film"):
        with pytest.raises(ValueError, match=r"one row of codes for each text: wrap .* in \[ \]"):
            multi_hot(single, 8, sparse=sparse)
    with pytest.raises(ValueError, match="sequences must lie between 0 and 7, got 1 to 8"):
        multi_hot([[1, 8]], 8, sparse=sparse)
    with pytest.raises(ValueError, match="sequences must lie between 0 and 7, got -1 to 4"):
        multi_hot([[4], [-1]], 8, sparse=sparse)
    with pytest.raises(ValueError, match="whole numbers, got float64"):
        multi_hot([[0.5]], 8, sparse=sparse)


def test_order_is_lost():
    one = encode("good, the film isn't", WORDS)
    other = encode("the film isn't good", WORDS)
    assert one.tolist() != other.tolist()
    assert np.array_equal(*multi_hot([one, other], len(WORDS)))


def test_dense_bags_need_no_scipy(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.sparse", None)
    assert multi_hot([[1, 2]], 3).tolist() == [[0, 1, 1]]
    with pytest.raises(ImportError):
        multi_hot([[1, 2]], 3, sparse=True)
