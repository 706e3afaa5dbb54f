import type { ChartKey, ItemKind, Json, Keys, Shape } from './key.ts';
import { kubernetesType } from './kubernetes.ts';
import { pathOf, rowsOf } from './table.ts';

/** One row of a table of keys. */
export interface KeyRow {
  /** From the top, or from a part: `@pod.replicaCount`. A last name `*` takes all keys of a part in. */
  readonly path: readonly string[];
  readonly kind: string;
  readonly charts: string;
  readonly default: string;
  readonly description: string;
}

export const keyRows = (text: string): readonly KeyRow[] =>
  rowsOf(text).map(([key = '', kind = '', charts = '', value = '', description = '']) => ({
    path: pathOf(key),
    kind,
    charts,
    default: value,
    description,
  }));

const ITEMS: Readonly<Record<string, ItemKind>> = {
  maps: 'maps',
  strings: 'strings',
  hosts: 'hosts',
  'strings or maps': 'strings-or-maps',
};

const SIMPLE: Readonly<Record<string, Shape>> = {
  toggle: { kind: 'toggle' },
  'strict toggle': { kind: 'toggle', isStrict: true },
  text: { kind: 'text' },
  'text of a name': { kind: 'text', form: 'subdomain' },
  'text or false': { kind: 'text-or-false' },
  string: { kind: 'string' },
  boolean: { kind: 'boolean' },
  duration: { kind: 'pattern', of: 'duration' },
  quantity: { kind: 'pattern', of: 'quantity' },
  'port name': { kind: 'pattern', of: 'port name' },
  name: { kind: 'pattern', of: 'name' },
  word: { kind: 'pattern', of: 'word' },
  fraction: { kind: 'fraction' },
  'whole number or percentage': { kind: 'integer-or-percentage' },
  map: { kind: 'map', values: 'anything' },
  'map of scalars': { kind: 'map', values: 'scalars' },
  'map of scalars or maps': { kind: 'map', values: 'scalars-or-maps' },
  'map of annotations': { kind: 'map', values: 'annotations' },
  'map of labels': { kind: 'map', values: 'labels' },
  'map of scalar labels': { kind: 'map', values: 'scalar labels' },
};

/** The shape that a kind stands for, undefined for sections. @throws RangeError for a kind that is none */
function leafShape(kind: string): Shape | undefined {
  if (/^(open )?section$|^@/.test(kind)) return undefined;
  const [, options] = /^one of (.+)$/.exec(kind) ?? [];
  if (options !== undefined) return { kind: 'text', options: options.split(', ') };
  const [, words] = /^list from (.+)$/.exec(kind) ?? [];
  if (words !== undefined) return { kind: 'words', options: words.split(', ') };
  const [, items = ''] = /^list of (.+)$/.exec(kind) ?? [];
  const item = ITEMS[items] ?? kubernetesType(items);
  if (item !== undefined) return { kind: 'list', items: item };
  const type = kubernetesType(kind);
  if (type !== undefined) return { kind: 'object', type };
  const [, minimum, maximum, negative] =
    /^whole number from (\d+)(?: to (\d+))?(, negative taken)?$/.exec(kind) ?? [];
  if (minimum !== undefined)
    return {
      kind: 'integer',
      minimum: Number(minimum),
      ...(maximum && { maximum: Number(maximum) }),
      ...(negative && { takesNegative: true }),
    };
  const [, named = ''] = /^map of scalars or ([A-Z]\w+)$/.exec(kind) ?? [];
  const ofValues = kubernetesType(named);
  if (ofValues !== undefined) return { kind: 'map', values: 'scalars-or-maps', named: ofValues };
  const [, map = kind, content] = /^(map.*) for (\w+)$/.exec(kind) ?? [];
  const simple = SIMPLE[map];
  if (content !== undefined && simple?.kind === 'map') return { ...simple, content };
  if (simple === undefined) throw new RangeError(`${JSON.stringify(kind)} is not a kind of key`);
  return simple;
}

/**
 * What may follow a kind: ` or nothing unless KEY`, `, ranged`, `, never refused`; `, merged`; and `, not null from 2.0.2 where KEY or KEY`,
 * or `, not null before 1.15.1 or where KEY`.
 */
const AFTER_KIND =
  /^(.*?)( or nothing(?: unless (\S+?))?|, ranged|, never refused)?(, merged)?(, not null(?: from (\S+))?(?: before (\S+) or)?(?: where (.+))?)?$/;

function splitKind(text: string): readonly [string, Pick<ChartKey, 'takes' | 'isMerged' | 'nullBreaks'>] {
  const [, kind = '', takes, unless, merged, not, from, before, where] = AFTER_KIND.exec(text) ?? [];
  const values = takes === ', ranged' ? 'lists-and-maps' : takes === ', never refused' ? 'anything' : 'empty';
  return [
    kind,
    {
      ...(takes && { takes: { values, ...(unless && { unless: pathOf(unless) }) } }),
      ...(merged && { isMerged: true }),
      ...(not && {
        nullBreaks: {
          ...(from && { from }),
          ...(before && { before }),
          ...(where && { where: where.split(' or ').map(pathOf) }),
        },
      }),
    },
  ];
}

/** Defaults as a table writes them: one value, or `from 1.15.1: true; from 2.0.2: false`. */
export function readDefaults(text: string): Pick<ChartKey, 'default' | 'defaultSince'> {
  if (text === '') return {};
  if (!text.startsWith('from ')) return { default: JSON.parse(text) as Json };
  const changes = text.split(/(?:^|; )from (\S+): /).slice(1);
  return {
    defaultSince: changes.flatMap((chart, index) =>
      index % 2 === 0 ? [[chart, JSON.parse(changes[index + 1] ?? '') as Json] as const] : [],
    ),
  };
}

/** A key without what it defaults to: the value of another place holds where it is not written. */
function withoutDefault({ default: _default, defaultSince: _changes, ...key }: ChartKey): ChartKey {
  const { shape } = key;
  return shape.kind === 'section' ? { ...key, shape: { ...shape, keys: withoutDefaults(shape.keys) } } : key;
}

const withoutDefaults = (keys: Keys): Keys =>
  Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, withoutDefault(key)]));

/** The part that a kind names: `@pod`, `@pod without defaults`. */
function partOf(kind: string, parts: ReadonlyMap<string, Keys>): Keys {
  const [, name = '', bare] = /^@(\S+)( without defaults)?$/.exec(kind) ?? [];
  const keys = parts.get(name);
  if (keys === undefined) throw new RangeError(`${kind} names a part that no row before it describes`);
  return bare === undefined ? keys : withoutDefaults(keys);
}

/** Successors and notes by the key as the table of keys writes it. */
type Moved = ReadonlyMap<string, { readonly useInstead: string; readonly note: string }>;

const movedRows = (text: string): Moved =>
  new Map(rowsOf(text).map(([key = '', useInstead = '', note = '']) => [key, { useInstead, note }]));

function changesOf(row: KeyRow, moved: Moved): Pick<ChartKey, 'since' | 'removal' | 'deprecated'> {
  const [, since] = /\bfrom (\S+?)(?:,|$)/.exec(row.charts.replace(/ignored from \S+/, '')) ?? [];
  const [, ignored] = /\bignored from (\S+)/.exec(row.charts) ?? [];
  const successor = moved.get(row.path.join('.'));
  return {
    ...(since !== undefined && { since }),
    ...(ignored !== undefined && {
      removal: {
        chart: ignored,
        ...(successor?.useInstead && { useInstead: successor.useInstead }),
        note: successor?.note ?? '',
      },
    }),
    ...(ignored === undefined && successor && { deprecated: successor.useInstead }),
  };
}

/**
 * The keys that two tables describe: the keys themselves, and those that moved.
 * @throws RangeError for a row that cannot be read, SyntaxError for a default that is no JSON
 */
export function readKeys(keyTable: string, movedTable: string): Keys {
  const moved = movedRows(movedTable);
  const top: Record<string, ChartKey> = {};
  const parts = new Map<string, Record<string, ChartKey>>();
  const sections = new Map<string, Record<string, ChartKey>>([['', top]]);
  const sectionAt = (path: readonly string[]): Record<string, ChartKey> => {
    const key = path.join('\n');
    const found = sections.get(key);
    if (found) return found;
    if (path.length !== 1 || !path[0]?.startsWith('@'))
      throw new RangeError(`${path.join('.')} is no section`);
    const part: Record<string, ChartKey> = {};
    sections.set(key, part);
    parts.set(path[0].slice(1), part);
    return part;
  };
  for (const row of keyRows(keyTable)) {
    const holder = sectionAt(row.path.slice(0, -1));
    const name = row.path.at(-1) ?? '';
    if (name === '*') Object.assign(holder, partOf(row.kind, parts));
    else holder[name] = keyOf(row, moved, parts, sections);
  }
  return top;
}

function keyOf(
  row: KeyRow,
  moved: Moved,
  parts: ReadonlyMap<string, Keys>,
  sections: Map<string, Record<string, ChartKey>>,
): ChartKey {
  const [kind, refusals] = splitKind(row.kind);
  const about = {
    description: row.description,
    ...readDefaults(row.default),
    ...changesOf(row, moved),
    ...refusals,
  };
  const leaf = leafShape(kind);
  if (leaf) return { ...about, shape: leaf };
  if (kind.startsWith('@'))
    return { ...about, shape: { kind: 'section', keys: partOf(kind, parts), shared: kind.slice(1) } };
  const keys: Record<string, ChartKey> = {};
  sections.set(row.path.join('\n'), keys);
  return {
    ...about,
    shape: { kind: 'section', keys, ...(kind.startsWith('open') && { open: true }) },
  };
}
