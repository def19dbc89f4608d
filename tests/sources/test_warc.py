"""WARC files: read from crawlers, written from what was asked, and everything that may be wrong with them."""

import gzip
import hashlib
import io
import zipfile
from datetime import date

import pytest

from ogpscrape.errors import InputError, TooLargeError, WrongCommitmentError
from ogpscrape.fetching import fetch
from ogpscrape.identifiers import Selector
from ogpscrape.sources.warc import WarcSource, is_warc, pages_of
from ogpscrape.sources.warc_reading import next_record, records_between
from tests.replica import Replica, Site, faults
from tests.replica.archives import Kept, warc_record

SITE = Site.small()


def kept(number: int, time: str = "20210630000000", **more) -> Kept:
    address = f"https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR{number:04d}/"
    return Kept(
        address, time, more.pop("body", SITE.pages["KR0001"].body.replace(b"KR0001", b"KR%04d" % number)), **more
    )


def written(path, *captures: Kept):
    path.write_bytes(b"".join(map(warc_record, captures)))
    return path


def errors_in(path) -> list[str]:
    return [str(one) for one in pages_of(path) if isinstance(one, InputError)]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz", "folder"])
def test_files_and_folders_of_them_are_read(name, tmp_path):
    compressed = b"".join(map(warc_record, (kept(1), kept(2), kept(3, status=404, body=b"no"))))
    path = tmp_path / name
    if name == "a.warc":
        path.write_bytes(gzip.decompress(compressed))
    elif name == "a.wacz":
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("archive/data.warc.gz", compressed)
            package.writestr("datapackage.json", "{}")
    elif name == "folder":
        (path / "below").mkdir(parents=True)
        written(path / "below" / "one.warc.gz", kept(1))
        written(path / "two.warc.gz", kept(2))
    else:
        path.write_bytes(compressed)
    assert is_warc(path)
    source = WarcSource(path)
    assert [one.id for one in source.find(None)] == ["KR0001", "KR0002"]
    record = fetch("KR0002", source)
    assert (record.id, record.source.via, record.source.retrieved_at.year) == ("KR0002", "warc", 2021)
    assert source.broken == []
    with pytest.raises(InputError, match="no page of KR0003"):
        source.get(Selector("KR0003"))


def test_the_newest_counts_or_the_newest_not_after_a_day(tmp_path):
    path = written(
        tmp_path / "a.warc.gz", kept(1, "20230101000000", body=b"new"), kept(1, "20190101000000", body=b"old")
    )
    assert WarcSource(path).get(Selector("KR0001")).page.body == b"new"
    assert WarcSource(path, date(2020, 1, 1)).get(Selector("KR0001")).page.body == b"old"
    source = WarcSource(path)
    assert [source.page_of(one).body for one in source.captures(Selector("KR0001"))] == [b"old", b"new"]


def test_a_truncated_file_gives_what_is_whole_and_names_the_rest(tmp_path):
    path = written(tmp_path / "a.warc.gz", kept(1), kept(2))
    path.write_bytes(path.read_bytes()[:-200])
    assert [one.id for one in WarcSource(path).find(None)] == ["KR0001"]
    (error,) = errors_in(path)
    assert f"{path}, byte" in error
    assert "breaks off" in error
    with pytest.raises(InputError, match="broken, the first"):
        WarcSource(path).get(Selector("KR0002"))


def test_a_broken_record_is_named_and_the_others_are_done(tmp_path):
    pieces = [bytearray(warc_record(kept(number))) for number in range(1, 6)]
    pieces[2][200:210] = bytes(10)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(pieces))
    assert [one.id for one in WarcSource(path).find(None)] == ["KR0001", "KR0002", "KR0004", "KR0005"]
    assert len(errors_in(path)) == 1


def test_a_flipped_byte_is_found_by_the_digest(tmp_path):
    data = gzip.decompress(b"".join(map(warc_record, (kept(1), kept(2)))))
    path = tmp_path / "a.warc"
    path.write_bytes(data.replace(b"Version 1", b"Version 7", 1))
    assert [one.id for one in WarcSource(path).find(None)] == ["KR0002"]
    assert "its digest is another" in errors_in(path)[0]


@pytest.mark.parametrize(
    "data", [b"", b"<html>no WARC</html>", b"\x1f\x8b\x08garbage", gzip.compress(b"text", mtime=0)]
)
def test_what_is_no_warc_is_said_to_be_none(data, tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)
    assert len(errors_in(path)) == 1


def test_a_file_without_a_page_is_an_error(tmp_path):
    path = written(tmp_path / "a.warc.gz", Kept("https://example.org/", "20210101000000", b"hello"))
    assert "no page of a commitment" in errors_in(path)[0]
    broken = tmp_path / "a.wacz"
    broken.write_bytes(b"PK no zip")
    assert "cannot be read" in errors_in(broken)[0]


def test_the_capture_of_another_page_is_refused_and_the_others_are_done(tmp_path):
    path = written(tmp_path / "a.warc.gz", kept(1, body=SITE.pages["KR0002"].body), kept(3))
    source = WarcSource(path)
    with pytest.raises(WrongCommitmentError, match="page of KR0002"):
        fetch("KR0001", source)
    assert fetch("KR0003", source).id == "KR0003"


def test_a_file_can_be_shared_out_by_bytes_and_no_record_is_lost_or_read_twice(tmp_path):
    pieces = [warc_record(kept(number)) for number in range(1, 40)]
    data = b"".join(pieces)
    size = len(data) // 7 + 1
    found = [
        record.address[-7:-1]
        for start in range(0, len(data), size)
        for record in records_between(io.BytesIO(data), "a", start, start + size)
    ]
    assert found == [f"KR{number:04d}" for number in range(1, 40)]


def test_bytes_that_only_look_like_a_record_are_none():
    record = warc_record(kept(1))
    assert next_record(io.BytesIO(record + b"\x1f\x8b\x08\x00 chance" + record), 1) == len(record) + 11


def test_chunked_and_encoded_bodies_are_undone(tmp_path):
    body = kept(1).body
    squeezed = gzip.compress(body)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(squeezed), squeezed)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    block = head + chunked
    warc = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2021-06-30T00:00:00Z\r\n"
        b"WARC-Target-URI: %s\r\nContent-Type: application/http;msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n"
    ) % (kept(1).address.encode(), len(block), block)
    path = tmp_path / "a.warc"
    path.write_bytes(warc)
    assert WarcSource(path).get(Selector("KR0001")).page.body == body


def test_what_is_fetched_can_be_written_and_read_back(tmp_path, make_source, replica):
    path = tmp_path / "saved.warc.gz"
    source = make_source(save_warc=path)
    record = fetch("KR0001", source)
    replica.fault("KR0002", faults.status(404))
    with pytest.raises(Exception, match="does not exist"):
        source.get(Selector("KR0002"))
    data = gzip.decompress(path.read_bytes())
    assert data.count(b"WARC-Type: response") == data.count(b"WARC-Type: request") == 3  # robots.txt and two pages
    assert data.count(b"WARC-Type: warcinfo") == 1
    assert b"user-agent: ogpscrape/" in data
    records = list(records_between(io.BytesIO(path.read_bytes()), "saved"))
    assert [one.status for one in records] == [200, 200, 404]
    assert hashlib.sha256(records[1].body).hexdigest() == record.source.sha256
    assert records[1].http_headers["etag"] == replica.site.pages["KR0001"].etag
    again = fetch("KR0002", make_source(save_warc=path, url=_healed(replica)))
    assert again.id == "KR0002"
    assert gzip.decompress(path.read_bytes()).count(b"WARC-Type: warcinfo") == 1


def _healed(replica: Replica) -> str:
    replica.heal()
    return replica.url


def test_a_body_above_the_limit_is_still_refused(make_source, replica, tmp_path):
    replica.fault("KR0001", faults.large(6))
    with pytest.raises(TooLargeError):
        make_source(save_warc=tmp_path / "a.warc").get(Selector("KR0001"))


@pytest.mark.parametrize("cut", [1, 10, 60, 150, 300, 500])
def test_a_file_that_was_cut_anywhere_is_said_to_be(cut, tmp_path):
    path = written(tmp_path / "a.warc.gz", kept(1), kept(2))
    assert not WarcSource(path).broken
    path.write_bytes(path.read_bytes()[:-cut])
    source = WarcSource(path)
    assert len(source.broken) == 1
    assert "KR0001" in [one.id for one in source.find(None)]
