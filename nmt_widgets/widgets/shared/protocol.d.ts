// Written by scripts/write_types.py from nmt_widgets.widgets.shared.messages: change it there.

export type Pair = [string, string];

export type Words = Record<string, any>;

/** Asks for the library that draws charts. */
export interface LibraryMessage {
  type: "plotly";
}

/** The address of the library that draws charts, or its bytes beside the message. */
export interface LibraryReply {
  type: "plotly";
  address?: string;
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

/** A file of a report; the one with `open` can be looked at. */
export interface ReportFile {
  name: string;
  label: string;
  type: string;
  size: string;
  open?: string;
}

/** Asks for the report. */
export interface MakeReport {
  type: "make";
}

/** Asks for a file of it. */
export interface FetchReportFile {
  type: "fetch";
  name: string;
}

/** The file's bytes come with it. */
export interface ReportFileReply {
  type: "file";
  name: string;
}

/** The file is not handed over. */
export interface RefusedReportFile {
  type: "refused";
  name: string;
}

export type ReportMessage = MakeReport | FetchReportFile;

export type ReportReply = ReportFileReply | RefusedReportFile;

/** What the page of the maker is made from. */
export interface ReportTraits {
  words: Record<string, any>;
  state: "idle" | "running" | "done" | "older" | "failed";
  message: string;
  progress: number;
  files: ReportFile[];
}
