import { resolve } from 'node:path';
import type { Config, LoadedConfig } from '../../config/config.ts';
import { PACKS } from '../../packs/index.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Io } from '../io.ts';
import type { RenderFlags } from './flags.ts';
import { type GateOptions, gateOptions } from './gate/gate-options.ts';

export const MODES = ['enforce', 'check', 'warn'] as const;
export type Mode = (typeof MODES)[number];

/** What a run does besides the intent: flags over environment over config. */
export interface RunOptions {
  readonly mode: Mode;
  readonly report: string | undefined;
  readonly strict: boolean;
  readonly requireMatch: boolean;
  /** Undefined where no gate is asked for. */
  readonly gate?: GateOptions;
}

const isTrue = (word: string | undefined): boolean | undefined =>
  word === undefined || word === '' ? undefined : word !== 'false' && word !== '0';

function modeOf(flags: RenderFlags, env: Io['env'], config: Config | undefined): Result<Mode, string> {
  const word = flags.mode ?? (env.PHASEGATE_MODE || undefined) ?? config?.mode ?? 'enforce';
  const mode = MODES.find((one) => one === word);
  const shown = flags.mode === undefined ? 'PHASEGATE_MODE' : '--mode';
  return mode
    ? ok(mode)
    : err(`phasegate: ${shown}: ${JSON.stringify(word)} is no mode (${MODES.join(', ')})`);
}

function reportFile(flags: RenderFlags, io: Io, loaded: LoadedConfig | undefined): string | undefined {
  const named = flags.report ?? (io.env.PHASEGATE_REPORT || undefined);
  if (named !== undefined) return resolve(io.cwd, named);
  const configured = loaded?.config.report;
  return configured && resolve(loaded.folder, configured);
}

const KNOWN_IDS = new Set(
  PACKS.flatMap((pack) =>
    pack.rules
      .filter((rule) => rule.severity === 'correction')
      .flatMap(({ id, auditId, aliases = [] }) => [id, ...(auditId ? [auditId] : []), ...aliases]),
  ),
);

/** Ids of corrections are checked wherever they were written, and none may be both wanted and not. */
export function checkIds(flags: RenderFlags, config: Config | undefined): string | undefined {
  const entries = [flags, ...(config ? [config, ...(config.releases ?? [])] : [])];
  const ids = entries.flatMap((entry) => [...(entry.correct ?? []), ...(entry.noCorrect ?? [])]);
  const unknown = ids.find((id) => !KNOWN_IDS.has(id));
  const known = [...KNOWN_IDS].filter((id) => /^[A-Z]\d+$/.test(id)).join(', ');
  if (unknown !== undefined) return `phasegate: there is no correction ${unknown} (${known})`;
  const both = entries.flatMap(({ correct, noCorrect }) =>
    (correct ?? []).filter((id) => noCorrect?.includes(id)),
  );
  return both.length > 0 ? `phasegate: correction ${both[0]} is both asked for and left out` : undefined;
}

export function runOptions(
  flags: RenderFlags,
  io: Io,
  loaded: LoadedConfig | undefined,
): Result<RunOptions, string> {
  const mode = modeOf(flags, io.env, loaded?.config);
  if (!mode.ok) return mode;
  const gate = gateOptions(flags, io, loaded);
  if (!gate.ok) return gate;
  return ok({
    mode: mode.value,
    ...(gate.value && { gate: gate.value }),
    report: reportFile(flags, io, loaded),
    strict: flags.strict || (isTrue(io.env.PHASEGATE_STRICT) ?? loaded?.config.strict ?? false),
    requireMatch:
      flags.requireMatch || (isTrue(io.env.PHASEGATE_REQUIRE_MATCH) ?? loaded?.config.requireMatch ?? false),
  });
}
