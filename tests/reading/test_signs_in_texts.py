"""What does not belong to a text of the body is told, whichever text it is; what belongs to it is not."""

import pytest

from tests.reading.outcome import outcome
from tests.reading.small_pages import LIST, page
from tests.reading.test_signs import BASE, REVIEW, codes

SENTENCE = "The maps that the ministry draws will be open to everyone."
BOXES = [
    "<p>Share this commitment</p>",
    "<div class='ad'>Advertisement</div>",
    "<p>Budget: 3 million</p>",
    "<p><b>Budget:</b> 3 million</p>",
    "<p><strong>Evidence</strong> Three reports were read.</p>",
    "<div>Delivery partner: Ministry of Hills</div>",
    "<p>Limited</p>",
    "<span class='badge'>New</span>",
    "<a class='btn' href='/x.pdf'>Download PDF</a>",
    "<figure><img src='a.jpg' alt='x'><figcaption>Citizens at a forum, 2016</figcaption></figure>",
    "<blockquote>We want to see every map of this land.</blockquote>",
    "<aside>We want to see every map of this land.</aside>",
    "<div class='alert'>This page is a draft.</div>",
    "<div>We use cookies to improve this site.</div>",
    "<ul><li>budget</li><li>youth</li></ul>",
    "<ul><li><a href='#top'>Back to top</a></li></ul>",
    "<div>66%</div>",
    "<textarea>Your comment</textarea>",
    "<dl><dt>Budget</dt><dd>3 million</dd></dl>",
]
TEXTS = ["<p>We will draw maps.</p>", "<p>It aims at maps that anyone can open.</p>", "<p>Few maps were drawn.</p>",
         "<p>It was drawn.</p>", "<p>Some maps are online.</p>", "<p>It was carried forward.</p>"]  # fmt: skip
LOCAL = (
    "<html><body><h1>Open Maps (ZZPV0001)</h1><p><b>Action Plan:</b> Action plan – Provincia, Samplia</p>"
    "<p><b>Inception Report:</b> Not available</p><p><b>Commitment Start:</b> Mar 2025</p>"
    "<p><b>Commitment End:</b> Apr 2025</p><p><b>Institutions involved:</b></p><ul><li>Office of Maps</li></ul>"
    "<p><b>Primary Policy Area:</b></p><p><b>Primary Sector:</b></p><p><b>OGP Value:</b></p>"
    "<ul><li>Civic Participation</li></ul><h2>Description</h2><h3>Problem</h3><p>Nobody has a map of the hills.</p>"
    "<h3>Status quo</h3><p>There is one in the hall.</p><h3>Action</h3><p>All maps are put online.</p>"
    "<h3>How will the commitment contribute to solving the public problem described above?</h3><p>People see it.</p>"
    "<footer>Open Government Partnership</footer></body></html>"
)


@pytest.mark.parametrize("sign", ["<a href='#c'>#</a>", "<span aria-hidden='true'>▾</span>", "(1) <i>+</i>"])
def test_a_sign_after_the_heading_of_the_list_is_none_of_it(sign: str) -> None:
    assert "<h2>Commitments</h2>" in BASE
    assert not codes(BASE.replace("<h2>Commitments</h2>", f"<h2>Commitments {sign}</h2>")) - codes(BASE)


@pytest.mark.parametrize("place", TEXTS)
def test_a_hidden_trap_for_programs_is_no_rest_of_a_text(place: str) -> None:
    trap = "<p><a href=/trap/ style=display:none>Do NOT follow this link or you will be banned from the site!</a></p>"
    assert not codes(BASE.replace(place, place + trap, 1)) - codes(BASE)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("text", TEXTS)
def test_a_box_after_a_text_is_told(text: str, box: str) -> None:
    longer = BASE.replace("<p>We will draw maps.</p>", f"<p>We will draw maps.</p><p>{SENTENCE}</p>")
    assert codes(longer.replace(text, text + box, 1)) - codes(longer)


@pytest.mark.parametrize("box", BOXES)
def test_a_box_after_an_answer_is_told(box: str) -> None:
    assert codes(LOCAL.replace("<h3>Action", f"{box}<h3>Action", 1)) - codes(LOCAL)


@pytest.mark.parametrize(
    "odd",
    [
        "<span class='badge'>New</span>{}",
        "{} <span class='tag'>2016 (updated)</span>",
        "{} <em>(updated)</em>",
        "<small>Source: the IRM</small> {}",
        "{} <a href='#'>Read less</a>",
        "The maps that... <a href='#'>Read more</a>",
        "{}</p><p>{}",
    ],
)
def test_what_is_beside_a_sentence_is_told(odd: str) -> None:
    before = page(f"<p>{SENTENCE}</p>{REVIEW}")
    assert codes(before.replace(SENTENCE, odd.replace("{}", SENTENCE), 1)) - codes(before)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Open data means here: a file a month, and a map.</p>",
        "<p>The ministry will publish:</p><ul><li>maps</li><li>plans</li></ul>",
        f"<p><a href='/maps/'>The maps</a> are open. {SENTENCE}</p>",
        f"<p>{SENTENCE}<sup>3</sup></p>",
        f"<p>{SENTENCE} See <a href='https://maps.example/'>the maps</a>.</p>",
        f"<div class='status col-6'>{SENTENCE}</div>",
    ],
)
def test_what_belongs_to_a_text_is_not_told(text: str) -> None:
    assert codes(page(text)) == codes(page())
    assert outcome(page(text, foot=LIST)).record


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # A part of a full summary that is lost, twice, or of another stage
        ("<p><b>Mid-term: Limited</b></p>", ""),
        ("<p><b>Carried forward?</b></p>", ""),
        ("<p><b>Commitment Text:</b> Maps for all.</p>", "<p>Maps for all of us.</p>"),
        ("<p><b>Mid-term: Limited</b></p>", "<p><b>Mid-term: Limited</b></p><p><b>Mid-term: Complete</b></p>"),
        ("IRM End of Term Status Summary", "IRM Midterm Status Summary"),
        ("<h3>Commitment 1. Open Maps</h3>", "<p>See all maps</p><p>I. Maps</p><h3>Commitment 1. Open Maps</h3>"),
        # A milestone whose heading, code, title or rating is lost
        ("<p><b>Milestone 1.1 Draw the coast (Complete)</b></p>", ""),
        ("Milestone 1.2 Draw the hills", "Milestone 1.3 Draw the hills"),
        ("Milestone 1.2 Draw the hills", "Milestone 1.1 Draw the hills"),
        ("Milestone 1.2 Draw the hills", "Milestone 1.2"),
        (
            "<p><b>Milestone 1.1 Draw the coast (Complete)</b></p>",
            "<p><b>Milestone 1.1 Draw the coast (Midterm: Limited, End of term: Complete)</b></p>",
        ),
        # A text that is cut
        ("<p>Few maps were drawn.</p>", "<p>Few maps were...</p>"),
        ("<p>It was drawn.</p>", "<p>It was… <span hidden>drawn in a year.</span></p>"),
    ],
)
def test_a_lost_part_of_a_summary_is_told(old: str, new: str) -> None:
    assert BASE.count(old) == 1, old
    assert codes(BASE.replace(old, new)) - codes(BASE)


def test_an_answer_that_is_there_twice_is_told() -> None:
    assert codes(LOCAL.replace("<h3>Action", "<h3>Problem</h3><p>There are no maps.</p><h3>Action")) - codes(LOCAL)


def test_codes_of_several_groups_follow_each_other() -> None:
    more = "".join(f"<p><b>Milestone {code} Draw (Limited)</b></p><p>It was.</p>" for code in ("1.3", "2.1", "2.2"))
    assert codes(BASE.replace("<p><b>Did it", f"{more}<p><b>Did it")) == codes(BASE)


NOTES = "<p>It was drawn{1}.</p><p>It took a year{2}, and another{3}.</p>"


def noted(note: str, end: str = "") -> str:
    texts = [note.replace("№", str(number)).replace("§", f"Report {number}") for number in (1, 2, 3)]
    ends = "".join(end.replace("№", str(number)).replace("§", f"Report {number}") for number in (1, 2, 3) if end)
    return page(NOTES.replace("{1}", texts[0]).replace("{2}", texts[1]).replace("{3}", texts[2]) + ends)


@pytest.mark.parametrize(
    ("note", "end"),
    [
        ("[Note №: §]", ""),
        ("[Footnote №: §]", ""),
        ("[Endnote #№ - §]", ""),
        ("[Note №. §]", ""),
        ("[<b>Note №:</b> §]", ""),
        ("<sup><a href='#f№' id='r№'>№</a></sup>", "<p id='f№'>§ <a href='#r№'>↩\ufe0e</a></p>"),
        ("<sup><a href='#f№' id='r№'>[№]</a></sup>", "<p id='f№'><sup>№</sup> §</p>"),
    ],
)
def test_notes_in_many_forms(note: str, end: str) -> None:
    record = outcome(noted(note, end)).record
    assert record
    assert [(one.number, one.text) for one in record.notes] == [(1, "Report 1"), (2, "Report 2"), (3, "Report 3")]
    assert codes(noted(note, end)) == codes(page())


@pytest.mark.parametrize(
    "note",
    ["[№: §]", "[Note № §]", "(Note №: §)", "(note № - §)", "[fn №: §]", "[Note: §]", "{Note №: §}",
     "<details><summary>[№]</summary>§</details>"],
)  # fmt: skip
def test_what_is_nearly_a_note_is_told(note: str) -> None:
    assert codes(noted(note)) - codes(noted("[Note №: §]"))


def test_a_number_that_is_lost_between_two_notes_is_told() -> None:
    whole = noted("[Note №: §]")
    assert codes(whole.replace("[Note 2: Report 2]", "")) - codes(whole)


def same_but(changed: str) -> None:
    """Hold that a page gives what the unchanged one gives, all but where it was read, and no other warning."""
    about = {"account", "warnings", "source", "links"}
    records = [outcome(one).record for one in (BASE, changed)]
    assert records[0]
    assert records[1]
    assert records[0].model_dump(exclude=about) == records[1].model_dump(exclude=about)
    assert codes(changed) == codes(BASE)


@pytest.mark.parametrize("sign", [" <a href='#x'>#</a>", " <span aria-hidden='true'>+</span>", "<a href='#y'>¶</a>"])
def test_the_sign_of_an_anchor_is_no_text(sign: str) -> None:
    changed = BASE
    for end in ("</b></p>", "Summary</h2>", "</h3>"):
        changed = changed.replace(end, end.replace("</", f"{sign}</", 1))
    same_but(changed)


@pytest.mark.parametrize(
    "form",
    [
        "<h4>{code}</h4><p><img src='/i/x.svg' alt='{rating}'></p>",
        "<p><b>{code}, {rating}</b></p>",
        "<h4>{code} <span title='{rating}'>●●○</span></h4>",
        "<p><strong>{short}</strong> – {rating}</p>",
        "<button><p>{code} ({rating})</p></button>",
    ],
)
def test_a_milestone_and_its_rating_in_many_forms(form: str) -> None:
    changed = BASE
    for code, rating in (("1.1 Draw the coast", "Complete"), ("1.2 Draw the hills", "Limited")):
        milestone = form.format(code=f"Milestone {code}", short=code, rating=rating)
        changed = changed.replace(f"<p><b>Milestone {code} ({rating})</b></p>", milestone)
    same_but(changed)


@pytest.mark.parametrize(
    ("note", "end"),
    [
        ("<a href='#_f№' name='_r№'>[№]</a>", "<p><a href='#_r№' name='_f№'>[№]</a> The report №, of 2016</p>"),
        ("<a role='button' data-bs-toggle='popover' data-bs-content='The report №, of 2016'>№</a>", ""),
    ],
)
def test_footnotes_of_documents_and_of_scripts(note: str, end: str) -> None:
    record = outcome(noted(note, end)).record
    assert record
    assert [one.text for one in record.notes] == [f"The report {number}, of 2016" for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>Few maps were drawn.</p>", "<p>Few maps of the land <span hidden>were drawn by anyone.</span></p>"),
        (
            "<p>Few maps were drawn.</p>",
            "<div hidden><p>A map of all of the hills was begun, and will be ready in 2018.</p></div>",
        ),
        ("<p>Few maps were drawn.</p>", "<p>Few maps were drawn.<span class='fn'>Report of the IRM</span> Some.</p>"),
    ],
)
def test_hidden_and_glued_text_is_told(old: str, new: str) -> None:
    assert codes(BASE.replace(old, new)) - codes(BASE)


@pytest.mark.parametrize(
    "fields",
    [
        "<div>Status:</div>",
        "<div>Lead Institution:</div><div></div>",
        "<div>Policy Areas:</div><div>Open Data</div>",
        "<p>Early Results: Marginal</p>",
        "<p>Verifiable:</p>",
    ],
)
def test_a_field_of_the_header_within_the_description_is_told(fields: str) -> None:
    described = "<p>We will draw maps.</p>"
    told = codes(BASE.replace(described, described + fields)) - codes(BASE)
    assert [code for code, field, _ in told if code == "unknown_heading" and field == "description"]
