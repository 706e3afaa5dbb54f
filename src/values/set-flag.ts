import type { Result } from '../result.ts';
import { readJsonPrefix } from './json-prefix.ts';
import { mergeMaps } from './merge.ts';
import {
  type FlagOrigin,
  type Grammar,
  type PathStep,
  parseAssignments,
  type SetAssignment,
  type SetFlag,
  showAssignment,
} from './set-grammar.ts';
import {
  fileReader,
  fromFlagData,
  jsonReader,
  literalReader,
  type ReadFile,
  skipBlanks,
  stringReader,
  typedReader,
  type ValueReader,
} from './set-values.ts';
import {
  defaultHelm,
  describeOrigin,
  emptyMap,
  type HelmMajor,
  isNull,
  type ListNode,
  type MapNode,
  scalar,
  type ValueNode,
} from './tree.ts';
import { caught, refuse, type ValuesError } from './values-error.ts';

/** Helm's own limit: a[65536] is the last item that can be set. */
const MAX_INDEX = 65_536;

type Entries = ReadonlyMap<string, ValueNode>;
type Items = readonly ValueNode[];

/**
 * Sets one assignment in a map and gives the new map; what the assignment does not reach is shared with the old one.
 * @throws Refusal if the path goes through something that is not a map or a list, null included
 */
function applyAssignment(base: MapNode, assignment: SetAssignment): MapNode {
  return { ...base, entries: new Applier(assignment).inMap(base.entries, 0) };
}

class Applier {
  private readonly steps: readonly PathStep[];
  private readonly value: ValueNode | undefined;
  private readonly origin: FlagOrigin;
  /** Helm stops at the end of such a text before it puts anything new into a list: `a[0].b=` leaves `a: []`. */
  private readonly isCutOff: boolean;

  constructor({ steps, value, endsText, origin }: SetAssignment) {
    this.steps = steps;
    this.value = value;
    this.origin = origin;
    this.isCutOff = value === undefined || (endsText && steps.at(-1)?.kind === 'key');
  }

  inMap(entries: Entries, at: number): Entries {
    const step = this.steps[at];
    if (step?.kind !== 'key') return entries;
    const next = this.steps[at + 1]?.kind;
    const value = next === undefined ? this.value : this.member(entries.get(step.name), next, at + 1);
    const isDropped = step.name === '' && !changesInPlace(entries.get(''), value, next);
    return value === undefined || isDropped ? entries : new Map(entries).set(step.name, value);
  }

  /** What happens to the map or list that the next step goes into; undefined if it is not even created. */
  private member(given: ValueNode | undefined, next: PathStep['kind'], at: number): ValueNode | undefined {
    if (next === 'index') return this.list(given, at);
    if (given !== undefined && given.kind !== 'map') this.conflict('map', given);
    const entries = this.inMap(given?.entries ?? new Map(), at);
    if (given) return this.checkFilled({ ...given, entries });
    const created: MapNode = { kind: 'map', entries, origin: this.origin };
    return this.checkFilled(created);
  }

  private checkFilled(map: MapNode): MapNode | undefined {
    if (map.entries.size > 0) return map;
    if (this.isCutOff) return undefined;
    return this.refuse('flag-syntax', 'a key after a dot is empty, so nothing is set; write the key');
  }

  private list(given: ValueNode | undefined, at: number): ListNode {
    if (given !== undefined && given.kind !== 'list') this.conflict('list', given);
    const items = this.inList(given?.items ?? [], at);
    return { kind: 'list', items, origin: given?.origin ?? this.origin };
  }

  private inList(items: Items, at: number): Items {
    const step = this.steps[at];
    if (step?.kind !== 'index') return items;
    const next = this.steps[at + 1]?.kind;
    if (next === undefined) return this.value ? this.put(items, step.index, this.value) : items;
    const given = items[step.index];
    const item =
      next === 'key' ? this.mapItem(given, at + 1) : this.list(isNull(given) ? undefined : given, at + 1);
    const isThere = next === 'key' ? given !== undefined : given?.kind === 'list';
    return this.isCutOff && !isThere ? items : this.put(items, step.index, item);
  }

  /** Unlike anywhere else, a map takes the place of an item that is none. */
  private mapItem(given: ValueNode | undefined, at: number): MapNode {
    const map = given?.kind === 'map' ? given : emptyMap(this.origin);
    return { ...map, entries: this.inMap(map.entries, at) };
  }

  private put(items: Items, index: number, value: ValueNode): Items {
    if (index > MAX_INDEX)
      this.refuse('flag-index', `an index is greater than ${MAX_INDEX}, the maximum in Helm`);
    const missing = Math.max(index - items.length, 0);
    const padded = [...items, ...Array.from({ length: missing }, () => scalar(null, this.origin))];
    padded[index] = value;
    return padded;
  }

  private conflict(wanted: 'map' | 'list', given: ValueNode): never {
    const what = isNull(given) ? 'null' : given.kind === 'scalar' ? 'a single value' : `a ${given.kind}`;
    const message = `the path needs a ${wanted}, but ${what} is already there; set the whole value with --set-json, or change the values file`;
    return this.refuse('flag-conflict', message);
  }

  private refuse(kind: 'flag-syntax' | 'flag-index' | 'flag-conflict', message: string): never {
    return refuse(kind, message, { flag: describeOrigin(this.origin) });
  }
}

/** Helm sets nothing under an empty key, but goes into what a file put there and changes it without making it longer. */
function changesInPlace(
  given: ValueNode | undefined,
  value: ValueNode | undefined,
  next: PathStep['kind'] | undefined,
): boolean {
  if (given === undefined || next === undefined) return false;
  return given.kind !== 'list' || value?.kind !== 'list' || value.items.length === given.items.length;
}

export type { ReadFile, SetFlag };

export interface SetContext {
  readonly readFile: ReadFile;
  /** Helm 4 where it is left out. */
  readonly helm?: HelmMajor;
}

/**
 * The values with one flag applied, as pkg/strvals of Helm 3.21 and 4.2 does. The base stays as it is; a base that is
 * no map counts as empty.
 */
export function applySetFlag(
  base: ValueNode,
  flag: SetFlag,
  context: SetContext,
): Result<MapNode, ValuesError> {
  const origin = { kind: 'flag', flag: flag.flag, text: showAssignment(flag, flag.text) } as const;
  const map = base.kind === 'map' ? base : emptyMap(origin);
  return caught(() => {
    const object = readObject(flag, context.helm ?? defaultHelm);
    if (object) return mergeMaps(map, object);
    return parseAssignments(flag, grammarOf(flag, context)).reduce(applyAssignment, map);
  });
}

/** Helm 4 takes a whole JSON object behind --set-json and merges it. */
function readObject(flag: SetFlag, helm: HelmMajor): MapNode | undefined {
  const start = skipBlanks(flag.text, 0);
  if (flag.flag !== '--set-json' || helm !== 4 || flag.text[start] !== '{') return undefined;
  const text = showAssignment(flag, flag.text);
  const { data, end } = readJsonPrefix(flag.text, start, `${flag.flag} ${text}`);
  if (skipBlanks(flag.text, end) < flag.text.length)
    refuse('flag-json', 'unexpected content after the JSON object; remove it', {
      flag: `${flag.flag} ${text}`,
    });
  const node = fromFlagData(data, { kind: 'flag', flag: flag.flag, text });
  return node.kind === 'map' ? node : undefined;
}

function grammarOf({ flag }: SetFlag, context: SetContext): Grammar {
  const readers: Record<SetFlag['flag'], ValueReader> = {
    '--set': typedReader,
    '--set-string': stringReader,
    '--set-json': jsonReader,
    '--set-file': fileReader(context.readFile),
    '--set-literal': literalReader,
  };
  const isLiteral = flag === '--set-literal';
  return {
    escapes: !isLiteral,
    keyStops: isLiteral ? '=[.' : '=[,.',
    readValue: readers[flag],
    helm: context.helm ?? defaultHelm,
  };
}
