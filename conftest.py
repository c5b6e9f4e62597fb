"""Sets nbval up for this course, also when one notebook is tested by hand.

pytest reads this file for every path inside the project, so `pytest --nbval notebooks/01_….ipynb`
runs with the same kernels, gates and comparison as `make test`.
"""

pytest_plugins = ["tests.nbval_plugin"]
