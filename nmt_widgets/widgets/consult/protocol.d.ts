// Written by scripts/write_types.py from nmt_widgets.widgets.consult.messages: change it there.

import type { EditMessage, RefreshMessage, SaveMessage } from "../shared/protocol.d.ts";

/** One bar: shares of its length from 0 to 1, its figure, and what is said of it. */
export interface SummaryBar {
  id: string;
  name: string;
  figure: string;
  said: string;
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
  said: string;
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

`said` are sentences; `signs` are a name, what is known, and whether the sign is there; `numbers` are pairs of whom
to call and the number; `held` are pairs of the titles of lines and why they are held back, each reason once. */
export interface PlanSafetyData {
  said: string[];
  signs: ([string, string, boolean])[];
  procedure: string[];
  numbers: ([string, string])[];
  missing: string;
  held: ([string, string])[];
}

/** A line as the team changed it; `details` are pairs of a name and words. */
export interface ChangedLine {
  text: string;
  details: ([string, string])[];
}

/** What a team's decisions amount to.

`lines` says of each line accepted, changed, rejected, needs_reason or open; `told` holds those that no longer
read as they were proposed; `said` are sentences; `open` are pairs of id and title; `gone` names what was decided
on lines the plan no longer has. */
export interface PlanStanding {
  lines: Record<string, string>;
  told: Record<string, ChangedLine>;
  said: string[];
  open: ([string, string])[];
  gone: string;
}

/** How much of a plan was carried out: by line, and in sentences over all. */
export interface AdherenceRow {
  lines: Record<string, string>;
  said: string[];
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
  wish: string;
}

/** Asks for a copy of the plan. */
export interface Copy {
  type: "copy";
}

export type BoardMessage = EditMessage | SaveMessage | RefreshMessage | Copy;
