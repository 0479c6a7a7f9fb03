// Written by scripts/write_types.py from nmt_widgets.widgets.assess.messages: change it there.

/** One assessment of a record, as the list shows it. */
export interface AssessmentCell {
  number: number;
  label: string;
  age: string;
  status: string;
  open: boolean;
}

/** One record, as the list shows it. */
export interface RecordRow {
  case: string;
  title: string;
  kind: string;
  changed: string;
  again: boolean;
  assessments: AssessmentCell[];
}

/** Opens an assessment. */
export interface OpenAssessment {
  type: "open";
  case: string;
  assessment: number;
}

/** Begins a case. */
export interface CreateCase {
  type: "create";
  kind: string;
  title: string;
  age: string;
  label: string;
  edit: string;
}

/** Assesses a case again. */
export interface AssessAgain {
  type: "again";
  case: string;
  age: string;
  label: string;
  edit: string;
}

export type ListMessage = OpenAssessment | CreateCase | AssessAgain;
