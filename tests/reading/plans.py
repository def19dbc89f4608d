"""What the tests of plans share: a description with milestones, and what is read of it."""

from ogpscrape.reading.plan.plan import read_plan


def dates(milestones):
    return [(one.start_date, one.end_date) for one in milestones]


def texts(milestones):
    return [" ".join(one.text.split()) for one in milestones]


def with_milestones(*lines, head="Milestones"):
    """Return a description whose milestones section holds these lines."""
    return "\n\n".join(["What is the commitment? A register.", f"{head}", *lines])


def found(*lines, head="Milestones:"):
    reading = read_plan(with_milestones(*lines, head=head))
    return [(one.code, " ".join(one.text.split()), one.start_date, one.end_date) for one in reading.milestones]
