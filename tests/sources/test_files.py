"""Files that are written for people and for later: whole, with the rights that the umask says."""

import os
import stat
from pathlib import Path

import pytest

from ogpscrape.errors import WrongCommitmentError
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector
from ogpscrape.sources.files import replace_file
from ogpscrape.sources.saving import SavingSource
from tests.replica import faults


@pytest.fixture(params=[0o022, 0o077, 0o002])
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def _rights(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_pages_that_are_kept_or_saved_obey_the_umask(umask, make_source, tmp_path):
    source = SavingSource(make_source(), tmp_path / "saved")
    fetch_record(Selector("KR0001"), source)
    assert _rights(tmp_path / "saved" / "KR0001.html") == 0o666 & ~umask
    assert _rights(next((tmp_path / "cache").rglob("*.page"))) == 0o666 & ~umask


def test_a_link_is_replaced_and_not_written_through(tmp_path):
    (tmp_path / "letter").write_text("dear reader")
    (tmp_path / "page").symlink_to(tmp_path / "letter")
    replace_file(tmp_path / "page", b"a page")
    assert (tmp_path / "letter").read_text() == "dear reader"
    assert (tmp_path / "page").read_bytes() == b"a page"


def test_a_page_of_another_is_saved_beside_the_good_ones(replica, make_source, tmp_path):
    replica.fault("KR0001", faults.page_of(replica.site.pages["KR0002"]))
    with pytest.raises(WrongCommitmentError):
        fetch_record(Selector("KR0001"), SavingSource(make_source(), tmp_path / "saved"))
    assert [file.name for file in (tmp_path / "saved").iterdir()] == ["KR0001.html.refused"]
