import { resolve } from 'node:path';
import { oneOf, usageError } from '../../command-line.ts';
import type { Config, LoadedConfig } from '../../config/config.ts';
import type { Pack } from '../../pack.ts';
import type { RenderRequest } from '../../render/render-stream.ts';
import { formatOfFile, RUN_FORMATS, type RunFormatName } from '../../report/run-report.ts';
import { isNamed } from '../../rules/judge.ts';
import { isOn, statedFor } from '../command-line.ts';
import { exitOn } from '../exit-code.ts';
import { Inputs, loadConfig } from '../inputs.ts';
import type { Io } from '../io.ts';
import { packsAsStated } from '../settings-of-packs.ts';
import { setFlagsOf } from '../shared-options.ts';
import { RENDER_OPTIONS, type RenderFlags } from './flags.ts';
import { clusterAddress, type GateChoice, readGate } from './gate-options.ts';
import type { GivenValues } from './given-values.ts';
import { type MatchChoice, readMatch } from './match.ts';
import { intentFor, readSettings } from './settings.ts';

export const MODES = ['enforce', 'check', 'warn'] as const;
export type Mode = (typeof MODES)[number];

/** A report and the form that it is written in; the path is absolute. */
export interface ReportFile {
  readonly file: string;
  readonly format: RunFormatName;
}

/** What a run does besides the intent: flags over environment over config. */
export interface RunOptions {
  readonly mode: Mode;
  /** The report that the user asked for. */
  readonly report: ReportFile | undefined;
  readonly strict: boolean;
  readonly match: MatchChoice;
  readonly gate: GateChoice;
  /** Where the config silences a rule: an ignore, `off` or the baseline. */
  readonly silencedBy: (ruleId: string) => string | undefined;
}

/** One run of render: all that is known before the first manifest is read. */
export interface RenderRun {
  readonly flags: RenderFlags;
  readonly io: Io;
  readonly packs: readonly Pack[];
  readonly options: RunOptions;
  readonly config: LoadedConfig | undefined;
  readonly intentFor: RenderRequest['intentFor'];
  readonly values: RenderRequest['values'];
  /** The same with the texts of its files. */
  readonly given: GivenValues | undefined;
  readonly peer: RenderRequest['peer'];
}

/** @throws EarlyExit for an unknown mode, and for one in which a gate could not stop anything */
function readMode(flags: RenderFlags, io: Io, loaded: LoadedConfig | undefined, gate: GateChoice): Mode {
  const stated = statedFor(RENDER_OPTIONS, 'mode', flags, io.env, loaded);
  const mode = stated === undefined ? 'enforce' : oneOf(MODES, stated.word, stated.shownAs, 'mode');
  // Helm throws away what a post-renderer says where it ends well: nobody would ever see that the gate was closed.
  if (mode === 'warn' && gate.askedBy !== undefined)
    throw usageError(
      `${stated?.shownAs}: warn lets through what the gate refuses, and the gate is on (${gate.askedBy}); use --mode check to try it without writing, or switch the gate off (PHASEGATE_GATE=0)`,
    );
  return mode;
}

/** A path of the config is relative to the config's folder. */
function reportFile(flags: RenderFlags, io: Io, loaded: LoadedConfig | undefined): ReportFile | undefined {
  const named = statedFor(RENDER_OPTIONS, 'report', flags, io.env, loaded);
  const form = statedFor(RENDER_OPTIONS, 'reportFormat', flags, io.env, loaded);
  if (named === undefined) return undefined;
  const folder = named.source.kind === 'config' && loaded ? loaded.folder : io.cwd;
  const names = Object.keys(RUN_FORMATS) as RunFormatName[];
  const format = form && oneOf(names, form.word, form.shownAs, 'format');
  return { file: resolve(folder, named.word), format: format ?? formatOfFile(named.word) };
}

/** Ids of corrections are checked wherever they were written, and none may be both wanted and not. */
function mistakeInIds(
  flags: RenderFlags,
  config: Config | undefined,
  packs: readonly Pack[],
): string | undefined {
  const corrections = packs.flatMap(({ name, rules }) =>
    rules.filter(({ corrects }) => corrects).map((rule) => ({ rule, fullName: `${name}/${rule.id}` })),
  );
  const entries = [flags, ...(config ? [config, ...(config.releases ?? [])] : [])];
  const ids = entries.flatMap((entry) => [...(entry.correct ?? []), ...(entry.noCorrect ?? [])]);
  const unknown = ids.find(
    (id) => !corrections.some(({ rule, fullName }) => fullName === id || isNamed(new Set([id]), rule)),
  );
  const known = new Set(
    corrections.flatMap(({ rule: { id, audit = [] } }) => (audit.length > 0 ? audit : [id])),
  );
  if (unknown !== undefined) return `phasegate: unknown correction ${unknown}; use ${[...known].join(', ')}`;
  const both = entries.flatMap(({ correct, noCorrect }) =>
    (correct ?? []).filter((id) => noCorrect?.includes(id)),
  );
  return both.length > 0
    ? `phasegate: correction ${both[0]} is given to both --correct and --no-correct`
    : undefined;
}

/** Loaded only where the config says something about rules: Helm waits for every start. */
async function readSilenced(
  io: Io,
  loaded: LoadedConfig | undefined,
  packs: readonly Pack[],
): Promise<RunOptions['silencedBy']> {
  if (loaded?.config.lint === undefined) return () => undefined;
  const { silencer } = await import('../silenced.ts');
  return silencer(loaded, packs, io, new Date().toISOString().slice(0, 10)).inRelease;
}

async function readOptions(
  flags: RenderFlags,
  io: Io,
  loaded: LoadedConfig | undefined,
  packs: readonly Pack[],
): Promise<RunOptions> {
  const gate = readGate(flags, io, loaded);
  return {
    mode: readMode(flags, io, loaded, gate),
    gate,
    report: reportFile(flags, io, loaded),
    strict: isOn(statedFor(RENDER_OPTIONS, 'strict', flags, io.env, loaded)),
    match: readMatch(flags, io, loaded, gate.askedBy),
    silencedBy: await readSilenced(io, loaded, packs),
  };
}

/** The user's values; undefined if none were given. @throws EarlyExit */
async function readIntentValues(
  flags: RenderFlags,
  io: Io,
  packs: readonly Pack[],
): Promise<GivenValues | undefined> {
  const { values: files, set, setString } = flags;
  if (files.length + set.length + setString.length === 0) return undefined;
  const inputs = new Inputs(io, 'standard input holds the manifests');
  const request = { files, setFlags: setFlagsOf(flags), helm: 4 } as const;
  const { readChartValues } = await import('../whose-values.ts');
  const { values, defaults, texts } = await readChartValues(request, packs, inputs, io);
  return { values, ...(defaults && { defaults }), textOf: (file) => texts.get(file) ?? '' };
}

/** What reads it is loaded only where a peer is named. @throws EarlyExit if it cannot be used */
async function readPeer(
  flags: RenderFlags,
  io: Io,
  loaded: LoadedConfig | undefined,
): Promise<RenderRequest['peer']> {
  if (!(['peer', 'peerRelease'] as const).some((name) => statedFor(RENDER_OPTIONS, name, flags, io.env)))
    return undefined;
  const { readPeerFile } = await import('../peer.ts');
  return readPeerFile(flags, clusterAddress(flags, io, loaded), io);
}

/** A gate that does not see the releases of a pack would let them through. */
function mistakeInGate(
  { gate }: RunOptions,
  flags: RenderFlags,
  { env }: Io,
  loaded: LoadedConfig | undefined,
): string | undefined {
  const isNamed = Boolean(flags.config ?? env.PHASEGATE_CONFIG);
  const isAllowed = isNamed || isOn(statedFor(RENDER_OPTIONS, 'allowPacks', flags, env));
  if (gate.options === undefined || isAllowed || (loaded?.config.packs ?? []).length === 0) return undefined;
  return `${loaded?.file}:${loaded?.placeOf(['packs'])}: error: the gate would not see the releases of the packs that are left out; give --allow-packs (PHASEGATE_ALLOW_PACKS=1), or name the config with --config`;
}

/** Reads environment, config and values beside the flags. @throws EarlyExit if one cannot be used */
export async function startRender(flags: RenderFlags, io: Io, packs: readonly Pack[]): Promise<RenderRun> {
  const settings = readSettings(flags, io, packs);
  const config = await loadConfig(flags, io, packs);
  exitOn(mistakeInIds(flags, config?.config, packs));
  const options = await readOptions(flags, io, config, packs);
  exitOn(mistakeInGate(options, flags, io, config));
  const given = await readIntentValues(flags, io, packs);
  const peer = await readPeer(flags, io, config);
  const intents = intentFor(flags, settings, config, packs, options.silencedBy);
  const stated = packsAsStated(packs, intents);
  return {
    flags,
    io,
    packs: stated,
    options,
    config,
    intentFor: intents,
    values: given?.values,
    given,
    peer,
  };
}
