import { dirname, join, relative } from 'node:path';
import { placesIn } from '../values/tree.ts';
import { type OuterDocument, readOuterDocuments } from './documents.ts';
import type { FileSystem } from './found-values.ts';
import { KUSTOMIZATION_NAMES } from './kustomization.ts';

/** Files written by hand are not longer than this, in UTF-16 units. */
const LONGEST = 1_048_576;

/** Whether a text is short enough to be looked into: a longer one was rendered. */
export const mayBeByHand = (text: string): boolean => text.length <= LONGEST;

/** A repository with more files is not searched as a whole. */
const MOST_FILES = 50_000;

export const YAML_FILE = /\.ya?ml(?:\.gotmpl)?$/;

const PASSED_OVER = new Set(['.git', 'node_modules']);

/** The files around those that are looked at. Everything is read and looked up once. */
export class Repository implements FileSystem {
  private readonly known = new Map<string, unknown>();

  constructor(private readonly around: FileSystem) {}

  list = (folder: string): readonly string[] => this.around.list(folder);

  /** What a look-up finds, which is made once. @param what names it */
  once<T>(what: string, look: () => T): T {
    if (!this.known.has(what)) this.known.set(what, look());
    return this.known.get(what) as T;
  }

  /** The text of a file, undefined if it cannot be read. @param path absolute */
  read = (path: string): string | undefined => this.once(`text ${path}`, () => this.around.read(path));

  /** The root of the repository that a folder is in; the folder above it where there is no repository. */
  rootOf(folder: string): string {
    return this.once(`root ${folder}`, () => this.above(folder) ?? dirname(folder));
  }

  /** The folder at or above one that holds `.git`; undefined where there is none. */
  above(folder: string): string | undefined {
    return this.once(`repository ${folder}`, () => {
      const holds = this.around.list(folder).some((name) => name === '.git' || name === '.git/');
      if (holds) return folder;
      return dirname(folder) === folder ? undefined : this.above(dirname(folder));
    });
  }

  /** The documents of a file, none if it cannot be read, is broken (a template, say), or has none of the words. */
  documents(path: string, words: readonly string[]): readonly OuterDocument[] {
    const text = this.read(path);
    if (text === undefined || !mayBeByHand(text) || !words.some((word) => text.includes(word))) return [];
    return this.once(`documents ${path}`, () => {
      const read = readOuterDocuments({ text, place: placesIn(path, text) });
      return read.ok ? read.value : [];
    });
  }

  /** The YAML files of a folder, absolute. */
  filesIn(folder: string): readonly string[] {
    return this.once(`files ${folder}`, () =>
      this.around
        .list(folder)
        .filter((name) => YAML_FILE.test(name) || KUSTOMIZATION_NAMES.includes(name))
        .map((name) => join(folder, name)),
    );
  }

  /** All YAML files of the repository that a folder is in; none where there is no repository, or too large a one. */
  filesOfRepository(folder: string): readonly string[] {
    const root = this.above(folder);
    if (root === undefined) return [];
    return this.once(`all files ${root}`, () => {
      const files: string[] = [];
      for (const folder of this.foldersFrom(root)) {
        files.push(...this.filesIn(folder));
        if (files.length >= MOST_FILES) return [];
      }
      return files;
    });
  }

  /**
   * The paths of all that is in a repository, from its root, folders with a `/` behind.
   * @returns undefined where the folder is no root of a repository, or the repository is too large
   */
  pathsOf(root: string): readonly string[] | undefined {
    if (this.above(root) !== root) return undefined;
    return this.once(`all paths ${root}`, () => {
      const paths: string[] = [];
      for (const folder of this.foldersFrom(root)) {
        paths.push(
          ...this.around
            .list(folder)
            .map((name) => relative(root, join(folder, name)) + (name.endsWith('/') ? '/' : '')),
        );
        if (paths.length >= MOST_FILES) return undefined;
      }
      return paths;
    });
  }

  /** A folder of a repository and all below it. */
  private *foldersFrom(root: string): Generator<string> {
    const folders = [root];
    for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
      const own = at;
      yield own;
      const below = this.around.list(own).filter((name) => name.endsWith('/'));
      folders.push(
        ...below
          .map((name) => name.slice(0, -1))
          .filter((name) => !PASSED_OVER.has(name))
          .map((name) => join(own, name)),
      );
    }
  }

  /** What one look-up finds in the same file, its folder, or as the only one in the repository. */
  nearest<T>(own: readonly T[], folder: string, inFile: (file: string) => readonly T[]): T | undefined {
    if (own[0] !== undefined) return own[0];
    for (const one of [folder, dirname(folder)]) {
      const beside = this.filesIn(one).flatMap(inFile);
      if (beside[0] !== undefined) return beside[0];
    }
    const [only, ...others] = this.filesOfRepository(folder).flatMap(inFile);
    return others.length === 0 ? only : undefined;
  }
}
