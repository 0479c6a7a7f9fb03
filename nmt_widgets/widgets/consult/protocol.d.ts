// Written by scripts/write_types.py from nmt_widgets.widgets.consult.messages: change it there.

import type { EditMessage, RecordFacts, RefreshMessage, SaveMessage } from "../shared/answers/protocol.d.ts";
import type { FormSpec } from "../shared/form/protocol.d.ts";

/** One bar: shares of its length from 0 to 1, its figure, and a remark. */
export interface SummaryBar {
  id: string;
  name: string;
  figure: string;
  remark: string;
  share: number | null;
  low: number | null;
  high: number | null;
  before: number | null;
  limits: number[];
  tone: string;
}

/** Bars under one name; `form` is the class of the group's style. */
export interface BarGroup {
  name: string;
  form: string;
  note: string;
  bars: SummaryBar[];
}

/** A function as the page's step picker needs it. */
export interface TrialFunction {
  id: string;
  name: string;
  score: number | null;
  state: string;
  anchors: Record<string, string>;
}

/** The look of the steps from `low` on. */
export interface StepColours {
  low: number;
  colours: string[];
  inks: string[];
}

/** A smallest change worth trying, in words and as the scores to try. */
export interface LeverRow {
  title: string;
  summary: string;
  changes: Record<string, number>;
}

/** One line of a plan on the board.

`facts` and `details` are pairs of a name and words; `waits` is what the line waits for; `verdicts` are pairs of a
verdict and words, none where nothing can be decided; `minutes`, `times` and `per` are the dose, None where there is
none; `own` marks a line that the page adds for the team's own steps. */
export interface PlanLineRow {
  id: string;
  part: string;
  kind: string;
  kind_name: string;
  title: string;
  text: string;
  facts: ([string, string])[];
  details: ([string, string])[];
  why: string[];
  changes_when: string;
  settled: boolean;
  horizon: string;
  waits: string;
  verdicts: ([string, string])[];
  minutes: number | null;
  times: number | null;
  per: string | null;
  own?: boolean;
}

/** What a plan tells under one title; `items` are pairs of a name, which may be empty, and words. */
export interface OutlookGroup {
  title: string;
  items: ([string, string])[];
}

/** What comes before a plan.

`signs` are a name, what is known, and whether the sign is there; `numbers` are pairs of a name and the number to
call; `held_back` are pairs of the titles of lines and why they are held back, each reason once. */
export interface PlanSafetyData {
  sentences: string[];
  signs: ([string, string, boolean])[];
  procedure: string[];
  numbers: ([string, string])[];
  missing: string;
  held_back: ([string, string])[];
}

/** A line as the team changed it; `details` are pairs of a name and words. */
export interface ChangedLine {
  text: string;
  details: ([string, string])[];
}

/** What a team's decisions amount to.

`lines` has the state of each line: accepted, changed, rejected, needs_reason or open. `changed` has the lines that
no longer read as they were proposed. `open` are pairs of id and title. `dropped` names decided lines that the plan
no longer has. */
export interface PlanStanding {
  lines: Record<string, string>;
  changed: Record<string, ChangedLine>;
  sentences: string[];
  open: ([string, string])[];
  dropped: string;
}

/** How much of a plan was carried out: by line, and in sentences over all. */
export interface AdherenceRow {
  lines: Record<string, string>;
  sentences: string[];
}

/** The paper that asks for a recipient. */
export interface Paper {
  reader: string;
  why: string;
}

/** Asks whether a paper may be printed or saved. */
export interface PrintWish {
  type: "print" | "save";
}

/** It may. */
export interface PrintReply {
  type: "may";
  wish: "print" | "save";
}

/** Asks for a copy of the plan. */
export interface Copy {
  type: "copy";
}

export type BoardMessage = EditMessage | SaveMessage | RefreshMessage | Copy;

/** What the bars are drawn from. */
export interface StandingTraits {
  groups: BarGroup[];
}

/** What the page of scores on trial is made from; the page sets `changes`. */
export interface TrialTraits {
  functions: TrialFunction[];
  steps: StepColours;
  words: Record<string, any>;
  selected: string;
  changes: Record<string, number>;
  effects: string[];
  leverage: LeverRow[];
}

/** What a page to be printed is made from. */
export interface PrintTraits {
  html: string;
  notice: string;
  file: string;
  words: Record<string, any>;
}

/** The words of a team's board, by topic of the texts. */
export interface BoardWords {
  saving: Record<string, any>;
  plan: Record<string, any>;
}

/** What the page of a team's board is made from. */
export interface PlanBoardTraits {
  view: "board" | "follow_up" | "papers";
  lines: PlanLineRow[];
  outlook: OutlookGroup[];
  safety: PlanSafetyData;
  standing: PlanStanding;
  trial: boolean;
  paper: Paper;
  spec: FormSpec;
  record: RecordFacts;
  answers: Record<string, any>;
  words: BoardWords;
  adherence: AdherenceRow;
  banner: string;
  offer: string;
  where: string;
}
