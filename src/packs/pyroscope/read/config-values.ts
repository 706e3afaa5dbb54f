import { type Known, type Path, type Tree, unsure } from '../../../pack.ts';
import { scalarOf, valuesTree } from '../../../rules/trees.ts';
import { embeddedPlace } from '../../../values/embedded-text.ts';
import { mergeValues } from '../../../values/merge.ts';
import { parseValues } from '../../../values/read-values.ts';
import {
  isTrueInTemplate,
  lookup,
  type MapNode,
  nowhere,
  type Origin,
  placesIn,
  scalar,
  type TextPlace,
  type ValueNode,
} from '../../../values/tree.ts';
import type { ValuesError } from '../../../values/values-error.ts';
import type { ChartValues } from './chart-values.ts';
import { renderedText } from './node-texts.ts';

/** What the text in `pyroscope.config` adds to the server's configuration. `unclear`: its templates decide. */
type Standing = 'applies' | 'absent' | 'unclear';

/** Why the text in `pyroscope.config` is not a map of YAML. */
export interface ConfigProblem {
  readonly message: string;
  /** At the line that is at fault. */
  readonly node: ValueNode;
}

/** The server's configuration as the chart writes it to config.yaml. */
export interface ServerConfig {
  readonly tree: MapNode;
  /** Of a text without templates. */
  readonly problem?: ConfigProblem;
  /** Whether parts of it come from templates, so that what is not seen may still be there. */
  readonly isTemplated: boolean;
  readonly standing: Standing;
  /** Whether the text may hold any key: it cannot be read, or a template writes out whole lines. */
  readonly isOpaque: boolean;
}

/** A line of nothing but template actions goes; an action within a line leaves a word of the same length. */
const ACTION_LINES = /^[ \t]*(?:\{\{(?:[^}]|\}(?!\}))*\}\}[ \t]*)+$/gm;
const ACTION = /\{\{(?:[^}]|\}(?!\}))*\}\}/g;

const withoutActions = (text: string): string =>
  text
    .replace(ACTION_LINES, (line) => line.replace(/[^\n]/g, ' '))
    .replace(ACTION, (action) => action.replace(/[^\n]/g, 'x'));

type TextOf = (file: string) => string;

/** Values of flags have no place in a file: an empty name says so. */
function placeOf(value: string, origin: Origin, textOf: TextOf): TextPlace {
  if (origin.kind !== 'file') return placesIn('', value);
  const text = textOf(origin.file);
  return embeddedPlace(value, origin, { text, place: placesIn(origin.file, text) });
}

/** The line of a file that an error names; the whole text where it names none. */
function nodeAtFault({ line }: ValuesError, origin: Origin, textOf: TextOf): ValueNode {
  if (origin.kind !== 'file' || line === undefined) return scalar('', origin);
  const lines = textOf(origin.file).split('\n').slice(0, line);
  // What is never closed is missed behind the last line.
  while (lines.length > origin.line && lines.at(-1)?.trim() === '') lines.pop();
  const start = lines.slice(0, -1).reduce((offset, one) => offset + one.length + 1, 0);
  const text = lines.at(-1) ?? '';
  const column = text.length - text.trimStart().length;
  const end = start + text.trimEnd().length;
  return scalar('', {
    ...origin,
    line: lines.length,
    column: column + 1,
    start: Math.min(start + column, end),
    end,
  });
}

/** Marks that something replaces before Helm reads the text; until then it may be no YAML. */
const FILLED_IN = /\$\{|%\w+%|<\w+>|@\w+@/;

/** The text in `pyroscope.config`, which the chart renders as a template and reads as YAML. */
function textTree(
  text: string,
  origin: Origin,
  textOf: TextOf,
): Pick<ServerConfig, 'problem'> & { tree?: MapNode } {
  const place = placeOf(text, origin, textOf);
  const isTemplate = text.includes('{{');
  const read = parseValues(isTemplate ? withoutActions(text) : text, place, 3);
  if (read.ok) return { tree: read.value.values };
  if (isTemplate || FILLED_IN.test(text)) return {};
  return { problem: { message: read.error.message, node: nodeAtFault(read.error, origin, textOf) } };
}

const map = (...entries: [string, ValueNode][]): MapNode => ({
  kind: 'map',
  entries: new Map(entries),
  origin: nowhere,
});

const hasMinio = (resolved: MapNode): boolean => isTrueInTemplate(lookup(resolved, ['minio', 'enabled']));

/** What the chart's own `pyroscope.config` renders: S3 on the minio that comes along. */
function ownConfig(resolved: MapNode): MapNode {
  if (!hasMinio(resolved)) return map();
  const s3 = map(['bucket_name', scalar('', nowhere)]);
  return map(['storage', map(['backend', scalar('s3', nowhere)], ['s3', s3])]);
}

const CONTROL = /\{\{-?\s*(?:if|else|range|with|end|define|block)\b/;
const ON_MINIO =
  /^\s*\{\{-?\s*if\s+\.Values\.minio\.enabled\s*-?\}\}((?:(?!\{\{-?\s*(?:if|else|range|with|end)\b)[\s\S])*)\{\{-?\s*end\s*-?\}\}\s*$/;
/** A line of nothing but an action may write out any number of keys. */
const ACTION_LINE = /^[ \t]*\{\{(?!-?\s*\/\*)[^}]*\}\}[ \t]*$/m;
const PLACE_OF_ACTION = /x{4,}/;

/** Values files are often copies of the chart's own, whose text is empty without minio. */
function standingOf(text: string | undefined, resolved: MapNode): Standing {
  if (text === undefined || !CONTROL.test(text)) return 'applies';
  if (!ON_MINIO.test(text)) return 'unclear';
  return hasMinio(resolved) ? 'applies' : 'absent';
}

/** @param resolved `.Values` @param textOf the text of a file that origins belong to */
export function serverConfigOf(resolved: MapNode, textOf: TextOf): ServerConfig {
  const node = lookup(resolved, ['pyroscope', 'config']);
  const isWritten = node?.origin.kind !== 'default';
  const text =
    node?.kind === 'scalar' && isWritten && typeof node.value === 'string' ? node.value : undefined;
  const read = node && text !== undefined ? textTree(text, node.origin, textOf) : undefined;
  const written = read?.tree;
  const structured = lookup(resolved, ['pyroscope', 'structuredConfig']);
  const below = written ?? (isWritten ? map() : ownConfig(resolved));
  const mayHoldLines = text !== undefined && !ON_MINIO.test(text) && ACTION_LINE.test(text);
  return {
    tree: mergeValues([below, ...(structured ? [structured] : [])]),
    ...(read?.problem && { problem: read.problem }),
    isTemplated: written !== undefined && text?.includes('{{') === true,
    standing: standingOf(text, resolved),
    isOpaque: text !== undefined && text.trim() !== '' && (mayHoldLines || written === undefined),
  };
}

const STRUCTURED = ['pyroscope', 'structuredConfig'];

/** What config.yaml holds at a path for certain, whatever the templates in `pyroscope.config` come to. */
function configured({ config, value }: ChartValues, ...path: string[]): ValueNode | undefined {
  const structured = value(...STRUCTURED, ...path);
  if (structured) return structured;
  if (config.standing !== 'applies') return undefined;
  const node = lookup(config.tree, path);
  const isFilledIn =
    config.isTemplated &&
    node?.kind === 'scalar' &&
    typeof node.value === 'string' &&
    PLACE_OF_ACTION.test(node.value);
  return isFilledIn ? undefined : node;
}

/** Whether config.yaml may hold something at a path, perhaps out of a template or a text that cannot be read. */
function mayBeConfigured({ config, value }: ChartValues, ...path: string[]): boolean {
  if (value(...STRUCTURED, ...path)) return true;
  if (config.standing === 'absent') return false;
  return config.isOpaque || lookup(config.tree, path) !== undefined;
}

/** Why a setting is not sure: what is written may not be there. */
export const IN_A_TEMPLATE = 'a template in pyroscope.config decides it';

/** What values say of one path of the server's configuration; parts of it may come from a template. */
export function configTree(values: ChartValues, prefix: Path = []): Tree {
  const full = (path: Path): string[] => [...prefix, ...path].map(String);
  const tree = valuesTree(values.config.tree, { blocks: [STRUCTURED] }, values.user);
  const own = tree.below(...prefix);
  return {
    ...own,
    at: (...path) => {
      const node = configured(values, ...full(path));
      if (node !== undefined) return configScalar(values, node, full(path));
      const isOpen = mayBeConfigured(values, ...full(path));
      return isOpen
        ? unsure(IN_A_TEMPLATE, own.place(...path), renderedText(lookup(values.config.tree, full(path))))
        : undefined;
    },
    has: (...path) => mayBeConfigured(values, ...full(path)),
    place: (...path) => {
      const place = own.place(...path);
      const isText = own.has(...path) && !values.value(...STRUCTURED, ...full(path));
      return isText ? { ...place, path: ['pyroscope', 'config'] } : place;
    },
    // Keys that a template may take out are listed as well: what they hold is not sure then.
    keys: (...path) => own.keys(...path).filter((key) => mayBeConfigured(values, ...full([...path, key]))),
    below: (...path) => configTree(values, full(path)),
  };
}

/** The chart's own text names a bucket where minio.enabled is on: that is what somebody wrote. */
function configScalar(values: ChartValues, node: ValueNode, path: Path): Known<string> | undefined {
  const said = scalarOf(node, [...STRUCTURED, ...path]);
  if (said === undefined || node.origin.kind !== 'default') return said;
  const minio = ['minio', 'enabled'];
  const written = values.given(...minio);
  const place = { in: 'values', path: minio, on: 'value', ...(written && { node: written }) } as const;
  return said.sure ? { ...said, by: written ? 'person' : 'default', place } : said;
}
