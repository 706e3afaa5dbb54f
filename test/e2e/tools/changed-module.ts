import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

/** What is changed in the sources of a module. */
export interface SourceChanges {
  /** Path of the module, which the go.mod of the build requires. */
  readonly path: string;
  /** The folder of it that is compiled. */
  readonly folder: string;
  /** Regular expressions of lines, and what stands for a match. */
  readonly replaced: readonly (readonly [pattern: string, replacement: string])[];
}

/**
 * A copy of a build's module that takes another one with changes. Go refuses changes to what it has downloaded, so that is
 * copied; its checksum is checked before.
 * @returns the path of the folder, which the caller removes
 */
export async function changedModule(module: string, changes: SourceChanges): Promise<string> {
  const downloaded = await download(module, changes.path);
  const folder = await mkdtemp(join(tmpdir(), 'phasegate-go-'));
  try {
    for (const file of ['go.mod', 'go.sum']) await cp(join(module, file), join(folder, file));
    const copy = join(folder, 'copy');
    await cp(join(downloaded, changes.folder), join(copy, changes.folder), { recursive: true });
    // Modules from before go.mod have none.
    const [own, mod] = [join(downloaded, 'go.mod'), join(copy, 'go.mod')];
    await writeFile(mod, existsSync(own) ? await readFile(own) : `module ${changes.path}\n`);
    await change(join(copy, changes.folder), changes.replaced);
    await go(['mod', 'edit', `-replace=${changes.path}=./copy`], folder);
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function change(folder: string, replaced: SourceChanges['replaced']): Promise<void> {
  const patterns = replaced.map(([pattern, text]) => [new RegExp(pattern, 'gm'), text] as const);
  const hits = new Set<RegExp>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // What Go has downloaded is read-only, folders included.
    await chmod(path, entry.isDirectory() ? 0o755 : 0o644);
    if (!entry.isFile() || !entry.name.endsWith('.go')) continue;
    const before = await readFile(path, 'utf8');
    const after = patterns.reduce((text, [pattern, replacement]) => {
      if (text.search(pattern) >= 0) hits.add(pattern);
      return text.replace(pattern, replacement);
    }, before);
    if (after !== before) await writeFile(path, after);
  }
  const idle = patterns.filter(([pattern]) => !hits.has(pattern));
  if (idle.length > 0) throw new Error(`nothing to change for ${idle.map(String).join(', ')}`);
}

async function download(module: string, path: string): Promise<string> {
  const said = JSON.parse(await go(['mod', 'download', '-json', path], module)) as { readonly Dir: string };
  return said.Dir;
}

async function go(args: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, GOWORK: 'off' };
  const { status, stdout, stderr } = await run('go', args, { cwd, env, timeoutMs: 10 * 60_000 });
  if (status !== 0) throw new Error(`go ${args.join(' ')} failed:\n${stderr}${stdout}`);
  return stdout;
}
