import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { LintFinding, LintResult } from '../lint/lint-result.ts';
import type { Io } from './io.ts';

/** Whether a finding's file is one of the disk: `<stdin>` is none, and neither is a flag. */
export const isOfDisk = (name: string): boolean => name !== '' && !/^(?:<|--)/.test(name);

/** A link's target: CI systems may name the checkout by a link to it. What is not there keeps its name. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(real(above), basename(path));
  }
}

/** A file in the real folder that it is in. @param path absolute */
const inRealFolder = (path: string): string => join(real(dirname(path)), basename(path));

/**
 * A file by the one path that no link leads through; other names stay as they are.
 * @param name from the working directory, or absolute
 */
export const realPath = (name: string, { cwd }: Pick<Io, 'cwd'>): string =>
  isOfDisk(name) ? real(resolve(cwd, name)) : name;

/**
 * A file as it is called from a folder, with `/`, whatever links lead to either.
 * @param folder absolute
 * @param name from the working directory, or absolute
 */
export const pathFrom = (folder: string, name: string, { cwd }: Pick<Io, 'cwd'>): string =>
  isOfDisk(name) ? relative(real(folder), inRealFolder(resolve(cwd, name))).replaceAll('\\', '/') : name;

const isWithin = (folder: string, inner: string): boolean => {
  const path = relative(folder, inner);
  return !path.startsWith('..') && !isAbsolute(path);
};

/** The folder above that holds `.git`, which is a file in a work tree. */
function checkoutAround(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : checkoutAround(above);
}

/**
 * The root of the repository around a folder: as GitHub and GitLab name it where the folder is within it, else the checkout.
 * @param folder its real path
 */
function repositoryAround(folder: string, env: Io['env']): string | undefined {
  const named = [env.GITHUB_WORKSPACE, env.CI_PROJECT_DIR]
    .flatMap((one) => (one ? [real(one)] : []))
    .find((one) => isWithin(one, folder));
  return named ?? checkoutAround(folder);
}

/** Formats that another program lays over the files of a repository: it knows them by their path from the root alone. */
const LAID_OVER: ReadonlySet<string> = new Set(['sarif', 'junit', 'github', 'gitlab']);

type Paths = (name: string) => string;

/**
 * How a format names files: as they were given, or from the root of the repository: that of the working directory, or of the
 * file where a run is in none.
 */
export function pathsFor(format: string, { cwd, env }: Pick<Io, 'cwd' | 'env'>): Paths {
  if (!LAID_OVER.has(format)) return (name) => name;
  const around = repositoryAround(real(cwd), env);
  return (name) => {
    if (!isOfDisk(name)) return name;
    // The lines of a link are those of its target: in the repository the link itself is one line, which names the target.
    const targets = [realPath(name, { cwd }), inRealFolder(resolve(cwd, name))];
    const placed = targets
      .map((target) => ({ target, root: around ?? repositoryAround(dirname(target), env) }))
      .find(({ target, root }) => root !== undefined && isWithin(root, target));
    return placed?.root === undefined ? name : relative(placed.root, placed.target).replaceAll('\\', '/');
  };
}

/** A finding whose file a format names in its way. */
export const placedBy =
  (paths: Paths) =>
  (finding: LintFinding): LintFinding =>
    finding.file === undefined ? finding : { ...finding, file: paths(finding.file) };

/** A run of the linter whose files a format names in its way. */
export const resultBy = (paths: Paths, result: LintResult): LintResult => ({
  ...result,
  findings: result.findings.map(placedBy(paths)),
  values: result.values.map((one) => ({
    ...one,
    name: one.files.includes(one.name) ? paths(one.name) : one.name,
    files: one.files.map(paths),
  })),
});
