"""What the metadata of exports says of the data: whose it is, and what a column means."""

from ogpscrape.writing.columns import Column

DATA_TITLE = "Commitments of the Open Government Partnership"
DATA_SOURCE = "Open Government Partnership"
DATA_LICENCE = "The content is the Open Government Partnership's; its terms are stated on its site"


def describe(column: Column) -> str:
    """Return what a column means, and of a list that it is one."""
    return f"{column.description} A list." if column.type == "list" else column.description
