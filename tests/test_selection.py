"""Every spelling of what is wanted, and what is said of those that cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogpscrape.errors import UsageError
from ogpscrape.selection import read_selection
from ogpscrape.vocabulary.members import all_members

ADDRESS = "https://www.opengovpartnership.org/members/republic-of-korea"


@pytest.mark.parametrize(
    "text", ["KR", "kr", "korea", "KOREA", "Republic of Korea", "republic-of-korea", "south-korea", "Kórea", ADDRESS]
)
def test_a_member_by_any_of_its_names(text):
    (group,) = read_selection([text]).members
    assert (group.prefixes, group.slug) == (("KR",), "republic-of-korea")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("kr17", ["KR0017"]),
        (" KR0017 ", ["KR0017"]),
        ("KR17-KR19", ["KR0017", "KR0018", "KR0019"]),
        ("KR17-18", ["KR0017", "KR0018"]),
        (f"{ADDRESS}/commitments/kr0017", ["KR0017"]),
    ],
)
def test_commitments(text, ids):
    assert [one.id for one in read_selection([text]).commitments] == ids


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("united", r"may be UK \(United Kingdom\) or US \(United States\)"),
        ("KR21-KR17", "not a range"),
        ("KR17-UY18", "not a range"),
        ("KR00177", "not a commitment ID"),
        ("-x", "neither a commitment's ID nor a member"),
        ("Z", "neither a commitment's ID nor a member"),
        ("", "neither a commitment's ID nor a member"),
        ("https://example.org/members/x/", "not the address"),
    ],
)
def test_what_cannot_be_read_is_said(text, said):
    with pytest.raises(UsageError, match=said):
        read_selection([text])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kroea", r"Did you mean KR \(Republic of Korea\)"),
        ("germny", r"Did you mean DE \(Germany\)"),
        ("QQ", "--member SLUG names another"),
        ("QQ0001", "no member is known for the prefix QQ of QQ0001"),
    ],
)
def test_the_site_is_asked_for_nothing_whose_address_nobody_knows(text, said):
    wanted = read_selection([text])
    with pytest.raises(UsageError, match=said):
        wanted.on_site()


def test_a_slug_or_a_dataset_helps():
    assert read_selection(["QQ"]).on_site("place-qq").members[0].slug == "place-qq"
    assert read_selection(["QQ"]).on_site(known={"QQ": "place-qq"}).members[0].slug == "place-qq"
    assert read_selection(["QQ0001"]).on_site(known={"QQ": "place-qq"}).is_one


def test_a_member_of_which_only_a_name_is_known_has_the_letters_of_its_records():
    wanted = read_selection(["samplia"])
    assert not wanted.by_id
    known = wanted.with_letters([("ZZ0001", "samplia"), ("ZZ0002", None), ("KR0001", "republic-of-korea")])
    assert known.takes("ZZ0002")
    assert not known.takes("KR0001")


@pytest.mark.parametrize("member", all_members(), ids=lambda member: member.prefix)
def test_every_member_is_found_by_its_letters_its_name_and_its_part_of_the_address(member):
    for text in (member.prefix, member.name, member.slug, *member.slug_aliases):
        (group,) = read_selection([text]).members
        assert (member.prefix in group.prefixes, group.slug) == (True, member.slug)


@given(st.text(max_size=30).filter(lambda text: text != "-"))
def test_any_text_is_read_or_refused(text):
    try:
        found = read_selection([text])
    except UsageError:
        return
    assert found
