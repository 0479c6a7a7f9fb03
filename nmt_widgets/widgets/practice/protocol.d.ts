// Written by scripts/write_types.py from nmt_widgets.widgets.practice.messages: change it there.

/** An attempt at a case. */
export interface ListedAttempt {
  attempt: string;
  label: string;
  by: string;
  mine: boolean;
  done: boolean;
  changed: string;
  open: boolean;
}

/** A practice case. */
export interface ListedCase {
  id: string;
  title: string;
  summary: string;
  facts: string[];
  note: string;
  begin: boolean;
  attempts: ListedAttempt[];
  others: ListedAttempt[];
}

/** What another instrument found. */
export interface InstrumentResult {
  title: string;
  by: string;
  rows: ([string, string])[];
  note: string;
}

/** The case as it is told. */
export interface Vignette {
  paragraphs: ([number, string])[];
  results: InstrumentResult[];
}

/** A paragraph cited as evidence, or something else in words. */
export interface Cited {
  paragraph: number | null;
  text: string;
}

/** A function in an attempt and in the reference. */
export interface ComparedFunction {
  id: string;
  number: number;
  name: string;
  region: string;
  own: string | number | null;
  reference: string | number | null;
  difference: number | null;
  rationale: string;
  paragraphs: number[];
  note: string;
  evidence: Cited[];
  named: number[];
}

/** A sign of danger in the case. */
export interface Danger {
  name: string;
  known: boolean;
  about: string;
  said: string;
  paragraphs: number[];
}

/** What a case leads astray with. */
export interface Trap {
  title: string;
  text: string;
  functions: ([string, string])[];
}

/** Opens an attempt. */
export interface OpenAttempt {
  type: "open";
  attempt: string;
}

/** Begins an attempt. */
export interface BeginAttempt {
  type: "begin";
  case: string;
  edit: string;
}

/** Begins another attempt at the same case. */
export interface Again {
  type: "again";
  edit: string;
}

/** An attempt is done. */
export interface Submitted {
  type: "submitted";
}

export type ListMessage = OpenAttempt | BeginAttempt;
