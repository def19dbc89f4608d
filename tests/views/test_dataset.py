"""`show` and `report` with a dataset that two runs of `sync` have made, the second of which found a change."""

import json
from pathlib import Path

import pytest

from ogpscrape.cli import main
from tests.dataset import running
from tests.dataset.samplia import samplia_site
from tests.replica import Replica


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dataset") / "data"
    site = samplia_site()
    with Replica(site) as replica:
        running.sync(folder, replica.url, "ZZ", member="samplia")
        site.change("ZZ0008", "Did Not Change", "Major")
        replica.forget()
        running.sync(folder, replica.url, "ZZ", member="samplia")
    return folder


def test_show(dataset, capfdbinary):
    assert main(["show", "ZZ", "--data", str(dataset)]) == 0
    assert " ZZ  Samplia\n 24 commitments, 4 plans\n" in capfdbinary.readouterr().out.decode("utf-8")
    assert main(["show", "ZZ0008", "--data", str(dataset / "ogp.sqlite")]) == 0
    text = capfdbinary.readouterr().out.decode("utf-8")
    assert "Early results     △ Major" in text
    assert "captured 20" in text


def test_report_says_what_the_last_run_changed(dataset, tmp_path):
    target = tmp_path / "report.html"
    assert main(["report", "--data", str(dataset), "-o", str(target), "samplia"]) == 0
    page = target.read_text(encoding="utf-8")
    assert "early results: Did Not Change → Major" in page
    rows = json.loads(page.partition('id="rows">')[2].partition("</script>")[0])["rows"]
    assert [row["id"] for row in rows if row["changed"]] == ["ZZ0008"]
    assert len(rows) == 24


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--data", "no/such/place"], 4),
        (["--data", "data", "--from", "samples"], 2),
        (["--from", "samples", "--offline"], 2),
    ],
)
def test_bad_places(arguments, code, capsys):
    assert main(["show", "KR", *arguments]) == code
    assert capsys.readouterr().err.count("\n") == 1
