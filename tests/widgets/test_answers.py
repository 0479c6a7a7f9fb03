"""What is typed reaches the store, or stays in the browser: saving, losing the connection, two people, dead tabs."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SCORES = "assessments/1/functions/scores/"
AROUSAL, SLEEP, REWARD = (SCORES + name for name in ("arousal", "sleep", "reward"))
DAY = 86_400_000

WITHOUT_LOCKS = "Object.defineProperty(navigator, 'locks', {value: undefined})"
FULL = """const put = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
  if (key.startsWith('nmt-draft:') && !window.roomy) throw new DOMException('full', 'QuotaExceededError');
  put.call(this, key, value);
}"""


def score(page, path, value, **more):
    page.evaluate("([path, value]) => answers.set(path, value)", [path, {"score": value, **more}])


def type_text(page, path, text):
    page.evaluate("([path, text]) => answers.set(path, text, {typing: true})", [path, text])


def got(page, path):
    return page.evaluate("(path) => answers.get(path)", path)


def stored(page, path):
    return page.evaluate("(path) => readStore().answers[path] ?? null", path)


def saves(page):
    return page.evaluate("kernel.saves()")


def drafts(page):
    """Everything this browser keeps of unsaved answers, by path."""
    return page.evaluate("Object.assign({}, ...drafts().map(draftOf))")


def all_saved(page):
    page.wait_for_function("answers.pending === 0 && answers.connection === 'ok'")


def bar(page):
    return page.locator(".nmt-save")


# ---- saving ----


def test_a_change_is_kept_in_the_browser_before_it_is_sent(open_form):
    page = open_form()
    order = page.evaluate(
        """(path) => {
          const order = [];
          const put = Storage.prototype.setItem;
          Storage.prototype.setItem = function (...rest) { order.push('kept'); put.apply(this, rest); };
          const send = model.send;
          model.send = (message) => { order.push(message.type); send(message); };
          answers.on(() => order.push('shown'));
          answers.set(path, {score: 2});
          Storage.prototype.setItem = put;
          return [order, draftOf(drafts()[0])];
        }""",
        AROUSAL,
    )
    assert order == [["kept", "edit", "shown"], {AROUSAL: {"score": 2}}]


def test_what_is_saved_leaves_the_browser_and_the_time_is_shown(open_form):
    page = open_form()
    score(page, AROUSAL, 2)
    expect(bar(page)).to_contain_text(re.compile(r"Saved \d\d:\d\d:\d\d"))
    assert stored(page, AROUSAL) == {"score": 2}
    assert page.evaluate("Object.keys(localStorage)") == ["fake-store"]


def test_changes_in_quick_succession_make_one_save(open_form):
    page = open_form()
    page.evaluate(f"for (const n of [1, 2, 3, 4]) answers.set('{AROUSAL}', {{score: n}})")
    score(page, SLEEP, 7)
    all_saved(page)
    (save,) = saves(page)
    assert save["changes"] == {AROUSAL: {"score": 4}, SLEEP: {"score": 7}}
    assert save["base"] == 1
    edits = page.evaluate("kernel.heard.filter(({type}) => type === 'edit').map(({changes}) => changes)")
    assert edits == [{AROUSAL: {"score": n}} for n in (1, 2, 3, 4)] + [{SLEEP: {"score": 7}}]


def test_somebody_who_does_not_stop_typing_is_saved_within_a_second(open_form):
    page = open_form(clock=True)
    for typed in range(1, 61):
        page.evaluate(f"answers.set('title', 'x'.repeat({typed}), {{typing: true}})")
        page.clock.run_for(50)
        if saves(page):
            break
    assert 500 < 50 * typed <= 1100


def test_changes_during_a_save_go_out_as_the_next_one(open_form):
    page = open_form()
    page.evaluate("kernel.delay = 600")
    score(page, AROUSAL, 2)
    page.wait_for_function("answers.saving")
    score(page, AROUSAL, 3)
    score(page, SLEEP, 5)
    assert drafts(page) == {AROUSAL: {"score": 3}, SLEEP: {"score": 5}}
    all_saved(page)
    first, two = saves(page)
    assert first["changes"] == {AROUSAL: {"score": 2}}
    assert two["changes"] == {AROUSAL: {"score": 3}, SLEEP: {"score": 5}}
    assert (first["base"], two["base"]) == (1, 2)
    assert first["edit"] != two["edit"]


def test_an_answer_put_back_as_it_was_needs_no_save(open_form):
    page = open_form({AROUSAL: {"score": 2, "note": "n"}})
    score(page, AROUSAL, 3)
    page.evaluate("(path) => answers.set(path, {note: 'n', score: 2, confidence: null})", AROUSAL)
    assert page.evaluate("[answers.pending, drafts().length]") == [0, 0]


def test_leaving_the_page_saves_at_once(open_form):
    page = open_form()
    score(page, AROUSAL, 2)
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert len(saves(page)) == 1


# ---- connection and disk ----


def test_a_kernel_that_is_gone_is_noticed_and_asked_again_with_the_same_edit(open_form):
    page = open_form(clock=True)
    page.evaluate("kernel.mode = 'silent'")
    score(page, AROUSAL, 2)
    page.clock.run_for(600)
    page.clock.run_for(3800)
    assert page.evaluate("answers.connection") == "ok"
    page.clock.run_for(300)
    assert page.evaluate("answers.connection") == "waiting"
    expect(bar(page)).to_contain_text("1 answer not saved yet – kept in this browser")
    page.clock.run_for(3100)
    assert page.evaluate("answers.connection") == "lost"
    expect(page.get_by_role("alert").first).to_contain_text(
        "The connection to the workbook is gone: what you type is kept in this browser."
    )
    expect(page.get_by_role("button", name="Reload")).to_be_visible()
    page.clock.run_for(6100)
    tries = saves(page)
    assert len(tries) == 5
    assert len({save["edit"] for save in tries}) == 1
    page.evaluate("kernel.mode = 'answering'")
    page.clock.run_for(3300)
    expect(bar(page)).to_contain_text("Saved")
    expect(bar(page)).not_to_contain_text("connection")
    assert drafts(page) == {}


def test_a_save_whose_answer_was_lost_is_made_once(open_form):
    page = open_form(clock=True)
    page.evaluate("kernel.mode = 'mute'")
    score(page, AROUSAL, 2)
    page.clock.run_for(5000)
    page.evaluate("kernel.mode = 'answering'")
    page.clock.run_for(3500)
    assert page.evaluate("[readStore().revision, answers.revision, answers.pending]") == [2, 2, 0]


def test_trouble_does_not_take_the_focus_from_who_types(open_form):
    page = open_form()
    page.evaluate("kernel.refusal = {kind: 'full', message: 'The disk is full.', retry: true}")
    page.evaluate("sheet.focus(P('arousal'))")
    page.keyboard.press("n")
    page.keyboard.type("Startles at the door")
    expect(page.get_by_role("alert").first).to_contain_text("The disk is full.")
    page.keyboard.type(" and hides")
    expect(page.get_by_role("textbox", name="Note")).to_have_value("Startles at the door and hides")
    expect(page.get_by_role("textbox", name="Note")).to_be_focused()
    assert drafts(page) == {AROUSAL: {"note": "Startles at the door and hides"}}


@pytest.mark.parametrize("kind", ["full", "readonly", "busy", "gone", "ended"])
def test_a_store_that_cannot_save_is_asked_again(open_form, kind):
    page = open_form(clock=True)
    page.evaluate("(kind) => kernel.refusal = {kind, message: `It is ${kind}.`, retry: true}", kind)
    score(page, AROUSAL, 2)
    page.clock.run_for(700)
    assert page.evaluate("answers.connection") == kind
    expect(page.get_by_role("alert").first).to_contain_text(f"It is {kind}.")
    page.clock.run_for(3100)
    page.evaluate("kernel.refusal = null")
    page.clock.run_for(3100)
    assert page.evaluate("[answers.connection, readStore().revision]") == ["ok", 2]
    assert len({save["edit"] for save in saves(page)}) == 1
    expect(page.get_by_role("alert").first).to_be_hidden()


def test_an_answer_the_store_does_not_take_is_kept_and_the_others_are_saved(open_form):
    page = open_form()
    page.evaluate(
        "(path) => kernel.refusal = {kind: 'invalid', message: 'No such confidence.', path, retry: false}",
        SLEEP,
    )
    score(page, SLEEP, 5, confidence="sure")
    score(page, AROUSAL, 2)
    page.wait_for_function("answers.refused.length")
    page.evaluate("kernel.refusal = null")
    all_saved(page)
    assert stored(page, AROUSAL) == {"score": 2}
    assert stored(page, SLEEP) is None
    assert got(page, SLEEP) == {"score": 5, "confidence": "sure"}
    assert drafts(page) == {SLEEP: {"score": 5, "confidence": "sure"}}
    expect(bar(page)).to_contain_text("1 answer was not taken")
    expect(bar(page)).to_contain_text("No such confidence.")
    score(page, SLEEP, 5, confidence="high")
    all_saved(page)
    assert stored(page, SLEEP) == {"score": 5, "confidence": "high"}
    expect(bar(page)).not_to_contain_text("not taken")
    assert drafts(page) == {}


def test_a_refused_answer_can_be_dropped_for_what_is_saved(open_form):
    page = open_form({SLEEP: {"score": 4}})
    page.evaluate("kernel.refusal = {kind: 'role', message: 'You may only read.', retry: false}")
    score(page, SLEEP, 5)
    page.get_by_role("button", name="Drop").click()
    assert got(page, SLEEP) == {"score": 4}
    assert drafts(page) == {}


def test_a_browser_that_keeps_nothing_says_so_and_saves_all_the_same(open_form):
    page = open_form(before=FULL)
    page.evaluate("kernel.mode = 'silent'")
    score(page, AROUSAL, 2)
    expect(bar(page)).to_contain_text("This browser cannot keep a copy")
    page.evaluate("kernel.mode = 'answering'")
    score(page, SLEEP, 3)
    all_saved(page)
    assert stored(page, SLEEP) == {"score": 3}


def test_who_comes_back_after_a_while_learns_that_the_kernel_is_gone(open_form):
    page = open_form(clock=True)
    page.evaluate("kernel.mode = 'silent'")
    page.clock.run_for(70_000)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(7500)
    expect(bar(page)).to_contain_text("The connection to the workbook is gone")
    page.evaluate("kernel.mode = 'answering'")
    page.clock.run_for(3500)
    assert page.evaluate("answers.connection") == "ok"


# ---- two people ----


def test_what_somebody_else_saved_is_shown_where_nothing_is_unsaved(open_form):
    page = open_form()
    page.evaluate(f"kernel.other({{'{AROUSAL}': {{score: 9}}}}, 'Ana', true)")
    page.wait_for_function(f"answers.get('{AROUSAL}')?.score === 9")
    expect(bar(page)).to_contain_text(re.compile(r"Ana saved 1 answer, \d\d:\d\d:\d\d; it is shown here"))
    assert page.evaluate("heard.at(-1)") == {"origin": "theirs", "paths": [AROUSAL]}
    score(page, SLEEP, 3)
    all_saved(page)
    assert page.evaluate("readStore().revision") == 3


def test_a_stale_tab_is_told_and_merges_before_it_saves_again(open_form):
    page = open_form(clock=True)
    page.evaluate(f"kernel.other({{'{AROUSAL}': {{score: 9}}, title: 'Hers'}}, 'Ana')")
    score(page, SLEEP, 3)
    page.clock.run_for(1200)
    expect(bar(page)).to_contain_text("Changed elsewhere")
    expect(bar(page)).to_contain_text(re.compile("Ana saved 2 answers, .* while you were working here"))
    assert got(page, AROUSAL) == {"score": 9}
    assert page.evaluate("answers.conflict()") == []
    score(page, REWARD, 4)
    page.clock.run_for(1200)
    assert len(saves(page)) == 1
    page.get_by_role("button", name="Merge").click()
    page.clock.run_for(1200)
    all_saved(page)
    assert saves(page)[1]["base"] == 2
    assert saves(page)[1]["edit"] != saves(page)[0]["edit"]
    assert [stored(page, path) for path in (AROUSAL, SLEEP, REWARD)] == [{"score": n} for n in (9, 3, 4)]


def test_answers_both_changed_are_shown_side_by_side_and_chosen(open_form):
    page = open_form({AROUSAL: {"score": 5}, SLEEP: {"score": 6}})
    page.evaluate(
        f"kernel.other({{'{AROUSAL}': {{score: 9}}, '{SLEEP}': {{score: 10}}, '{REWARD}': {{score: 1}}}}, 'Ana')"
    )
    score(page, AROUSAL, 2, note="mine")
    score(page, SLEEP, 3)
    table = page.get_by_role("table")
    row = table.get_by_role("row").filter(has_text="Arousal")
    expect(row).to_contain_text("before: 5")
    expect(row).to_contain_text("2, mine")
    expect(row).to_contain_text(re.compile(r"9Ana, \d\d:\d\d:\d\d"))
    assert got(page, REWARD) == {"score": 1}
    merge = page.get_by_role("button", name="Merge")
    expect(merge).to_be_disabled()
    expect(bar(page)).to_contain_text("2 still to choose")
    row.get_by_role("radio").first.check()
    expect(bar(page)).to_contain_text("1 still to choose")
    table.get_by_role("row").filter(has_text="Sleep").get_by_role("radio").last.check()
    merge.click()
    all_saved(page)
    assert stored(page, AROUSAL) == {"score": 2, "note": "mine"}
    assert stored(page, SLEEP) == got(page, SLEEP) == {"score": 10}
    assert page.evaluate("readStore().revision") == 3
    expect(table).to_have_count(0)


def test_the_same_answer_given_by_both_is_no_conflict(open_form):
    page = open_form()
    page.evaluate(f"kernel.other({{'{AROUSAL}': {{score: 2, note: 'n'}}}}, 'Ana')")
    page.evaluate("(path) => answers.set(path, {note: 'n', score: 2})", AROUSAL)
    page.wait_for_function("answers.revision === 2")
    assert page.evaluate("[answers.pending, answers.elsewhere, drafts().length]") == [0, None, 0]


def test_one_may_keep_a_copy_and_go_on_with_theirs(open_form):
    page = open_form()
    page.evaluate(f"kernel.other({{'{AROUSAL}': {{score: 9}}}}, 'Ana')")
    score(page, AROUSAL, 2)
    score(page, SLEEP, 3)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Keep my copy").click()
    assert caught.value.suggested_filename == "my-answers-c-4k7m2p.json"
    copy = json.loads(caught.value.path().read_text(encoding="utf-8"))
    assert copy["case"] == "c-4k7m2p"
    assert copy["answers"] == [
        {"question": "Arousal Continuum", "path": AROUSAL, "answer": {"score": 2}},
        {"question": "Sleep", "path": SLEEP, "answer": {"score": 3}},
    ]
    assert got(page, SLEEP) == {"score": 3}
    page.get_by_role("button", name="Yes, go on with theirs").click()
    assert [got(page, AROUSAL), got(page, SLEEP)] == [{"score": 9}, None]
    assert drafts(page) == {}
    assert stored(page, AROUSAL) == {"score": 9}


def test_two_tabs_saving_in_turn_lose_nothing(open_form):
    first, two = open_form(), open_form()
    score(first, AROUSAL, 2)
    all_saved(first)
    score(two, SLEEP, 3)
    two.get_by_role("button", name="Merge").click()
    all_saved(two)
    assert two.evaluate("readStore().answers") == {AROUSAL: {"score": 2}, SLEEP: {"score": 3}}


# ---- undo ----


def test_undo_and_redo_are_new_changes(open_form):
    page = open_form()
    score(page, AROUSAL, 2)
    all_saved(page)
    score(page, AROUSAL, 7)
    all_saved(page)
    page.get_by_role("button", name="Undo").click()
    assert got(page, AROUSAL) == {"score": 2}
    expect(bar(page)).to_contain_text("Changed back: Arousal Continuum")
    all_saved(page)
    assert stored(page, AROUSAL) == {"score": 2}
    page.get_by_role("button", name="Redo").click()
    all_saved(page)
    assert stored(page, AROUSAL) == {"score": 7}
    assert page.evaluate("readStore().revision") == 5
    page.evaluate("answers.undo(); answers.undo()")
    assert got(page, AROUSAL) is None
    assert page.evaluate("[answers.canUndo, answers.canRedo]") == [False, True]
    score(page, SLEEP, 4)
    assert page.evaluate("answers.canRedo") is False


def test_typing_is_one_step_until_it_pauses(open_form):
    page = open_form(clock=True)
    for text in ("A", "A b", "A boy"):
        type_text(page, "title", text)
        page.clock.run_for(300)
    page.clock.run_for(2500)
    type_text(page, "title", "A boy of nine")
    page.evaluate("answers.undo()")
    assert got(page, "title") == "A boy"
    page.evaluate("answers.undo()")
    assert got(page, "title") is None


def test_undo_does_not_take_back_what_somebody_else_saved_since(open_form):
    page = open_form()
    score(page, AROUSAL, 2)
    score(page, SLEEP, 3)
    all_saved(page)
    page.evaluate(f"kernel.other({{'{SLEEP}': {{score: 11}}}}, 'Ana', true)")
    page.wait_for_function(f"answers.get('{SLEEP}').score === 11")
    page.evaluate("answers.undo()")
    assert [got(page, AROUSAL), got(page, SLEEP)] == [None, {"score": 11}]


def test_keys_undo_in_the_whole_form_but_not_in_a_text(open_form):
    page = open_form()
    page.evaluate("sheet.focus(P('arousal'))")
    page.keyboard.press("4")
    page.keyboard.press("Control+z")
    assert got(page, AROUSAL) is None
    page.keyboard.press("Control+Shift+Z")
    assert got(page, AROUSAL) == {"score": 4}
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    assert got(page, AROUSAL) == {"score": 4}
    page.keyboard.press("n")
    page.keyboard.type("x")
    page.keyboard.press("Control+z")
    assert got(page, AROUSAL) == {"score": 4}
    expect(page.get_by_role("textbox", name="Note")).to_have_value("")


# ---- drafts ----


# The form asks for the locks of other tabs when it opens: what is asked after that is answered after that.
DRAFTS_LOOKED_AT = """async () => {
  await navigator.locks?.query();
  await new Promise((done) => setTimeout(done));
}"""


def leave_a_draft(open_form, values):
    """A tab whose kernel has gone and that is then killed."""
    page = open_form()
    page.evaluate("kernel.mode = 'silent'")
    for path, value in values.items():
        page.evaluate("([path, value]) => answers.set(path, value)", [path, value])
    changes = "Object.keys(JSON.parse(localStorage.getItem(key)).changes)"
    laid = f"count => drafts().some((key) => {changes}.length === count)"
    page.wait_for_function(laid, arg=len(values))
    page.close(run_before_unload=False)


def test_what_a_dead_tab_had_not_saved_is_offered_and_put_back(open_form):
    leave_a_draft(open_form, {AROUSAL: {"score": 2}, "title": "A boy", SLEEP: {"score": 8}})
    page = open_form()
    offer = page.locator(".nmt-save-offer")
    expect(offer).to_contain_text(re.compile(r"3 answers typed on \d+ \w+ \d\d:\d\d were not saved"))
    expect(offer).to_contain_text("Arousal Continuum2now: no answer")
    assert got(page, AROUSAL) is None
    page.get_by_role("button", name="Put back").click()
    expect(offer).to_have_count(0)
    assert page.evaluate("heard.at(-1).origin") == "draft"
    all_saved(page)
    assert [stored(page, AROUSAL), stored(page, "title")] == [{"score": 2}, "A boy"]
    assert page.evaluate("drafts()") == []


def test_a_draft_is_discarded_only_when_asked_twice(open_form):
    leave_a_draft(open_form, {AROUSAL: {"score": 2}})
    page = open_form()
    page.get_by_role("button", name="Discard").click()
    expect(bar(page)).to_contain_text("Discard this answer for good?")
    assert drafts(page) == {AROUSAL: {"score": 2}}
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".nmt-save-offer")).to_have_count(0)
    assert page.evaluate("drafts()") == []


def test_a_reload_goes_on_with_what_was_not_saved(open_form):
    page = open_form()
    page.evaluate("kernel.mode = 'silent'")
    score(page, AROUSAL, 2)
    page.reload()
    all_saved(page)
    assert stored(page, AROUSAL) == {"score": 2}
    assert page.evaluate("drafts()") == []
    expect(page.locator(".nmt-save-offer")).to_have_count(0)


def test_what_was_saved_after_all_is_not_offered(open_form):
    page = open_form()
    page.evaluate("kernel.mode = 'mute'")
    score(page, AROUSAL, 2)
    page.wait_for_function("readStore().revision === 2")
    page.close(run_before_unload=False)
    page = open_form()
    page.wait_for_function("drafts().length === 0")
    assert page.evaluate("answers.offers") == []


def test_a_living_tab_keeps_its_draft_to_itself(open_form):
    first = open_form()
    first.evaluate("kernel.mode = 'silent'")
    score(first, AROUSAL, 2)
    two = open_form()
    two.evaluate(DRAFTS_LOOKED_AT)
    assert two.evaluate("[answers.offers.length, drafts().length]") == [0, 1]


def test_without_web_locks_a_heartbeat_tells_the_living_from_the_dead(open_form):
    first = open_form(before=WITHOUT_LOCKS)
    first.evaluate("kernel.mode = 'silent'")
    score(first, AROUSAL, 2)
    two = open_form(before=WITHOUT_LOCKS)
    two.evaluate(DRAFTS_LOOKED_AT)
    assert two.evaluate("answers.offers.length") == 0
    first.close(run_before_unload=False)
    two.evaluate(
        """() => { const key = drafts()[0]; const draft = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({...draft, beat: draft.beat - 6500})); }"""
    )
    three = open_form(before=WITHOUT_LOCKS)
    expect(three.locator(".nmt-save-offer")).to_contain_text("1 answer")


def test_drafts_expire_whoever_s_they_are_and_others_are_not_shown(open_form):
    before = f"""if (!localStorage.getItem('laid')) {{
      localStorage.setItem('laid', '1');
      const lay = (key, days) => localStorage.setItem(key, JSON.stringify({{
        at: Date.now() - days * {DAY}, revision: 1, changes: {{title: key}} }}));
      lay('nmt-draft:somebody:c-other:t1', 15); lay('nmt-draft:somebody:c-4k7m2p:t2', 13);
      lay('nmt-draft:me:c-4k7m2p:t3', 14.1); lay('nmt-draft:me:c-other:t4', 1);
      localStorage.setItem('nmt-draft:me:c-4k7m2p:t5', 'not a draft');
    }}"""
    page = open_form(before=before)
    page.wait_for_function("drafts().length === 2")
    left = ["nmt-draft:me:c-other:t4", "nmt-draft:somebody:c-4k7m2p:t2"]
    assert page.evaluate("[drafts().sort(), answers.offers.length]") == [left, 0]


def test_completion_clears_all_drafts_of_the_case(open_form):
    page = open_form()
    page.evaluate(
        """for (const key of ['nmt-draft:somebody:c-4k7m2p:t2', 'nmt-draft:me:c-other:t4'])
          localStorage.setItem(key, JSON.stringify({at: Date.now(), revision: 1, changes: {title: 'x'}}))"""
    )
    score(page, AROUSAL, 2)
    assert page.evaluate("answers.complete()") == {"ok": True}
    (save,) = saves(page)
    assert save["changes"] == {AROUSAL: {"score": 2}, "assessments/1/status": "completed"}
    page.wait_for_function("drafts().length === 1")
    assert page.evaluate("drafts()") == ["nmt-draft:me:c-other:t4"]
    expect(bar(page)).to_contain_text("Completed on")
    assert page.evaluate("[answers.canUndo, answers.undo()]") == [False, False]  # what is locked stays
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()


def test_two_copies_too_many_for_the_browser_do_not_lose_the_draft(open_form):
    leave_a_draft(open_form, {"title": "A boy"})
    page = open_form(before=FULL)
    page.evaluate("kernel.mode = 'silent'")
    page.get_by_role("button", name="Put back").click()
    assert page.evaluate("answers.keepsCopy") is False
    assert drafts(page) == {"title": "A boy"}
    expect(page.locator(".nmt-save-offer")).to_have_count(0)
    page.close(run_before_unload=False)
    page = open_form(before=FULL)
    page.get_by_role("button", name="Put back").click()
    all_saved(page)
    page.reload()
    page.wait_for_function("drafts().length === 0")


def test_completing_waits_for_what_is_undecided(open_form):
    leave_a_draft(open_form, {AROUSAL: {"score": 2}})
    page = open_form()
    page.wait_for_function("answers.offers.length")
    assert page.evaluate("answers.complete()") == {"ok": False, "why": "drafts", "message": ""}


def test_a_completion_the_store_refuses_is_reported_and_taken_back(open_form):
    page = open_form()
    page.evaluate(
        """kernel.refusal = {
          kind: 'invalid', message: 'The age is missing.', retry: false, path: 'assessments/1/status' }"""
    )
    assert page.evaluate("answers.complete()") == {
        "ok": False,
        "why": "refused",
        "message": "The age is missing.",
    }
    assert page.evaluate("[answers.pending, answers.refused.length, answers.status]") == [0, 0, "in-progress"]


# ---- closed assessments ----


def test_a_completed_assessment_is_amended_with_a_reason(open_form):
    page = open_form({AROUSAL: {"score": 2}}, status="completed", completed="2026-11-24T13:00:00Z")
    assert page.evaluate("(path) => answers.set(path, {score: 3})", AROUSAL) is False
    assert page.evaluate("answers.isLocked('title')") is True
    expect(bar(page)).to_contain_text("Completed on 24 Nov")
    page.get_by_role("button", name="Change an answer").click()
    reason = page.get_by_label("Reason for the change")
    expect(reason).to_be_focused()
    page.get_by_role("button", name="Begin the amendment").click()
    expect(bar(page)).to_contain_text("Write the reason first.")
    reason.fill("Typing error")
    page.keyboard.press("Enter")
    score(page, AROUSAL, 3)
    all_saved(page)
    score(page, SLEEP, 4)
    all_saved(page)
    assert [save["reason"] for save in saves(page)] == ["Typing error", "Typing error"]
    expect(bar(page)).to_contain_text("Amendment: Typing error")
    page.get_by_role("button", name="End the amendment").click()
    assert page.evaluate("(path) => answers.set(path, {score: 4})", AROUSAL) is False


def test_case_answers_are_open_while_another_assessment_is_in_progress(open_form):
    page = open_form({"assessments/2/status": "in-progress"}, status="completed")
    assert page.evaluate("[answers.isLocked('title'), answers.isLocked(P('arousal'))]") == [False, True]


def test_what_was_locked_meanwhile_is_kept_and_goes_out_with_the_amendment(open_form):
    page = open_form()
    page.evaluate("kernel.refusal = {kind: 'locked', message: 'Completed by Ana.', retry: false}")
    score(page, AROUSAL, 2)
    expect(bar(page)).to_contain_text("Completed by Ana.")
    page.evaluate("kernel.refusal = null; kernel.other({'assessments/1/status': 'completed'}, 'Ana', true)")
    page.wait_for_function("answers.status === 'completed'")
    assert page.evaluate("answers.amend('Scored before it was closed')")
    all_saved(page)
    assert saves(page)[-1]["reason"] == "Scored before it was closed"
    assert stored(page, AROUSAL) == {"score": 2}


def test_who_may_only_read_is_told_so(open_form):
    page = open_form(write=False)
    expect(bar(page)).to_contain_text("You may read this assessment, not change it")
    expect(page.get_by_role("button", name="Change an answer")).to_be_hidden()
    assert page.evaluate("(path) => answers.set(path, {score: 4})", AROUSAL) is False


# ---- bad input ----

HOSTILE = "<img src=x onerror=\"window.bad=1\"><script>window.bad=1</script> =cmd|'/c calc'!A0 🤖 \u202eabc"


def test_hostile_text_is_only_text(open_form):
    page = open_form({AROUSAL: {"score": 5, "note": "n"}})
    page.evaluate(
        "([path, text]) => kernel.other({[path]: {score: 9, note: text}}, text)", [AROUSAL, HOSTILE]
    )
    page.evaluate("([path, text]) => answers.set(path, {score: 2, note: text})", [AROUSAL, HOSTILE])
    expect(page.get_by_role("table")).to_contain_text("onerror")
    page.evaluate("answers.resolve({[P('arousal')]: 'mine'}); kernel.mode = 'silent'")
    page.evaluate("(text) => answers.set('title', text)", HOSTILE)
    page.close(run_before_unload=False)
    page = open_form()
    expect(page.locator(".nmt-save-offer").first).to_contain_text("onerror")
    assert page.evaluate(
        "[window.bad ?? null, document.querySelectorAll('main img, main script').length]"
    ) == [None, 0]


def test_a_text_of_a_million_characters_is_kept_and_saved(open_form):
    page = open_form()
    page.evaluate("answers.set('title', 'ä'.repeat(1_000_000))")
    assert page.evaluate("draftOf(drafts()[0]).title.length") == 1_000_000
    all_saved(page)
    assert page.evaluate("readStore().answers.title.length") == 1_000_000
