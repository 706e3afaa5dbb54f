import { isFilledInLater } from '../../../chart/refused.ts';
import { type Known, known, type Path, type Place, type Tree, unsure } from '../../../pack.ts';
import { ok, type Result } from '../../../result.ts';
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
  valueAt,
} from '../../../values/tree.ts';
import type { ValuesError } from '../../../values/values-error.ts';
import { offsetAt } from '../../../yaml/places.ts';
import type { ChartValues } from './chart-values.ts';
import { renderedText } from './node-texts.ts';

/** What the text in `pyroscope.config` adds to the server's configuration. `unclear`: its templates decide. */
type Standing = 'applies' | 'absent' | 'unclear';

/** The server's configuration as the chart writes it to config.yaml. */
export interface ServerConfig {
  readonly tree: MapNode;
  /** What `pyroscope.config` adds for certain, whether or not structuredConfig sets the same keys. */
  readonly text: MapNode;
  /** Whether parts of it come from templates, so that what is not seen may still be there. */
  readonly isTemplated: boolean;
  readonly standing: Standing;
  /** Whether the text may hold any key: it cannot be read, or a template writes out whole lines. */
  readonly isOpaque: boolean;
  /** What stands in the text whichever way its templates decide. */
  readonly outside: MapNode;
  /** Why the text cannot be read, where no template may mend it. */
  readonly problem?: Known<string>;
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

/** The text in `pyroscope.config`, which the chart renders as a template and reads as YAML. */
function textTree(text: string, origin: Origin, textOf: TextOf): Result<MapNode, ValuesError> {
  const place = placeOf(text, origin, textOf);
  const read = parseValues(text.includes('{{') ? withoutActions(text) : text, place, 3);
  return read.ok ? ok(read.value.values) : read;
}

const CONFIG = ['pyroscope', 'config'];

/** `%BUCKET%` in a text, which sed or the like fills in. */
const PLACEHOLDER = /%[A-Za-z_]\w*%/;

/** Whether a template, or something before Helm, may make YAML of a text. */
const mayBeMended = (text: string): boolean => isFilledInLater(text) || PLACEHOLDER.test(text);

/** Where the text is wrong, within the value that holds it. */
function problemIn(error: ValuesError, node: ValueNode, textOf: TextOf): Known<string> {
  const { origin } = node;
  const { message, line = 1, column = 1 } = error;
  const at = { in: 'values', path: CONFIG, on: 'value' } as const;
  if (origin.kind !== 'file') return known(message, 'person', { ...at, node });
  const start = offsetAt(textOf(origin.file), error);
  const place: Place = { ...at, node: scalar('', { ...origin, line, column, start, end: start }) };
  return known(message, 'person', place);
}

/** The words that open and close a block of a template. */
const BLOCK_WORDS = /\{\{-?\s*(?<word>if|range|with|define|block|end)\b(?:[^}]|\}(?!\}))*\}\}/g;

/**
 * A text without what stands between the words of a block, as many characters long; undefined where blocks do not end, or an
 * action eats the line end behind it and moves what follows.
 */
function outsideBlocks(text: string): string | undefined {
  if (text.includes('-}}')) return undefined;
  let depth = 0;
  let start = 0;
  let outside = '';
  for (const { 0: action, index, groups } of text.matchAll(BLOCK_WORDS)) {
    if (depth === 0) outside += text.slice(outside.length, index);
    depth += groups?.word === 'end' ? -1 : 1;
    if (depth < 0) return undefined;
    if (depth === 1 && groups?.word !== 'end') start = index;
    if (depth === 0) outside += text.slice(start, index + action.length).replace(/[^\n]/g, ' ');
  }
  return depth === 0 ? outside + text.slice(outside.length) : undefined;
}

/** What two trees of one text hold at the same places: a block that is left out may have moved what follows. */
function inBoth(one: MapNode, other: MapNode): MapNode {
  const entries = [...one.entries].flatMap(([key, node]): [string, ValueNode][] => {
    const same = other.entries.get(key);
    if (same?.kind !== node.kind || startOf(same) !== startOf(node)) return [];
    return [[key, node.kind === 'map' && same.kind === 'map' ? inBoth(node, same) : node]];
  });
  return { ...one, entries: new Map(entries) };
}

const startOf = ({ origin }: ValueNode): number | undefined =>
  origin.kind === 'file' ? (origin.key?.start ?? origin.start) : undefined;

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

/** What is in the text however its templates decide. @param whole the text with all that they may write */
function surelyWritten(text: string, origin: Origin, whole: MapNode | undefined, textOf: TextOf): MapNode {
  const outside = outsideBlocks(text);
  if (outside === undefined || whole === undefined) return map();
  const place = placeOf(text, origin, textOf);
  const read = parseValues(withoutActions(outside), place, 3);
  return read.ok ? inBoth(read.value.values, whole) : map();
}

/** @param resolved `.Values` @param textOf the text of a file that origins belong to */
export function serverConfigOf(resolved: MapNode, textOf: TextOf): ServerConfig {
  const node = lookup(resolved, CONFIG);
  const isWritten = node?.origin.kind !== 'default';
  const text =
    node?.kind === 'scalar' && isWritten && typeof node.value === 'string' ? node.value : undefined;
  const read = node && text !== undefined ? textTree(text, node.origin, textOf) : undefined;
  const written = read?.ok ? read.value : undefined;
  const structured = lookup(resolved, STRUCTURED);
  const below = written ?? (isWritten ? map() : ownConfig(resolved));
  const mayHoldLines = text !== undefined && !ON_MINIO.test(text) && ACTION_LINE.test(text);
  const standing = standingOf(text, resolved);
  const isBroken = node !== undefined && read?.ok === false && !mayBeMended(text ?? '');
  const outside =
    node && text !== undefined && standing === 'unclear'
      ? surelyWritten(text, node.origin, written, textOf)
      : map();
  return {
    tree: mergeValues([below, ...(structured ? [structured] : [])]),
    text: standing === 'applies' ? (written ?? map()) : outside,
    isTemplated: written !== undefined && text?.includes('{{') === true,
    standing,
    isOpaque: text !== undefined && text.trim() !== '' && (mayHoldLines || written === undefined),
    outside,
    ...(isBroken && { problem: problemIn(read.error, node, textOf) }),
  };
}

/** What `pyroscope.config` says by itself: its keys keep a server from starting though structuredConfig covers them. */
export const configTextTree = ({ config }: ChartValues): Tree =>
  valuesTree(config.text, { blocks: [CONFIG], printedAs: () => 'yaml' });

const STRUCTURED = ['pyroscope', 'structuredConfig'];

/** What config.yaml holds at a path for certain, whatever the templates in `pyroscope.config` come to. */
function configured({ config, resolved }: ChartValues, ...path: string[]): ValueNode | undefined {
  const structured = valueAt(resolved, [...STRUCTURED, ...path]);
  if (structured) return structured;
  if (config.standing === 'absent') return undefined;
  const node = valueAt(config.standing === 'applies' ? config.tree : config.outside, path);
  const isFilledIn =
    config.isTemplated &&
    node?.kind === 'scalar' &&
    typeof node.value === 'string' &&
    PLACE_OF_ACTION.test(node.value);
  return isFilledIn ? undefined : node;
}

/** Whether config.yaml may hold something at a path, perhaps out of a template or a text that cannot be read. */
function mayBeConfigured({ config, resolved }: ChartValues, ...path: string[]): boolean {
  if (valueAt(resolved, [...STRUCTURED, ...path])) return true;
  if (config.standing === 'absent') return false;
  return config.isOpaque || valueAt(config.tree, path) !== undefined;
}

/** Why a setting is not sure: what is written may not be there. */
export const IN_A_TEMPLATE = 'a template in pyroscope.config decides it';

/** What values say of one path of the server's configuration; parts of it may come from a template. */
export function configTree(values: ChartValues, prefix: Path = []): Tree {
  const full = (path: Path): string[] => [...prefix, ...path].map(String);
  const written = { blocks: [STRUCTURED], printedAs: () => 'yaml' as const };
  const tree = valuesTree(values.config.tree, written, values.user);
  const own = tree.below(...prefix);
  return {
    ...own,
    at: (...path) => {
      const node = configured(values, ...full(path));
      if (node !== undefined) return configScalar(values, node, full(path));
      const isOpen = mayBeConfigured(values, ...full(path));
      return isOpen
        ? unsure(
            IN_A_TEMPLATE,
            own.place(...path),
            renderedText(valueAt(values.config.tree, full(path)), 'yaml'),
          )
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
  const said = scalarOf(node, [...STRUCTURED, ...path], () => 'yaml');
  if (said === undefined || node.origin.kind !== 'default') return said;
  const minio = ['minio', 'enabled'];
  const written = values.given(...minio);
  const place = { in: 'values', path: minio, on: 'value', ...(written && { node: written }) } as const;
  return said.sure ? { ...said, by: written ? 'person' : 'default', place } : said;
}
