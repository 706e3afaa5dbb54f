import type { LoadedConfig } from '../../config/config.ts';
import { ok, type Result } from '../../result.ts';
import type { Io } from '../io.ts';
import { loadConfig } from '../load-config.ts';
import { type FailOn, failOn } from './fail-on.ts';
import type { LintFlags } from './flags.ts';
import type { RunContext } from './lint-run.ts';
import { type LintOutput, readLintOutputs } from './outputs.ts';
import { runContext } from './run-context.ts';

/** All that is known before the first file is read. */
export interface Prepared {
  readonly flags: LintFlags;
  readonly loaded: LoadedConfig | undefined;
  readonly context: RunContext;
  readonly outputs: readonly LintOutput[];
  readonly failOn: FailOn;
}

/** Notes go to standard error, each once. */
function notes(flags: LintFlags, io: Io): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    if (flags.quiet || said.has(text)) return;
    said.add(text);
    io.writeError(`phasegate: note: ${text}\n`);
  };
}

/** Reads config, formats and what holds for all files. @returns the message for exit code 2 where something cannot be used */
export async function prepare(flags: LintFlags, io: Io): Promise<Result<Prepared, string>> {
  const loaded = await loadConfig(flags, io);
  if (!loaded.ok) return loaded;
  const threshold = failOn(flags.failOn, loaded.value?.config.lint?.failOn);
  if (!threshold.ok) return threshold;
  const outputs = readLintOutputs(flags.format);
  if (!outputs.ok) return outputs;
  const context = await runContext(flags, loaded.value, io, notes(flags, io));
  if (!context.ok) return context;
  return ok({
    flags,
    loaded: loaded.value,
    context: context.value,
    outputs: outputs.value,
    failOn: threshold.value,
  });
}
