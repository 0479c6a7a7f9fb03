// Written by scripts/write_types.py from nmt_widgets.widgets.adjudicate.messages: change it there.

/** Two ratings as the list shows them.

`first` and `second` name the assessments where they can be opened side by side; `fill` is the code of one's own
rating in progress. */
export interface PairRow {
  title: string;
  by: string;
  status: string;
  state: string;
  first?: string;
  second?: string;
  fill?: string;
}

/** A completed rating to be put beside another; two with the same `about` can be compared. `age` is in years. */
export interface RatingChoice {
  id: string;
  label: string;
  group: string;
  about: string;
  owner: string;
  age: number;
}

/** What one of two raters answered: `answer` as the page sends it back, and in words, as how sure it is. */
export interface RatingSide {
  by: string;
  answer: string;
  answer_words: string;
  confidence: string;
  confidence_words: string;
  why: string;
}

/** What the third person settled on: `answer` as the page sends it back, and in words. */
export interface SettledAnswer {
  answer: string;
  answer_words: string;
  reason: string;
  confidence: string;
}

/** A question on which two ratings differ.

`place` is its section and group; `choices` are pairs of id and words where the answer is no number; `patterns`
says whether a pattern belongs to the answer. */
export interface PairDifference {
  path: string;
  name: string;
  place: string;
  sides: RatingSide[];
  settled: SettledAnswer | null;
  scale: number[];
  choices: ([string, string])[];
  patterns: boolean;
  definition: string;
  anchors: ([number, string])[];
}

/** What the page shows of two ratings of one assessment; `agreed` are pairs of a question and its answer. */
export interface PairData {
  differences: PairDifference[];
  agreed: ([string, string])[];
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

/** Looks for ratings to choose from, by their title or code. */
export interface FindRatings {
  type: "find";
  words: string;
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

export type ListMessage = OpenPair | SecondRating | FindRatings;

export type PairMessage = Settle | Finish;

export type PairReply = Kept | NotKept | News;
