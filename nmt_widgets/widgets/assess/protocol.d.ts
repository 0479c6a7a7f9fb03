// Written by scripts/write_types.py from nmt_widgets.widgets.assess.messages: change it there.

import type { AskMaps, AskPeople, CaseFilter, CaseListState, FilingRequest, ListCases, OpenListedCase } from "../cases/protocol.d.ts";
import type { PurposeOption } from "../shared/answers/protocol.d.ts";

/** What the page is given besides: what the person may begin a case for, and the words of the forms. */
export interface RecordListTraits {
  state: CaseListState;
  words: Record<string, any>;
  filters: CaseFilter[];
  sorts: ([string, string])[];
  screen: string;
  last: string;
  problem: string;
  kinds: PurposeOption[];
  forms: Record<string, any>;
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

export type ListMessage = ListCases | OpenListedCase | AskMaps | AskPeople | FilingRequest | CreateCase | AssessAgain;
