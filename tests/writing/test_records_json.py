import io
import json
from collections.abc import Iterator

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ogpscrape.commitment import Commitment, Section, json_schema
from ogpscrape.writing import records_json
from tests.records import RECORDS, record

HARD = 'a\0b\x7f\x9b\u2028\u2029\x85\ud800\n\t"漢字'


def written(write, records) -> str:
    out = io.StringIO()
    write(records, out)
    return out.getvalue()


@given(RECORDS)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40, deadline=None)
def test_any_record_comes_back_equal(anything):
    for write in (records_json.write_object, records_json.write_lines):
        text = written(write, [anything])
        assert Commitment.model_validate(json.loads(text)) == anything
        text.encode("utf-8")  # always valid UTF-8


@given(RECORDS)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40, deadline=None)
def test_any_record_is_valid_against_the_schema(anything):
    printed = json.loads(written(records_json.write_object, [anything]))
    jsonschema.Draft202012Validator(json_schema()).validate(printed)


def test_the_schema_is_valid_and_refuses_what_is_no_record():
    jsonschema.Draft202012Validator.check_schema(json_schema())
    broken = json.loads(written(records_json.write_object, [record()]))
    del broken["notes"]
    with pytest.raises(jsonschema.ValidationError, match="'notes' is a required property"):
        jsonschema.Draft202012Validator(json_schema()).validate(broken)


def test_keys_stand_in_the_models_order_and_all_are_there():
    printed = json.loads(written(records_json.write_object, [record()]))
    assert list(printed) == list(Commitment.model_fields)
    assert list(printed["overview"]) == list(type(record().overview).model_fields)


def test_text_is_readable_and_what_could_do_harm_is_escaped():
    text = written(records_json.write_lines, [record(sections=[Section(heading="", text=HARD)])])
    assert "漢字" in text
    assert not set("\0\x7f\x9b\u2028\u2029\x85\ud800") & set(text)
    assert len(text.splitlines()) == 1, "no reader may cut a line of JSON Lines in two"
    assert json.loads(text)["sections"][0]["text"] == HARD


def test_an_array_has_every_record_and_none_is_an_empty_array():
    assert written(records_json.write_array, []) == "[]\n"
    two = written(records_json.write_array, [record(), record(id="ZZ0002")])
    assert [entry["id"] for entry in json.loads(two)] == ["ZZ0001", "ZZ0002"]
    assert two.startswith("[\n{\n  ")


def test_an_array_is_closed_when_the_records_break_off():
    def breaking() -> Iterator[Commitment]:
        yield record()
        raise KeyboardInterrupt

    out = io.StringIO()
    with pytest.raises(KeyboardInterrupt):
        records_json.write_array(breaking(), out)
    assert [entry["id"] for entry in json.loads(out.getvalue())] == ["ZZ0001"]


def test_an_array_is_closed_when_ctrl_c_comes_out_of_writing_an_element():
    class Interrupted(io.StringIO):
        def write(self, text):
            super().write(text)
            if "ZZ0002" in text:
                raise KeyboardInterrupt

    for last in (1, 2):
        out = Interrupted()
        with pytest.raises(KeyboardInterrupt):
            records_json.write_array([record(id="ZZ0001")] * (last - 1) + [record(id="ZZ0002")], out)
        assert len(json.loads(out.getvalue())) == last


@pytest.mark.parametrize("write", [records_json.write_array, records_json.write_lines])
def test_each_record_is_written_before_the_next_is_asked_for(write):
    out = io.StringIO()
    seen = []

    def one_by_one() -> Iterator[Commitment]:
        for number in range(1, 4):
            yield record(id=f"ZZ000{number}")
            seen.append(f"ZZ000{number}" in out.getvalue())

    write(one_by_one(), out)
    assert seen == [True, True, True]


@given(st.lists(RECORDS, max_size=3))
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20, deadline=None)
def test_lines_and_records_are_as_many(several):
    text = written(records_json.write_lines, several)
    assert text.count("\n") == len(several) == len(text.splitlines())
