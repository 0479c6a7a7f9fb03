// Written by scripts/write_types.py from nmt_widgets.widgets.consult.messages: change it there.

/** A figure as a bar, in shares of its length. */
export interface Bar {
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

/** Bars under a name. */
export interface BarGroup {
  name: string;
  form: string;
  note: string;
  bars: Bar[];
}

/** A function whose score can be tried. */
export interface TriedFunction {
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

/** Changes that would lift a gate or a category. */
export interface Lever {
  title: string;
  said: string;
  changes: Record<string, number>;
}

/** A line of the plan, in words. */
export interface PlanLine {
  id: string;
  part: string;
  kind: string;
  kind_name: string;
  title: string;
  text: string;
  facts: string[][];
  details: string[][];
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

/** What comes before the plan. */
export interface PlanSafety {
  said: string;
  signs: ([string, string])[];
  procedure: string[];
  numbers: ([string, string])[];
  missing: string;
  held: ([string, string])[];
}

/** What a line says since it was decided. */
export interface Told {
  text: string;
  details: ([string, string])[];
}

/** What the decisions amount to. */
export interface PlanStanding {
  lines: Record<string, string>;
  told: Record<string, Told>;
  said: string[];
  open: ([string, string])[];
  gone: any[];
}

/** What was done, in words. */
export interface Adherence {
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
