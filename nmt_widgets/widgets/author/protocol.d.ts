// Written by scripts/write_types.py from nmt_widgets.widgets.author.messages: change it there.

import type { EditMessage, RefreshMessage, SaveMessage } from "../shared/protocol.d.ts";

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
  what: string;
  remedy: string;
}

/** What is wrong with a file that was not taken; `count` tells all, `problems` the first of them. */
export interface FileReport {
  file: string;
  count: number;
  problems: FileProblem[];
}

/** A field of a case. */
export interface AuthorField {
  id: string;
  kind: string;
  name: string;
  help: string;
  options?: ([string, string])[];
  most?: number;
  low?: number;
  high?: number;
  missing?: string;
  must?: boolean;
  normal?: string;
  start?: string;
  when?: any;
  rows?: any;
}

/** Entries of a case: what each is made of. */
export interface AuthorList {
  path: string;
  fields: AuthorField[];
  most: number;
  head: string[];
  within?: string;
  name?: string;
  lead?: string;
  add?: string;
  new?: string;
  none?: string;
  numbered?: string;
  by_age?: string;
  begins?: string;
}

/** What is wrong, what to do about it, and where: the row of a tab's list, or an assessment. */
export interface CaseProblem {
  what: string;
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

/** Keeps the case as a template. */
export interface WriteTemplate {
  type: "template";
  id: string;
  replaces: any;
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
