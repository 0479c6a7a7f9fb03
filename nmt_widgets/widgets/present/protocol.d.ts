// Written by scripts/write_types.py from nmt_widgets.widgets.present.messages: change it there.

/** A note for the speaker; of one step, or of the whole scene. */
export interface SceneNote {
  text: string;
  mark: string;
  step: number | null;
}

/** A scene of a deck. */
export interface DeckScene {
  id: string;
  kind: string;
  title: string;
  html: string;
  steps: number;
  minutes: number | null;
  notes: SceneNote[];
  data: any;
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
  palettes: Record<string, ([string, string])[]>;
  words: DeckWords;
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

export type PresenterMessage = Leave | SpreadQuestion | HandOutWish;
