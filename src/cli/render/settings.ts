import { asVersion } from '../../chart/versions.ts';
import type { OptionTable } from '../../command-line.ts';
import { type AskedPack, askedSettings, mistakeIn, phasesText } from '../../config/asked-settings.ts';
import { type LoadedConfig, type ReleaseConfig, settingsForRelease } from '../../config/config.ts';
import { redactAddresses } from '../../redaction.ts';
import type { Choices, ReleaseOfPack, StatedIntent } from '../../release/intent.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Sourced } from '../../step/source.ts';
import { type Stated, statedFor } from '../command-line.ts';
import { orExit } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { RENDER_OPTIONS, type RenderFlags, settingOptions } from './flags.ts';

/** What is wrong with a setting's word; undefined if nothing is. */
type Validate = (word: string) => string | undefined;

const version: Validate = (word) =>
  asVersion(word) === undefined ? `${JSON.stringify(word)} is not a version such as 2.2.1` : undefined;

/** Settings that are one word each, in flags, environment and config alike. */
function validators(packs: readonly AskedPack[]): ReadonlyMap<string, Validate> {
  const phases = new Set(packs.flatMap((pack) => pack.phases.map(({ id }) => id as string)));
  const phase: Validate = (word) =>
    phases.has(word) ? undefined : `unknown phase ${JSON.stringify(word)}; use ${phasesText(packs)}`;
  const ofPacks = askedSettings(packs).map((setting): [string, Validate] => [
    setting.name,
    (word) => {
      const mistake = mistakeIn(setting, word);
      return mistake === undefined ? undefined : `${JSON.stringify(redactAddresses(word))} ${mistake}`;
    },
  ]);
  return new Map([['phase', phase], ...ofPacks, ['chartVersion', version], ['serverVersion', version]]);
}

/** What the user asked for, by setting. */
export type Settings = ReadonlyMap<string, Sourced<string>>;

/** @returns the message for exit code 2 if one cannot be used */
function validateSettings(
  packs: readonly AskedPack[],
  statedOf: (name: string) => Stated | undefined,
): Result<Settings, string> {
  const settings = new Map<string, Sourced<string>>();
  for (const [name, mistakeOf] of validators(packs)) {
    const stated = statedOf(name);
    if (stated === undefined) continue;
    const { word, source, shownAs } = stated;
    const problem = mistakeOf(word);
    if (problem !== undefined) return err(`phasegate: ${shownAs}: ${problem}`);
    settings.set(name, { value: word, source });
  }
  return ok(settings);
}

/** What flags and environment say. @throws EarlyExit if a word cannot be used */
export function readSettings(
  flags: RenderFlags,
  { env }: Pick<Io, 'env'>,
  packs: readonly AskedPack[],
): Settings {
  const table: OptionTable = { ...RENDER_OPTIONS, ...settingOptions(packs) };
  return orExit(validateSettings(packs, (name) => statedFor(table, name, flags, env)));
}

/** What the environment says of the settings of packs, beside a command that has no flags for them. @throws EarlyExit */
export function settingsOfEnvironment({ env }: Pick<Io, 'env'>, packs: readonly AskedPack[]): Settings {
  const table: OptionTable = settingOptions(packs);
  return orExit(validateSettings(packs, (name) => statedFor(table, name, {}, env)));
}

/** What the config says for one release. @returns the message for exit code 2 if a word cannot be used */
export const configuredSettings = (
  config: ReleaseConfig,
  packs: readonly AskedPack[],
): Result<Settings, string> =>
  validateSettings(packs, (name) => {
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
  const configured = (config.get(key)?.value ?? []) as readonly string[];
  return new Set([...flags[key], ...configured.filter((id) => !flags[opposite].includes(id))]);
}

const choicesOf = (flags: RenderFlags, config: ReleaseConfig): Choices => ({
  correct: idsFor('correct', 'noCorrect', flags, config),
  noCorrect: idsFor('noCorrect', 'correct', flags, config),
  acceptLoss: flags.acceptLoss || config.get('acceptLoss')?.value === true,
  acceptUnknownChart: flags.acceptUnknownChart || config.get('acceptUnknownChart')?.value === true,
});

const OF_EVERY_PACK = [
  ...['phase', 'chartVersion', 'serverVersion'],
  ...['correct', 'noCorrect', 'acceptLoss', 'acceptUnknownChart'],
];

function intentOf(settings: Settings, ofPacks: readonly string[], choices: Choices): StatedIntent {
  const [phase, chartVersion, serverVersion] = ['phase', 'chartVersion', 'serverVersion'].map((name) =>
    settings.get(name),
  );
  return {
    ...(phase && { phase }),
    ...(chartVersion && { chartVersion }),
    ...(serverVersion && { serverVersion }),
    settings: new Map(
      ofPacks.flatMap((name) => {
        const found = settings.get(name);
        return found ? [[name, found] as const] : [];
      }),
    ),
    choices,
  };
}

/** Flags, environment and config joined for one release, in this order of precedence. */
export function intentFor(
  flags: RenderFlags,
  settings: Settings,
  config: LoadedConfig | undefined,
  packs: readonly AskedPack[],
  silencedBy: Choices['silencedBy'],
): (release: ReleaseOfPack) => Result<StatedIntent, string> {
  const ofPacks = askedSettings(packs).map(({ name }) => name);
  return (release) => {
    const ofRelease: Result<ReleaseConfig, string> = config
      ? settingsForRelease(config, release, [...OF_EVERY_PACK, ...ofPacks])
      : ok(new Map());
    if (!ofRelease.ok) return ofRelease;
    const configured = configuredSettings(ofRelease.value, packs);
    if (!configured.ok) return configured;
    const all = new Map([...configured.value, ...settings]);
    const choices = { ...choicesOf(flags, ofRelease.value), ...(silencedBy && { silencedBy }) };
    return ok(intentOf(all, ofPacks, choices));
  };
}
