// Written by scripts/write_types.py from nmt_widgets.widgets.shared.map.messages: change it there.

export type MapScore = number | string | null;

/** A box of a map was opened, or all were closed; not `clicked` where the kernel has chosen it. */
export interface OpenBoxMessage {
  type: "open";
  function: string;
  clicked: boolean;
}

/** Sets the score of a function on a map; `edit` counts these messages. */
export interface SetScoreMessage {
  type: "score";
  edit: number;
  function: string;
  score: MapScore;
}

export type MapMessage = OpenBoxMessage | SetScoreMessage;

/** What a box opens: the title of the panel, and its HTML. */
export interface PanelReply {
  type: "panel";
  function: string;
  title: string;
  html: string;
}

/** The map is drawn with the score that was set. */
export interface ScoredReply {
  type: "scored";
  edit: number;
}

export type MapReply = PanelReply | ScoredReply;

/** One step of the scale on a map. */
export interface MapStep {
  score: number;
  colour: string;
  ink: string;
  band: string;
  band_word: string;
}

/** How a box looks and reads with another score.

`names` are the functions'; `say` are patterns by state: `box`, `box_not_known`, `box_open`. */
export interface MapScoring {
  steps: MapStep[];
  names: Record<string, string>;
  say: Record<string, string>;
}

/** What a map is made from; `svg` and `svg_tall` travel compressed, `scoring` is empty where nothing may be set. */
export interface MapTraits {
  svg: any;
  svg_tall: any;
  label: string;
  words: Record<string, string>;
  details: boolean;
  selected: string;
  readonly: boolean;
  scoring: MapScoring;
  theme: "auto" | "light" | "dark";
  height: string;
}
