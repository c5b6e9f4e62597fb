"""Exercises that check themselves: `check("01.2", my_function)`.

Each lesson has a module here, with one registered check for each of its exercises and a hint for
each typical mistake. `frame` holds what they share.
"""

from dlcourse.exercises.frame import Outcome, check, examine, registered

__all__ = ["Outcome", "check", "examine", "registered"]
