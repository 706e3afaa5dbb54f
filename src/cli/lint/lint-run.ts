import { ownSchema, type SchemaCheck } from '../../chart/own-schema.ts';
import { oneOf } from '../../command-line.ts';
import { EarlyExit } from '../../early-exit.ts';
import type { LintFinding } from '../../lint/lint-result.ts';
import { RuleNames, shownRules } from '../../lint/rule-names.ts';
import type { Pack } from '../../pack.ts';
import type { ChartPack } from '../../release/chart-values.ts';
import { LINT_FORMATS, type LintFormatName } from '../../report/lint/index.ts';
import type { HelmMajor } from '../../values/tree.ts';
import { chartOfFlag } from '../chart-version.ts';
import { exitOn } from '../exit-code.ts';
import { Inputs, loadConfig, readTextOf } from '../inputs.ts';
import type { Io } from '../io.ts';
import { type Output, readOutputs } from '../outputs.ts';
import { chartPacks, packNamed } from '../pack-of-values.ts';
import { packsWithSettings } from '../settings-of-packs.ts';
import { helmMajor } from '../shared-options.ts';
import { type ChartValues, readChartValues } from '../whose-values.ts';
import { ConfigIgnores } from './config-ignores.ts';
import type { LintFlags } from './flags.ts';
import { LintSettings, unknownInConfig } from './settings.ts';

const THRESHOLDS = ['error', 'warning', 'never'] as const;
type FailOn = (typeof THRESHOLDS)[number];

/** One run of the linter: what was asked, and all that holds for every file. */
export interface LintRun {
  readonly flags: LintFlags;
  readonly io: Io;
  readonly inputs: Inputs;
  readonly outputs: readonly Output<LintFormatName>[];
  readonly failOn: FailOn;
  /** Those whose values are linted. */
  readonly packs: readonly ChartPack[];
  /** The one of values about which nothing says whose they are, where the config names one. */
  readonly preferred: ChartPack | undefined;
  readonly helm: HelmMajor;
  readonly settings: LintSettings;
  readonly configIgnores: ConfigIgnores;
  /** The values before, of --from-values. */
  readonly before: ChartValues | undefined;
  readonly ownSchema: SchemaCheck | undefined;
  /** Of every rule of the engine and the packs. */
  readonly names: RuleNames;
  /** `2026-11-21`. */
  readonly today: string;
  /** Says something on standard error, once in a run. */
  readonly note: (text: string) => void;
}

function noteOnce(flags: LintFlags, io: Io): LintRun['note'] {
  const said = new Set<string>();
  return (text) => {
    if (flags.quiet || said.has(text)) return;
    said.add(text);
    io.writeError(`phasegate: note: ${text}\n`);
  };
}

export function isFailure(findings: readonly LintFinding[], { failOn }: LintRun): boolean {
  if (failOn === 'never') return false;
  return findings.some(
    ({ severity }) => severity === 'error' || (failOn === 'warning' && severity === 'warning'),
  );
}

async function readSchema(
  flags: LintFlags,
  settings: LintSettings,
  io: Io,
): Promise<SchemaCheck | undefined> {
  const file = flags.schema ?? settings.pathInConfig(settings.lint.schema);
  if (file === undefined) return undefined;
  const schema = await ownSchema(readTextOf(file, `schema ${file}`, io));
  if (schema.ok) return schema.value;
  throw new EarlyExit(`phasegate: schema ${file}: ${schema.error}`);
}

/** The chart version before, where the flag names one. @throws EarlyExit if it is not a version */
export function fromChartOf(
  { charts: [{ versions }] }: ChartPack,
  { flags: { fromChartVersion }, note }: Pick<LintRun, 'flags' | 'note'>,
): string | undefined {
  if (fromChartVersion === undefined) return undefined;
  const chosen = chartOfFlag('--from-chart-version', fromChartVersion, versions);
  if (chosen.note !== undefined) note(chosen.note);
  return chosen.version;
}

/** Reads config, formats and everything else that holds for all files. @throws EarlyExit if one cannot be used */
export async function startLintRun(flags: LintFlags, io: Io, all: readonly Pack[]): Promise<LintRun> {
  const config = await loadConfig(flags, io, all);
  const packs = await packsWithSettings(flags, io, all);
  const settings = new LintSettings(config, io.cwd);
  const failOn = oneOf(THRESHOLDS, flags.failOn ?? settings.lint.failOn ?? 'error', '--fail-on', 'severity');
  const outputs = readOutputs(flags.format, LINT_FORMATS);
  const chosen = flags.pack === undefined ? chartPacks(packs) : [packNamed(flags.pack, packs)];
  // A word that is not a version ends the run even where no values are found.
  if (chosen[0]) fromChartOf(chosen[0], { flags, note: () => undefined });
  const preferred =
    settings.lint.pack === undefined
      ? undefined
      : packNamed(
          settings.lint.pack,
          packs,
          `${config?.file}:${config?.placeOf(['lint', 'pack'])}: lint.pack`,
        );
  const rules = shownRules(packs);
  const names = new RuleNames(rules);
  exitOn(unknownInConfig(config, names, rules));
  const helm = helmMajor(flags.helm);
  const schema = await readSchema(flags, settings, io);
  const inputs = new Inputs(io);
  const { fromValues: files } = flags;
  const before = files.length > 0 ? await readChartValues({ files, helm }, chosen, inputs, io) : undefined;
  const note = noteOnce(flags, io);
  const today = new Date().toISOString().slice(0, 10);
  return {
    flags,
    io,
    inputs,
    outputs,
    failOn,
    packs: chosen,
    preferred,
    helm,
    settings,
    configIgnores: new ConfigIgnores(settings, io.cwd, today),
    before,
    ownSchema: schema,
    names,
    today,
    note,
  };
}
