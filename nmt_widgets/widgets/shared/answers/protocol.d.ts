// Written by scripts/write_types.py from nmt_widgets.widgets.shared.answers.messages: change it there.

export type Answer = any;

export type Answers = Record<string, any>;

/** One piece of evidence for a score: from which instrument, what it came to, who gave it, when. */
export interface EvidenceEntry {
  instrument?: string;
  value?: string;
  informant?: string;
  date?: string;
}

/** An answer by a step of a scale, or "not known" in its place; which key has the number, the question's kind says.

`evidence` is a list beside a score, and a text beside a rating. */
export interface RatedAnswer {
  score?: string | number;
  rating?: string | number;
  severity?: string | number;
  pattern?: string | null;
  confidence?: string | null;
  note?: string | null;
  evidence?: EvidenceEntry[] | string | null;
}

/** An answer about a sign of danger: yes, no or not known, whom it concerns and where, who said so and when. */
export interface SignalAnswer {
  signal?: string;
  person?: string;
  place?: string;
  source?: string;
  date?: string;
}

/** Answers as the page shows them now, saved or not: the map follows them. */
export interface EditMessage {
  type: "edit";
  changes: Record<string, any>;
}

/** Saves answers on top of revision `base`. Sent again with the same `edit`, they are saved once. */
export interface SaveMessage {
  type: "save";
  edit: string;
  base: number;
  changes: Record<string, any>;
  reason?: string;
}

/** Asks for the answers as they are saved. */
export interface RefreshMessage {
  type: "refresh";
}

/** Asks for answers that look implausible. */
export interface ReviewMessage {
  type: "review";
}

/** Changes what the record is for; `was` is what the page showed. */
export interface PurposeMessage {
  type: "purpose";
  was: string;
  kind: string;
  reason: string;
  edit: string;
}

/** Asks for a page of the revisions with changes in a section; an empty one stands for all. */
export interface AskRevisions {
  type: "revisions";
  section: string;
  page: number;
}

/** Asks what would change if the state after a revision were put back. */
export interface AskState {
  type: "state";
  revision: number;
}

/** Puts the state after a revision back, on top of revision `base`; sent again with the same `edit`, once. */
export interface PutBackMessage {
  type: "put_back";
  revision: number;
  base: number;
  reason: string;
  edit: string;
}

export type SavingMessage = EditMessage | SaveMessage | RefreshMessage;

export type AnswerMessage = EditMessage | SaveMessage | RefreshMessage | ReviewMessage | PurposeMessage | AskRevisions | AskState | PutBackMessage;

/** Answers were saved; `rewritten` are those the store writes otherwise than they were typed. */
export interface SavedReply {
  type: "saved";
  edit: string;
  revision: number;
  at: string;
  status: string;
  rewritten: Record<string, any>;
}

/** An answer somebody else saved. */
export interface TheirAnswer {
  value: any;
  by: string;
  at: string;
}

/** Nothing was saved: others saved these answers since revision `base`. */
export interface StaleReply {
  type: "stale";
  edit: string;
  revision: number;
  theirs: Record<string, TheirAnswer>;
}

/** Answers were refused; `problems` gives the reasons by path where they are known. */
export interface RefusedReply {
  type: "refused";
  edit: string;
  kind: string;
  message: string;
  path: string;
  retry: boolean;
  problems?: Record<string, string>;
}

/** The answers as they are saved. */
export interface AnswersReply {
  type: "answers";
  revision: number;
  answers: Record<string, any>;
  status: string;
}

/** Somebody else has saved. */
export interface ChangedReply {
  type: "changed";
  revision: number;
  by: string;
  at: string;
}

/** Answers that do not fit together, or hardly, and what to ask oneself; `rule` is missing where none was asked. */
export interface Implausible {
  rule?: string;
  paths: string[];
  title: string;
  reason: string;
  advice: string;
}

/** Answers that look implausible; None when they could not be checked. */
export interface ReviewReply {
  type: "review";
  implausible: Implausible[] | null;
}

/** What the record is for was changed, or a state put back; `problem` says why not. */
export interface DoneReply {
  type: "purpose" | "put_back";
  edit: string;
  problem: string;
}

/** One changed answer in words: its section, its name, what stood there before and what after. */
export interface RevisionChange {
  section: string;
  name: string;
  old: string;
  new: string;
}

/** One revision: who, in which role, when, why, and what; `more` counts changes that are left out. */
export interface RevisionRow {
  number: number;
  by: string;
  role: string;
  at: string;
  reason: string;
  changes: RevisionChange[];
  more: number;
}

/** A page of the revisions, the newest first; `problem` says why there is none. */
export interface RevisionsReply {
  type: "revisions";
  section: string;
  page: number;
  pages: number;
  total: number;
  rows: RevisionRow[];
  problem: string;
}

/** What would change if the state after a revision were put back on top of revision `base`.

`dangers` names the signs of danger that are a "Yes" now and would not be afterwards. */
export interface StateReply {
  type: "state";
  revision: number;
  base: number;
  changes: RevisionChange[];
  dangers: string[];
  problem: string;
}

export type SavingReply = SavedReply | StaleReply | RefusedReply | AnswersReply | ChangedReply;

export type AnswerReply = SavedReply | StaleReply | RefusedReply | AnswersReply | ChangedReply | ReviewReply | DoneReply | RevisionsReply | StateReply;

/** Something else that a record may be for, and in words who sees it then. */
export interface PurposeOption {
  kind: string;
  name: string;
  viewers: string;
}

/** What a record is for, and what else it may be for; `begun` says that a change needs a reason. */
export interface PurposeFacts {
  kind: string;
  name: string;
  options: PurposeOption[];
  begun: boolean;
}

/** The record behind a form: its assessment, its status, and whether the person may write in it.

`history` says whether its revisions can be looked at. */
export interface RecordFacts {
  case: string;
  assessment: number;
  revision: number;
  status: string;
  title: string;
  person: string;
  saved: string;
  completed: string;
  write: boolean;
  plan?: boolean;
  history?: boolean;
}
