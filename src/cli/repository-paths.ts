import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { LintFinding, LintResult } from '../lint/lint-result.ts';
import type { Io } from './io.ts';

/** Whether a finding's file is one of the disk: `<stdin>` is none, and neither is a flag. */
const isOfDisk = (name: string): boolean => name !== '' && !/^(?:<|--)/.test(name);

/** A link's target: CI systems may name the checkout by a link to it. What is not there keeps its name. */
function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    const above = dirname(folder);
    return above === folder ? folder : join(real(above), basename(folder));
  }
}

/** A file in the real folder that it is in. @param path absolute */
const inRealFolder = (path: string): string => join(real(dirname(path)), basename(path));

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

/** The root of the repository: as GitHub and GitLab name it where a run is within it, else the checkout around it. */
function repositoryRoot({ cwd, env }: Pick<Io, 'cwd' | 'env'>): string | undefined {
  const here = real(cwd);
  const named = [env.GITHUB_WORKSPACE, env.CI_PROJECT_DIR]
    .flatMap((folder) => (folder ? [real(folder)] : []))
    .find((folder) => isWithin(folder, here));
  return named ?? checkoutAround(here);
}

/** Formats that another program lays over the files of a repository: it knows them by their path from the root alone. */
const LAID_OVER: ReadonlySet<string> = new Set(['sarif', 'junit', 'github', 'gitlab']);

type Paths = (name: string) => string;

/** How a format names files: as they were given, or from the root of the repository that they are in. */
export function pathsFor(format: string, io: Pick<Io, 'cwd' | 'env'>): Paths {
  const root = LAID_OVER.has(format) ? repositoryRoot(io) : undefined;
  if (root === undefined) return (name) => name;
  return (name) => {
    const target = inRealFolder(resolve(io.cwd, name));
    return isOfDisk(name) && isWithin(root, target) ? pathFrom(root, target, io) : name;
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
