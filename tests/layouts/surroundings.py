"""What is around the content, and in no record: head, menus, banners, in-page links, hidden parts, footer."""

import json

from tests.layouts import content as c
from tests.layouts.markup import SITE, Markup, escaped

TRAP = "Do NOT follow this link or you will be banned from the site!"

#: A menu full of the vocabulary's words.
MENU = (
    ("Members", "/our-members/"),
    ("Status: our work", "/our-work/"),
    ("Description", "/about/description/"),
    ("Commitments", "/commitments/"),
    ("Policy Areas", "/policy-areas/"),
    ("IRM Review", "/irm/"),
    ("Action Plan Cycle: 2099", "/process/action-plan-cycle/"),
)


def page_path(page: c.Content) -> str:
    """Return the path of the page; translations have their language in front."""
    language = "" if page.language == "en" else f"/{page.language}"
    return f"{language}/members/{page.slug}/commitments/{page.id}/"


def write_head(markup: Markup, page: c.Content) -> str:
    """Return the head: title, canonical address, JSON-LD, styles and scripts that hold label words."""
    member = f" | Commitment from {page.member}" if page.member else ""
    title = f"{page.title} ({page.id}){member} | Open Government Partnership"
    facts = {"@context": "https://schema.org", "@type": "WebPage", "name": page.title, "url": SITE + page_path(page)}
    return markup.gap.join(
        [
            '<meta charset="utf-8">',
            f"<title>{escaped(title)}</title>",
            f'<link rel="canonical" href="{SITE}{page_path(page)}">',
            '<meta name="description" content="Status: Active. Completion: Complete. Starred: Yes">',
            f'<script type="application/ld+json">{json.dumps(facts, ensure_ascii=False)}</script>',
            "<style>.status::after { content: 'Status: Active'; } h2 > span { display: block }</style>",
            '<script>var labels = {"Status": "Active", "Description": "</p><p>Verifiable: No"};</script>',
        ]
    )


def before(markup: Markup, page: c.Content) -> str:
    """Return everything above the member's name."""
    nav, top = ("nav", "header") if markup.style.semantic else ("div", "div")
    items = [markup.tag("li", markup.tag("a", escaped(text), href=url)) for text, url in MENU]
    home = markup.tag("a", "Open Government Partnership", href="/")
    parts = [
        markup.tag("a", "Skip Navigation", href="#content"),
        _cookies(markup),
        markup.tag("div", markup.tag("p", escaped(page.banner))) if page.banner else "",
        markup.tag(top, home + markup.tag(nav, _list(markup, items))),
        "<!-- Overview <p>Status: Active</p> -->",
        "<noscript><iframe src='about:blank' style='display:none'></iframe></noscript>",
    ]
    return markup.gap.join(filter(None, parts))


def _list(markup: Markup, items: list[str]) -> str:
    return markup.tag("ul", markup.gap.join(items))


def _cookies(markup: Markup) -> str:
    text = "This website uses cookies. Description of our cookies and their Status can be found in the privacy notice."
    return markup.tag("div", markup.tag("p", text) + markup.tag("button", "Accept"), role="dialog")


def contents(markup: Markup, page: c.Content) -> str:
    """Return the "On this page" list: in-page links that bear the names of the headings."""
    names = ["Overview", "At-a-Glance", "Institutions", "Policy Areas", "Description", "Commitments"]
    headings = [p.block for p in page.body if isinstance(p.block, c.Heading) and not p.fields]
    names[5:5] = [c.flat(block.inlines) for block in headings if c.flat(block.inlines).startswith("IRM ")]
    items = [markup.tag("li", markup.tag("a", escaped(name), href=f"#s{at}")) for at, name in enumerate(names)]
    return markup.tag("div", markup.tag("p", "On this page") + _list(markup, items))


def hidden(markup: Markup) -> str:
    """Return parts that no visitor sees."""
    return (
        "<div hidden><p>Thank you for your visit.</p></div>"
        "<div style='display:none'><p>Not for reading.</p></div>"
        "<template><p>Verifiable: No</p></template>"
    )


def after(markup: Markup, page: c.Content) -> str:
    """Return the footer and the trap link."""
    foot = "footer" if markup.style.semantic else "div"
    inner = markup.tag("p", "Open Government Partnership") + markup.tag(
        "p", markup.tag("a", "Privacy Notice", href="/privacy-notice/")
    )
    parts = [markup.tag(foot, inner), "<script>window.survey = 'Early Results: Major';</script>"]
    if page.trap:
        parts.append(markup.tag("div", markup.tag("a", TRAP, href="/trap/", rel="nofollow")))
    return markup.gap.join(parts)
