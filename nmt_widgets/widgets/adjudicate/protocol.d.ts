// Written by scripts/write_types.py from nmt_widgets.widgets.adjudicate.messages: change it there.

/** A pair of ratings in the list: with both names, with one's own rating in progress, or with neither. */
export interface Listed {
  title: string;
  by: string;
  said: string;
  state: string;
  first?: string;
  second?: string;
  fill?: string;
}

/** A rating that can be compared. */
export interface RatingChoice {
  id: string;
  said: string;
  group: string;
  about: string;
  owner: string;
  age: number;
}

/** What one rater answered. */
export interface Side {
  by: string;
  answer: string;
  said: string;
  confidence: string;
  sure: string;
  why: string;
}

/** What a third person settled. */
export interface SettledAnswer {
  answer: string;
  said: string;
  reason: string;
  confidence: string;
}

/** A question two raters answered differently. */
export interface Difference {
  path: string;
  name: string;
  place: string;
  sides: Side[];
  settled: SettledAnswer | null;
  scale: number[];
  choices: ([string, string])[];
  patterns: boolean;
  definition: string;
  anchors: ([number, string])[];
}

/** Two ratings of one assessment. */
export interface RatingPair {
  differences: Difference[];
  agreed: string[][];
  state: string;
  revision: number;
  may_settle: boolean;
  typed: string;
  notes: string[];
  links: Record<string, string>;
}

/** Opens a pair. */
export interface OpenPair {
  type: "open";
  first: string;
  second: string;
}

/** Begins a second rating. */
export interface SecondRating {
  type: "second";
  of: string;
  edit: string;
}

/** Settles a difference. */
export interface Settle {
  type: "settle";
  path: string;
  answer: string;
  reason: string;
  confidence: string;
  base: number;
  edit: string;
}

/** Ends the settling of a pair. */
export interface Finish {
  type: "finish";
  base: number;
  edit: string;
}

/** A difference is settled. */
export interface Kept {
  type: "kept";
  edit: string;
  path: string;
}

/** Something was refused. */
export interface NotKept {
  type: "refused";
  edit: string;
  message: string;
}

/** Somebody else saved. */
export interface News {
  type: "news";
  message: string;
}

/** Has the page go to another screen. */
export interface GoTo {
  type: "go";
  to: string;
}

export type ListMessage = OpenPair | SecondRating;

export type PairMessage = Settle | Finish;

export type PairReply = Kept | NotKept | News;
