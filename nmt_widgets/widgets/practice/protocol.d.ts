// Written by scripts/write_types.py from nmt_widgets.widgets.practice.messages: change it there.

import type { EditMessage, RefreshMessage, SaveMessage } from "../shared/protocol.d.ts";

/** An attempt, as it stands below its practice case. */
export interface AttemptRow {
  attempt: string;
  label: string;
  by: string;
  mine: boolean;
  done: boolean;
  changed: string;
  open: boolean;
}

/** A practice case with the attempts at it. */
export interface PracticeCard {
  id: string;
  title: string;
  summary: string;
  facts: string[];
  note: string;
  begin: boolean;
  attempts: AttemptRow[];
  others: AttemptRow[];
}

/** The results of another instrument, as the vignette shows them. */
export interface ResultRow {
  title: string;
  by: string;
  rows: ([string, string])[];
  note: string | null;
}

/** What the vignette shows of a case: numbered paragraphs, and the results of other instruments. */
export interface VignetteText {
  paragraphs: ([number, string])[];
  results: ResultRow[];
}

/** One piece of a trainee's evidence; `paragraph` where it names exactly one of the vignette. */
export interface EvidenceRow {
  paragraph: number | null;
  text: string;
}

/** One function as a trainee and the expert scored it.

`difference` is None where one of them calls it not known; `named` are the paragraphs that both name. */
export interface DifferenceRow {
  id: string;
  number: number;
  name: string;
  region: string;
  own: number | string;
  reference: number | string;
  difference: number | null;
  rationale: string;
  paragraphs: number[];
  note: string;
  evidence: EvidenceRow[];
  named: number[];
}

/** A sign of danger that the case tells, or that is not known; `about` is whom it concerns and may be empty. */
export interface DangerSignRow {
  name: string;
  known: boolean;
  about: string;
  answer: string;
  paragraphs: number[];
}

/** What trainees commonly get wrong; `functions` are pairs of id and name. */
export interface TrapRow {
  title: string;
  text: string;
  functions: ([string, string])[];
}

/** One figure of a comparison in words: its interval, its band where it has one, and what it means. */
export interface AgreementFigure {
  name: string;
  value: string;
  meaning: string;
  range: string;
  band?: string;
}

/** One submitted attempt, and how near it came. */
export interface ProgressStep {
  label: string;
  nearness: string;
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

export type AttemptMessage = EditMessage | SaveMessage | RefreshMessage | Submitted;
