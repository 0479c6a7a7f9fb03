// Written by scripts/write_types.py from nmt_widgets.widgets.author.messages: change it there.

import type { EditMessage, RecordFacts, RefreshMessage, SaveMessage } from "../shared/answers/protocol.d.ts";
import type { FormSpec } from "../shared/form/protocol.d.ts";

export type FieldKind = "line" | "age" | "count" | "text" | "lines" | "paragraphs" | "numbers" | "results" | "choice" | "number" | "picks" | "rows";

export type Entry = Record<string, any>;

/** A case that is being made, as the list shows it. */
export interface DraftRow {
  case: string;
  title: string;
  kind: string;
  changed: string;
  write: boolean;
}

/** A template that can be copied, as the list shows it. */
export interface TemplateRow {
  id: string;
  title: string;
  kind: string;
  problem: string;
}

/** One thing that is wrong with a file, and where. */
export interface FileProblem {
  line: number | null;
  place: string;
  problem: string;
  remedy: string;
}

/** What is wrong with a file that was not taken; `count` is the number of problems, `problems` are the first. */
export interface FileReport {
  file: string;
  count: number;
  problems: FileProblem[];
}

/** A field of a case.

`kind` names its input and `options` are its choices. `missing` says why it may not be empty. A choice of `normal`
is not kept; with `must` there is always one. `start` is the value in a new row. A field with `when` is asked only
where another field of the row, by id, has one of some values. `rows` are the entries of a field that is a list. */
export interface AuthorField {
  id: string;
  kind: FieldKind;
  name: string;
  help: string;
  options?: ([string, string])[];
  most?: number;
  low?: number;
  high?: number;
  missing?: string;
  must?: boolean;
  normal?: string;
  start?: string | number;
  when?: Record<string, string[]>;
  rows?: RowList;
}

/** Entries that are added, moved and removed; a closed one shows the fields of `head`.

`begins` is the field with the age at which an entry begins, `numbered` the one that holds its place in the list. */
export interface RowList {
  name: string;
  none: string;
  add: string;
  new: string;
  fields: AuthorField[];
  most: number;
  head: string[];
  numbered?: string;
  begins?: string;
}

/** A list of a case: the answer at `path`, or the part of it that `within` names. */
export interface AuthorList {
  name: string;
  none: string;
  add: string;
  new: string;
  fields: AuthorField[];
  most: number;
  head: string[];
  numbered?: string;
  begins?: string;
  path: string;
  lead: string;
  within: string;
}

/** What an expert adds to the ratings of a practice case. */
export interface ReferenceForm {
  stance: AuthorField;
  lists: Record<string, AuthorList>;
}

/** The tabs of a case that is being made, with their fields; a practice case has a reference. */
export interface AuthorForm {
  about: AuthorField[];
  lists: Record<string, AuthorList>;
  reference?: ReferenceForm;
}

/** What is wrong, what to do about it, and where: the row of a tab's list, or an assessment. */
export interface CaseProblem {
  problem: string;
  remedy: string;
  where: string;
  tab: string;
  row: number | null;
  assessment?: number;
}

/** An assessment of the case. */
export interface AuthorAssessment {
  number: number;
  label: string;
  age: string;
  status: string;
  scored: number;
  of: number;
}

/** How far a reference is: functions scored, those of them based on paragraphs, and other ratings. */
export interface ReferenceProgress {
  scored: number;
  based: number;
  rated: number;
}

/** What follows from the answers of a case.

`history` counts its ratings, `usual` are the scenes it would be told in, `template` is a name for its template. */
export interface CaseFacts {
  kind: string;
  assessments: AuthorAssessment[];
  history: number;
  reference: ReferenceProgress | null;
  usual: (Record<string, any>)[];
  template: string;
}

/** The words of the page of a case, by topic of the texts. */
export interface CaseWords {
  saving: Record<string, any>;
  author: Record<string, any>;
}

/** What the page of a case is made from. */
export interface CaseTraits {
  spec: FormSpec;
  form: AuthorForm;
  record: RecordFacts;
  answers: Record<string, any>;
  words: CaseWords;
  facts: CaseFacts;
  tab: string;
}

/** What the page of the cases is made from; `report` is empty where no file was refused. */
export interface CasesTraits {
  own: DraftRow[];
  templates: TemplateRow[];
  kinds: ([string, string])[];
  words: Record<string, any>;
  problem: string;
  report: FileReport | null;
}

/** Opens a case. */
export interface OpenCase {
  type: "open";
  case: string;
}

/** Begins a case. */
export interface BeginCase {
  type: "begin";
  kind: string;
  title: string;
  age: string;
  edit: string;
}

/** Copies a template. */
export interface CopyCase {
  type: "copy";
  id: string;
  edit: string;
}

/** Takes a colleague's file; its bytes come with it. */
export interface ImportCase {
  type: "import";
  name: string;
  edit: string;
}

/** Asks what is missing. */
export interface CheckCase {
  type: "check";
}

/** Asks for the case as a file. */
export interface ExportCase {
  type: "export";
}

/** Keeps the case as a template, in the place of one whose version is `replaces`. */
export interface WriteTemplate {
  type: "template";
  id: string;
  replaces: string | null;
}

/** Adds an assessment. */
export interface AddAssessment {
  type: "assess";
  age: string;
  label: string;
  edit: string;
}

export type ListMessage = OpenCase | BeginCase | CopyCase | ImportCase;

export type AuthorMessage = EditMessage | SaveMessage | RefreshMessage | CheckCase | ExportCase | WriteTemplate | AddAssessment;

/** What a case and its reference lack; `whole` says that there is a reference. */
export interface CaseChecked {
  type: "checked";
  problems: CaseProblem[];
  reference: CaseProblem[];
  whole: boolean;
}

/** Asks whether the template whose version is `replaces` is to be replaced. */
export interface TemplateExists {
  type: "exists";
  replaces: string;
  message: string;
}

/** The template is there. */
export interface TemplateWritten {
  type: "written";
  message: string;
}

/** The case as a file. */
export interface CaseFile {
  type: "file";
  name: string;
  text: string;
}

/** What was asked for is refused. */
export interface CaseTrouble {
  type: "trouble";
  message: string;
}

export type AuthorReply = CaseChecked | TemplateExists | TemplateWritten | CaseFile | CaseTrouble;
