"""WARC files: read from crawlers, written from what was asked, and everything that may be wrong with them."""

import gzip
import hashlib
import io
import tracemalloc
import zipfile
from datetime import date

import brotli
import pytest
import zstandard

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
    path = tmp_path / "a.warc"
    path.write_bytes(raw_record(head + chunked))
    assert WarcSource(path).get(Selector("KR0001")).page.body == body


def raw_record(block: bytes, address: str = kept(1).address, kind: bytes = b"response", more: bytes = b"") -> bytes:
    """Return a record as other crawlers write it: without digests, the answer as it came."""
    head = (
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2021-06-30T00:00:00Z\r\n"
        b"WARC-Target-URI: %s\r\nContent-Type: application/http;msgtype=response\r\n%sContent-Length: %d\r\n\r\n"
    ) % (kind, address.encode(), more, len(block))
    return head + block + b"\r\n\r\n"


def answer(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Type: text/html", *headers, b"", body])


def chunks(body: bytes, size: int = 1000) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%X;ext=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


PACKED = {
    b"gzip": gzip.compress(kept(1).body),
    b"br": brotli.compress(kept(1).body),
    b"zstd": zstandard.compress(kept(1).body),
}


@pytest.mark.parametrize("encoding", PACKED)
@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("undone", [False, True])
def test_every_encoding_is_undone_also_where_the_crawler_has_undone_it(encoding, chunked, undone, tmp_path):
    # A byte order mark, as some pages have, must not look like packed data.
    body = b"\xef\xbb\xbf" + kept(1).body if undone else PACKED[encoding]
    sent = chunks(body) if chunked and not undone else body
    headers = [b"Content-Encoding: " + encoding, *([b"Transfer-Encoding: chunked"] if chunked else [])]
    path = tmp_path / "a.warc"
    path.write_bytes(raw_record(answer(sent, *headers)))
    assert errors_in(path) == []
    assert fetch("KR0001", WarcSource(path)).id == "KR0001"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"5\r\nhello\r\n-c\r\nworld\r\n0\r\n\r\n", "chunks break off"),
        (chunks(kept(1).body)[:-300], "chunks break off"),
        (chunks(PACKED[b"gzip"][:-100]), "broke off in the middle"),
        (chunks(b"\x1f\x8b" + PACKED[b"gzip"][9:]), "not in the encoding"),
    ],
)
def test_bodies_that_are_broken_inside_are_named_and_end(body, said, tmp_path):
    path = tmp_path / "a.warc"
    encoding = [b"Content-Encoding: gzip"] if b"\x1f\x8b" in body else []
    path.write_bytes(raw_record(answer(body, b"Transfer-Encoding: chunked", *encoding)))
    (error,) = errors_in(path)
    assert said in error


def test_a_revisit_is_no_page_of_its_own(tmp_path):
    again = raw_record(answer(b""), kind=b"revisit", more=b"WARC-Profile: identical-payload-digest\r\n")
    path = tmp_path / "a.warc"
    path.write_bytes(raw_record(answer(kept(1).body)) + again)
    source = WarcSource(path)
    assert [one.time.year for one in source.captures(Selector("KR0001"), each=True)] == [2021]
    assert source.broken == []
    path.write_bytes(again)
    assert "no page of a commitment" in errors_in(path)[0]


def zipped(path, members: dict[str, bytes], compression: int = zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return path


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_file_in_a_wacz_is_named_and_the_others_read(compression, tmp_path):
    data = [warc_record(kept(number)) for number in (1, 2)]
    path = zipped(tmp_path / "a.wacz", {"archive/1.warc.gz": data[0], "archive/2.warc.gz": data[1]}, compression)
    whole = path.read_bytes()
    place = whole.index(b"archive/1.warc.gz") + 60
    path.write_bytes(whole[:place] + bytes(40) + whole[place + 40 :])
    assert [one.id for one in WarcSource(path).find(None)] == ["KR0002"]
    (error,) = errors_in(path)
    assert f"{path}:archive/1.warc.gz" in error


def test_a_wacz_is_read_without_its_index_and_an_encrypted_member_is_named(tmp_path):
    members = {"indexes/index.cdx.gz": b"broken", "datapackage.json": b"{", "archive/a.warc.gz": warc_record(kept(1))}
    path = zipped(tmp_path / "a.wacz", members)
    assert [one.id for one in WarcSource(path).find(None)] == ["KR0001"]
    assert errors_in(path) == []
    data = bytearray(path.read_bytes())
    local = data.rindex(b"PK\x03\x04", 0, data.index(b"archive/a.warc.gz"))
    central = data.rindex(b"PK\x01\x02", 0, data.rindex(b"archive/a.warc.gz"))
    data[local + 6] |= 1
    data[central + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in errors_in(path)[0]
    path.write_bytes(data[:-60])  # the list of its files is cut off
    assert "cannot be read" in errors_in(path)[0]


def test_a_file_that_would_fill_the_disk_is_not_unpacked(tmp_path):
    members = {"archive/a.warc": bytes(20_000_000), "archive/b.warc.gz": warc_record(kept(1))}
    path = zipped(tmp_path / "a.wacz", members, zipfile.ZIP_DEFLATED)
    assert [one.id for one in WarcSource(path).find(None)] == ["KR0001"]
    assert "would unpack to 20,000,000 bytes" in errors_in(path)[0]


def test_what_is_kept_of_a_file_is_where_its_pages_are(tmp_path):
    page = kept(1).body + b"<!--" + b"x" * 200_000 + b"-->"
    path = written(tmp_path / "a.warc.gz", *(kept(number, body=page) for number in range(1, 101)))
    tracemalloc.start()
    source = WarcSource(path)
    assert len(source.find(None)) == 100
    kept_bytes, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept_bytes < 1_000_000  # of 20 million
    assert most < 5_000_000
    assert fetch("KR0001", source).id == "KR0001"
    path.write_bytes(b"changed")
    with pytest.raises(InputError, match="changed while it was read"):
        source.get(Selector("KR0002"))


def test_ten_thousand_foreign_pages_are_passed_over(tmp_path):
    foreign = [Kept(f"https://example.org/{number}", "20210101000000", b"<p>hello</p>") for number in range(10_000)]
    path = written(tmp_path / "a.warc.gz", *foreign[:5000], kept(1), *foreign[5000:])
    source = WarcSource(path)
    assert [one.id for one in source.find(None)] == ["KR0001"]
    assert source.broken == []


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
