"""The directive `glossary-terms`: the words that the key `?` shows on every screen, as a page of the documentation.

A page can lead to one of them: {term}`Cortical modulation ratio`.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from nmt_widgets.core.texts import texts
from nmt_widgets.instrument.glossary import GlossaryTerm, load_glossary


class GlossaryTerms(SphinxDirective):
    """All terms, in the order of the alphabet."""

    def run(self) -> list[nodes.Node]:
        """Return the list of terms, as Sphinx keeps one."""
        terms = load_glossary()
        names = {term.id: term.term for term in terms}
        entries = "\n\n".join(entry(term, names) for term in terms)
        return list(self.parse_text_to_nodes(f"```{{glossary}}\n{entries}\n```"))


def entry(term: GlossaryTerm, names: dict[str, str]) -> str:
    """Return one term as Markdown.

    Parameters
    ----------
    term : GlossaryTerm
    names : dict of str to str
        What each term is called, by id.
    """
    words = texts("glossary")["page"]
    lines = [f"{term.text} *({words['marks'][term.source]})*"]
    if term.also:
        also = words["also"].format(names=", ".join(term.also))
        lines.append(f"{also[:1].upper()}{also[1:]}.")
    if term.see:
        lines.append(f"{words['see']} " + ", ".join(f"{{term}}`{names[id]}`" for id in term.see) + ".")
    return f"{term.term}\n" + "\n".join(f"  {line}" for line in lines)


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    app.add_directive("glossary-terms", GlossaryTerms)
    return {"parallel_read_safe": True}
