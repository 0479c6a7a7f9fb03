"""The kernel's side of settling: what a page asks for is not believed, what is settled is kept, a stale tab is told."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from nmt_widgets.apps.adjudicate.screen import AdjudicateScreen
from nmt_widgets.apps.assess.screen import AssessScreen
from nmt_widgets.apps.home.screen import HomeScreen
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.reading import load_case
from nmt_widgets.core.texts import texts
from nmt_widgets.store import Person, open_store
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.people.accounts import add_person
from tests.apps.listing import entries, request

SCORES = "assessments/1/functions/scores/"
STATUS = "assessments/1/status"
SLEEP = "functions/scores/sleep"
NEGLECT = "history/adversity/infancy/neglect"
WORDS = texts("adjudicate")


def store_of(name, role="clinician"):
    return Adjudications(open_store(Person(name, role)).access)


def james(**scores):
    """Return James's first assessment as answers, but for some scores."""
    answers = {
        path: value
        for path, value in to_answers(load_case("james")).items()
        if path.startswith(("history/", "assessments/1/")) and "/plan/" not in path
    }
    return answers | {
        SCORES + name: {"score": score, "note": f"{name} seen"} for name, score in scores.items()
    }


def complete(store, case):
    store.store.save(case, {STATUS: "completed"}, base=store.store.latest(case).number, edit=f"done-{case}")


@pytest.fixture
def first():
    begun = {**james(), "title": "Boy, <b>kinship</b> care", STATUS: "in-progress"}
    return store_of("Ana").store.create(None, begun, kind="clinical").case_id


@pytest.fixture
def pair(instrument, first):
    """Two completed ratings; on sleep, on reward and on a neglect they differ."""
    bo = store_of("Bo")
    second = bo.begin_second_rating(f"{first}/1", instrument).case_id
    rated = {
        path: value
        for path, value in james(sleep=9, reward=8).items()
        if not path.endswith(("/age", "/label", "/norms", "/status", "/date"))
    }
    bo.store.save(second, rated | {NEGLECT: {"severity": 3, "pattern": "single"}}, base=1, edit="rated")
    complete(store_of("Ana"), first)
    complete(bo, second)
    return {"first": f"{first}/1", "second": f"{second}/1"}


def opened(name, pair, instrument, role="clinician"):
    """Return an opened pair with what it tells its page."""
    screen = AdjudicateScreen(instrument, store_of(name, role), **pair)
    view = screen._opened
    assert view, screen._list.problem
    view.replies = []
    view._widget.send = view.replies.append
    return view


def settle(view, path=SLEEP, answer="7", reason="The diary", confidence="high", base=None, edit=""):
    base = view._widget.pair["revision"] if base is None else base
    message = {"path": path, "answer": answer, "reason": reason, "confidence": confidence, "base": base}
    view._widget.hear({"type": "settle", **message, "edit": edit})
    return view.replies[-1]


@pytest.mark.parametrize(
    ("role", "text"),
    [("clinician", "none"), ("trainer", "none"), ("programme", "none_shared"), ("trainee", None)],
)
def test_whoever_may_see_pairs_is_told_that_there_is_none_yet(instrument, role, text):
    page = AdjudicateScreen(instrument, store_of("Pat", role))._list
    assert page.empty == (WORDS["list"][text] if text else "")
    assert (page.settles, page.rates) == (text == "none", role == "clinician")


def test_ratings_that_are_too_many_to_offer_are_found_by_title_or_code(instrument, monkeypatch):
    monkeypatch.setattr("nmt_widgets.apps.adjudicate.screen._MOST_OFFERED", 2)
    ana = store_of("Ana").store
    codes = [
        ana.create(None, {**james(), "title": f"Client {name}", STATUS: "completed"}, kind="clinical").case_id
        for name in ("Élodie", "Ben", "Chloe")
    ]
    page = AdjudicateScreen(instrument, store_of("Bo"))._list
    newest = [f"{code}/1" for code in reversed(codes)][:2]
    assert [id for id, _ in page.candidates] == [choice["id"] for choice in page.choices] == newest
    assert page.more == WORDS["list"]["more"].format(count=2)
    page.hear({"type": "find", "words": "elodie"})
    assert [id for id, _ in page.candidates] == [choice["id"] for choice in page.choices] == [f"{codes[0]}/1"]
    assert page.more == ""
    page.hear({"type": "find", "words": "nobody"})
    assert (page.candidates, page.choices, page.more) == ([], [], WORDS["list"]["no_match"])


def test_the_list_from_a_first_rating_to_what_is_settled(instrument, first):
    def row(name, role="clinician"):
        pairs = AdjudicateScreen(instrument, store_of(name, role))._list.pairs
        return (pairs[0]["state"], "first" in pairs[0], pairs[0].get("fill", "")) if pairs else None

    def offered(name):
        return [id for id, _ in AdjudicateScreen(instrument, store_of(name))._list.candidates]

    assert (row("Bo"), offered("Bo"), offered("Ana")) == (None, [f"{first}/1"], [])
    screen = AdjudicateScreen(instrument, store_of("Bo"))
    sent = []
    screen._list.send = sent.append
    screen._list.hear({"type": "second", "of": f"{first}/1", "edit": "e-1"})
    code = sent[0]["to"].removeprefix("assess.ipynb?case=")
    assert row("Bo") == ("mine", False, code)
    assert row("Ana") is None, "nothing tells the first rater"
    assert row("Cy") == ("waiting_second", False, "")
    assert row("Pat", "programme") is None
    add_person(store_of("Ana").store.engine, "Pat", "programme", None)
    store_of("Cy").store.share(code, "Pat", edit="s-2")
    assert row("Pat", "programme") is None, "not without the first rating"
    store_of("Cy").store.share(first, "Pat", edit="s-1")
    assert row("Pat", "programme") == row("Cy")
    assert offered("Cy") == []
    store_of("Bo").store.save(code, {SCORES + "sleep": {"score": 3}}, base=1, edit="scored")
    complete(store_of("Bo"), code)
    assert row("Cy") == ("waiting_first", False, "")
    complete(store_of("Ana"), first)
    assert row("Ana") == row("Bo") == row("Cy") == ("ready", True, "")
    cy = opened("Cy", {"first": f"{first}/1", "second": f"{code}/1"}, instrument)
    assert settle(cy)["type"] == "kept"
    assert row("Cy") == ("begun", True, "")


def test_what_the_page_is_shown(instrument, pair):
    view = opened("Cy", pair, instrument)
    data = view._widget.pair
    by_path = {difference["path"]: difference for difference in data["differences"]}
    assert {*by_path} == {SLEEP, "functions/scores/reward", NEGLECT}
    sleep = by_path[SLEEP]
    assert [(side["by"], side["answer"]) for side in sleep["sides"]][1] == ("Bo", "9")
    assert sleep["sides"][1]["why"] == "sleep seen"
    assert sleep["scale"] == [1, 12]
    assert by_path[NEGLECT]["patterns"]
    assert by_path[NEGLECT]["sides"][1]["answer_words"].startswith("3, ")
    assert "Infancy" in by_path[NEGLECT]["place"]
    assert (data["state"], data["revision"], data["may_settle"]) == ("ready", 0, True)
    alike, icc, apart = view.heading.facts
    assert alike[1].startswith(f"{len(data['agreed'])} of ")
    assert float(icc[1]) > 0.5
    assert apart[1].endswith("points")


def test_a_sign_of_danger_only_one_rater_saw_is_settled_by_a_third(instrument, first):
    path = "sections/safety/answers/self_harm"
    yes = {"signal": "yes", "person": "the client", "source": "Foster mother"}
    ana, bo = store_of("Ana"), store_of("Bo")
    second = bo.begin_second_rating(f"{first}/1", instrument).case_id
    assert f"assessments/1/{path}" not in bo.store.read(second).answers, "a blind rater is not told"
    rated = {place: value for place, value in james().items() if place.startswith(("history/", SCORES))}
    rated |= {
        place: value
        for place, value in james().items()
        if "/relational_health/" in place or "/sections/" in place
    }
    bo.store.save(second, {**rated, f"assessments/1/{path}": yes}, base=1, edit="rated")
    complete(ana, first)
    complete(bo, second)
    view = opened("Cy", {"first": f"{first}/1", "second": f"{second}/1"}, instrument)
    (difference,) = view._widget.pair["differences"]
    assert [side["answer_words"] for side in difference["sides"]] == ["not known", "Yes"]
    assert difference["sides"][1]["why"] == "the client; said by Foster mother"
    assert (difference["scale"], difference["choices"]) == ([], [("yes", "Yes"), ("no", "No")])
    assert settle(view, path, "maybe")["type"] != "kept"
    assert settle(view, path, "yes", "Both heard the foster mother", "")["type"] == "kept"
    view._widget.hear({"type": "finish", "base": 1, "edit": "f"})
    settled = (
        store_of("Ana")
        .store.case(view._pair.record.case_id)
        .assessment(1)
        .sections["safety"]
        .answers["self_harm"]
    )
    assert (settled.signal, settled.person) == ("yes", "the client")


def test_each_is_kept_at_once_and_the_end_comes_when_nothing_is_open(instrument, pair):
    view = opened("Cy", pair, instrument)
    assert settle(view)["type"] == "kept"
    code = view._pair.record.case_id
    assert store_of("Cy").store.read(code).answers[SCORES + "sleep"]["note"] == "The diary"
    assert view._widget.pair["revision"] == 1
    view._widget.hear({"type": "finish", "base": 1, "edit": ""})
    assert "2 differences are not settled" in view.replies[-1]["message"]
    settle(view, "functions/scores/reward", "not known", "Nobody asked", "")
    settle(view, NEGLECT, "8 chronic", "Both reports", "low")
    again = opened("Cy", pair, instrument)
    assert [difference["settled"]["answer"] for difference in again._widget.pair["differences"]] == [
        "8 chronic",
        "7",
        "not known",
    ]
    again._widget.hear({"type": "finish", "base": 3, "edit": "f"})
    assert again.replies[-1] == {"type": "kept", "edit": "f", "path": ""}
    data = again._widget.pair
    assert (data["state"], data["may_settle"], code in data["links"]["consult"]) == ("done", False, True)
    settled = store_of("Ana").store.case(code)
    assert settled.assessment(1).status == "completed"
    assert settled.history.adversity["infancy"]["neglect"].confidence == "low"
    settle(again, answer="5")
    assert "locked" in again.replies[-1]["message"]


def test_sent_twice_it_is_kept_once(instrument, pair):
    view = opened("Cy", pair, instrument)
    for _ in range(2):
        assert settle(view, base=0, edit="same")["type"] == "kept"
    assert view._pair.revision == 1


def test_a_stale_tab_is_told_and_shown_how_it_stands(instrument, pair):
    first_view, other = opened("Cy", pair, instrument), opened("Dot", pair, instrument)
    settle(first_view, answer="7")
    assert settle(other, answer="8")["type"] == "refused"
    assert "meanwhile" in other.replies[-1]["message"]
    sleep = next(
        difference for difference in other._widget.pair["differences"] if difference["path"] == SLEEP
    )
    assert (sleep["settled"]["answer"], other._widget.pair["revision"]) == ("7", 1)
    settle(other, "functions/scores/reward")
    assert settle(first_view, NEGLECT, "8", base=1)["message"] == WORDS["pair"]["stale"]
    assert settle(first_view, NEGLECT, "8")["type"] == "kept"
    other.look()
    assert other.replies[-1]["type"] == "news"


def test_neither_rater_nor_a_programme_settles(instrument, pair):
    add_person(store_of("Ana").store.engine, "Pat", "programme", None)
    for id in pair.values():
        store_of("Cy").store.share(id.removesuffix("/1"), "Pat", edit=f"share-{id}")
    for name, role, note in (
        ("Ana", "clinician", WORDS["pair"]["not_third"]),
        ("Bo", "clinician", WORDS["pair"]["not_third"]),
        ("Pat", "programme", WORDS["pair"]["not_role"]),
    ):
        view = opened(name, pair, instrument, role)
        assert not view._widget.pair["may_settle"]
        assert note in view._widget.pair["notes"]
        assert settle(view)["type"] == "refused"
    assert opened("Cy", pair, instrument)._pair.record is None


@pytest.mark.parametrize(
    "message",
    [
        {"path": "title", "answer": "Mine"},
        {"path": SLEEP, "answer": "13"},
        {"path": SLEEP, "answer": "7", "reason": " "},
        {"path": SLEEP, "answer": "7", "confidence": "very"},
        {"path": SLEEP, "answer": "7 chronic"},
    ],
)
def test_an_answer_that_does_not_fit_is_refused(instrument, pair, message):
    view = opened("Cy", pair, instrument)
    assert settle(view, **{"reason": "x", "confidence": "", **message})["type"] == "refused"
    assert view._pair.record is None


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": "settle"},
        {"type": "settle", "path": ["x"], "answer": {"a": 1}, "reason": 3, "base": "x", "edit": []},
        {"type": "finish"},
        {"type": "drop"},
    ],
)
def test_what_is_no_message_of_the_page_is_dropped(instrument, pair, message):
    view = opened("Cy", pair, instrument)
    view._widget.hear(message)
    assert view.replies == []
    assert view._pair.record is None


@pytest.mark.parametrize(
    "message",
    [
        {"type": "open", "first": "", "second": ""},
        {"type": "open", "first": "james/1", "second": "nobody/1"},
        {"type": "open", "first": "../x", "second": "3"},
        {"type": "second", "of": "nobody/1", "edit": "e"},
        {"type": "second", "of": "", "edit": ""},
    ],
)
def test_the_list_refuses_in_words(instrument, message):
    screen = AdjudicateScreen(instrument, store_of("Cy"))
    screen._list.hear(message)
    assert "no such case" in screen._list.problem


def test_a_blind_rater_is_answered_as_if_it_were_not_there(instrument, first):
    second = store_of("Bo").begin_second_rating(f"{first}/1", instrument).case_id
    for name, hidden in (("Ana", second), ("Bo", first)):
        assert hidden not in entries(HomeScreen(instrument, store=store_of(name).store))
        screen = AssessScreen(instrument, store_of(name).store, request(hidden))
        assert "no such case" in screen._list.problem
        screen = AdjudicateScreen(instrument, store_of(name), f"{first}/1", f"{second}/1")
        assert "no such case" in screen._list.problem


def test_what_is_being_settled_is_not_filled_in_as_a_form(instrument, pair):
    view = opened("Cy", pair, instrument)
    settle(view)
    code = view._pair.record.case_id
    screen = AssessScreen(instrument, store_of("Cy").store, request(code))
    assert "Compare ratings" in screen._list.problem
    assert code not in entries(screen)


def test_cards_tell_the_ratings_of_a_client_apart(instrument, pair):
    home = HomeScreen(instrument, store=store_of("Cy").store)
    kinds = {
        card["kind"].partition(" · ")[0] for card in entries(home).values() if "kinship" in card["title"]
    }
    assert kinds == {"Client", "Client, rated a second time"}


def test_a_trainer_chooses_two_attempts(instrument):
    for name, score in (("Tom", 3), ("Tea", 5), ("Tim", 4)):
        begun = james(sleep=score)
        begun = {path: value for path, value in begun.items() if SCORES in path or path.endswith("/age")}
        begun |= {"title": "James", "practice_of": "james", "assessments/1/label": "Attempt 1"}
        status = "in-progress" if name == "Tim" else "completed"
        store_of(name, "trainee").store.create(None, {**begun, STATUS: status}, kind="practice")
    screen = AdjudicateScreen(instrument, store_of("Tina", "trainer"))
    assert (screen._list.rates, screen._list.settles) == (False, True)
    first, other = screen._list.choices
    assert first["about"] == other["about"] == "james"
    view = opened("Tina", {"first": first["id"], "second": other["id"]}, instrument, "trainer")
    assert settle(view)["type"] == "kept"
    trainee = AdjudicateScreen(instrument, store_of("Tom", "trainee"))
    assert (trainee._list.pairs, trainee._list.choices, trainee._list.settles) == ([], [], False)


def test_a_closed_pair_looks_no_more(instrument, pair):
    async def watch():
        view = opened("Cy", pair, instrument)
        task = view._poller._task
        view.close()
        await asyncio.wait([task])
        return task.cancelled()

    with ThreadPoolExecutor(1) as pool:  # this thread may hold a loop of its own
        assert pool.submit(asyncio.run, watch()).result()
