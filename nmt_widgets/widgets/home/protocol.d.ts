// Written by scripts/write_types.py from nmt_widgets.widgets.home.messages: change it there.

/** Asks for the case as a file. */
export interface AskCaseFile {
  type: "case-file";
}

/** The file, or why there is none. */
export interface CaseFileReply {
  type: "case-file";
  name?: string;
  text?: string;
  problem?: string;
}

/** What the page of the button for the case file is made from. */
export interface CaseFileTraits {
  words: Record<string, any>;
}

/** Asks whether the page may be printed. */
export interface AskPrint {
  type: "print";
}

/** Asks for the map as a picture; the page makes a PNG of the drawing itself. */
export interface AskPicture {
  type: "picture";
  form: "svg" | "png";
}

export type CaseMessage = AskPrint | AskPicture;

/** The page may be printed. */
export interface AllowPrint {
  type: "print";
}

/** The drawing's bytes come with it; the name has no ending. */
export interface PictureReply {
  type: "picture";
  form: "svg" | "png";
  name: string;
}

export type CaseReply = AllowPrint | PictureReply;

/** What the line above an opened case is made from. */
export interface CaseToolsTraits {
  words: Record<string, any>;
  parts: ([string, string])[];
  problem: string;
}
