import { pathOfPointer } from '../chart/check-schema.ts';
import { likely } from '../pack.ts';
import type { ChartPack } from '../release/chart-values.ts';
import { type ReleaseValues, releaseValues, stateOfValues } from '../release/from-values.ts';
import type { State } from '../rules/case.ts';
import { parseValues } from '../values/read-values.ts';
import { childrenOf, lookup, type MapNode, placesIn, type ValueNode, walk } from '../values/tree.ts';
import { splitDocuments } from '../yaml/documents.ts';
import { areApart, edited } from './apply-fixes.ts';
import { type Fix, type RawFinding, showPath, type TextEdit, type ValuePath } from './finding.ts';

/**
 * The values of a release as they would be if one of its files held another text.
 * @returns undefined where they could not be read
 */
export type Reread = (file: string, text: string) => Promise<MapNode | undefined>;

/** A release whose findings may be fixed. */
export interface Fixable {
  readonly release: ReleaseValues;
  readonly pack: ChartPack;
  readonly reread: Reread;
}

const startsWith = (path: ValuePath, start: ValuePath): boolean =>
  start.length <= path.length && start.every((key, index) => key === path[index]);

/** The last key of an operation's path that adds an item at the end of a list, wherever that is. */
const AT_THE_END = '-';

/** The same of a path in an operation. */
const mayStartWith = (path: ValuePath, start: ValuePath): boolean =>
  startsWith(
    path.map((key, index) => (key === AT_THE_END ? (start[index] ?? key) : key)),
    start,
  );

type Leaf = readonly [path: ValuePath, what: string];

/**
 * Every scalar, and every empty map and list. A text that holds values, such as those of an Argo CD Application, is
 * read as well where a fix changes something in it.
 */
function leavesOf(root: ValueNode, changes: readonly ValuePath[], at: ValuePath = []): readonly Leaf[] {
  return walk(root).flatMap(([node, below]): readonly Leaf[] => {
    if (childrenOf(node).length > 0) return [];
    const path = [...at, ...below];
    if (node.kind !== 'scalar') return [[path, node.kind]];
    const isAround = changes.some((change) => change.length > path.length && startsWith(change, path));
    const inner = isAround && typeof node.value === 'string' ? mapIn(node.value) : undefined;
    return inner ? leavesOf(inner, changes, path) : [[path, `${typeof node.value} ${String(node.value)}`]];
  });
}

/** The values that one document holds. */
function mapIn(document: string): MapNode | undefined {
  // As Helm 3 reads: nothing is cut once more.
  const read = parseValues(document, placesIn('', document), 3);
  return read.ok ? read.value.values : undefined;
}

/**
 * What one document holds: values, or the operations of a JSON6902 patch, which is a list; each value is where its operation
 * puts it. @returns undefined where it cannot be read
 */
function leavesIn(document: string, changes: readonly ValuePath[]): ReadonlyMap<string, Leaf> | undefined {
  const root = mapIn(document);
  const leaves = root
    ? leavesOf(root, changes).map((leaf) => ['', leaf] as const)
    : operationsIn(document, changes);
  return leaves && new Map(leaves.map(([of, leaf]) => [JSON.stringify([of, leaf[0]]), leaf]));
}

function operationsIn(
  document: string,
  changes: readonly ValuePath[],
): readonly (readonly [index: string, Leaf])[] | undefined {
  const list = document.replace(/^---[ \t]*$/gm, '').replace(/^/gm, ' ');
  const read = mapIn(`operations:\n${list}`);
  const operations = read && lookup(read, ['operations']);
  if (operations?.kind !== 'list') return undefined;
  return operations.items.flatMap((operation, index) => {
    const pointer = lookup(operation, ['path']);
    const path = pointer?.kind === 'scalar' ? pathOfPointer(String(pointer.value)) : [];
    return [...(operation.kind === 'map' ? operation.entries : [])].flatMap(([key, node]) =>
      leavesOf(node, changes, key === 'value' ? path : [key]).map((leaf) => [String(index), leaf] as const),
    );
  });
}

/** The document of a file that all edits are in, before and after them. */
function documentWith(edits: readonly TextEdit[], text: string): readonly [string, string] | undefined {
  const found = splitDocuments(text).find(({ offset, text: { length } }) =>
    edits.every(({ start, end }) => offset <= start && end <= offset + length),
  );
  if (found === undefined) return undefined;
  const { offset } = found;
  const moved = edits.map((edit) => ({ ...edit, start: edit.start - offset, end: edit.end - offset }));
  return [found.text, edited(found.text, moved)];
}

const BY_HAND = 'this text can only be edited by hand';

const IN_POINTER = "the key stands in the operation's path, which can only be edited by hand";

/** Keys of the operation itself: its value is where the operation puts it. */
const isOfOperation = (of: string, { length }: ValuePath): boolean => of !== '' && length === 1;

/** Why a fix is more than it says: an anchor gives what it changes to other values, or the text cannot be read after it. */
function objectionOfText(text: string, { edits, changes }: Fix): string | undefined {
  const [old, fresh] = (documentWith(edits, text) ?? []).map((one) => leavesIn(one, changes));
  if (!old || !fresh) return BY_HAND;
  const appending = new Set<string>();
  for (const [key, [path]] of new Map([...old, ...fresh])) {
    const [was, is] = [old.get(key)?.[1], fresh.get(key)?.[1]];
    if (was === is || changes.some((change) => startsWith(path, change))) continue;
    const [of = ''] = JSON.parse(key) as readonly [string];
    if (isOfOperation(of, path) && !old.has(key)) return IN_POINTER;
    // Which item of the list an operation adds is not known here, and a fix is of one.
    if (changes.some((change) => mayStartWith(path, change)) && appending.add(of).size === 1) continue;
    return isPatch(was, is) ? BY_HAND : `it would also change ${showPath(path)}`;
  }
  return undefined;
}

/** Whether a text of several lines is what is edited, such as a patch that stands in a kustomization. */
const isPatch = (...texts: readonly (string | undefined)[]): boolean =>
  texts.every((one) => one?.startsWith('string ') && one.includes('\n'));

/** What no fix may change, each in words. */
const WATCHED: Readonly<Record<string, (state: State) => string>> = {
  'the phase': ({ phase }) => likely(phase) ?? 'none',
  'the layout': ({ layout }) => likely(layout) ?? 'none',
  'the components': ({ components }) =>
    components.map(({ name, kind }) => (kind === '' ? name : `${name} (${kind})`)).join(', ') || 'none',
  'the volume claims': ({ components }) =>
    components.flatMap(({ name, hasClaims }) => (hasClaims ? [name] : [])).join(', ') || 'none',
};

function objectionOfState(before: State, after: State): string | undefined {
  for (const [what, of] of Object.entries(WATCHED)) {
    const [was, is] = [of(before), of(after)];
    if (was !== is) return `it would change ${what} from ${was} to ${is}`;
  }
  return undefined;
}

/** Looks at the fixes of one release, one after the other: a later one is tried on top of those that are safe. */
class FixGuard {
  private readonly safe: Fix[] = [];
  private now: State | undefined;

  constructor(private readonly fixable: Fixable) {}

  /** Why a fix is not safe; undefined for one that is. */
  async objectionTo(fix: Fix): Promise<string | undefined> {
    const { release, reread } = this.fixable;
    const text = release.textOf(fix.file);
    const ofText = objectionOfText(text, fix);
    if (ofText !== undefined) return ofText;
    const others = this.safe.filter((other) => other.file === fix.file && areApart(fix, other));
    const after = edited(
      text,
      [...others, fix].flatMap(({ edits }) => edits),
    );
    const user = await reread(fix.file, after);
    if (user === undefined) return BY_HAND;
    this.now ??= this.stateOf(release, release.textOf);
    const textOf = (file: string): string => (file === fix.file ? after : release.textOf(file));
    const objection = objectionOfState(this.now, this.stateOf({ ...release, user }, textOf));
    if (objection === undefined) this.safe.push(fix);
    return objection;
  }

  private stateOf(
    { previous: _, resolved: __, ...side }: ReleaseValues,
    textOf: ReleaseValues['textOf'],
  ): State {
    const { pack } = this.fixable;
    return stateOfValues(pack, releaseValues({ ...side, textOf }, pack), textOf);
  }
}

/** What a finding says of its fix. */
type WithFix = Pick<RawFinding, 'fix' | 'message'>;

/**
 * The findings of one release, each with its fix only where that changes nothing but what it is about: no other value,
 * and nothing of the phase, layout, components and claims that the pack reads. Where it would, the finding says so.
 */
export async function withSafeFixes<T extends WithFix>(
  findings: readonly T[],
  fixable: Fixable,
): Promise<readonly (WithFix & Omit<T, 'fix'>)[]> {
  const guard = new FixGuard(fixable);
  const safe: (WithFix & Omit<T, 'fix'>)[] = [];
  for (const finding of findings) {
    const { fix, ...rest } = finding;
    const objection = fix && (await guard.objectionTo(fix));
    if (objection === undefined) safe.push(finding);
    else {
      const remedy = `${rest.message.remedy}; --fix leaves it to you: ${objection}`;
      safe.push({ ...rest, message: { ...rest.message, remedy } });
    }
  }
  return safe;
}
