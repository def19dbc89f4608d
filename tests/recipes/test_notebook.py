from tests.recipes import notebook


def test_the_notebook_runs_and_shows_what_is_stored_in_it():
    stored = notebook.outputs(notebook.nbformat.read(notebook.NOTEBOOK, as_version=4))
    assert any("Marginal" in text for text in stored), "it is stored with outputs"
    assert notebook.outputs(notebook.executed()) == stored, "python -m tests.recipes.notebook writes it anew"
