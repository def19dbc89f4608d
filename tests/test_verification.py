"""Every page that is kept read again: what holds, and a flipped byte."""

import gzip
import json

from tests.cli.running import ogpscrape
from tests.replica import Replica, Site


def test_a_dataset_holds_until_a_byte_of_a_body_or_a_word_of_a_record_changes(tmp_path):
    data = tmp_path / "data"
    with Replica(Site.small()) as site:
        synced = ogpscrape(
            "sync", "KR", "--data", data, "--url", site.url, "--rate", "off", OGPSCRAPE_STATE_FOLDER=str(tmp_path)
        )
    assert synced.returncode == 0, synced.stderr
    done = ogpscrape("verify", "--data", data)
    assert (done.returncode, "verified: 5, failed: 0" in done.stderr) == (0, True), done.stderr
    body = next((data / "pages").rglob("*.gz"))
    flipped = bytearray(body.read_bytes())
    flipped[-20] ^= 1
    body.write_bytes(flipped)
    done = ogpscrape("verify", "--data", data)
    assert (done.returncode, "missing or damaged" in done.stderr) == (1, True)


def test_a_warc_holds_against_its_records_until_a_byte_changes(tmp_path):
    warc, records = tmp_path / "pages.warc", tmp_path / "records.jsonl"
    with Replica(Site.small()) as site:
        fetched = ogpscrape(
            "fetch", "KR0001-KR0003", "--save-warc", warc, "-f", "jsonl", "-o", records, "--url", site.url, "--rate",
            "off", OGPSCRAPE_STATE_FOLDER=str(tmp_path),
        )  # fmt: skip
    assert fetched.returncode == 0, fetched.stderr
    done = ogpscrape("verify", "--from", warc, "--records", records)
    assert (done.returncode, "verified: 3, failed: 0" in done.stderr) == (0, True), done.stderr

    lines = [json.loads(line) for line in records.read_text(encoding="utf-8").splitlines()]
    lines[1]["overview"]["completion"] = "Complete"
    other = tmp_path / "other.jsonl"
    other.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    done = ogpscrape("verify", "--from", warc, "--records", other)
    assert (done.returncode, "reads otherwise than its record: overview" in done.stderr) == (1, True), done.stderr

    data = warc.read_bytes()
    warc.write_bytes(data.replace(b"Ministry of Examples", b"Ministry of Exbmples", 1))
    done = ogpscrape("verify", "--from", warc, "--records", records)
    assert (done.returncode, "its digest is another" in done.stderr) == (1, True), done.stderr

    warc.write_bytes(gzip.compress(b"nothing"))
    assert ogpscrape("verify", "--from", warc).returncode == 4
