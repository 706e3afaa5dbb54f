import { discoverValues } from '../../../src/discover/discover-values.ts';
import type { Discovery, FileSystem, FoundValues } from '../../../src/discover/found-values.ts';
import { type HelmMajor, lookup, type ValueNode } from '../../../src/values/tree.ts';

export type Files = Readonly<Record<string, string>>;

export interface SeenFolder extends FileSystem {
  /** The paths that were read, in their order. */
  readonly reads: string[];
}

/** A file system of absolute paths. */
export function folderOf(files: Files): SeenFolder {
  const reads: string[] = [];
  const read = (path: string): string | undefined => {
    reads.push(path);
    return files[path];
  };
  const list = (folder: string): string[] => {
    const inner = Object.keys(files).filter((path) => path.startsWith(folder === '/' ? '/' : `${folder}/`));
    const names = inner.map((path) => path.slice(folder === '/' ? 1 : folder.length + 1));
    return [...new Set(names.map((name) => name.replace(/\/.*$/, '/')))];
  };
  return { reads, read, list };
}

/** What is found in one of the files; its name is the path without the first slash. */
export const discover = (path: string, files: Files, helm: HelmMajor = 4): Discovery =>
  discoverIn(path, files, folderOf(files), helm);

export function discoverIn(path: string, files: Files, around: FileSystem, helm: HelmMajor = 4): Discovery {
  const text = files[path] ?? '';
  return discoverValues({ name: path.slice(1), path, text }, ['pyroscope'], helm, around);
}

export function found(path: string, files: Files, helm: HelmMajor = 4): readonly FoundValues[] {
  const discovery = discover(path, files, helm);
  if (discovery.kind !== 'values') throw new Error(`${path} is ${JSON.stringify(discovery)}`);
  return discovery.values;
}

/** The values of a file that holds those of one release only. */
export function foundOne(path: string, files: Files, helm: HelmMajor = 4): FoundValues {
  const [one, ...others] = found(path, files, helm);
  if (!one || others.length > 0)
    throw new Error(`${path} holds ${others.length + Number(one !== undefined)}`);
  return one;
}

/** Where a leaf says that it stands, and what is written there: `7:11 false`. */
export function leaf({ values }: FoundValues, text: string, ...path: string[]): string {
  const node = lookup(values, path);
  if (node?.origin.kind !== 'file') throw new Error(`${path.join('.')} is ${node?.origin.kind}`);
  const { line, column, start, end } = node.origin;
  return `${line}:${column} ${text.slice(start, end)}`;
}

/** Like leaf, of the key above it. */
export function keyOf({ values }: FoundValues, text: string, ...path: string[]): string | undefined {
  const origin = lookup(values, path)?.origin;
  return origin?.kind === 'file' && origin.key ? text.slice(origin.key.start, origin.key.end) : undefined;
}

export function everyNode(node: ValueNode): ValueNode[] {
  if (node.kind === 'scalar') return [node];
  const children = node.kind === 'map' ? [...node.entries.values()] : node.items;
  return [node, ...children.flatMap(everyNode)];
}

export function hint({ chart }: FoundValues): string | undefined {
  return chart && `${chart.version} from ${chart.source}`;
}
