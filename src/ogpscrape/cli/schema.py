"""`ogpscrape schema`: the JSON Schema of the record."""

import json

from ogpscrape.cli.options import Output
from ogpscrape.cli.process import DataStream

EXAMPLES = """
ogpscrape schema
ogpscrape schema -o commitment.schema.json
"""


def command(output: Output = None) -> None:
    """Print the JSON Schema of the record.

    It is a schema of draft 2020-12, with the meaning of every key. Every record that ogpscrape prints as JSON is valid
    against it.
    """
    from ogpscrape.commitment import json_schema
    from ogpscrape.writing.output import opened

    with opened(output) as out:
        DataStream(out).write(f"{json.dumps(json_schema(), indent=2, ensure_ascii=False)}\n")
