import { err, ok, type Result } from '../../result.ts';
import type { ValueNode } from '../../values/tree.ts';
import { withLibrary } from '../../yaml/library.ts';
import type { Io } from '../io.ts';
import { readText } from '../read-text.ts';
import type { RenderFlags } from './flags.ts';

const readFile = (path: string, io: Io): Result<string, string> =>
  path === '-' ? err('standard input holds the manifests') : readText(path, io);

function readFiles(paths: readonly string[], io: Io): Result<{ name: string; text: string }[], string> {
  const files: { name: string; text: string }[] = [];
  for (const path of paths) {
    const text = readFile(path, io);
    if (!text.ok) return err(`phasegate: values file ${path} cannot be read (${text.error})`);
    files.push({ name: path, text: text.value });
  }
  return ok(files);
}

/** The user's values of all -f, --set and --set-string, merged as Helm merges them; undefined when none were given. */
export async function loadValues(flags: RenderFlags, io: Io): Promise<Result<ValueNode | undefined, string>> {
  const { values: paths, set, setString } = flags;
  if (paths.length + set.length + setString.length === 0) return ok(undefined);
  const files = readFiles(paths, io);
  if (!files.ok) return files;
  const { resolveUserValues } = await import('../../values/resolve.ts');
  const setFlags = [
    ...set.map((text) => ({ flag: '--set' as const, text })),
    ...setString.map((text) => ({ flag: '--set-string' as const, text })),
  ];
  const merged = await withLibrary(() =>
    resolveUserValues({ files: files.value, setFlags, readFile: (path) => readFile(path, io) }),
  );
  if (merged.ok) return merged;
  const { file, line, column, flag, message } = merged.error;
  return err(
    file && line
      ? `${file}:${line}:${column ?? 1}: error: ${message}`
      : `phasegate: ${flag ?? 'values'}: ${message}`,
  );
}
