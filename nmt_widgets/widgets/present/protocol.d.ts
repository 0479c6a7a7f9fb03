// Written by scripts/write_types.py from nmt_widgets.widgets.present.messages: change it there.

/** A note for the speaker; of one step, or of the whole scene. */
export interface SceneNote {
  text: string;
  mark: string;
  step: number | null;
}

/** A function or region the room is asked about. */
export interface SceneAsk {
  id: string;
  question: string;
}

/** What the room guesses; `places` are the names of all functions and regions, `high` is the highest score. */
export interface GuessData {
  asks: SceneAsk[];
  places: Record<string, string>;
  high: number;
}

/** How much and how often a network is used. */
export interface UseDose {
  minutes: number;
  times: number;
  per: "day" | "week" | "month";
}

/** The numbers of the model of use-dependent change. */
export interface RepetitionModel {
  weeks: number;
  minutes_scale: number;
  half_life: number;
  start: number;
  most_trace: number;
  rate: number;
  compare: UseDose;
}

/** The panel of use-dependent change. */
export interface RepetitionData {
  panel: "repetition";
  model: RepetitionModel;
  words: Record<string, any>;
}

/** How somebody answers a demand: from which size on, and how abruptly. */
export interface StressResponse {
  threshold: number;
  slope: number;
}

/** A pattern of stress: episodes as first day, days and strength, and the response it leads to. */
export interface StressCourse {
  id: string;
  episodes: ([number, number, number])[];
  becomes: StressResponse;
}

/** The numbers of the model of patterns of stress. */
export interface StressModel {
  days: number;
  demand: number;
  before: StressResponse;
  patterns: StressCourse[];
}

/** The panel of patterns of stress; `states` are the names of the states, calm first. */
export interface StressData {
  panel: "stress";
  model: StressModel;
  words: Record<string, any>;
  states: string[];
}

/** The numbers of the model of the timing of adversity. */
export interface TimingModel {
  cascade: number;
  seen_at: number;
  step: number;
}

/** How a region usually grows: its level at each step of age. */
export interface RegionCurve {
  id: string;
  curve: number[];
}

/** The panel of the timing of adversity; the lowest region comes first. */
export interface TimingData {
  panel: "timing";
  model: TimingModel;
  curves: RegionCurve[];
  words: Record<string, any>;
}

/** The panel that asks the room. */
export interface RoomData {
  words: Record<string, any>;
}

/** A scene without a script of its own; `panel` names a teaching panel. */
export interface PlainData {
  panel?: string;
}

export type SceneData = GuessData | RoomData | RepetitionData | StressData | TimingData | PlainData;

/** A scene of a deck. */
export interface DeckScene {
  id: string;
  kind: string;
  title: string;
  html: string;
  steps: number;
  minutes: number | null;
  notes: SceneNote[];
  data: SceneData;
}

/** The words of a presentation. */
export interface DeckWords {
  page: Record<string, any>;
  marks: Record<string, string>;
  disclaimer: string;
  palettes: Record<string, string>;
}

/** A presentation. */
export interface Deck {
  id: string;
  title: string;
  scenes: DeckScene[];
  panels: DeckScene[];
  least_answers: number;
  palettes: Record<string, ([string, string])[]>;
  words: DeckWords;
}

/** What the page of a presentation is made from. */
export interface PresenterTraits {
  deck: Deck;
  has_audience: boolean;
  makes_files: boolean;
  invitation: string;
  code: string;
  way_back: boolean;
}

/** Goes back to the other presentations. */
export interface Leave {
  type: "leave";
}

/** Asks how the audience answered. */
export interface SpreadQuestion {
  type: "spread";
  question: string;
}

/** How many answered each score; None where nobody is asked. */
export interface SpreadReply {
  type: "spread";
  question: string;
  counts: Record<string, number> | null;
}

/** Asks the room whether it is ready or for a word, or how its answers stand; empty closes the question. */
export interface RoomQuestion {
  type: "room";
  ask: "ready" | "words" | "";
  text: string;
}

/** How many gave each answer; None where the room cannot be asked, for the reason in `problem`. */
export interface RoomReply {
  type: "room";
  ask: string;
  text: string;
  counts: Record<string, number> | null;
  problem: string;
}

/** Asks for a hand-out's file. */
export interface HandOutWish {
  type: "hand-out";
  kind: string;
  palette: string;
}

/** The file's bytes come with it, or why there is none. */
export interface HandOutReply {
  type: "hand-out";
  kind: string;
  name?: string;
  problem?: string;
}

export type PresenterMessage = Leave | SpreadQuestion | RoomQuestion | HandOutWish;

export type PresenterReply = SpreadReply | RoomReply | HandOutReply;
