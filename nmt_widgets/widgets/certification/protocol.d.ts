// Written by scripts/write_types.py from nmt_widgets.widgets.certification.messages: change it there.

/** Where a person stands on a level. */
export interface LogRow {
  person: string;
  level: string;
  level_said: string;
  hours: string;
  sessions: number;
  cases: number;
  missing: string;
  done: boolean;
}

/** What a level asks for. */
export interface Need {
  said: string;
  share: number;
  met: boolean;
  mark: string;
}

/** What somebody took part in. */
export interface LogEntry {
  number: number;
  day: string;
  what: string;
  hours: string;
  about: string;
  author: string;
  gone: string;
  may_take_back: boolean;
}

/** A distance on its way, in shares. */
export interface DistanceBar {
  value: number;
  low: number;
  high: number;
  limits: number[];
}

/** A rated case beside its reference. */
export interface RatedCase {
  day: string;
  case: string;
  distance: string;
  band: string;
  bar: DistanceBar | null;
}

/** A rated case of a round of fidelity. */
export interface Round {
  day: string;
  case: string;
  distance: string;
  band: string;
  bar: DistanceBar | null;
  due: string;
  state: string;
}

/** Whether the rating stays near the reference. */
export interface Fidelity {
  lead: string;
  rounds: Round[];
  said: string[];
}

/** One person's level, in all. */
export interface ChosenLevel {
  person: string;
  level: string;
  title: string;
  state: string;
  may_attest: boolean;
  needs: Need[];
  entries: LogEntry[];
  cases: RatedCase[];
  fidelity?: Fidelity | null;
}

/** What can be noted, and for whom. */
export interface NotingForm {
  people: string[];
  levels: ([string, string])[];
  kinds: ([string, string])[];
  timed: string[];
  classes: any[];
  today: string;
}

/** Shows one person's level. */
export interface Choose {
  type: "choose";
  person: string;
  level: string;
}

/** Notes what people took part in. */
export interface Note {
  type: "note";
  people: string[];
  level: string;
  kind: string;
  hours: string;
  day: string;
  about: string;
  edit: string;
}

/** Takes an entry back. */
export interface TakeBack {
  type: "take_back";
  number: number;
  reason: string;
  edit: string;
}

/** Attests a level. */
export interface Attest {
  type: "attest";
  edit: string;
}

export type LogMessage = Choose | Note | TakeBack | Attest;
