"""What every unit test starts from: nobody's settings, and no window."""

import os

for name in ("DLCOURSE_PROFILE", "DLCOURSE_SEED", "DLCOURSE_EXPLORE", "DLCOURSE_CLAIMS"):
    os.environ.pop(name, None)
os.environ["MPLBACKEND"] = "Agg"
