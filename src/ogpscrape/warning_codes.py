"""The closed list of warning codes. A code is never renamed; the documentation is made from this table."""

from enum import StrEnum


class WarningCode(StrEnum):
    """What can be odd about a page that could be read all the same."""

    MISSING_LANDMARK = "missing_landmark"
    UNKNOWN_HEADING = "unknown_heading"
    UNKNOWN_LABEL = "unknown_label"
    REPEATED_LABEL = "repeated_label"
    ORDER_CHANGED = "order_changed"
    MISPLACED_TEXT = "misplaced_text"
    UNKNOWN_WORD = "unknown_word"
    AMBIGUOUS_RATING = "ambiguous_rating"
    EMPTY_LIST = "empty_list"
    LIST_BROKEN = "list_broken"
    IDS_DIFFER = "ids_differ"
    UNKNOWN_MEMBER = "unknown_member"
    NOTE_BROKEN = "note_broken"
    MILESTONES_DIFFER = "milestones_differ"
    UNCLAIMED_TEXT = "unclaimed_text"
    READERS_DISAGREE = "readers_disagree"
    TRUNCATED = "truncated"
    ENCODING = "encoding"
    UNSAFE_LINK = "unsafe_link"
    INVISIBLE_CHARACTERS = "invisible_characters"
    HIDDEN_TEXT = "hidden_text"
    GLUED_TEXT = "glued_text"
    TITLES_DIFFER = "titles_differ"
    COPIES_DIFFER = "copies_differ"
    EMPTY_VALUES = "empty_values"
    SUSPICIOUS_VALUE = "suspicious_value"
    UNKNOWN_PLAN_HEADING = "unknown_plan_heading"
    UNREADABLE_DATE = "unreadable_date"
    AMBIGUOUS_DATE = "ambiguous_date"
    IMPOSSIBLE_PERIOD = "impossible_period"
    UNCERTAIN_MILESTONES = "uncertain_milestones"


WARNING_CODES: dict[WarningCode, str] = {
    WarningCode.MISSING_LANDMARK: "a label or heading that such a page always has is not on it",
    WarningCode.UNKNOWN_HEADING: "a heading that no field knows; its text is in `sections`",
    WarningCode.UNKNOWN_LABEL: "a label in the header that no field knows; its text is in `sections`",
    WarningCode.REPEATED_LABEL: "a label is there twice in the header; the first one counts",
    WarningCode.ORDER_CHANGED: "the labels of the header are in another order than ever seen",
    WarningCode.MISPLACED_TEXT: "text where none was ever seen: a label or heading may be lost",
    WarningCode.UNKNOWN_WORD: "a value that its scale does not know; kept as written",
    WarningCode.AMBIGUOUS_RATING: "a drawn rating names several words of its scale; none was taken",
    WarningCode.EMPTY_LIST: "a list with no entries: the commitments list, or the milestones that a note announces",
    WarningCode.LIST_BROKEN: "the commitments list has gaps, repeats itself or leaves out its own page",
    WarningCode.IDS_DIFFER: "the ID in the title and the ID in the address differ; the title's counts",
    WarningCode.UNKNOWN_MEMBER: "nothing tells whose commitment it is",
    WarningCode.NOTE_BROKEN: "a note that does not end, or a number that is there twice",
    WarningCode.MILESTONES_DIFFER: "the plan's milestones and the assessed ones cannot be joined one to one",
    WarningCode.UNCLAIMED_TEXT: "visible text that no field holds; it is in `unclaimed`",
    WarningCode.READERS_DISAGREE: "two independent readers see different visible text; the first difference is named",
    WarningCode.TRUNCATED: "the page breaks off before its end",
    WarningCode.ENCODING: "the declared encoding is wrong, or some bytes are not text in it",
    WarningCode.UNSAFE_LINK: "a link whose address is not of the web or of mail; its text is kept, its address is not",
    WarningCode.INVISIBLE_CHARACTERS: "characters that are not text (NUL and other controls) were taken out",
    WarningCode.HIDDEN_TEXT: "text that the page does not show holds labels or is longer than a remark; it is not read",
    WarningCode.GLUED_TEXT: "text that a glossary may have injected; it was left where it is",
    WarningCode.TITLES_DIFFER: "the title on the page and the one in `<title>` differ; the page's counts",
    WarningCode.COPIES_DIFFER: "the page holds its content twice, not alike; what the first copy says counts",
    WarningCode.EMPTY_VALUES: "ratings are empty, or more values than on any page seen: drawn, or filled by scripts",
    WarningCode.SUSPICIOUS_VALUE: "a value that may hold more than its own text: too long, or with a label or ID in it",
    WarningCode.UNKNOWN_PLAN_HEADING: "a heading of the plan's template of no known kind; its text is in `plan.others`",
    WarningCode.UNREADABLE_DATE: "words in the place of a date that give none; they are kept in `dates_text`",
    WarningCode.AMBIGUOUS_DATE: "a date in numbers that could be day or month first, and no other date tells which",
    WarningCode.IMPOSSIBLE_PERIOD: "a start that is after its end; a year that no plan has was not taken",
    WarningCode.UNCERTAIN_MILESTONES: "it is not certain where one milestone of the plan ends and the next begins",
}
