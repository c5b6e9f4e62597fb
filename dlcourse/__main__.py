"""`python -m dlcourse`: the same as the command `dlcourse`."""

from dlcourse.cli import main

if __name__ == "__main__":
    main()
