"""`tracker demo`: the main job in the terminal, on data made on the spot."""

import click


@click.command()
def demo() -> None:
    """Show the main job."""
