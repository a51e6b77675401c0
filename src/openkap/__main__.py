"""`python -m openkap`: the same door as the `openkap` command."""

from openkap.interfaces.cli import main

if __name__ == "__main__":
    main()
