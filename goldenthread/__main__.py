"""`python -m goldenthread` is the command line."""

from goldenthread.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
