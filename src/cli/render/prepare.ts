import { err, ok, type Result } from '../../result.ts';
import type { PackInput } from '../../step/pack.ts';
import type { Io } from '../io.ts';
import { loadConfig } from '../load-config.ts';
import type { RenderFlags } from './flags.ts';
import { loadValues } from './load-values.ts';
import { checkIds, type RunOptions, runOptions } from './options.ts';
import { intentFor, readWords } from './stated-intent.ts';

/** All that is known before the first manifest is read. */
export interface Preparation {
  readonly flags: RenderFlags;
  readonly options: RunOptions;
  readonly intentFor: PackInput['intentFor'];
  readonly values: PackInput['values'];
}

/** Reads flags, environment, config and values. @returns the message for exit code 2 where one of them cannot be used */
export async function prepare(flags: RenderFlags, io: Io): Promise<Result<Preparation, string>> {
  const words = readWords(flags, io.env);
  if (!words.ok) return words;
  const config = await loadConfig(flags, io);
  if (!config.ok) return config;
  const badId = checkIds(flags, config.value?.config);
  if (badId !== undefined) return err(badId);
  const options = runOptions(flags, io, config.value);
  if (!options.ok) return options;
  const values = await loadValues(flags, io);
  if (!values.ok) return values;
  return ok({
    flags,
    options: options.value,
    intentFor: intentFor(flags, words.value, config.value),
    values: values.value,
  });
}
