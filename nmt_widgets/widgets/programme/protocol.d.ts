// Written by scripts/write_types.py from nmt_widgets.widgets.programme.messages: change it there.

import type { LibraryMessage, LibraryReply } from "../shared/protocol.d.ts";

export type Query = Record<string, string>;

/** A filter and its levels: each with an id and its words, which say how many clients have it. */
export interface ProgrammeFilter {
  name: string;
  label: string;
  options: ([string, string])[];
}

/** What is chosen, and what stands above the pictures.

`answers` names the request it answers; `notice` says what of the address is not known; `result` says in words how
many clients there are; `problems` are those of the filters, by name; `sites` says which sites are read together,
and is empty for the own clients. */
export interface ProgrammeState {
  answers: string;
  query: Record<string, string>;
  notice: string;
  title: string;
  lead: string;
  result: string;
  problems: Record<string, string>;
  filters: ProgrammeFilter[];
  sites: string;
}

/** How far the reading of the clients is; `share` is from 0 to 1, or below 0 where nobody knows. */
export interface ReadingState {
  words: string;
  share: number;
}

/** What the page of the screen's upper part is given; `screen` is empty where no server leads to addresses. */
export interface ProgrammeTraits {
  state: ProgrammeState;
  parts: ([string, string])[];
  words: Record<string, any>;
  screen: string;
  reading: ReadingState | null;
  problem: string;
}

/** The page is there: the clients may be read; or read again, after that failed. */
export interface ReadClients {
  type: "read";
}

/** Asks for a part with filters; `request` names this request. */
export interface ShowProgramme {
  type: "show";
  request: string;
  query: Record<string, string>;
}

/** Goes back from several sites to the own clients. */
export interface ShowOwnClients {
  type: "own";
}

export type ProgrammeMessage = ReadClients | ShowProgramme | ShowOwnClients;

/** What one finding's page is given. Without a `figure` the sentence says why there is none. */
export interface FindingTraits {
  figure: string;
  description: string;
  table: string;
  table_words: string;
  title: string;
  sentence: string;
  basis: string;
  caveat: string;
  words: Record<string, any>;
}

/** Asks for the picture as large as a slide. */
export interface AskSlide {
  type: "slide";
}

export type FindingMessage = LibraryMessage | AskSlide;

/** The drawing comes with it, an SVG that the page makes a PNG of; or it says why there is none. */
export interface SlideReply {
  type: "slide";
  name?: string;
  problem?: string;
}

export type FindingReply = LibraryReply | SlideReply;

/** What is wrong in a file of a site: its name, the line where there is one, and what to do. */
export interface SiteFileProblem {
  file: string;
  line: number | null;
  problem: string;
  remedy: string;
}

/** A file that was read: its site, what is in it, and its period. */
export interface SiteFile {
  site: string;
  clients: string;
  period: string;
}

/** What the page of the part "Sites together" is given.

`kinds` are the incidents that can be put in; `refusal` stands at the field of the code; `content` says what the
file holds that was written last; `problems` are
those of the files that were read last; `files` are the sites that are shown together. */
export interface SitesTraits {
  words: Record<string, any>;
  own: boolean;
  kinds: ([string, string])[];
  refusal: string;
  content: string[];
  problems: SiteFileProblem[];
  files: SiteFile[];
}

/** Asks for the site's own file, with the incidents of a kind or without. */
export interface WriteSiteFile {
  type: "write";
  site: string;
  public: boolean;
  incidents: string;
}

/** Reads files of sites; their bytes come with it, in the same order. */
export interface ReadSiteFiles {
  type: "sites";
  names: string[];
}

export type SitesMessage = WriteSiteFile | ReadSiteFiles;

/** The site's own file. */
export interface SiteFileReply {
  type: "file";
  name: string;
  text: string;
}
