"""Datasette itself, on loopback: what people get to see of an exported database."""

import re
import subprocess
import sys

import httpx
import pytest

from ogpscrape import load
from ogpscrape.writing.formats import Choices, export


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("datasette")
    export(load("samples"), "sqlite", str(folder / "ogp.sqlite"), Choices())
    command = [sys.executable, "-m", "datasette", "serve", "ogp.sqlite", "--metadata", "metadata.yaml", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as server:
        try:
            said = []
            address = None
            for line in server.stderr:
                said.append(line)
                if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", line):
                    address = found[1]
                    break
            assert address, "".join(said)
            with httpx.Client(base_url=address, trust_env=False) as client:
                yield client
        finally:
            server.terminate()
            server.stderr.close()


def test_a_facet_counts(site):
    answer = site.get("/ogp/commitments.json", params={"_shape": "objects"}).raise_for_status().json()
    facets = answer["facet_results"]["results"] if "results" in answer["facet_results"] else answer["facet_results"]
    assert {"member_name", "completion", "action_plan_cycle"} <= set(facets), "those of metadata.yaml, unasked"
    counts = {one["value"]: one["count"] for one in facets["completion"]["results"]}
    assert counts["Substantial"] == 6
    assert counts["Complete"] == 6


def test_a_search_finds(site):
    answer = site.get("/ogp/milestones.json", params={"_search": "petitions", "_shape": "objects"}).raise_for_status()
    rows = answer.json()["rows"]
    assert [
        row["commitment_id"] if isinstance(row["commitment_id"], str) else row["commitment_id"]["value"] for row in rows
    ] == ["KR0017"]


def test_pages_show_meanings_licence_and_source(site):
    page = site.get("/ogp/milestones").raise_for_status().text
    assert "One milestone that a page names." in page
    assert "The plan&#39;s words." in page
    assert "Open Government Partnership" in page
    assert 'href="/ogp/commitments/KR0017"' in page, "a foreign key is a link"
