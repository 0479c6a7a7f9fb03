"""A class's scores side by side: spread, what to discuss, who stands apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmt_widgets import load_instrument
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.site_files import DATA
from nmt_widgets.training.class_board import class_board, load_board_rules, rater_label

INSTRUMENT = load_instrument()
IDS = INSTRUMENT.ids
COUNT = len(IDS)


def at(id):
    return IDS.index(id)


def flat(raters, score=6.0):
    return np.full((raters, COUNT), score)


def test_no_rater_yet():
    board = class_board(np.empty((0, COUNT)), [], INSTRUMENT)
    assert board.raters == ()
    assert board.ranking == ()
    assert board.discussion == ()
    assert all(spread.n == 0 and spread.median is None for spread in board.functions.values())


def test_one_rater_is_shown_and_nothing_is_said():
    board = class_board(flat(1), ["A"], INSTRUMENT)
    spread = board.functions["arousal"]
    assert (spread.n, spread.median, spread.difference) == (1, 6.0, None)
    assert board.standings["A"].n == 0
    assert board.standings["A"].level is None
    assert board.whole.kappa.value is None


def test_counts_median_and_difference():
    scores = flat(4)
    scores[:, at("sleep")] = [2, 9, 4, 7]
    spread = class_board(scores, "ABCD", INSTRUMENT).functions["sleep"]
    assert [score for score, count in enumerate(spread.counts, start=1) if count] == [2, 4, 7, 9]
    assert (spread.median, spread.lowest, spread.highest) == (5.5, 2, 9)
    assert spread.difference == pytest.approx((7 + 2 + 5 + 5 + 2 + 3) / 6)


def test_the_ranking_begins_with_the_most_disagreement_and_the_list_has_an_end():
    rules = load_board_rules()
    scores = flat(4)
    for step, id in enumerate(IDS[:20]):
        scores[:, at(id)] = [6, 6, 6, min(12, 3 + 0.45 * step)]
    scores[:, at(IDS[5])] = [1, 12, 1, 12]
    board = class_board(np.round(scores), "ABCD", INSTRUMENT)
    assert board.ranking[0] == IDS[5]
    assert len(board.ranking) == COUNT
    assert len(board.discussion) <= rules.spread.most
    assert all(board.functions[id].difference >= rules.spread.difference for id in board.discussion)


def test_who_scores_higher_stands_apart_and_the_others_do_not():
    rng = np.random.default_rng(4)
    truth = rng.integers(3, 9, COUNT)
    scores = np.clip(truth + rng.integers(-1, 2, (8, COUNT)), 1, 12).astype(float)
    scores[2] = np.clip(truth + 3, 1, 12)
    board = class_board(scores, "ABCDEFGH", INSTRUMENT)
    assert board.standings["C"].apart == ("higher", "far")
    assert board.standings["C"].level > 2
    assert all(not board.standings[name].apart for name in "ABDEFGH")


def test_who_scatters_is_far_without_being_higher():
    rng = np.random.default_rng(7)
    truth = rng.integers(4, 9, COUNT)
    scores = np.clip(truth + rng.integers(-1, 2, (7, COUNT)), 1, 12).astype(float)
    scores[0] = truth + np.where(np.arange(COUNT) % 2, 3, -3)
    assert class_board(scores, "ABCDEFG", INSTRUMENT).standings["A"].apart == ("far",)


def test_in_a_small_class_nobody_stands_apart():
    scores = flat(4)
    scores[0] = 12
    assert not any(standing.apart for standing in class_board(scores, "ABCD", INSTRUMENT).standings.values())


def test_of_a_rater_with_few_scores_nothing_is_said():
    scores = flat(6)
    scores[0] = np.nan
    scores[0, :5] = 12
    standing = class_board(scores, "ABCDEF", INSTRUMENT).standings["A"]
    assert standing.n == 5
    assert standing.level == 6
    assert not standing.apart


def test_the_reference_changes_nothing_but_what_is_off():
    scores = flat(5)
    reference = np.full(COUNT, 6.0)
    reference[at("arousal")] = 2
    reference[at("sleep")] = np.nan
    hidden = class_board(scores, "ABCDE", INSTRUMENT)
    board = class_board(scores, "ABCDE", INSTRUMENT, reference=reference)
    assert hidden.off == ()
    assert board.off == ("arousal",)
    assert hidden.standings == board.standings
    assert hidden.functions == board.functions


def test_thirty_raters_with_gaps():
    rng = np.random.default_rng(1)
    scores = rng.integers(1, 13, (30, COUNT)).astype(float)
    scores[rng.random(scores.shape) < 0.1] = np.nan
    board = class_board(scores, [rater_label(seat) for seat in range(30)], INSTRUMENT)
    assert sum(board.functions["arousal"].counts) == board.functions["arousal"].n <= 30


@pytest.mark.parametrize("names", [["A"], ["A", "A"], ["A", "B", "C"]])
def test_names_must_fit(names):
    with pytest.raises(ValueError, match="name each row once"):
        class_board(flat(2), names, INSTRUMENT)


@given(st.integers(0, 2000))
def test_labels_are_letters_each_once(seat):
    assert rater_label(seat).isalpha()
    assert len({rater_label(number) for number in range(seat, seat + 60)}) == 60


@given(st.permutations(range(6)), st.integers(0, 10_000))
def test_the_order_of_raters_changes_nothing(order, seed):
    scores = np.random.default_rng(seed).integers(1, 13, (6, COUNT)).astype(float)
    names = "ABCDEF"
    first = class_board(scores, names, INSTRUMENT)
    second = class_board(scores[order], [names[at] for at in order], INSTRUMENT)
    assert {id: spread.counts for id, spread in first.functions.items()} == {
        id: spread.counts for id, spread in second.functions.items()
    }
    for name in names:
        assert first.standings[name].level == pytest.approx(second.standings[name].level)


def test_a_sites_own_rules(tmp_path):
    text = (DATA / "class_board.yaml").read_text()
    good, bad = tmp_path / "good", tmp_path / "bad"
    for folder, old, new in ((good, "difference: 1.5", "difference: 3"), (bad, "times: 3.0", "times: -1")):
        folder.mkdir()
        (folder / "class_board.yaml").write_text(text.replace(old, new))
    assert load_board_rules(good).spread.difference == 3
    with pytest.raises(InputError, match=r"class_board\.yaml"):
        load_board_rules(bad)
