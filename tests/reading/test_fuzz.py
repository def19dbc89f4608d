"""A fixed set of random pages, and of changes to them: each is read right, or says that it is not.

Fresh ones without end: `make fuzz SECONDS=600`.
"""

import pytest

from tests.reading.generator.runs import read_seeds


@pytest.mark.parametrize("number", range(12))
def test_no_page_is_wrong_in_silence(number: int) -> None:
    pages, _, failures, _ = read_seeds(([f"fixed-{number}-{index}" for index in range(10)], {}))
    assert not failures, "\n".join(f"{one.seed}: {one.change}: {one.what}\n{one.after}" for one in failures)
    assert pages > 200, "the generator makes dozens of pages of a seed"
