// Written by scripts/write_types.py from nmt_widgets.widgets.programme.counts.messages: change it there.

/** A count of the list, in words; `number` is None for counts that are added up, which nobody can change here.

`raw_count` and `raw_days` are what a correction begins with. `reason` says why it was withdrawn. */
export interface CountRow {
  number: number | null;
  span: string;
  place: string;
  kind: string;
  count: string;
  days: string;
  raw_count: string;
  raw_days: string;
  reason: string;
  author: string;
  at: string;
}

/** What the list is of; None stands for all. The empty unit is the whole site. */
export interface CountFilter {
  kind: string | null;
  unit: string | null;
  month: string;
  withdrawn: boolean;
}

/** A page of the list; `problem` is what is wrong with the month, and `added_up` whether any row is. */
export interface CountsPage {
  rows: CountRow[];
  filter: CountFilter;
  total: number;
  page: number;
  pages: number;
  added_up: boolean;
  problem: string;
}

/** A phase, its first day in words and as it is typed. */
export interface PhaseRow {
  number: number;
  name: string;
  unit: string;
  place: string;
  since: string;
  begins: string;
  author: string;
  at: string;
}

/** What the form begins with: what was entered last, or the month that is over; and a unit without a count of it. */
export interface CountStart {
  kind: string;
  date: string;
  unit: string;
}

/** Enters a count; `sure` says that the questions were answered. */
export interface EnterCount {
  type: "enter";
  kind: string;
  date: string;
  until: string;
  unit: string;
  client: string;
  count: string;
  days: string;
  sure: boolean;
  edit: string;
}

/** Corrects an entry. */
export interface CorrectCount {
  type: "correct";
  number: number;
  count: string;
  days: string;
  reason: string;
  sure: boolean;
  edit: string;
}

/** Withdraws an entry. */
export interface WithdrawCount {
  type: "withdraw";
  number: number;
  reason: string;
  edit: string;
}

/** Enters the counts of a table, whose bytes come with the message; `kind` is that of rows that name none. */
export interface ImportCounts {
  type: "import";
  name: string;
  kind: string;
  sure: boolean;
  edit: string;
}

/** Enters when a phase begins, or changes an entry. */
export interface SetPhase {
  type: "set_phase";
  name: string;
  unit: string;
  begins: string;
  changes: number | null;
  reason: string;
  edit: string;
}

/** Withdraws a phase. */
export interface WithdrawPhase {
  type: "withdraw_phase";
  number: number;
  reason: string;
  edit: string;
}

/** Asks for a page of the list. */
export interface LookAtCounts {
  type: "look";
  filter: CountFilter;
  page: number;
}

/** Asks what an entry corrects. */
export interface AskHistory {
  type: "history";
  number: number;
}

/** Asks which unit has no count of a kind in a month yet. */
export interface AskUnit {
  type: "unit";
  kind: string;
  date: string;
}

export type CountingRequest = EnterCount | CorrectCount | WithdrawCount | ImportCounts | SetPhase | WithdrawPhase;

export type CountingMessage = EnterCount | CorrectCount | WithdrawCount | ImportCounts | SetPhase | WithdrawPhase | LookAtCounts | AskHistory | AskUnit;

/** A fault or a question in words: the field or column and the line it is of, where there is one. */
export interface CountFault {
  field: string;
  line: number | null;
  text: string;
  remedy: string;
}

/** A request was carried out; `unit` is the next without a count, empty where there is none. */
export interface CountsDone {
  type: "done";
  edit: string;
  text: string;
  notes: string[];
  unit: string;
}

/** A request was not carried out: because of faults, or until questions are answered. */
export interface CountsRefused {
  type: "refused";
  edit: string;
  faults: CountFault[];
  questions: CountFault[];
}

/** What an entry or one before it said, in words. */
export interface HistoryLine {
  text: string;
  author: string;
  at: string;
}

/** An entry and what it corrects, the newest first. */
export interface HistoryReply {
  type: "history";
  number: number;
  lines: HistoryLine[];
}

/** The unit that has no count of a kind in a month yet, empty where each of them has. */
export interface UnitReply {
  type: "unit";
  kind: string;
  date: string;
  unit: string;
}

export type CountingReply = CountsDone | CountsRefused | HistoryReply | UnitReply;

/** What the page is made from.

`barred` says why the person can neither enter nor read counts. What is typed is kept by the name of its `owner`. */
export interface CountingTraits {
  barred: string;
  owner: string;
  kinds: ([string, string])[];
  reasons: ([string, string])[];
  units: string[];
  start: CountStart;
  page: CountsPage;
  phases: PhaseRow[];
  columns: string[];
  words: Record<string, any>;
}
