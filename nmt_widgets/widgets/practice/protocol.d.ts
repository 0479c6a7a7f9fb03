// Written by scripts/write_types.py from nmt_widgets.widgets.practice.messages: change it there.

import type { EditMessage, RefreshMessage, SaveMessage } from "../shared/answers/protocol.d.ts";

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

/** Something written about a function: who and when in the head, the text, and the paragraphs it names.

`may` is what the person in front may do with it: "answer" a dispute, "replace" a comment of theirs, or nothing. */
export interface FeedbackNote {
  number: number;
  kind: "dispute" | "answer" | "change" | "comment";
  head: string;
  text: string;
  paragraphs: number[];
  may: "answer" | "replace" | "";
}

/** An open dispute of the same score by somebody else: who and when, why, and the address of its attempt. */
export interface OtherDispute {
  number: number;
  head: string;
  text: string;
  to: string;
}

/** What is written about one function of an attempt, and what the person in front may write.

`changed` says that the reference has changed since; `count` how many dispute it; `score` is the reference's now.
`others` are disputes of the same score that the person may answer along with this one. */
export interface FunctionFeedback {
  notes: FeedbackNote[];
  changed: string;
  count: string;
  others: OtherDispute[];
  score: string;
  may_dispute: boolean;
  may_comment: boolean;
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

/** Something the person has not read yet about an attempt of theirs. */
export interface NewsRow {
  attempt: string;
  function: string;
  text: string;
}

/** The case that is proposed next, and why. */
export interface ProposedCase {
  case: string;
  text: string;
}

/** Opens an attempt. */
export interface OpenAttempt {
  type: "open";
  attempt: string;
  function?: string;
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

/** Disagrees with the reference about a function. */
export interface Dispute {
  type: "dispute";
  function: string;
  text: string;
  edit: string;
}

/** Answers a dispute, and others of the same score: the reference is kept. */
export interface KeepReference {
  type: "keep";
  dispute: number;
  also: number[];
  text: string;
  edit: string;
}

/** Answers a dispute, and others of the same score: the reference is changed. */
export interface ChangeReference {
  type: "change";
  dispute: number;
  also: number[];
  text: string;
  score: string;
  edit: string;
}

/** Comments on a function, or replaces such a comment. */
export interface Comment {
  type: "comment";
  function: string;
  text: string;
  replaces: number | null;
  edit: string;
}

/** What was sent is kept. */
export interface Written {
  type: "kept";
  edit: string;
}

/** What was sent was refused. */
export interface NotWritten {
  type: "refused";
  edit: string;
  message: string;
}

export type FeedbackMessage = Dispute | KeepReference | ChangeReference | Comment;

export type FeedbackReply = Written | NotWritten;

export type ListMessage = OpenAttempt | BeginAttempt;

export type AttemptMessage = EditMessage | SaveMessage | RefreshMessage | Submitted;
