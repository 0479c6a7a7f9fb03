// Written by scripts/write_types.py from nmt_widgets.widgets.classes.messages: change it there.

/** A class in the list. */
export interface ListedClass {
  code: string;
  title: string;
  said: string;
  closed: boolean;
  board: boolean;
  attempt: string;
}

/** How a class scored a function. */
export interface BoardFunction {
  id: string;
  number: number;
  name: string;
  counts: number[];
  n: number;
  median: number | null;
  lowest: number | null;
  highest: number | null;
  difference: number | null;
  reference: number | null;
  scores: ([string, number | null])[];
  pinned: boolean;
  listed: boolean;
  said: string;
  apart: string;
  agreed: number | null;
  note: string;
  kept: string;
}

/** A function to be discussed. */
export interface Discussed {
  id: string;
  name: string;
  said: string;
  agreed: boolean;
  state: string;
}

/** A rater beside the others. */
export interface Rater {
  rater: string;
  level: string;
  distance: string;
  n: string;
  apart: string;
}

/** What a class's board shows. */
export interface Board {
  functions: BoardFunction[];
  order: string[];
  discussion?: Discussed[];
  raters?: Rater[];
  raters_said?: string;
  reference_shown?: boolean;
  arrived?: number;
  news?: string;
  closed?: boolean;
}

/** Opens a class's board. */
export interface OpenClass {
  type: "open";
  code: string;
}

/** Opens a class for a practice case. */
export interface BeginClass {
  type: "begin";
  title: string;
  practice: string;
}

/** Joins a class. */
export interface JoinClass {
  type: "join";
  code: string;
}

/** Puts a function on the list to be discussed, or takes it off. */
export interface Pin {
  type: "pin";
  function: string;
  on: boolean;
}

/** What the class agrees on. */
export interface Consensus {
  type: "consensus";
  function: string;
  score: number;
  note: string;
}

/** Asks for a file. */
export interface Export {
  type: "export";
  what: string;
}

/** Closes the class. */
export interface CloseClass {
  type: "close";
}

/** A file to be saved. */
export interface ClassFile {
  type: "file";
  name: string;
  text: string;
}

export type ListMessage = OpenClass | BeginClass | JoinClass;

export type BoardMessage = Pin | Consensus | Export | CloseClass;
