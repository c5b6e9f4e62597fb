"""Answers to the exercises, right and wrong, as learners would write them: one module a lesson.

Each module has `RIGHT` (number -> answer) and `WRONG` (number -> list of (answer, part of the
hint that it must get)).
"""
