// Written by scripts/write_types.py from nmt_widgets.widgets.shared.form.messages: change it there.

/** One question of a form.

`kind` names the field; `row` and `group` say where it stands in its section; `options` are pairs of id and words;
`columns` are id, name, options and whether another answer may be typed; `doubt` asks about an odd answer; `beside`
is the path of the rating in Part A beside which a sign of danger is asked about, empty where it is not rated in the
present period, None where there is none. */
export interface FormQuestion {
  path: string;
  kind: string;
  name: string;
  group: string;
  row: string;
  help: string;
  definition: string;
  look_for: string[];
  anchors: Record<string, string>;
  scale: [number, number] | null;
  options: ([string, string])[];
  columns: ([string, string, ([string, string])[], boolean])[];
  mark: string;
  required: boolean;
  unknown: boolean;
  beside?: string | null;
  doubt?: string;
}

/** A group of questions under a name. */
export interface FormGroup {
  id: string;
  name: string;
  note: string;
  short?: string;
}

/** One row of a grid of ratings. */
export interface GridRow {
  id: string;
  name: string;
  short: string;
  help: string;
  anchors: Record<string, string>;
}

/** One section of a form; `source` says in words where most of its questions come from. */
export interface FormSection {
  id: string;
  kind: string;
  name: string;
  lead: string;
  source?: string;
  groups: FormGroup[];
  rows: GridRow[];
  questions: FormQuestion[];
}

/** The colours of the map's steps, and the bands they belong to: lowest, highest, words. */
export interface StepLook {
  colours: string[];
  inks: string[];
  bands: ([number, number, string])[];
}

/** The words of a part of a sign of danger. */
export interface SignalField {
  name: string;
  hint?: string;
}

/** The words of a sign of danger: pairs of id and words for its answers and places. */
export interface SignalWords {
  answers: ([string, string])[];
  places: ([string, string])[];
  fields: Record<string, SignalField>;
  reports: Record<string, string>;
}

/** An answer that is a sign of danger.

`path` is the answer's; `name` is empty where the question's own is used; `at_most` is the rating up to which it
is a sign, or None; `person` is what the people's `safe` says of such a person, or empty; `asks` says whether it is
to be asked about at this age. */
export interface DangerSign {
  path: string;
  name: string;
  at_most: number | null;
  person: string;
  asks: boolean;
}

/** What a form asks.

`confidence` and `patterns` are pairs of id and words; `instruments` can be named as evidence; `present` is the
name of the period lived in; `signs` says which answers are signs of danger. */
export interface FormSpec {
  sections: FormSection[];
  confidence: ([string, string])[];
  patterns: ([string, string])[];
  steps: StepLook;
  instruments: string[];
  not_known: string;
  signals: SignalWords;
  present: string;
  signs: DangerSign[];
}

/** The words of a form, by topic of the texts. */
export interface FormWords {
  saving: Record<string, any>;
  sheet: Record<string, any>;
  form: Record<string, any>;
  plan?: Record<string, any>;
  author?: Record<string, any>;
  practice?: Record<string, any>;
  purpose?: Record<string, any>;
  revisions?: Record<string, any>;
}
