"""The exercises: the frame that runs a learner's code, and the hints of each lesson."""

from __future__ import annotations

import importlib
import pkgutil
import signal
import sys
import threading
import time

import numpy as np
import pytest

import tests.answers
from dlcourse import exercises
from dlcourse.exercises import frame

RIGHT: dict[str, object] = {}
WRONG: dict[str, list[tuple[object, str]]] = {}
for module in pkgutil.iter_modules(tests.answers.__path__):
    answers = importlib.import_module(f"tests.answers.{module.name}")
    RIGHT |= answers.RIGHT
    WRONG |= answers.WRONG


def status(number: str, answer: object) -> str:
    return exercises.examine(number, answer).status


@pytest.mark.parametrize("number", exercises.registered())
def test_each_exercise_knows_the_stub_the_solution_and_the_mistakes(number: str) -> None:
    assert status(number, ...) == "not yet"
    if callable(RIGHT[number]):
        assert status(number, lambda *arguments: ...) == "not yet"
    right = exercises.examine(number, RIGHT[number])
    assert right.status == "right", right.message
    messages = []
    for answer, part in WRONG[number]:
        found = exercises.examine(number, answer)
        assert found.status == "wrong"
        assert part in found.message
        messages.append(found.message)
    assert len(set(messages)) >= 2, "two typical mistakes need two hints"


@pytest.mark.parametrize("number", exercises.registered())
@pytest.mark.parametrize(
    "nonsense",
    [None, "text", 3.5, [], {}, np.zeros((2, 3)), np.array(["a"]), object(), lambda *a: object()],
    ids=lambda nonsense: type(nonsense).__name__,
)
def test_no_answer_makes_a_check_raise(number: str, nonsense: object) -> None:
    assert status(number, nonsense) == "wrong"


def test_an_unknown_number_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"01\.1.*got '99\.9'"):
        exercises.check("99.9", 1)


def test_check_prints_one_line_with_the_sign(capsys: pytest.CaptureFixture[str]) -> None:
    exercises.check("01.1")
    exercises.check("01.1", lambda X, y, w: 0.0)
    exercises.check("01.1", RIGHT["01.1"])
    lines = capsys.readouterr().out.splitlines()
    assert [line[:6] for line in lines] == ["○ 01.1", "✘ 01.1", "✔ 01.1"]


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch):
    """Register a check of one's own for the time of a test."""
    monkeypatch.setattr(frame, "_CHECKS", dict(frame._CHECKS))
    return frame.exercise("99.1")


def test_two_checks_of_one_number_are_refused(trial) -> None:
    trial(lambda answer: None)
    with pytest.raises(ValueError, match="two checks"):
        frame.exercise("99.1")(lambda answer: None)


def test_the_line_that_fails_is_shown(trial) -> None:
    trial(lambda answer: frame.call(answer, 1))

    def divides(x):
        return x / 0  # the learner's line

    found = exercises.examine("99.1", divides)
    assert "ZeroDivisionError" in found.message
    assert "return x / 0  # the learner's line" in found.message


def test_the_learners_line_is_shown_although_numpy_raises(trial) -> None:
    trial(lambda answer: frame.call(answer, np.eye(2)))

    def singular(X):
        return np.linalg.inv(0 * X)

    assert "return np.linalg.inv(0 * X)" in exercises.examine("99.1", singular).message


@pytest.mark.parametrize("error", [SystemExit, ValueError, RecursionError, GeneratorExit])
def test_any_error_of_a_learner_is_caught(trial, error: type[BaseException]) -> None:
    trial(frame.call)

    def raises():
        raise error("so")

    assert error.__name__ in exercises.examine("99.1", raises).message


def test_a_keyboard_interrupt_passes(trial) -> None:
    trial(frame.call)

    def raises():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exercises.examine("99.1", raises)


def test_the_arguments_handed_over_are_copies(trial) -> None:
    original = np.zeros(3)
    trial(lambda answer: frame.call(answer, original))

    def spoils(x):
        x += 1
        return x

    assert status("99.1", spoils) == "right"
    assert original.tolist() == [0, 0, 0]


def test_an_answer_that_is_a_value_is_copied(trial) -> None:
    def spoils(answer):
        answer[0] = 9

    trial(spoils)
    answer = [1, 2]
    exercises.examine("99.1", answer)
    assert answer == [1, 2]


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarms on this platform")
@pytest.mark.parametrize("swallows", [False, True])
def test_an_endless_loop_is_given_up(trial, monkeypatch, swallows: bool) -> None:
    monkeypatch.setattr(frame, "TIME_LIMIT", 0.3)
    trial(frame.call)

    def endless():
        while True:
            try:
                time.sleep(0.01)
            except Exception:
                continue
            except BaseException:
                if not swallows:
                    raise
                break
        while swallows:
            time.sleep(0.01)

    before = signal.getsignal(signal.SIGALRM)
    assert "does its loop ever end?" in exercises.examine("99.1", endless).message
    assert signal.getsignal(signal.SIGALRM) == before


def test_a_check_works_in_another_thread(trial) -> None:
    trial(lambda answer: None)
    found = []
    thread = threading.Thread(target=lambda: found.append(status("99.1", 1)))
    thread.start()
    thread.join()
    assert found == ["right"]


def test_warnings_of_a_learner_do_not_reach_the_notebook(trial, recwarn) -> None:
    trial(lambda answer: frame.call(answer, np.zeros(1)))
    assert status("99.1", lambda x: np.log(x) / x) == "right"
    assert not recwarn.list


def test_values_are_compared_by_kind_shape_and_size(trial) -> None:
    trial(lambda answer: frame.compare_value(answer, np.array([1.0, 2.0]), mistakes={}))
    assert status("99.1", [1, 2]) == "right"
    assert "shape" in exercises.examine("99.1", np.ones((2, 1))).message
    assert "NaN" in exercises.examine("99.1", [1, np.nan]).message
    assert "function" in exercises.examine("99.1", len).message
    assert status("99.1", [1, 2.001]) == "wrong"


def test_all_modules_of_lessons_have_answers_here() -> None:
    lessons = {m for m in sys.modules if m.startswith("dlcourse.exercises.lesson_")}
    assert {m.rpartition(".")[2] for m in lessons} == {
        m.name for m in pkgutil.iter_modules(tests.answers.__path__)
    }
