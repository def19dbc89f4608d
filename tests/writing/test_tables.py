import csv
import io
import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings

from ogpscrape import scales
from ogpscrape.commitment import (
    Commitment,
    DidItOpenGovernment,
    IrmSummary,
    Link,
    Member,
    Milestone,
    Note,
    Overview,
    Plan,
    PlanSection,
    Proposal,
    Related,
    StageCompletion,
    ValueRating,
    json_schema,
)
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.errors import UsageError
from ogpscrape.warning_codes import WarningCode
from ogpscrape.writing import records_csv
from ogpscrape.writing.tables import TABLES, table_named
from tests.records import RECORDS, record

NAMES = [
    "commitments",
    "milestones",
    "irm_completion",
    "did_it_open_government",
    "notes",
    "related",
    "irm_reports",
    "policy_areas",
    "plan_sections",
    "members",
    "plans",
]


def rows(table: str, *records: Commitment) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    records_csv.write(records, out, TABLES[table])
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def test_the_tables_are_those_of_the_specification():
    assert list(TABLES) == NAMES


def test_a_table_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(UsageError, match=r"no table 'x'.*did_it_open_government"):
        table_named("x")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_is_described_and_named_once(table):
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert all(column.description for column in table.columns)


def test_commitments_has_every_scalar_of_the_record_and_of_the_overview():
    columns = [column.name for column in TABLES["commitments"].columns]
    wanted = "schema_version id title url form description action_plan action_plan_url action_plan_cycle status"
    wanted += (
        " lead_institution support_institutions policy_areas irm_reports starred early_results verifiable relevant"
    )
    wanted += " ogp_values potential_impact ambition completion completion_from inception_report commitment_start"
    wanted += (
        " commitment_end institutions_involved primary_policy_areas primary_sectors milestones notes irm_summaries"
    )
    wanted += " member_name member_slug member_prefix member_kind member_country plan_id retrieved_at sha256 warnings"
    assert set(wanted.split()) <= set(columns)
    known = {*Overview.model_fields} - {"absent", "fields"}
    assert known <= set(columns), "a field that the header gains has to become a column"


def test_a_commitment_is_one_row():
    whole = record(
        overview=Overview(
            action_plan=Link(text="Plan, 2014", url="https://example.org/plan"),
            action_plan_cycle=2014,
            policy_areas=["E-Government", "Aid"],
            irm_reports=[Link(text="Report A"), Link(text="Report B")],
            starred=False,
            verifiable=True,
        ),
        milestones=[Milestone(origin="irm", number=1), Milestone(origin="irm", number=2)],
        notes=[Note(number=7, text="")],
        warnings=[
            RecordWarning(code=WarningCode.ENCODING, message="x"),
            RecordWarning(code=WarningCode.ENCODING, message="y"),
        ],
        proposal=Proposal(problem="What is wrong"),
    )
    (row,) = rows("commitments", whole)
    assert row["action_plan"] == "Plan, 2014"
    assert row["action_plan_url"] == "https://example.org/plan"
    assert row["action_plan_cycle"] == "2014"
    assert row["policy_areas"] == "E-Government; Aid"
    assert row["irm_reports"] == "Report A; Report B"
    assert (row["starred"], row["verifiable"], row["relevant"]) == ("false", "true", "")
    assert (row["milestones"], row["notes"], row["irm_summaries"]) == ("2", "1", "0")
    assert row["warnings"] == "encoding"
    assert row["proposal_problem"] == "What is wrong"
    assert row["retrieved_at"] == "2026-01-02T03:04:05Z"
    assert row["inception_report"] == row["inception_report_url"] == ""


def _summary(stage, *completion):
    return IrmSummary(
        stage=stage, heading=stage, completion=[StageCompletion(stage=at, rating=rating) for at, rating in completion]
    )


@pytest.mark.parametrize(
    ("header", "summaries", "expected"),
    [
        ("Limited", [_summary("end_of_term", ("end_of_term", "Complete"))], ("Limited", "overview")),
        (
            None,
            [_summary("end_of_term", ("midterm", "Limited"), ("end_of_term", "Complete"))],
            ("Complete", "irm_end_of_term"),
        ),
        (None, [_summary("midterm", ("midterm", "Limited"))], ("Limited", "irm_midterm")),
        (
            None,
            [_summary("end_of_term", ("midterm", "Limited"), ("end_of_term", None))],
            ("Limited", "irm_midterm"),
        ),
        (
            None,
            [_summary("midterm", ("midterm", "Limited")), _summary("end_of_term", ("end_of_term", "Complete"))],
            ("Complete", "irm_end_of_term"),
        ),
        (None, [], ("", "")),
    ],
)
def test_completion_is_the_headers_or_the_latest_of_the_reviewers(header, summaries, expected):
    (row,) = rows("commitments", record(overview=Overview(completion=header), irm=summaries))
    assert (row["completion"], row["completion_from"]) == expected


@pytest.mark.parametrize(
    ("field", "word", "rank"),
    [
        ("completion", "Not Started", "0"),
        ("completion", "Complete", "3"),
        ("completion", "Withdrawn", ""),
        ("completion", "Nearly there", ""),
        ("early_results", "Worsens", "-1"),
        ("early_results", "Outstanding", "3"),
        ("potential_impact", "None", "0"),
        ("potential_impact", "Transformative", "3"),
        ("ambition", "Low", "0"),
        ("ambition", "High", "3"),
        ("ambition", "Unclear", ""),
    ],
)
def test_beside_a_rating_stands_its_rank(field, word, rank):
    (row,) = rows("commitments", record(overview=Overview(**{field: word})))
    assert (row[field], row[f"{field}_rank"]) == (word, rank)


def test_every_rating_of_the_models_has_a_rank_in_the_tables():
    columns = {(table.name, column.name) for table in TABLES.values() for column in table.columns if column.scale}
    assert columns == {
        *(("commitments", name) for name in ("completion", "early_results", "potential_impact", "ambition")),
        ("milestones", "completion"),
        ("irm_completion", "rating"),
        ("did_it_open_government", "rating"),
    }
    for table, column in columns:
        names = [one.name for one in TABLES[table].columns]
        assert names[names.index(column) + 1] == f"{column}_rank"


def test_the_scales_have_the_words_of_the_vocabulary_and_the_schema_lists_them_in_order():
    vocabulary = tomllib.loads(files("ogpscrape.vocabulary").joinpath("scales.toml").read_text("utf-8"))
    properties = json_schema()["$defs"]["Overview"]["properties"]
    for name, scale in (
        ("completion", scales.COMPLETION),
        ("early_results", scales.EARLY_RESULTS),
        ("potential_impact", scales.POTENTIAL_IMPACT),
        ("ambition", scales.AMBITION),
    ):
        assert set(scale.ranks) == set(vocabulary[name])
        listed = [choice["enum"] for choice in properties[name]["anyOf"] if "enum" in choice]
        assert listed == [list(scale.ranks)]
        ranks = [rank for rank in scale.ranks.values() if rank is not None]
        assert ranks == sorted(ranks)


def test_what_the_plan_says_becomes_rows():
    text = "What is wrong? Queues. Milestones 1. Open a counter"
    outline = [PlanSection(kind="problem", heading="What is wrong?", start=0, end=22)]
    outline += [PlanSection(kind="milestones", heading="Milestones", start=23, end=len(text))]
    whole = record(
        description=text,
        plan=Plan(outline=outline, problem="Queues.", start_date="2018-09", dates_text="from September 2018"),
        milestones=[Milestone(number=1, origin="plan", end_date="2019", dates_text="2019", responsible="The office")],
    )
    found = [(row["position"], row["kind"], row["heading"], row["text"]) for row in rows("plan_sections", whole)]
    assert found == [
        ("1", "problem", "What is wrong?", "What is wrong? Queues."),
        ("2", "milestones", "Milestones", "Milestones 1. Open a counter"),
    ]
    (row,) = rows("commitments", whole)
    assert (row["plan_problem"], row["plan_start_date"], row["plan_end_date"]) == ("Queues.", "2018-09", "")
    (row,) = rows("milestones", whole)
    assert (row["origin"], row["end_date"], row["dates_text"], row["responsible"]) == (
        "plan",
        "2019",
        "2019",
        "The office",
    )


def test_an_old_policy_area_has_todays_name_beside_it():
    areas = ["E-Government", "Anti Corruption and Integrity", "Open data", "Legislation & Regulation", "Quilts"]
    found = rows("policy_areas", record(overview=Overview(policy_areas=areas)))
    assert [(row["policy_area"], row["today"]) for row in found] == [
        ("E-Government", "Digital Transformation"),
        ("Anti Corruption and Integrity", "Anti-Corruption and Integrity"),
        ("Open data", "Open Data"),
        ("Legislation & Regulation", ""),
        ("Quilts", ""),
    ]


def test_members_and_plans_are_one_row_each_and_named_by_the_commitments():
    def one(number, prefix, name, **overview):
        member = Member(name=name, slug=name.lower(), prefix=prefix, kind="national", country="KOR")
        return record(id=f"{prefix}{number:04}", member=member, overview=Overview(**overview))

    def plan(text, url="https://example.org/plan"):
        return Link(text=text, url=url)

    records = [
        one(1, "ZZ", "Samplia", action_plan_cycle=2014, action_plan=plan("Plan, 2014-16")),
        one(2, "ZZ", "Samplia", action_plan_cycle=2014, action_plan=plan("The plan of Samplia 2014")),
        one(3, "ZZ", "Republic of Samplia", action_plan_cycle=2014, action_plan=plan("Plan, 2014-16")),
        one(1, "YY", "Town", action_plan=plan("Action  plan – Town, 2022 – 2025")),
        one(2, "YY", "Town"),
    ]
    assert [tuple(row.values()) for row in rows("members", *records)] == [
        ("YY", "Town", "town", "national", "KOR", "https://www.opengovpartnership.org/members/town/", "1", "2"),
        (
            "ZZ",
            "Samplia",
            "samplia",
            "national",
            "KOR",
            "https://www.opengovpartnership.org/members/samplia/",
            "1",
            "3",
        ),
    ]
    url = "https://example.org/plan"
    local = "YY-Action plan – Town, 2022 – 2025"
    assert [tuple(row.values()) for row in rows("plans", *records)] == [
        (local, "YY", "", local.removeprefix("YY-"), url, "2022", "2025", "1"),
        ("ZZ-2014", "ZZ", "2014", "Plan, 2014-16", url, "2014", "2016", "3"),
    ]
    assert [row["plan_id"] for row in rows("commitments", *records)] == ["ZZ-2014"] * 3 + [local, ""]


def test_items_are_keyed_by_commitment_and_position():
    whole = record(
        milestones=[
            Milestone(origin="irm", number=1, code="1.a", irm="midterm"),
            Milestone(origin="irm", number=2, title="Second"),
        ],
        notes=[Note(number=46, text="n", links=[Link(text="t", url="https://example.org/"), Link(text="bare")])] * 2,
        related=[Related(position=1, id="ZZ0002", cycle=2012), Related(position=1, id="ZZ0003", starred=True)],
        overview=Overview(irm_reports=[Link(text="Report", url="u")], policy_areas=["Aid", "Health"]),
    )
    assert [(row["position"], row["number"], row["code"], row["title"]) for row in rows("milestones", whole)] == [
        ("1", "1", "1.a", ""),
        ("2", "2", "", "Second"),
    ]
    assert [(row["position"], row["number"], row["links"]) for row in rows("notes", whole)] == [
        ("1", "46", "https://example.org/; bare"),
        ("2", "46", "https://example.org/; bare"),
    ]
    assert [(row["position"], row["related_id"], row["starred"]) for row in rows("related", whole)] == [
        ("1", "ZZ0002", "false"),
        ("2", "ZZ0003", "true"),
    ]
    assert [(row["commitment_id"], row["text"], row["url"]) for row in rows("irm_reports", whole)] == [
        ("ZZ0001", "Report", "u")
    ]
    assert [row["policy_area"] for row in rows("policy_areas", whole)] == ["Aid", "Health"]


def test_reviewers_ratings_say_which_summary_they_are_of():
    opened = DidItOpenGovernment(ratings=[ValueRating(value="Civic Participation", rating="Marginal")], text="t")
    whole = record(
        irm=[
            _summary("midterm", ("midterm", "Limited")),
            _summary("end_of_term", ("midterm", "Limited"), ("end_of_term", "Complete")).model_copy(
                update={"did_it_open_government": opened}
            ),
        ]
    )
    found = rows("irm_completion", whole)
    assert [(row["position"], row["summary"], row["summary_stage"], row["stage"], row["rating"]) for row in found] == [
        ("1", "1", "midterm", "midterm", "Limited"),
        ("2", "2", "end_of_term", "midterm", "Limited"),
        ("3", "2", "end_of_term", "end_of_term", "Complete"),
    ]
    assert [tuple(row.values()) for row in rows("did_it_open_government", whole)] == [
        ("ZZ0001", "1", "2", "end_of_term", "Civic Participation", "Marginal", "1")
    ]


@pytest.mark.parametrize("name", ["commitments", "members"])
def test_a_table_may_keep_only_some_rows_and_columns(name):
    columns = tuple(column for column in TABLES[name].columns if column.name in ("id", "prefix"))
    (column,) = columns
    table = replace(TABLES[name], columns=columns, keep=lambda item: str(column.get(item)).startswith("YY"))
    member = Member(name="Town", slug="town", prefix="YY", kind="local")
    found = list(table.rows([record(), record(id="YY0001", member=member)]))
    assert found == ([("YY0001",)] if name == "commitments" else [("YY",)])


@given(RECORDS)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40, deadline=None)
def test_any_record_fits_in_every_table(anything):
    for table in TABLES.values():
        out = io.StringIO(newline="")
        records_csv.write([anything], out, table)
        out.getvalue().encode("utf-8")
        read = list(csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True))
        expected = [[records_csv.cell(value) for value in row] for row in table.rows([anything])]
        assert read == [[column.name for column in table.columns], *expected]
        keys = [tuple(line[read[0].index(name)] for name in table.key) for line in read[1:]]
        assert len(set(keys)) == len(keys)


def test_lines_end_as_rfc_4180_has_it_and_there_is_no_byte_order_mark():
    out = io.StringIO(newline="")
    records_csv.write([record(title='a "b", c\nd')], out, TABLES["commitments"])
    text = out.getvalue()
    assert text.startswith("schema_version,id,title,")
    assert text.endswith("\r\n")
    assert '"a ""b"", c\nd"' in text


def test_the_header_does_not_depend_on_the_records():
    for table in TABLES.values():
        assert rows(table.name) == []
        out = io.StringIO(newline="")
        records_csv.write([], out, table)
        assert out.getvalue() == ",".join(column.name for column in table.columns) + "\r\n"


def test_characters_that_readers_choke_on_are_replaced():
    (row,) = rows("commitments", record(title="a\0b\ud800c"))
    assert row["title"] == "a\ufffdb\ufffdc"
