import {
  type LoadedConfig,
  type ReleaseConfig,
  type ReleaseSettings,
  settingsForRelease,
} from '../../config/config.ts';
import { ok, type Result } from '../../result.ts';
import type { Choices, ReleaseName, StatedIntent } from '../../step/pack.ts';
import type { Source, Sourced } from '../../step/source.ts';
import type { RenderFlags } from './flags.ts';
import { checkWord, type WordKey } from './words.ts';

/** A word that somebody wrote for one of the settings. */
export type Words = Partial<Record<WordKey, Sourced<string>>>;

const FLAGS: Record<WordKey, string> = {
  phase: '--phase',
  ingesterWeight: '--ingester-weight',
  segmentWriterWeight: '--segment-writer-weight',
  queryBackendFrom: '--query-backend-from',
  chartVersion: '--chart-version',
  serverVersion: '--server-version',
};

const KEYS = Object.keys(FLAGS) as readonly WordKey[];
const SETTINGS = ['ingesterWeight', 'segmentWriterWeight', 'queryBackendFrom'] as const;

/** `ingesterWeight` as an environment variable: PHASEGATE_INGESTER_WEIGHT. */
export const variableFor = (key: string): string =>
  `PHASEGATE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** Checks a word where it was typed: what is no phase, weight, time or version is a mistake in the call. */
function checked(
  key: WordKey,
  value: string,
  source: Source,
  shown: string,
): Result<Sourced<string>, string> {
  const problem = checkWord(key, value);
  return problem === undefined
    ? ok({ value, source })
    : { ok: false, error: `phasegate: ${shown}: ${problem}` };
}

/** What flags and environment say, the former first. @returns the message for exit code 2 where a word is none */
export function readWords(
  flags: RenderFlags,
  env: Readonly<Record<string, string | undefined>>,
): Result<Words, string> {
  const words: Words = {};
  for (const key of KEYS) {
    const variable = variableFor(key);
    const written = flags[key] ?? (env[variable] || undefined);
    if (written === undefined) continue;
    const byFlag = flags[key] !== undefined;
    const source: Source = byFlag
      ? { kind: 'flag', flag: `${FLAGS[key]} ${written}` }
      : { kind: 'environment', variable: `${variable}=${written}` };
    const word = checked(key, written, source, byFlag ? FLAGS[key] : variable);
    if (!word.ok) return word;
    words[key] = word.value;
  }
  return ok(words);
}

function configured(settings: ReleaseConfig): Result<Words, string> {
  const words: Words = {};
  for (const key of KEYS) {
    const found = settings.get(key);
    if (found === undefined) continue;
    const word = checked(
      key,
      String(found.value),
      { kind: 'config', place: found.place },
      `${found.place}: ${key}`,
    );
    if (!word.ok) return word;
    words[key] = word.value;
  }
  return ok(words);
}

const listIn = (settings: ReleaseConfig, key: keyof ReleaseSettings): readonly string[] =>
  (settings.get(key)?.value as readonly string[] | undefined) ?? [];

function choicesOf(flags: RenderFlags, settings: ReleaseConfig): Choices {
  const flagged = { correct: new Set(flags.correct), noCorrect: new Set(flags.noCorrect) };
  return {
    correct: new Set([
      ...flagged.correct,
      ...listIn(settings, 'correct').filter((id) => !flagged.noCorrect.has(id)),
    ]),
    noCorrect: new Set([
      ...flagged.noCorrect,
      ...listIn(settings, 'noCorrect').filter((id) => !flagged.correct.has(id)),
    ]),
    acceptLoss: flags.acceptLoss || settings.get('acceptLoss')?.value === true,
  };
}

function intentOf(words: Words, choices: Choices): StatedIntent {
  const settings = new Map(
    SETTINGS.flatMap((key) => (words[key] ? [[key as string, words[key]] as const] : [])),
  );
  const { phase, chartVersion, serverVersion } = words;
  return {
    ...(phase && { phase }),
    ...(chartVersion && { chartVersion }),
    ...(serverVersion && { serverVersion }),
    settings,
    choices,
  };
}

/** Flags, environment and config joined for one release, in this order of precedence. */
export function intentFor(
  flags: RenderFlags,
  words: Words,
  config: LoadedConfig | undefined,
): (release: ReleaseName) => Result<StatedIntent, string> {
  return (release) => {
    const settings: Result<ReleaseConfig, string> = config
      ? settingsForRelease(config, release)
      : ok(new Map());
    if (!settings.ok) return settings;
    const fromConfig = configured(settings.value);
    if (!fromConfig.ok) return fromConfig;
    return ok(intentOf({ ...fromConfig.value, ...words }, choicesOf(flags, settings.value)));
  };
}
