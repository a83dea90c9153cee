"""`python -m rumiai` is `rumiai`."""

from rumiai.cli import main

if __name__ == "__main__":
    main()
