import type { PlacedNode } from '../lint/check-values.ts';
import type { IgnoredValues, ValuesPart } from '../lint/lint-values.ts';
import type { DuplicateKey } from '../values/interpret.ts';
import type { MapNode } from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import { lineIndex } from '../yaml/places.ts';

/** What a place near the values says about the version of the chart. */
export interface ChartHint {
  /** As it is written: `2.0.3`, but also `~2.0`, `*` or `pyroscope-2.0.3`. */
  readonly version: string;
  /** In words, with the place: `Chart.yaml:7:14`, `HelmRelease at release.yaml:12:18`, `modeline values.yaml:1`. */
  readonly source: string;
  /** The server that a Chart.yaml of the chart itself names. */
  readonly appVersion?: string;
}

/** The values of one release, as a file holds them or takes part in them. */
export interface FoundValues {
  /** How it is shown: the file, or `release.yaml (HelmRelease monitoring/pyroscope)`. */
  readonly name: string;
  /** The name of the file, which the origins carry. */
  readonly file: string;
  /** Where the values are within the file: none for a plain file, `spec`, `values`; items of lists by their index. */
  readonly prefix: readonly string[];
  /** All layers of the release that can be read, merged. */
  readonly values: MapNode;
  readonly duplicates: readonly DuplicateKey[];
  readonly chart?: ChartHint;
  /** The chart's own values.yaml, where its folder lies in the repository and the values are laid over it. */
  readonly defaults?: MapNode;
  /** The name of the chart that they are for, where a release, a dependency or a Chart.yaml says it. */
  readonly chartName?: string;
  /** Where nothing says it: the chart of the one release in the folder. */
  readonly chartBeside?: string;
  /** Where a release may name the file, but not surely: what the file itself holds, which must tell whose it is. */
  readonly own?: MapNode;
  /** Where nothing says whose the values are: whether the file's path has a chart's name, or it is in no repository. */
  readonly isLikely?: boolean;
  readonly isInRepository?: boolean;
  /** Their keys alone say whose they are: of those at the top, some may be for other charts. */
  readonly isKnownByKeys?: boolean;
  /** The name and namespace of the release, where something says them. */
  readonly release?: string;
  readonly namespace?: string;
  /** What is written stands for several releases, so that no fix is right for all. */
  readonly isFilledIn?: boolean;
  /** Which of the releases that one object stands for they are of. */
  readonly element?: string;
  /** The keys of an umbrella's values that they are under. */
  readonly below?: readonly string[];
  /** Keys at the top that Helm itself reads, as the condition of a dependency. */
  readonly readByHelm?: readonly (readonly string[])[];
  /** Where each layer is. */
  readonly parts: readonly ValuesPart[];
  /** The texts of the files that take part, by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** Layers that cannot be read, as noun phrases: what the values leave out is not known. */
  readonly unread: readonly string[];
  /** The paths of single values that cannot be read. */
  readonly unreadPaths?: readonly (readonly string[])[];
  /** Nulls for the chart in the values.yaml of an umbrella, which Helm 3 and 4 read differently. */
  readonly ownNulls?: readonly PlacedNode[];
  /** Values under the name of a dependency that has an alias, which Helm gives to nothing. */
  readonly ignored?: readonly IgnoredValues[];
  /** The values if those layers held these. */
  readonly with: (unread: MapNode) => MapNode;
}

export type Discovery =
  | { readonly kind: 'values'; readonly values: readonly FoundValues[] }
  /** `isClaimed`: something says that the file holds values of one of the charts. */
  | { readonly kind: 'broken'; readonly error: ValuesError; readonly isClaimed: boolean }
  /**
   * Nothing for the linter; `what` is a noun phrase such as `a Deployment`. `isOfChart`: it deploys one of the charts,
   * but its values are elsewhere, or not in force.
   */
  | { readonly kind: 'other'; readonly what: string; readonly isOfChart?: boolean };

/** The file system around a file. Paths are absolute. */
export interface FileSystem {
  /** Undefined if the file does not exist or cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** The names of what is in a folder, folders with a `/` behind; none if it cannot be listed. */
  readonly list: (folder: string) => readonly string[];
}

/** A file to look for values in. */
export interface GivenFile {
  /** As it is shown. */
  readonly name: string;
  /** Where it is, absolute or from the current folder. */
  readonly path: string;
  readonly text: string;
  /** The pack that the config names for it; a modeline goes before. */
  readonly pack?: string;
  /** The files that the config says it is merged with, absolute, lowest first; a list for each release. */
  readonly layers?: readonly (readonly string[])[];
  /** Keys at the top of the charts' values: a file that mentions none of them is not read. Any file is, without them. */
  readonly keys?: readonly string[];
  /** Names of charts that hardly any other file mentions, in its path or its text; those of all charts, where left out. */
  readonly tellingNames?: readonly string[];
}

/** What is said of a file, by its author in a comment such as `# phasegate: pack=pyroscope chart=2.0.3`. */
export interface Modeline {
  readonly pack?: string;
  readonly chart?: ChartHint;
}

const COMMENT = /^[ \t\ufeff]*#[ \t]*phasegate:(.*)$/gm;
/** A modeline is within so many lines of the start or the end. */
const LINES = 5;

/** The modeline of a file, with nothing in it if there is none; of two that say the same, the first counts. */
export function readModeline(name: string, text: string): Modeline {
  let modeline: Modeline = {};
  if (!text.includes('phasegate:')) return modeline;
  const at = lineIndex(text);
  const lastLine = at(text.trimEnd().length).line;
  for (const { 1: words = '', index } of text.matchAll(COMMENT)) {
    const { line } = at(index);
    if (line > LINES && line <= lastLine - LINES) continue;
    modeline = { ...readWords(words, `modeline ${name}:${line}`), ...modeline };
  }
  return modeline;
}

function readWords(words: string, source: string): Modeline {
  const pack = wordOf(words, 'pack');
  const version = wordOf(words, 'chart');
  return {
    ...(pack !== undefined && { pack }),
    ...(version !== undefined && { chart: { version, source } }),
  };
}

const wordOf = (words: string, key: string): string | undefined =>
  new RegExp(`(?:^|\\s)${key}=(\\S+)`).exec(words)?.[1];
