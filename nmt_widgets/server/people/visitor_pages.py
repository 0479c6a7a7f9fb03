"""The pages for whoever comes: settings, first steps, and the words used here."""

from __future__ import annotations

from babel import Locale

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.options import options
from nmt_widgets.core.texts import language, languages, texts
from nmt_widgets.server.people.pages import FormHandler
from nmt_widgets.server.people.visitors import PersonHandler, Visitor
from nmt_widgets.server.shared.preferences import COOKIE, DAYS, checked_preferences

_AT_FIRST = 5
"""How many first steps are shown."""


class SettingsHandler(FormHandler):
    """The page on which a visitor chooses language, colours, light or dark, and the size of the text."""

    async def get(self) -> None:
        """Show the page."""
        if visitor := await self.known_visitor():
            self._show(visitor)

    async def post(self) -> None:
        """Keep what is chosen in this browser, and show the page as it is then."""
        names = ("language", "palette", "theme", "text")
        chosen = checked_preferences({name: self.field(name) for name in names})
        self.set_cookie(
            COOKIE,
            chosen.to_cookie(),
            expires_days=DAYS,
            httponly=True,
            samesite="Lax",
            secure=self.application.is_secure,
            path=self.application.cookie_path,
        )
        self.redirect("/settings?said=saved", status=303)

    def _show(self, visitor: Visitor) -> None:
        from nmt_widgets.instrument import load_instrument

        palettes = load_instrument().bands.palettes
        charts, common = texts("charts"), texts("common")
        self.show_to(
            visitor,
            "settings.html.j2",
            is_saved=bool(self.get_query_argument("said", "")),
            palettes=[(id, charts["palettes"].get(id, id)) for id in palettes],
            labels={"palette": charts["palette"], "theme": common["theme"]},
            themes=common["themes"].items(),
            palette=self.preferences.palette or options.palette,
            swatches=palettes,
            languages=[(id, _language_name(id)) for id in languages()],
        )


def _language_name(lang: str) -> str:
    """Return what a language calls itself."""
    try:
        return str(Locale.parse(lang.replace("-", "_")).get_display_name() or lang).capitalize()
    except ValueError:
        return lang


class WelcomeHandler(FormHandler):
    """What a person may do first; whoever set the workbook up comes here."""

    async def get(self) -> None:
        """Show the page."""
        if visitor := await self.signed_in_visitor():
            self.show_to(visitor, "welcome.html.j2", steps=_first_steps(visitor)[:_AT_FIRST])


def _first_steps(visitor: Visitor) -> list[tuple[str, str]]:
    """Return the first steps that are open to a person, each with its address."""
    person = visitor.person
    if person is None:
        return []
    begins = person.may_begin()
    steps = {
        "people": ("/people", bool(visitor.looks_after)),
        "james": ("/voila/render/home.ipynb?case=james", True),
        "client": ("/voila/render/assess.ipynb", "clinical" in begins),
        "tell": ("/voila/render/present.ipynb", person.may("presents")),
        "teach": ("/voila/render/class.ipynb", person.may("leads")),
        "note": ("/voila/render/certification.ipynb", person.may("notes")),
        "practise": ("/voila/render/practice.ipynb", "practice" in begins),
        "look": ("/voila/render/certification.ipynb", person.may("looks_on") and not person.may("notes")),
    }
    return [(id, address) for id, (address, is_open) in steps.items() if is_open]


class GlossaryHandler(PersonHandler):
    """The words used here, as a page."""

    async def get(self) -> None:
        """Show them."""
        visitor = await self.known_visitor()
        if visitor is None:
            return
        from nmt_widgets.instrument import load_glossary

        try:
            terms = load_glossary(lang=language())
        except InputError as error:
            return self.show_problem(error)
        self.show_to(
            visitor,
            "glossary.html.j2",
            terms=terms,
            names={term.id: term.term for term in terms},
            page_words=texts("glossary")["page"],
        )
