import { asVersion } from '../../chart/versions.ts';
import {
  type LoadedConfig,
  type ReleaseConfig,
  type ReleaseSettings,
  settingsForRelease,
} from '../../config/config.ts';
import { isPhase, PHASES } from '../../packs/pyroscope/facts/phases.ts';
import { isTimeWithZone } from '../../packs/pyroscope/query-backend-from.ts';
import { asWeight } from '../../packs/pyroscope/read/weights.ts';
import type { Choices, ReleaseName, StatedIntent } from '../../release/intent.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Sourced } from '../../step/source.ts';
import { either, type Stated, statedFor } from '../command-line.ts';
import { orExit } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { RENDER_OPTIONS, type RenderFlags } from './flags.ts';

/** What is wrong with a setting's word; undefined if nothing is. */
type Validate = (word: string) => string | undefined;

const phase: Validate = (word) =>
  isPhase(word) ? undefined : `unknown phase ${JSON.stringify(word)}; use ${either(PHASES)}`;

const weight: Validate = (word) =>
  asWeight(word) === undefined ? `${JSON.stringify(word)} is not a number from 0 to 1` : undefined;

const version: Validate = (word) =>
  asVersion(word) === undefined ? `${JSON.stringify(word)} is not a version such as 2.2.1` : undefined;

const time: Validate = (word) =>
  word === 'auto' || isTimeWithZone(word)
    ? undefined
    : `${JSON.stringify(word)} is not auto or an RFC 3339 time with a zone, such as 2026-11-01T00:00:00Z`;

/** Settings that are one word each, in flags, environment and config alike. */
const SETTINGS = {
  phase,
  ingesterWeight: weight,
  segmentWriterWeight: weight,
  queryBackendFrom: time,
  chartVersion: version,
  serverVersion: version,
} as const satisfies Partial<Record<keyof RenderFlags, Validate>>;

export type SettingName = keyof typeof SETTINGS;

const NAMES = Object.keys(SETTINGS) as readonly SettingName[];
const OF_A_PHASE = ['ingesterWeight', 'segmentWriterWeight', 'queryBackendFrom'] as const;

/** What the user asked for, by setting. */
export type Settings = Partial<Record<SettingName, Sourced<string>>>;

/** @returns the message for exit code 2 if one cannot be used */
function validateSettings(statedOf: (name: SettingName) => Stated | undefined): Result<Settings, string> {
  const settings: Settings = {};
  for (const name of NAMES) {
    const stated = statedOf(name);
    if (stated === undefined) continue;
    const { word, source, shownAs } = stated;
    const problem = SETTINGS[name](word);
    if (problem !== undefined) return err(`phasegate: ${shownAs}: ${problem}`);
    settings[name] = { value: word, source };
  }
  return ok(settings);
}

/** What flags and environment say. @throws EarlyExit if a word cannot be used */
export const readSettings = (flags: RenderFlags, { env }: Pick<Io, 'env'>): Settings =>
  orExit(validateSettings((name) => statedFor(RENDER_OPTIONS, name, flags, env)));

const configuredSettings = (config: ReleaseConfig): Result<Settings, string> =>
  validateSettings((name) => {
    const found = config.get(name);
    if (found === undefined) return undefined;
    const { value, place } = found;
    return { word: String(value), source: { kind: 'config', place }, shownAs: `${place}: ${name}` };
  });

function idsFor(
  key: 'correct' | 'noCorrect',
  opposite: 'correct' | 'noCorrect',
  flags: RenderFlags,
  config: ReleaseConfig,
): ReadonlySet<string> {
  const configured = (config.get(key satisfies keyof ReleaseSettings)?.value ?? []) as readonly string[];
  return new Set([...flags[key], ...configured.filter((id) => !flags[opposite].includes(id))]);
}

const choicesOf = (flags: RenderFlags, config: ReleaseConfig): Choices => ({
  correct: idsFor('correct', 'noCorrect', flags, config),
  noCorrect: idsFor('noCorrect', 'correct', flags, config),
  acceptLoss: flags.acceptLoss || config.get('acceptLoss')?.value === true,
});

function intentOf(settings: Settings, choices: Choices): StatedIntent {
  const { phase: asked, chartVersion, serverVersion } = settings;
  return {
    ...(asked && { phase: asked }),
    ...(chartVersion && { chartVersion }),
    ...(serverVersion && { serverVersion }),
    settings: new Map(
      OF_A_PHASE.flatMap((name) => (settings[name] ? [[name as string, settings[name]] as const] : [])),
    ),
    choices,
  };
}

/** Flags, environment and config joined for one release, in this order of precedence. */
export function intentFor(
  flags: RenderFlags,
  settings: Settings,
  config: LoadedConfig | undefined,
): (release: ReleaseName) => Result<StatedIntent, string> {
  return (release) => {
    const ofRelease: Result<ReleaseConfig, string> = config
      ? settingsForRelease(config, release)
      : ok(new Map());
    if (!ofRelease.ok) return ofRelease;
    const configured = configuredSettings(ofRelease.value);
    if (!configured.ok) return configured;
    return ok(intentOf({ ...configured.value, ...settings }, choicesOf(flags, ofRelease.value)));
  };
}
