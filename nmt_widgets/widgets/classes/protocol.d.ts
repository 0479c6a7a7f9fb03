// Written by scripts/write_types.py from nmt_widgets.widgets.classes.messages: change it there.

/** A class as the list shows it: with its board, or with the person's own attempt. */
export interface ListedClass {
  code: string;
  title: string;
  summary: string;
  closed: boolean;
  board: boolean;
  attempt: string;
}

/** One function on the board: its scores, the reference where the room may see it, and what was agreed.

`description` is its strip in words; `agreement` says what was agreed, by whom and when. */
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
  description: string;
  apart: string;
  agreed: number | null;
  note: string;
  agreement: string;
}

/** One function to be discussed, and why. */
export interface DiscussionRow {
  id: string;
  name: string;
  reason: string;
  agreed: boolean;
  state: string;
}

/** How far one rater is from the others, in words. */
export interface RaterRow {
  rater: string;
  level: string;
  distance: string;
  n: string;
  apart: string;
}

/** What the scores of a class come to. */
export interface BoardRows {
  functions: BoardFunction[];
  discussion: DiscussionRow[];
  raters: RaterRow[];
  raters_note: string;
  reference_shown: boolean;
}

/** What a class's board shows; `order` are the functions from top to bottom, `arrived` how many submitted.

`map` is the map of how far apart they are, as SVG with its key in words; empty while the strips are shown. */
export interface BoardData {
  functions: BoardFunction[];
  discussion: DiscussionRow[];
  raters: RaterRow[];
  raters_note: string;
  reference_shown: boolean;
  order: string[];
  map: string;
  map_key: string;
  arrived: number;
  news: string;
  closed: boolean;
}

/** Where members come in by the class's code: the address, also as SVG, and whether what they send is encrypted.

All but the code are empty where they come in by the screen "Classes" alone. */
export interface ClassDoorway {
  link: string;
  code: string;
  picture: string;
  secrecy: string;
}

/** A member: name or letter, how far they are in words and in per cent, and why they may be stuck, if so.

`by_code` is whether they came in by the code alone: only then a trainer changes anything of them. */
export interface MemberRow {
  seat: number;
  name: string;
  state: string;
  share: number;
  stuck: string;
  by_code: boolean;
}

/** Somebody who was removed: the number that stands in place of their seat, and their name or letter. */
export interface RemovedRow {
  seat: number;
  name: string;
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

/** What the class agrees on; without a score it agrees on none. */
export interface Consensus {
  type: "consensus";
  function: string;
  score: number | null;
  note: string;
}

/** Asks for a file. */
export interface Export {
  type: "export";
  file: "ratings" | "functions";
}

/** Closes the class. */
export interface CloseClass {
  type: "close";
}

/** Calls a member another name. */
export interface RenameMember {
  type: "rename";
  seat: number;
  name: string;
}

/** Takes a member out of the class. */
export interface RemoveMember {
  type: "remove";
  seat: number;
}

/** Takes somebody who was removed back into the class; `seat` is the number of the removed. */
export interface TakeMemberBack {
  type: "take_back";
  seat: number;
}

/** Gives a member a new personal code. */
export interface RenewCode {
  type: "renew";
  seat: number;
}

/** What came of it: what was done, or the new code, or why it is refused. */
export interface MemberReply {
  type: "changed";
  seat: number;
  code: string;
  done: string;
  problem: string;
}

/** A file to be saved. */
export interface ClassFile {
  type: "file";
  name: string;
  text: string;
}

export type ListMessage = OpenClass | BeginClass | JoinClass;

export type BoardMessage = Pin | Consensus | Export | CloseClass;

export type MemberMessage = RenameMember | RemoveMember | TakeMemberBack | RenewCode;

/** What the page of the members is made from. */
export interface MembersTraits {
  doorway: ClassDoorway;
  members: MemberRow[];
  removed: RemovedRow[];
  summary: string;
  shows_names: boolean;
  may_lead: boolean;
  words: Record<string, any>;
}

/** What the page of the classes is made from; `code` and `chosen` fill in the forms that join and open one. */
export interface ClassListTraits {
  classes: ListedClass[];
  cases: ([string, string])[];
  joins: boolean;
  words: Record<string, any>;
  code: string;
  chosen: string;
  problem: string;
}

/** What the page of a board is made from; `anchors` are the scores a text is given for, by function. */
export interface BoardTraits {
  board: BoardData;
  anchors: Record<string, ([number, string])[]>;
  lowest: number;
  may_lead: boolean;
  words: Record<string, any>;
  problem: string;
}
