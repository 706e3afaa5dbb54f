import {
  blockLines,
  insertEntryAfter,
  plainOrQuoted,
  removeEntry,
  type TextPatch,
} from '../manifest/line-edit.ts';
import { NamedListEditor } from '../manifest/named-list-editor.ts';
import { describeObject, type ParsedObject } from '../manifest/object.ts';
import { asMap, asSequence, entryOf, follow } from '../manifest/query.ts';
import type { StreamEdits } from '../manifest/stream-edits.ts';
import { textWithin } from '../manifest/text-within.ts';
import type { ManifestEditor, ManifestObject, Path, Tree } from '../pack.ts';
import { editedView, objectBehind, objectView, Written } from '../rules/objects.ts';
import { manifestTree, nodeAt } from '../rules/trees.ts';
import type { YamlItem, YamlNode } from '../yaml/node.ts';
import type { Release } from './from-manifests.ts';
import type { EditRecord } from './intent.ts';
import type { Workload } from './workload.ts';

type Change = Omit<EditRecord, 'object' | 'document'>;

function byComponent(workloads: readonly Workload[]): ReadonlyMap<string, readonly Workload[]> {
  const groups = new Map<string, Workload[]>();
  for (const one of workloads) {
    const group = groups.get(one.component);
    if (group) group.push(one);
    else groups.set(one.component, [one]);
  }
  return groups;
}

interface DraftOfList {
  readonly list: NamedListEditor;
  /** Patches of the text that holds the list as patches of the document. */
  readonly outward: (patches: readonly TextPatch[]) => TextPatch[];
}

/** What a path goes through: the object itself, or from some key on a text that it holds. */
interface FileAt extends Pick<DraftOfList, 'outward'> {
  readonly text: string;
  readonly root: YamlNode | null;
  /** The path within. */
  readonly inner: Path;
}

/** @throws Error for a text that cannot be edited as it is written */
function fileAt(object: ParsedObject, path: Path): FileAt {
  const { node: root, document } = object;
  for (let length = 1; length < path.length; length += 1) {
    const keys = path.slice(0, length);
    if (follow(nodeAt(root, keys))?.kind !== 'scalar') continue;
    const within = textWithin(object, ...keys.map(String));
    if (!within?.read.ok || !within.isEditable)
      throw new Error(`${keys.join('.')} of ${describeObject(object)} is not a text that can be edited`);
    return {
      text: within.text,
      root: within.read.root,
      inner: path.slice(length),
      outward: within.outward,
    };
  }
  return { text: document.text, root, inner: path, outward: (patches) => [...patches] };
}

/** One release with the edits made so far. Nothing reaches the stream before `commit`. */
export class ReleaseDraft {
  readonly records: EditRecord[] = [];
  private readonly dropped = new Set<ParsedObject>();
  private readonly patches: { object: ParsedObject; patch: TextPatch }[] = [];
  private readonly lists = new Map<ParsedObject, Map<string, DraftOfList>>();
  private readonly written = new Map<ParsedObject, Written>();
  /** Workloads that stay, by component. Emptied by each drop. */
  private staying: ReadonlyMap<string, readonly Workload[]> | undefined;

  constructor(readonly release: Release) {}

  /** Workloads that stay. */
  get workloads(): readonly Workload[] {
    return this.release.workloads.filter(({ object }) => !this.dropped.has(object));
  }

  /** Those of a component that stay; more than one where two charts of a release bring the same. */
  workloadsOf(component: string): readonly Workload[] {
    this.staying ??= byComponent(this.workloads);
    return this.staying.get(component) ?? [];
  }

  /** Objects that stay. */
  get objects(): readonly ParsedObject[] {
    return this.release.objects.filter((object) => !this.dropped.has(object));
  }

  get droppedObjects(): readonly ParsedObject[] {
    return [...this.dropped];
  }

  drop(object: ParsedObject, reason: string): void {
    this.dropped.add(object);
    this.staying = undefined;
    this.record(object, { reason, action: 'drop', what: describeObject(object) });
  }

  /** An object as what was written into it leaves it. */
  viewOf(object: ParsedObject): ManifestObject {
    const written = this.written.get(object);
    return written ? editedView(object, written) : objectView(object);
  }

  /** Notes what a patch writes at a path, or takes out of it. */
  write(object: ParsedObject, path: Path, value: unknown): void {
    const written = this.written.get(object) ?? new Written();
    written.set(path, value);
    this.written.set(object, written);
  }

  /** Patches an object at a place that no draft of a list covers. */
  patch(object: ParsedObject, patch: TextPatch, change: Change): void {
    this.patches.push({ object, patch });
    this.record(object, change);
  }

  record(object: ParsedObject, change: Change): void {
    this.records.push({ ...change, object: describeObject(object), document: object.document.index });
  }

  /** The draft of a list in an object, or in a text of it; the same one each time. */
  listIn(object: ParsedObject, path: Path): NamedListEditor {
    const lists = this.lists.get(object) ?? new Map<string, DraftOfList>();
    this.lists.set(object, lists);
    const key = path.join('\0');
    const before = lists.get(key);
    if (before) return before.list;
    const { text, root, inner, outward } = fileAt(object, path);
    const map = asMap(nodeAt(root, inner.slice(0, -1)));
    const entry = entryOf(map, String(inner.at(-1)));
    const list = new NamedListEditor(text, asSequence(entry?.value), map && { map, entry });
    lists.set(key, { list, outward });
    return list;
  }

  /** Hands all edits to the stream's. */
  commit(edits: StreamEdits): void {
    for (const object of this.dropped) edits.drop(object);
    for (const { flags, environment, ports, mounts, object } of this.workloads)
      for (const draft of [flags, environment, ports, mounts]) edits.patch(object.document, draft.patches());
    for (const [object, lists] of this.lists)
      if (!this.dropped.has(object))
        for (const { list, outward } of lists.values()) edits.patch(object.document, outward(list.patches()));
    for (const { object, patch } of this.patches)
      if (!this.dropped.has(object)) edits.patch(object.document, [patch]);
  }
}

const CONTAINER_LISTS = { env: 'environment', ports: 'ports', volumeMounts: 'mounts' } as const;

/** Edits of one rule, or of the phase, laid on a draft. @throws Error for a component or place that is not there */
export class DraftEditor implements ManifestEditor {
  constructor(
    private readonly draft: ReleaseDraft,
    /** The rule's id, or `phase`. */
    private readonly reason: string,
  ) {}

  /** Each gets every edit. */
  private workloads(component: string): readonly Workload[] {
    const found = this.draft.workloadsOf(component);
    if (found.length > 0) return found;
    const there = this.draft.workloads.map((one) => one.component).join(', ');
    throw new Error(`there is no component ${component} to edit, only ${there || 'none'}`);
  }

  private record(object: ParsedObject, change: Omit<Change, 'reason'>): void {
    this.draft.record(object, { reason: this.reason, ...change });
  }

  flag(component: string, name: string, value: string | undefined): void {
    for (const workload of this.workloads(component)) this.flagOf(workload, name, value);
  }

  private flagOf({ flags, object }: Workload, name: string, value: string | undefined): void {
    const before = flags.value(name);
    if (before === value) return;
    const dashes = flags.dashesOf(name);
    const was = `${dashes}${name}=${before}`;
    if (value === undefined) {
      flags.remove(name);
      this.record(object, { action: 'remove', what: was });
      return;
    }
    flags.set(name, value);
    const what = `${dashes}${name}=${value}`;
    this.record(
      object,
      before === undefined ? { action: 'add', what } : { action: 'set', what, before: was },
    );
  }

  variable(component: string, name: string, value: string | undefined): void {
    for (const { environment, object } of this.workloads(component)) {
      const isThere = environment.named(name) !== undefined;
      if (value === undefined) {
        if (environment.removeNamed(name)) this.record(object, { action: 'remove', what: `env ${name}` });
      } else if (environment.setNamedValue(name, value) || environment.append({ name, value }, ['value']))
        this.record(object, { action: isThere ? 'set' : 'add', what: `env ${name}=${value}` });
    }
  }

  mount(component: string, path: string, subPath: string): void {
    for (const { mounts, object } of this.workloads(component))
      if (mounts.append({ name: 'data', mountPath: path, subPath }))
        this.record(object, { action: 'add', what: `volume mount ${path}` });
  }

  removeItem(
    of: string | ManifestObject,
    path: Path,
    test: (item: Tree) => boolean,
    shownAs: string,
  ): boolean {
    let isAnyRemoved = false;
    for (const { object, list } of this.listsOf(of, path)) {
      const isRemoved = list.removeFirst(({ value }: YamlItem) =>
        test(manifestTree(value, object.document.index)),
      );
      if (isRemoved) this.record(object, { action: 'remove', what: shownAs });
      isAnyRemoved ||= isRemoved;
    }
    return isAnyRemoved;
  }

  append(view: ManifestObject, path: Path, item: object, shownAs: string, after?: string): void {
    const object = objectBehind(view);
    const flow = JSON.stringify(item);
    const change = { reason: this.reason, action: 'add', what: shownAs } as const;
    const { text, root, inner, outward } = fileAt(object, path);
    const map = asMap(nodeAt(root, inner.slice(0, -1)));
    const key = String(inner.at(-1));
    const entry = entryOf(map, key);
    if (asSequence(entry?.value)) {
      this.draft.listIn(object, path).add({ lines: blockLines(item), flow });
      this.draft.record(object, change);
      return;
    }
    const last = (after === undefined ? undefined : entryOf(map, after)) ?? map?.entries.at(-1);
    if (map === undefined || last === undefined)
      throw new Error(`${path.join('.')} of ${describeObject(object)} is not in a map`);
    const space = entry?.value.start === entry?.value.end ? ' ' : '';
    const patch = entry
      ? { start: entry.value.start, end: entry.value.end, text: `${space}[${flow}]` }
      : insertEntryAfter(text, map, last, {
          lines: blockLines({ [key]: [item] }),
          flow: `${JSON.stringify(key)}: [${flow}]`,
        });
    for (const one of outward([patch])) this.draft.patch(object, one, change);
  }

  private listsOf(of: string | ManifestObject, path: Path) {
    if (typeof of !== 'string') {
      const object = objectBehind(of);
      return [{ object, list: this.draft.listIn(object, path) }];
    }
    const name = CONTAINER_LISTS[path[0] as keyof typeof CONTAINER_LISTS];
    if (name === undefined) throw new Error(`no list ${path.join('.')} of a container can be edited`);
    return this.workloads(of).map((workload) => ({ object: workload.object, list: workload[name] }));
  }

  /** The map that holds the last key of a path. */
  private mapAt(view: ManifestObject, path: Path) {
    const object = objectBehind(view);
    const map = asMap(nodeAt(object.node, path.slice(0, -1)));
    if (map === undefined) throw new Error(`${path.join('.')} of ${view.kind}/${view.name} is not in a map`);
    const key = String(path.at(-1));
    return { object, map, key, entry: entryOf(map, key), text: object.document.text };
  }

  set(view: ManifestObject, path: Path, value: unknown, after?: string): void {
    const { object, map, key, entry, text } = this.mapAt(view, path);
    const flow = JSON.stringify(value);
    const change = { reason: this.reason, what: `${key}: ${flow}` } as const;
    if (value === undefined) {
      if (!entry) return;
      this.draft.write(object, path, undefined);
      this.draft.patch(object, removeEntry(text, map, entry), { ...change, action: 'remove', what: key });
      return;
    }
    this.draft.write(object, path, value);
    if (entry) {
      const { start, end } = follow(entry.value) ?? entry.value;
      const space = start === end ? ' ' : '';
      this.draft.patch(object, { start, end, text: `${space}${flow}` }, { ...change, action: 'set' });
      return;
    }
    const last = (after === undefined ? undefined : entryOf(map, after)) ?? map.entries.at(-1);
    if (!last) throw new Error(`the map of ${path.join('.')} in ${view.kind}/${view.name} is empty`);
    const form = {
      lines: [`${key}: ${typeof value === 'string' ? plainOrQuoted(value) : flow}`],
      flow: `${JSON.stringify(key)}: ${flow}`,
    };
    this.draft.patch(object, insertEntryAfter(text, map, last, form), { ...change, action: 'add' });
  }

  replace(view: ManifestObject, path: Path, key: string, value: unknown): void {
    const { object, map, entry, key: before } = this.mapAt(view, path);
    if (!entry) return;
    const flow = JSON.stringify(value);
    const text = `${map.flow ? JSON.stringify(key) : key}: ${flow}`;
    const change = { reason: this.reason, action: 'set', what: `${key}: ${flow}`, before } as const;
    this.draft.patch(object, { start: entry.keyStart, end: entry.value.end, text }, change);
  }

  drop(view: ManifestObject): void {
    this.draft.drop(objectBehind(view), this.reason);
  }
}
