"""Which addresses are asked for, and where a redirect may lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogpscrape.errors import ConfigurationError, MovedError, UsageError
from ogpscrape.identifiers import Selector, parse_selector
from ogpscrape.sources.site import Site

PAGE = "https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR0017/"


@pytest.mark.parametrize(
    "text",
    [
        "KR0017",
        "kr0017",
        PAGE,
        "http://opengovpartnership.org/members/Republic-Of-Korea/commitments/kr0017",
        "opengovpartnership.org/members/south-korea/commitments/KR0017",
        "https://www.opengovpartnership.org/es/members/republic-of-korea/commitments/KR0017/",
    ],
)
def test_every_spelling_leads_to_the_one_address(text):
    assert Site().address(parse_selector(text)) == PAGE


def test_a_slug_that_nobody_knows_is_taken_from_the_address():
    selector = parse_selector("https://www.opengovpartnership.org/members/atlantis/commitments/QQ0001/")
    assert Site().address(selector) == "https://www.opengovpartnership.org/members/atlantis/commitments/QQ0001/"


def test_a_prefix_that_nobody_knows_is_said():
    with pytest.raises(
        UsageError, match=r"no member is known for the prefix QQ of QQ0001.*--member SLUG.*full address"
    ):
        Site().address(Selector("QQ0001"))
    assert Site().address(Selector("QQ0001"), "Atlantis").endswith("/members/atlantis/commitments/QQ0001/")


@pytest.mark.parametrize("slug", ["../evil", "a/b", "", "-", "a--b", "ä", "a" + chr(10)])
def test_what_is_no_slug_is_refused(slug):
    with pytest.raises(UsageError, match="is not a member's slug"):
        Site().address(Selector("QQ0001"), slug)


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("http://localhost:8000", "http://localhost:8000/members/republic-of-korea/commitments/KR0017/"),
        ("https://mirror.example/ogp/", "https://mirror.example/ogp/members/republic-of-korea/commitments/KR0017/"),
        ("http://[::1]:80", "http://[::1]:80/members/republic-of-korea/commitments/KR0017/"),
        ("http://opengovpartnership.org/", PAGE),
    ],
)
def test_a_mirror_takes_the_place_of_the_site(base, address):
    assert Site(base).address(Selector("KR0017")) == address


@pytest.mark.parametrize(
    "base",
    ["", "localhost:8000", "ftp://x", "file:///etc", "http://", "http://user:word@x", "http://x?y", "http://x#y",
     "http://x:99999", "http://[::1"],
)  # fmt: skip
def test_what_cannot_be_a_mirror_is_refused(base):
    with pytest.raises(ConfigurationError, match="cannot be the site's address"):
        Site(base)


@pytest.mark.parametrize(
    ("location", "followed"),
    [
        ("/members/south-korea/commitments/KR0017/", "/members/south-korea/commitments/KR0017/"),
        ("kr0017", "/members/republic-of-korea/commitments/KR0017/kr0017"),
        ("https://opengovpartnership.org/members/x/commitments/kr0017", None),
        ("http://www.opengovpartnership.org/members/x/commitments/KR0017/?lang=en#top", None),
        ("//www.opengovpartnership.org/members/x/commitments/KR0017/", None),
        ("https://www.opengovpartnership.org:443/members/x/commitments/KR0017/", None),
    ],
)
def test_redirects_within_the_site_to_the_same_commitment_are_followed(location, followed):
    if followed and followed.endswith("kr0017"):
        with pytest.raises(MovedError):
            Site().redirect(PAGE, location, "KR0017")
        return
    target = Site().redirect(PAGE, location, "KR0017")
    assert target.startswith("https://")
    assert "?" not in target
    assert "#" not in target
    assert target.rstrip("/").upper().endswith("/COMMITMENTS/KR0017")


@pytest.mark.parametrize(
    "location",
    [
        None,
        "",
        "/",
        "/?s=KR0017",
        "/members/republic-of-korea/",
        "/members/republic-of-korea/commitments/KR0018/",
        "/trap/../members/x/commitments/",
        "https://www.example.org/members/x/commitments/KR0017/",
        "https://www.opengovpartnership.org.evil.example/members/x/commitments/KR0017/",
        "https://www.opengovpartnership.org@evil.example/members/x/commitments/KR0017/",
        "https://www.opengovpartnership.org:8443/members/x/commitments/KR0017/",
        "ftp://www.opengovpartnership.org/members/x/commitments/KR0017/",
        "file:///members/x/commitments/KR0017/",
        "javascript:alert(1)",
        "http://127.0.0.1/members/x/commitments/KR0017/",
        "http://169.254.169.254/members/x/commitments/KR0017/",
        "https://www.opengovpartnership.org//evil.example/members/x/commitments/KR0017/",
        "https://[::1/members/x/commitments/KR0017/",
        "https://www.opengovpartnership.org:port/members/x/commitments/KR0017/",
    ],
)
def test_all_other_redirects_are_named_and_not_followed(location):
    with pytest.raises(MovedError):
        Site().redirect(PAGE, location, "KR0017")


@given(st.text(max_size=60), st.sampled_from(["", "/", "//", "http://", "https://www.opengovpartnership.org"]))
def test_whatever_a_redirect_says_it_never_leaves_the_site(text, start):
    site = Site("http://127.0.0.1:8000/ogp")
    try:
        target = site.redirect("http://127.0.0.1:8000/ogp/members/x/commitments/KR0017/", start + text, "KR0017")
    except MovedError:
        return
    assert target.startswith("http://127.0.0.1:8000/ogp/members/")
    assert target.rstrip("/").upper().endswith("/KR0017")


def test_a_mirror_below_a_folder_is_not_left_by_a_redirect():
    site = Site("http://127.0.0.1:8000/ogp")
    here = "http://127.0.0.1:8000/ogp/members/x/commitments/KR0017/"
    assert site.redirect(here, "/ogp/members/y/commitments/KR0017/", "KR0017").endswith(
        "/ogp/members/y/commitments/KR0017/"
    )
    with pytest.raises(MovedError):
        site.redirect(here, "/members/y/commitments/KR0017/", "KR0017")
    with pytest.raises(MovedError):
        site.redirect(here, "/ogpmembers/y/commitments/KR0017/", "KR0017")
