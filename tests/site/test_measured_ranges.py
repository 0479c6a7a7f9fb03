"""Ranges that a site has measured: written, checked when they are read, and taken back."""

import dataclasses
from datetime import date

import pytest
import yaml

from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.instrument import load_instrument
from nmt_widgets.site import check_site, overview
from nmt_widgets.site.measured_ranges import save_measured
from nmt_widgets.training.raters.error_rules import load_error_rules
from nmt_widgets.training.raters.rater_error import measure_error
from tests.training.test_rater_error import maps_of

ASSUMED = load_instrument()  # a process reads each file once, so the site's is read later
RULES = load_error_rules().model_copy(update={"replicates": 200})
DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def error():
    return measure_error(maps_of(8, 4, 7), ASSUMED, RULES)


def test_what_is_saved_is_read_named_and_dated(site, error):
    saved = save_measured(error, ASSUMED, DAY)
    assert saved == (site.folder / "confidence.yaml", "interval-2-2026-11-30")
    check_site()
    instrument = load_instrument(site.folder)
    assert instrument.versions["confidence"] == "interval-2-2026-11-30"
    assert error.shared.high <= instrument.shared_error <= error.shared.high + 0.01
    for id, figures in error.functions.items():
        half = instrument.score_half_widths["high"][instrument.ids.index(id)]
        assert figures.half_width <= half <= figures.half_width + 0.01
    assert instrument.half_widths == ASSUMED.half_widths, "the levels stay as they were"
    assert wording.ranges(instrument) == (
        "Ranges: interval-2-2026-11-30, from the error of 7 people over 4 cases (28 maps), "
        "measured on 30 November 2026."
    )
    assert "rater-0" not in saved.file.read_text(), "nobody is named"
    (replaced,) = overview().data
    assert (replaced.version, replaced.replaces) == ("interval-2-2026-11-30", "interval-1")


def test_a_site_without_the_file_has_the_assumed_ranges(site):
    assert load_instrument(site.folder).confidence.measured is None


def test_the_levels_of_a_site_stay(site, error):
    site.data("confidence", "points: 2,", "points: 2.5,")
    save_measured(error, load_instrument(site.folder), DAY)
    levels = yaml.safe_load((site.folder / "confidence.yaml").read_text())["levels"]
    assert [level["points"] for level in levels] == [2.5, 1.0, 0.5]


def test_it_is_not_saved_without_a_folder_or_with_too_few_ratings(site, error, monkeypatch):
    few = measure_error(maps_of(1, 2, 3), ASSUMED, RULES)
    with pytest.raises(InputError, match="too few ratings"):
        save_measured(few, ASSUMED)
    whole_maps_too_few = dataclasses.replace(error, shared=few.shared)
    with pytest.raises(InputError, match="too few ratings"):
        save_measured(whole_maps_too_few, ASSUMED)
    assert list(site.folder.iterdir()) == []
    monkeypatch.delenv("NMT_SITE")
    with pytest.raises(InputError, match="no site's folder"):
        save_measured(error, ASSUMED)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("interval-2-2026-11-30", "interval-1", "its version does not begin with interval-2"),
        ("    sleep:", "    sleeep:", "function 'sleeep' is not known"),
        ("date: '2026-11-30'", "date: soon", "measured, date"),
        ("level: 0.95", "level: 0.5", "0.5 is too low"),
        ("shared: 0.", "shared: 7.", "too high"),
        ("raters: 7", "raters: 1", "1 is too low"),
    ],
)
def test_a_file_with_a_fault_is_refused(site, error, old, new, problem):
    file = save_measured(error, ASSUMED, DAY).file
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(InputErrors, match=problem):
        check_site()


def test_a_range_of_less_than_rounding_is_refused(site, error):
    file = save_measured(error, ASSUMED, DAY).file
    data = yaml.safe_load(file.read_text())
    data["measured"]["functions"]["sleep"]["points"] = 0.1
    file.write_text(yaml.safe_dump(data))
    with pytest.raises(InputErrors, match=r"measured, functions, sleep, points: 0\.1 is too low"):
        check_site()


def test_a_version_of_measured_ranges_without_a_measurement_is_refused(site):
    site.data("confidence", "version: interval-1", "version: interval-2-mine")
    with pytest.raises(InputErrors, match="nothing is measured"):
        check_site()
