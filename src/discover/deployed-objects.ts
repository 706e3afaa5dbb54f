import { relative } from 'node:path';
import { toJson } from '../values/tree.ts';
import type { ChartReference } from './chart-reference.ts';
import { itemsField, type KubernetesObject, textField } from './documents.ts';
import { isFluxRelease } from './flux.ts';
import { isKustomization, kustomizationFiles } from './kustomization.ts';
import type { BuiltObject } from './patches.ts';
import { configMapsAmong } from './referred.ts';

/** A use of a chart by an object as a deployment makes it. */
interface ChangedUse {
  readonly use: ChartReference;
  /** What the object, its ConfigMaps and their patches are written in, as their origins name the files. */
  readonly files: ReadonlySet<string>;
}

/** An object as a deployment makes it, with the ConfigMaps that hold its values. */
interface Form {
  readonly object: BuiltObject;
  readonly file: string;
  readonly maps: readonly BuiltObject[];
  readonly among: readonly BuiltObject[];
}

const isChanged = ({ patches = [], unread = [] }: BuiltObject): boolean =>
  patches.length > 0 || unread.length > 0;

/** The objects of a repository as its deployments make them. */
export class DeployedObjects {
  /** Each form that differs from what is written, once. */
  readonly changed: readonly ChangedUse[];
  private readonly written = new Set<string>();
  private readonly rewritten = new Set<string>();
  private readonly patchFiles: ReadonlySet<string>;

  /**
   * @param root of the repository, absolute
   * @param usesOf the uses of the charts by an object; `among` is where what it refers to may be
   */
  constructor(
    deployed: readonly (readonly BuiltObject[])[],
    private readonly root: string,
    usesOf: (
      object: KubernetesObject,
      path: string,
      among: readonly BuiltObject[],
    ) => readonly ChartReference[],
  ) {
    const forms = deployed.flatMap(formsOf);
    this.patchFiles = new Set(deployed.flat().flatMap(filesOfPatches));
    const changed = new Map<string, Form>();
    for (const form of forms) {
      const { object, file, maps } = form;
      const isRewritten = isChanged(object) || maps.length > 0;
      (isRewritten ? this.rewritten : this.written).add(keyOf(file, object.title));
      if (isRewritten) changed.set(signOf(form), changed.get(signOf(form)) ?? form);
    }
    const all = [...changed.values()];
    const isOnlyOne = ({ file, object }: Form): boolean =>
      !this.written.has(keyOf(file, object.title)) &&
      all.filter((one) => one.file === file && one.object.title === object.title).length === 1;
    this.changed = all.flatMap((form) => {
      const { object, file, maps, among } = form;
      const title = this.titleOf(form, isOnlyOne(form));
      const files = new Set([object, ...maps].flatMap(filesOf));
      return usesOf({ ...object, title }, file, among).map((use) => ({ use, files }));
    });
  }

  /** @param path absolute */
  changedWith = (path: string): readonly ChangedUse[] => this.changed.filter(({ files }) => files.has(path));

  /**
   * Whether an object arrives in the cluster as it is written, for all that is known.
   * @param path of its file, absolute
   */
  isAsWritten(path: string, title: string | undefined): boolean {
    const key = keyOf(path, title);
    return this.written.has(key) || !(this.rewritten.has(key) || this.patchFiles.has(path));
  }

  private titleOf({ object, maps }: Form, isOnlyOne: boolean): string {
    const changer = object.changer ?? maps.find(({ changer: one }) => one !== undefined)?.changer;
    if (changer === undefined || (!isChanged(object) && isOnlyOne)) return object.title;
    const place = relative(this.root, changer) || 'kustomization.yaml';
    return `${object.title}, ${isChanged(object) ? 'patched' : 'built'} in ${place}`;
  }
}

/** A use of an object may name a part of it behind a comma. */
const keyOf = (file: string, title = ''): string => `${file} ${title.replace(/,.*/, '')}`;

const formsOf = (objects: readonly BuiltObject[]): readonly Form[] =>
  objects.flatMap((object): readonly Form[] => {
    const { origin } = object.document.values;
    if (origin.kind !== 'file') return [];
    return [{ object, file: origin.file, maps: mapsOf(object, objects), among: objects }];
  });

/** The ConfigMaps of the same deployment that a HelmRelease takes its values from. */
function mapsOf(object: BuiltObject, among: readonly BuiltObject[]): readonly BuiltObject[] {
  if (!isFluxRelease(object)) return [];
  const namespace = textField(object.root, 'metadata', 'namespace');
  return itemsField(object.root, 'spec', 'valuesFrom').flatMap((one) =>
    textField(one, 'kind') === 'ConfigMap'
      ? configMapsAmong(among, textField(one, 'name') ?? '', namespace).slice(0, 1)
      : [],
  );
}

/** The same for forms that say the same. */
const signOf = ({ object, maps, file }: Form): string =>
  JSON.stringify([
    file,
    ...[object, ...maps].map((one) => [
      one.path,
      one.ids[0],
      one.changer,
      // A template says several things at the same place.
      one.patches?.map(({ name, origin: { start }, node }) => [name, start, toJson(node)]),
      one.unread,
    ]),
  ]);

/** The files of an object and its patches, as their origins name them, and the kustomization that has changed it last. */
const filesOf = (object: BuiltObject): readonly string[] => {
  const { origin } = object.document.values;
  const { changer, patches = [] } = object;
  // What a kustomization generates of files is in these.
  const own = origin.kind === 'file' && !isKustomization(origin.file) ? [origin.file] : [];
  const changers =
    changer !== undefined && isChanged(object) ? [changer, ...kustomizationFiles(changer)] : [];
  return [...own, ...patches.map(({ name }) => name), ...changers];
};

/** Files that are nothing but patches. */
const filesOfPatches = ({ patches = [] }: BuiltObject): readonly string[] =>
  patches.flatMap(({ name, path }) => (path.length === 0 ? [name] : []));
