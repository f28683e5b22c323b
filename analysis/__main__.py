"""The command as it is started. It loads nothing before Ctrl-C is taken care of."""

from __future__ import annotations

from analysis import terminal


def main() -> None:
    """Run the cutline command."""
    with terminal.guarded():
        from analysis import cli  # takes a while, in which Ctrl-C may be pressed

        cli.main()


if __name__ == "__main__":
    main()
