// Written by scripts/write_types.py from nmt_widgets.widgets.certification.messages: change it there.

/** Where one person stands in one level; `missing` and `level_name` in words. Before an entry `level` is empty. */
export interface StandingRow {
  person: string;
  level: string;
  level_name: string;
  hours: string;
  sessions: number;
  cases: number;
  missing: string;
  done: boolean;
}

/** One thing a level asks for, how much of it there is, and who asks for it. */
export interface NeedRow {
  text: string;
  share: number;
  met: boolean;
  mark: string;
}

/** The first level of a programme, for somebody of whom nothing has been noted yet. */
export interface FirstLevel {
  name: string;
  needs: NeedRow[];
}

/** One entry of the log; `taken_back` says who took it back and why, if somebody did. */
export interface EntryRow {
  number: number;
  day: string;
  kind: string;
  hours: string;
  about: string;
  author: string;
  taken_back: string;
  may_take_back: boolean;
}

/** Where a distance lies on a bar, as shares from 0 to 1; its interval may be unknown. */
export interface DistanceBar {
  value: number;
  low: number | null;
  high: number | null;
  limits: number[];
}

/** A practice case somebody submitted, and how near it came to the reference. */
export interface RatedCase {
  day: string;
  case: string;
  distance: string;
  band: string;
  bar: DistanceBar | null;
}

/** A case that is scored again after the level was attested, and when it is due. */
export interface RoundRow {
  day: string;
  case: string;
  distance: string;
  band: string;
  bar: DistanceBar | null;
  due: string;
  state: string;
}

/** The rounds of a level that was attested, and what drifted since, in sentences. */
export interface FidelityRows {
  lead: string;
  rounds: RoundRow[];
  drift: string[];
}

/** One person's level in all. */
export interface ChosenLevel {
  person: string;
  level: string;
  title: string;
  state: string;
  may_attest: boolean;
  needs: NeedRow[];
  entries: EntryRow[];
  cases: RatedCase[];
  fidelity: FidelityRows | null;
}

/** How sure the scores of one function are; the bar shows the error of one rater with its interval. */
export interface ErrorRow {
  cells: string[];
  bar: DistanceBar;
}

/** How sure the scores are: what it comes to, the largest errors, and what ranges from them would change.

`rule` says how an error becomes a range; `all_heads` and `all_rows` have every figure. */
export interface ErrorPanel {
  lead: string[];
  rows_lead: string;
  heads: string[];
  rows: ErrorRow[];
  rule: string;
  preview: string[];
  all_heads: string[];
  all_rows: string[][];
  notes: string[];
}

/** One practice case on a curve: its distance from the reference with its interval, and the figures in words. */
export interface CurvePoint {
  day: string;
  case: string;
  value: number;
  low: number | null;
  high: number | null;
  distance: string;
  bias: string;
  band: string;
}

/** A function that somebody scores consistently high or low. */
export interface DriftRow {
  function: string;
  way: string;
  mean: string;
  interval: string;
  cases: number;
}

/** One person's curve over cases; `limits` are the distances at which the bands of agreement end. */
export interface CurveRows {
  person: string;
  title: string;
  sentence: string;
  description: string;
  points: CurvePoint[];
  limits: number[];
  drifting: DriftRow[];
}

/** One dispute: who disagreed and when, why, how it was answered, and the address of its attempt. */
export interface DisputeLine {
  by: string;
  text: string;
  state: string;
  open: boolean;
  to: string;
}

/** A score of a reference that somebody disputes, and how many of those who submitted the case.

It is `open` while a dispute of it has no answer. */
export interface DisputedScore {
  case: string;
  function: string;
  open: boolean;
  count: string;
  disputes: DisputeLine[];
}

/** What can be noted, and for whom; a class is its title and the people in it. */
export interface NotingForm {
  people: string[];
  levels: ([string, string])[];
  kinds: ([string, string])[];
  timed: string[];
  classes: ([string, string[]])[];
  today: string;
}

/** Shows one person's level. */
export interface Choose {
  type: "choose";
  person: string;
  level: string;
}

/** Notes what people took part in. */
export interface Note {
  type: "note";
  people: string[];
  level: string;
  kind: string;
  hours: number;
  day: string;
  about: string;
  edit: string;
}

/** Takes an entry back. */
export interface TakeBack {
  type: "take_back";
  number: number;
  reason: string;
  edit: string;
}

/** Attests a level. */
export interface Attest {
  type: "attest";
  edit: string;
}

/** Asks for the error of raters. */
export interface EstimateError {
  type: "estimate";
}

export type LogMessage = Choose | Note | TakeBack | Attest | EstimateError;

/** What the page of the log is made from; `noted` counts the entries noted from this page. */
export interface LogTraits {
  rows: StandingRow[];
  before: FirstLevel[];
  chosen: ChosenLevel | null;
  curve: CurveRows | null;
  disputes: DisputedScore[];
  form: NotingForm | null;
  words: Record<string, any>;
  own: boolean;
  error: ErrorPanel | null;
  problem: string;
  trouble: string;
  noted: number;
}
