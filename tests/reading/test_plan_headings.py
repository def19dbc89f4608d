"""The headings of plans: their many wordings, the numbers before them, and what only looks like one."""

import pytest

from ogpscrape.reading.plan.plan import read_plan
from tests.reading.plans import texts


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("What is the public problem that the commitment will address?:", "problem"),
        ("2. What are the causes of the problem?", "problem"),
        ("STATUS QUO:", "problem"),
        ("Whatis the commitment ?", "commitment"),
        ("Brief Description of Commitment (140-character limit):", "commitment"),
        ("What does the measure consist of?", "commitment"),
        ("Main objectve:", "objective"),
        ("Ambition", "objective"),
        ("In what way does the measure contribute to solving this?", "contribution"),
        ("Rationale for the commitment:", "contribution"),
        ("Why is this action point relevant to OGP values?", "relevance"),
        ("Specific OGP Issue(s)", "relevance"),
        ("Addi tional infor mation:", "additional_information"),
        ("Source(s) of Funding:", "funding"),
        ("Risks and assumptions", "risk"),
        ("Performance Indicators:", "indicator"),
        ("New or ongoing commitment:", "status"),
        ("¿Cuál es la problemática que el compromiso aborda?", "problem"),
        ("Breve descripción del compromiso:", "commitment"),
        ("¿Por qué es relevante a los valores de OGP?", "relevance"),
        ("Institución responsable de la implementación", "lead"),
        ("Quel est le problème que l'engagement vise à résoudre ?", "problem"),
        ("Comment l'engagement contribuera-t-il à résoudre le problème ?", "contribution"),
        ("Informations complémentaires", "additional_information"),
        ("What will be done to tackle the problem?", "commitment"),
        ("Status quo / problem to be addressed:", "problem"),
        ("Institution porteuse :", "lead"),
        ("Acteurs associés", "supporting"),
        ("Enjeux", "problem"),
        ("Feuille de route", "milestones"),
        ("Otros actores implicados", "supporting"),
        ("Calendario de ejecución", "period"),
        ("Other administrations involved", "supporting"),
        ("Specific actions and timeline", "milestones"),
        ("What issue are we addressing?", "problem"),
        ("De quelle manière l'engagement contribuera-t-il à résoudre la problématique ?", "contribution"),
        ("Partie responsable de la mise en œuvre :", "lead"),
        ("Co-executors:", "supporting"),
        ("Commitment goal:", "objective"),
        ("Problema / oportunidad:", "problem"),
        ("Metas y plazos", "milestones"),
        ("Why this commitment is important", "contribution"),
        ("Which civil society organisations will take part in the commitment?", "supporting"),
        ("Implementation stages", "milestones"),
        ("Senior Accountable Officer:", "contact"),
        ("Qual é o problema público que o compromisso abordará?", "problem"),
        ("O que é o compromisso?", "commitment"),
        ("Breve descrição do compromisso", "commitment"),
        ("Como o compromisso contribuirá para resolver o problema público?", "contribution"),
        ("Por que este compromisso é relevante para os valores da OGP?", "relevance"),
        ("Informações adicionais", "additional_information"),
        ("Órgão responsável pela implementação:", "lead"),
        ("Outros atores envolvidos", "supporting"),
        ("Data de início e término do compromisso:", "period"),
        ("Marcos:", "milestones"),
        ("Fontes de financiamento", "funding"),
        ("Riscos e pressupostos", "risk"),
        ("Organismo responsable de la implementación", "lead"),
        ("Organisme ou acteur responsable de la mise en œuvre :", "lead"),
        ("¿Por qué es relevante frente a los valores de Gobierno Abierto?", "relevance"),
        ("Período que cubre", "period"),
        ("Contexte et ambition", "problem"),
        ("Étapes de réalisation", "milestones"),
        ("Objetivo de mediano plazo", "objective"),
    ],
)
def test_a_heading_is_known_in_its_many_wordings(heading, kind):
    reading = read_plan(f"Why is this commitment relevant to OGP values? It opens files.\n\n{heading}\n\nSome answer.")
    last = reading.plan.outline[-1]
    assert last.kind == kind
    assert last.heading.endswith(heading.lstrip("¿ "))


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Foreseen risks and their mitigation:", "risk"),
        ("Budget that is required:", None),
        ("Objectives of this particular commitment:", "objective"),
        ("Specific theme of OGP:", "relevance"),
        ("Bodies that coordinate the measure:", None),
        ("Indicadores para medir el avance:", "indicator"),
        ("Actividades por realizar:", None),
        ("Fuente y monto del presupuesto:", "funding"),
        ("Impact attendu de cet engagement:", "contribution"),
        ("CONTRIBUTION OF THE ACTION TO SOLVING THE ISSUE", "contribution"),
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", " "])
def test_words_that_stand_as_a_heading_are_of_the_kind_their_stems_say(heading, kind, gap):
    reading = read_plan(gap.join(["What is the commitment? A register.", f"{heading} Ten of them."]))
    assert [section.kind for section in reading.plan.outline] == ["commitment", kind] if kind else ["commitment"]


def test_words_before_a_heading_that_a_little_word_joins_to_it_are_part_of_it():
    text = "What is the commitment? A map of piers and Rationale of activities for OGP values It opens data."
    assert [section.heading for section in read_plan(text).plan.outline] == [
        "What is the commitment?",
        "Rationale of activities for OGP values",
    ]
    text = "What is the commitment? A map of Piers OGP values It opens data."
    assert read_plan(text).plan.outline[-1].heading == "OGP values"


@pytest.mark.parametrize("number", ["iv. ", "2. ", "b) ", ""])
def test_the_number_before_a_spanish_question_is_part_of_it(number):
    text = f"Definición del problema {number}¿Cuál es el problema? Nada. {number}¿Cómo promoverá la transparencia?"
    headings = [section.heading for section in read_plan(text).plan.outline]
    assert headings[1:] == [f"{number}¿Cuál es el problema?", f"{number}¿Cómo promoverá la transparencia?"]


def test_a_word_after_its_like_is_the_answers_first():
    plan = read_plan("What is the commitment? A map.\n\nLead department(s) Department of Maps (DM)").plan
    assert plan.lead == "Department of Maps (DM)"


def test_words_within_brackets_are_no_heading():
    text = "Main objective To mend the Piers Register (lead implementing agency: BRA). What is the commitment? A map."
    assert [section.kind for section in read_plan(text).plan.outline] == ["objective", "commitment"]


def test_a_group_of_the_other_actors_on_its_own_line_has_a_section():
    lines = ["Outros atores envolvidos", "Governo", "Ministério do Mar", "O que é o compromisso?", "Um mapa."]
    plan = read_plan("\n\n".join(lines)).plan
    assert [(section.kind, section.heading) for section in plan.outline[:2]] == [
        ("supporting", "Outros atores envolvidos"),
        ("supporting", "Governo"),
    ]
    assert plan.supporting == "Ministério do Mar"


def test_a_banner_in_a_table_of_milestones_is_no_section():
    head = "Verifiable and measurable milestones Start Date: End Date:"
    rows = ["Ongoing Actions", "1. List the piers. May 2019 June 2019", "2. Draw the map. July 2019 May 2020"]
    reading = read_plan("\n\n".join(["What is the commitment? A map.", head, *rows]))
    assert [section.kind for section in reading.plan.outline] == ["commitment", "milestones"]
    assert texts(reading.milestones) == ["List the piers.", "Draw the map."]


def test_a_heading_whose_word_a_lines_end_breaks_is_one():
    for gap in ("\n", " "):
        plan = read_plan(f"What is the commitment? A map.\n\nAddi-{gap}tional infor-{gap}mation Ten of them.").plan
        assert plan.additional_information == "Ten of them."


def test_a_heading_in_small_letters_is_one_before_a_colon_on_its_line():
    assert read_plan("What is the commitment? A map.\n\nmain objective: Trust.").plan.objective == "Trust."
    text = "What is the commitment? A map.\n\nmain objective of it is trust."
    assert read_plan(text).plan.objective is None


@pytest.mark.parametrize("gap", ["\n\n", "\n", " "])
@pytest.mark.parametrize("name", ["Milestone", "Hito", "Jalon", "Marco"])
def test_milestones_that_name_themselves_need_no_heading(name, gap):
    lines = ["A register of piers.", f"{name} 1 – Draft the law May 2019", f"{name} 2 – Hold hearings June 2020"]
    reading = read_plan(gap.join([*lines, "Contact information: Ann Other"]))
    assert [(one.code, one.text, one.end_date) for one in reading.milestones] == [
        ("1", "Draft the law", "2019-05"),
        ("2", "Hold hearings", "2020-06"),
    ]
    assert [(section.kind, section.heading) for section in reading.plan.outline] == [
        ("preamble", None),
        ("milestones", None),
        ("contact", "Contact information:"),
    ]


@pytest.mark.parametrize("prose", ["As in Milestone 1 of the last plan, a map.", "Milestone 1: a map. All is well."])
def test_a_milestone_named_once_in_prose_makes_no_plan(prose):
    assert read_plan(prose).plan is None


@pytest.mark.parametrize("gap", ["\n\n", " "])
def test_a_name_of_no_kind_that_names_the_commitment_is_other_and_named(gap):
    lines = ["What is the commitment? A map.", "Reach of the commitment: All the coast.", "Main objective: Trust."]
    reading = read_plan(gap.join(lines))
    assert [(section.kind, section.heading) for section in reading.plan.outline] == [
        ("commitment", "What is the commitment?"),
        ("other", "Reach of the commitment:"),
        ("objective", "Main objective:"),
    ]
    assert [(one.code, one.message) for one in reading.warnings] == [
        ("unknown_plan_heading", "no kind for the heading: Reach of the commitment:")
    ]


@pytest.mark.parametrize(
    "words", ["We list the commitments: one.", "The commitments are: one.", "And commitments: one."]
)
def test_words_of_a_sentence_that_name_the_commitment_are_no_heading(words):
    assert len(read_plan(f"What is the commitment? A map. {words}").plan.outline) == 1
    assert read_plan(f"{words} Reach of commitments: two.").plan is None
