"""Any record that the models allow, in every format and back: equal, up to the limits that docs/formats.md names."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ogpscrape.commitment import Commitment, Milestone, Note
from ogpscrape.writing import timestamp
from ogpscrape.writing.formats import Choices, export
from ogpscrape.writing.tables import TABLES
from ogpscrape.writing.values import fit_text
from ogpscrape.writing.xlsx import CELL_LIMIT
from tests.records import RECORDS
from tests.writing import reading_back

HARD = st.one_of(
    st.sampled_from(
        [
            *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'", "''=1", "＝1", " =1"),
            *('a"b""c', "a,b;c", "a\r\nb\rc\nd", "\0", "a\ud800b", "\udfff", "\ufffe\uffff", "\x01\x0b\x1f\x7f\x85"),
            *(
                "_x000D_",
                "_x005F_ x0041_",
                "x005F_",
                "\ufeff",
                "\u2028\u2029",
                "مرحبا \u202eabc",
                "한글 국민신문고",
                "🏛️" * 9,
            ),
            *("NULL", "nan", "true", "1e5", "2026-01-01", "[]", "{}", "<b>&amp;</b>", "]]>", "$x$", "x" * 100_000),
            *("🏛" * 20_000, "한" * 32_767, "한" * 32_768),
        ]
    ),
    st.text(max_size=40),
)
INTEGERS = st.sampled_from([0, 2**53, 10**15, -(2**63), 2**63 - 1, 2**63, 10**30])


def hardened(record: Commitment, texts: list[str], number: int) -> Commitment:
    return record.model_copy(
        update={
            "title": texts[0],
            "description": texts[1],
            "overview": record.overview.model_copy(
                update={"policy_areas": texts[1:3], "lead_institution": texts[3], "action_plan_cycle": number}
            ),
            "milestones": [*record.milestones, Milestone(origin="irm", number=1, title=texts[2], assessment=texts[3])],
            "notes": [*record.notes, Note(number=number, text=texts[0])],
        }
    )


ANY = st.lists(
    st.builds(hardened, RECORDS, st.lists(HARD, min_size=4, max_size=4), INTEGERS),
    min_size=1,
    max_size=2,
    unique_by=lambda record: record.id,
)


def rows(records) -> dict[str, list[tuple]]:
    return {name: list(table.rows(records)) for name, table in TABLES.items()}


def expected(records, value_of) -> dict[str, list[tuple]]:
    return {name: [tuple(map(value_of, row)) for row in table] for name, table in rows(records).items()}


def in_text(value):
    """What CSV and Excel can tell: an empty text is a null, a list is one text."""
    if isinstance(value, list):
        value = "; ".join(value)
    return fit_text(value) or None if isinstance(value, str) else value


def in_sqlite(value):
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, datetime):
        return timestamp(value)
    return fit_text(value) if isinstance(value, str) else in_64_bits(value)


def in_parquet(value):
    if isinstance(value, list):
        return [fit_text(entry) for entry in value]
    return fit_text(value) if isinstance(value, str) else in_64_bits(value)


def in_64_bits(value):
    return None if isinstance(value, int) and abs(value) >= 2**63 else value


def same_in_xlsx(value, read) -> bool:
    value = in_text(value)
    if isinstance(value, datetime):
        if value.year < 1900:
            return read == timestamp(value)
        return abs(value - read) <= timedelta(milliseconds=1)
    if isinstance(value, str) and len(value.encode("utf-16-le")) > 2 * CELL_LIMIT:
        kept, _, mark = read.rpartition(" [... cut: ")
        whole = len(read.encode("utf-16-le")) <= 2 * CELL_LIMIT
        return whole and len(kept) > 10_000 and value.startswith(kept) and mark.startswith(f"{len(value):,} ")
    if isinstance(value, int) and abs(value) >= 10**15:
        return read == str(value)
    return read == value and type(read) is type(value)


def check_json(records, folder):
    export(records, "json", str(folder / "x.json"), Choices())
    assert [Commitment.model_validate(one) for one in json.loads((folder / "x.json").read_bytes())] == records


def check_compact_json(records, folder):
    export(records, "json", str(folder / "x.json"), Choices(compact=True))
    assert [Commitment.model_validate(one) for one in json.loads((folder / "x.json").read_bytes())] == records


def check_jsonl(records, folder):
    export(records, "jsonl", str(folder / "x.jsonl"), Choices())
    lines = (folder / "x.jsonl").read_bytes().splitlines()
    assert [Commitment.model_validate(json.loads(line)) for line in lines] == records


def check_csv(records, folder):
    export(records, "csv", str(folder / "csv"), Choices())
    assert reading_back.from_csv(folder / "csv") == expected(records, in_text)


def check_csv_for_excel(records, folder):
    export(records, "csv", str(folder / "csv"), Choices(excel=True))
    assert reading_back.from_csv(folder / "csv", excel=True) == expected(records, in_text)


def check_sqlite(records, folder):
    export(records, "sqlite", str(folder / "x.sqlite"), Choices())
    assert reading_back.from_sqlite(folder / "x.sqlite") == expected(records, in_sqlite)


def check_parquet(records, folder):
    export(records, "parquet", str(folder / "parquet"), Choices())
    wanted = expected(records, in_parquet)
    assert reading_back.from_polars(folder / "parquet") == wanted
    assert reading_back.from_duckdb(folder / "parquet") == wanted


def check_xlsx(records, folder):
    export(records, "xlsx", str(folder / "x.xlsx"), Choices())
    read = reading_back.from_xlsx(folder / "x.xlsx")
    for name, wanted in rows(records).items():
        assert len(read[name]) == len(wanted)
        for row, found in zip(wanted, read[name], strict=True):
            for value, cell in zip(row, found, strict=True):
                assert same_in_xlsx(value, cell), (name, value, cell)


def check_markdown(records, folder):
    from tests.writing import markdown_back

    export(records, "markdown", str(folder / "md"), Choices())
    for record in records:
        markdown_back.check((folder / "md" / f"{record.id}.md").read_text("utf-8"), record)


CHECKS = [
    check_json,
    check_compact_json,
    check_jsonl,
    check_csv,
    check_csv_for_excel,
    check_sqlite,
    check_parquet,
    check_xlsx,
    check_markdown,
]


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # when it fails on a text of 100,000 characters
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@given(records=ANY)
@settings(suppress_health_check=list(HealthCheck), max_examples=15, deadline=None)
def test_any_record_comes_back_equal(check, records):
    with TemporaryDirectory() as folder:
        check(records, Path(folder))
