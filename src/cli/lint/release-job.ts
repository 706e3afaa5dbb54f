import { ok, type Result } from '../../result.ts';
import type { HelmMajor } from '../../values/helm-major.ts';
import { resolveWrittenValues } from '../../values/resolve.ts';
import type { Io } from '../io.ts';
import { readText } from '../read-text.ts';
import { setFlagsOf, type ValuesFlags } from '../values-flags.ts';
import type { LintJob } from './lint-job.ts';

/** Reads a file, or standard input for `-`. */
export type TextReader = (path: string) => Result<string, string>;

/** One merged release, as Helm merges its files and flags. @returns the message for exit code 2 where a file cannot be read */
export function releaseJob(
  flags: ValuesFlags,
  helm: HelmMajor,
  readFile: TextReader,
  io: Io,
): Result<LintJob, string> {
  const texts = new Map<string, string>();
  for (const path of flags.values) {
    const text = readFile(path);
    if (!text.ok) return { ok: false, error: `phasegate: values file ${path}: ${text.error}` };
    texts.set(path, text.value);
  }
  const files = flags.values.map((name) => ({ name, text: texts.get(name) ?? '' }));
  const setFlags = setFlagsOf(flags);
  const merged = resolveWrittenValues({ files, setFlags, readFile: (path) => readText(path, io), helm });
  const name = [...flags.values, ...(setFlags.length > 0 ? ['--set'] : [])].join(' + ');
  const file = flags.values.at(-1) ?? '';
  if (!merged.ok) return ok({ file, texts, content: { kind: 'broken', error: merged.error } });
  const values = [{ name, file, prefix: [], ...merged.value }];
  return ok({ file, texts, content: { kind: 'values', values } });
}
