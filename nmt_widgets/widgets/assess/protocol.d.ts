// Written by scripts/write_types.py from nmt_widgets.widgets.assess.messages: change it there.

/** An assessment of a case. */
export interface ListedAssessment {
  number: number;
  label: string;
  age: string;
  status: string;
  open: boolean;
}

/** A case and its assessments. */
export interface ListedCase {
  case: string;
  title: string;
  kind: string;
  changed: string;
  again: boolean;
  assessments: ListedAssessment[];
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
