// Written by scripts/write_types.py from nmt_widgets.widgets.shared.messages: change it there.

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

export type Pair = [string, string];

export type Words = Record<string, any>;

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

/** Asks for the library that draws charts; its bytes come with a message of the same type. */
export interface LibraryMessage {
  type: "plotly";
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

/** One question of a form.

`kind` names the field; `row` and `group` say where it stands in its section; `options` are pairs of id and words;
`columns` are id, name, options and whether another answer may be typed; `doubt` asks about an odd answer; `beside`
is the path of the rating in Part A beside which a sign of danger is asked about, empty where it is not rated in the
present period, None where there is none. */
export interface FormQuestion {
  path: string;
  kind: string;
  name: string;
  group: string;
  row: string;
  help: string;
  definition: string;
  look_for: string[];
  anchors: Record<string, string>;
  scale: [number, number] | null;
  options: Pair[];
  columns: ([string, string, Pair[], boolean])[];
  mark: string;
  required: boolean;
  unknown: boolean;
  beside?: string | null;
  doubt?: string;
}

/** A group of questions under a name. */
export interface FormGroup {
  id: string;
  name: string;
  note: string;
  short?: string;
}

/** One row of a grid of ratings. */
export interface GridRow {
  id: string;
  name: string;
  short: string;
  help: string;
  anchors: Record<string, string>;
}

/** One section of a form; `source` says in words where most of its questions come from. */
export interface FormSection {
  id: string;
  kind: string;
  name: string;
  lead: string;
  source?: string;
  groups: FormGroup[];
  rows: GridRow[];
  questions: FormQuestion[];
}

/** The colours of the map's steps, and the bands they belong to: lowest, highest, words. */
export interface StepLook {
  colours: string[];
  inks: string[];
  bands: ([number, number, string])[];
}

/** The words of a part of a sign of danger. */
export interface SignalField {
  name: string;
  hint?: string;
}

/** The words of a sign of danger: pairs of id and words for its answers and places. */
export interface SignalWords {
  answers: Pair[];
  places: Pair[];
  fields: Record<string, SignalField>;
  reports: Record<string, string>;
}

/** An answer that is a sign of danger.

`path` is the answer's; `name` is empty where the question's own is used; `at_most` is the rating up to which it
is a sign, or None; `person` is what the people's `safe` says of such a person, or empty; `asks` says whether it is
to be asked about at this age. */
export interface DangerSign {
  path: string;
  name: string;
  at_most: number | null;
  person: string;
  asks: boolean;
}

/** What a form asks.

`confidence` and `patterns` are pairs of id and words; `instruments` can be named as evidence; `present` is the
name of the period lived in; `signs` says which answers are signs of danger. */
export interface FormSpec {
  sections: FormSection[];
  confidence: Pair[];
  patterns: Pair[];
  steps: StepLook;
  instruments: string[];
  not_known: string;
  signals: SignalWords;
  present: string;
  signs: DangerSign[];
}

/** The words of a form, by topic of the texts. */
export interface FormWords {
  saving: Record<string, any>;
  sheet: Record<string, any>;
  form: Record<string, any>;
  plan?: Record<string, any>;
  author?: Record<string, any>;
  practice?: Record<string, any>;
  purpose?: Record<string, any>;
  revisions?: Record<string, any>;
}

/** One case on its card; `problem` says why it cannot be read, and is empty where it can. */
export interface CaseCard {
  id: string;
  title: string;
  kind: string;
  facts: string[];
  svg: string;
  problem: string;
}

/** Opens a case by its card. */
export interface OpenCardMessage {
  type: "open";
  case: string;
}

/** Signs a person in. */
export interface SignInRequest {
  type: "sign_in";
  name: string;
  passphrase: string;
}

/** Adds the first person, who signs in at once. */
export interface FirstPersonRequest {
  type: "first";
  name: string;
  role: string;
  passphrase: string;
  again: string;
}

/** Signs the person out. */
export interface SignOutRequest {
  type: "sign_out";
}

export type SignInMessage = SignInRequest | FirstPersonRequest | SignOutRequest;

/** Keys of one part of a screen: each key, and what it does. */
export interface HelpKeys {
  title: string;
  keys: Pair[];
}

/** The help of a screen: its title, what it is for, its keys, and the words of the dialog. */
export interface ScreenHelp {
  title: string;
  purpose: string;
  keys: HelpKeys[];
  words: Record<string, any>;
}

/** Asks for the terms of the glossary. */
export interface GlossaryMessage {
  type: "terms";
}

/** A term: its names, what it says, the ids of terms beside it, and in words where that comes from. */
export interface GlossaryRow {
  id: string;
  term: string;
  text: string;
  also: string[];
  see: string[];
  mark: string;
}

/** The terms in the order of the alphabet, or why they cannot be read. */
export interface GlossaryReply {
  type: "terms";
  terms: GlossaryRow[];
  problem: string;
}
