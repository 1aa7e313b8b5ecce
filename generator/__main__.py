"""Run the command as `python -m generator`."""

from generator.cli.main import run

if __name__ == "__main__":
    run()
