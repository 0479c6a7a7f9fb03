// Written by scripts/write_types.py from nmt_widgets.widgets.cases.messages: change it there.

export type Query = Record<string, string>;

/** One assessment of a case: what it is called with its age, its status in words, whether it is in progress. */
export interface AssessmentLine {
  number: number;
  label: string;
  status: string;
  open: boolean;
}

/** One case of the list.

`map` names the state of its map, and is empty where there is none to show; the map itself is asked for. `actions`
are screens and words; `filing` is what the person may do with the record; `problem` says why it cannot be read. */
export interface CaseEntry {
  case: string;
  title: string;
  kind: string;
  facts: string[];
  lead: string;
  map: string;
  actions: ([string, string])[];
  filing: string[];
  problem: string;
  assessments?: AssessmentLine[];
  again?: boolean;
}

/** A group of cases under its name; `count` is how many there are, here or on other pages. */
export interface CaseSection {
  group: string;
  title: string;
  count: number;
  entries: CaseEntry[];
}

/** What the list shows.

`answers` names the request it answers; `groups` are id, name and count; `result` says in words how many cases fit;
`problems` are those of the filters, by the name in the query; `chips` are the filters that are set, in words, with
their names in the query. */
export interface CaseListState {
  answers: string;
  query: Record<string, string>;
  sort: string;
  groups: ([string, string, number])[];
  sections: CaseSection[];
  result: string;
  page: number;
  pages: number;
  problems: Record<string, string>;
  chips: ([string, string[]])[];
}

/** A filter: a range of numbers or dates, some of several options, or one of them; and the groups it is for. */
export interface CaseFilter {
  name: string;
  kind: "years" | "dates" | "several" | "single";
  label: string;
  options: ([string, string])[];
  groups: string[];
}

/** What the page of the list is given; `screen` is empty where no server leads from one screen to another. */
export interface CaseListTraits {
  state: CaseListState;
  words: Record<string, any>;
  filters: CaseFilter[];
  sorts: ([string, string])[];
  screen: string;
  last: string;
  problem: string;
}

/** Asks for another group, page or order, or for what fits; `request` names this request. */
export interface ListCases {
  type: "list";
  request: string;
  query: Record<string, string>;
}

/** Opens a case, or one of its assessments. */
export interface OpenListedCase {
  type: "open";
  case: string;
  assessment?: number;
}

/** Asks for the maps of cases that came into view. */
export interface AskMaps {
  type: "maps";
  cases: string[];
}

/** Asks who may have a case, and who has it. */
export interface AskPeople {
  type: "people";
  case: string;
}

/** Archives, restores, assigns or shares a case. Sent again with the same `edit`, it is done once. */
export interface FilingRequest {
  type: "file";
  act: "archive" | "restore" | "assign" | "share" | "unshare";
  case: string;
  person: string;
  edit: string;
}

export type CaseListMessage = ListCases | OpenListedCase | AskMaps | AskPeople | FilingRequest;

/** Maps by case. */
export interface MapsReply {
  type: "maps";
  maps: Record<string, string>;
}

/** Who may have a case, who has it, and who reads it. */
export interface PeopleReply {
  type: "people";
  case: string;
  colleagues: string[];
  assigned: string;
  readers: string[];
}

/** It is done; `undo` is the act that takes it back, or empty. */
export interface FiledReply {
  type: "filed";
  case: string;
  act: string;
  text: string;
  undo: string;
}

/** It was refused. */
export interface RefusedFiling {
  type: "refused";
  case: string;
  act: string;
  text: string;
}

export type CaseListReply = MapsReply | PeopleReply | FiledReply | RefusedFiling;
