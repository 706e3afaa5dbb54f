import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { oneOf, readCommandLine, usageError } from '../../../command-line.ts';
import { EarlyExit } from '../../../early-exit.ts';
import { readObject } from '../../../live/connect.ts';
import { inClusterServer } from '../../../live/in-cluster.ts';
import type { Terminal } from '../../../pack.ts';
import { configMapName } from './config-map-state.ts';
import { readCount } from './flag-values.ts';
import { BACKFILL_OPTIONS, BACKFILL_SHAPE, type BackfillFlags } from './flags.ts';
import { type BackfillOptions, readOptions } from './options.ts';
import { type PlanParts, planText } from './plan.ts';
import { isDone, type RunResult, resultJson, resultText } from './report.ts';
import { runBackfill, sourceOf } from './run.ts';
import { costsOf, cutsOf, samplesIn } from './shards.ts';
import { allVerified, shardsOf, statusText } from './status.ts';

const FORMATS = { text: resultText, json: resultJson } as const;
const NAMES = Object.keys(FORMATS) as (keyof typeof FORMATS)[];

/** `phasegate backfill`. @returns the exit code @throws EarlyExit */
export async function backfill(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { flags } = readCommandLine(argv, BACKFILL_SHAPE);
  const now = Date.now();
  if (flags.status) return showStatus(flags, terminal, now);
  const options = readOptions(flags, { cwd: terminal.cwd, env: terminal.env, now });
  if (options.mode === 'plan') return printPlan(flags, options, terminal, now);
  const outputs = (flags.format.length > 0 ? flags.format : ['text']).map((word) => {
    const [name = '', file] = word.split(/=(.*)/s);
    return { print: FORMATS[oneOf(NAMES, name, '--format', 'format')], file };
  });
  if (outputs.filter(({ file }) => file === undefined).length > 1)
    throw usageError(
      '--format: only one format can go to standard output; give the other a file, such as json=report.json',
    );
  // Before a copy of hours, not after it.
  for (const { file } of outputs) if (file !== undefined) checkWritable(file, terminal);
  const result = await runBackfill(options, terminal, now);
  for (const { print, file } of outputs) {
    if (file === undefined) terminal.writeOut(print(result));
    else writeFileSync(resolve(terminal.cwd, file), print(result));
  }
  return exitCodeOf(result, options);
}

/** @throws EarlyExit */
function checkWritable(file: string, { cwd }: Terminal): void {
  try {
    appendFileSync(resolve(cwd, file), '');
  } catch (error) {
    throw usageError(`--format: ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

function exitCodeOf(result: RunResult, { unverified, waits }: BackfillOptions): number {
  if (isDone(result)) return 0;
  if (result.outcome === 'copied, not verifiable' && unverified) return 0;
  return result.outcome === 'copied, verified once' && !waits ? 0 : 1;
}

const SAMPLES_A_SHARD = 50_000_000;

/** Flags that say something to this machine alone, or that the plan writes itself. */
const NOT_IN_JOB: ReadonlySet<string> = new Set([
  'start',
  'end',
  'name',
  'state',
  'check',
  'dryRun',
  'verifyOnly',
  'noWait',
  'plan',
  'shards',
  'image',
  'secret',
  'parallelism',
  'cuts',
  'status',
  'namespace',
  'kubeContext',
  'kubeconfig',
  'format',
  'debug',
]);
const CREDENTIAL = /(?:Password|Token|PasswordFile|TokenFile|CaFile|CertFile|KeyFile)$/;

async function printPlan(
  flags: BackfillFlags,
  options: BackfillOptions,
  terminal: Terminal,
  now: number,
): Promise<number> {
  if (flags.image === undefined) throw usageError('--plan needs --image: an image that has phasegate');
  const { source, close } = sourceOf(options, terminal.interrupted);
  try {
    const range = [
      Math.floor(options.start / 1000) * 1000,
      Math.floor((options.end ?? now) / 1000) * 1000,
    ] as const;
    const costs = await costsOf(source, range, { retryFor: 30_000, stopping: terminal.interrupted });
    const samples = samplesIn(costs, range);
    const count =
      flags.shards === undefined
        ? Math.max(1, Math.ceil(samples / SAMPLES_A_SHARD))
        : readCount(flags.shards, '--shards');
    const parts: PlanParts = {
      name: options.name,
      namespace: flags.namespace ?? terminal.env.HELM_NAMESPACE ?? 'default',
      image: flags.image,
      cuts: cutsOf(range, costs, count),
      samples,
      args: argsOfJob(flags),
      parallelism: readCount(flags.parallelism ?? '2', '--parallelism'),
      ...secretOf(flags),
    };
    terminal.writeOut(planText(parts));
    return 0;
  } finally {
    close();
  }
}

const longName = (name: string): string =>
  /--[a-z-]+/.exec(BACKFILL_OPTIONS[name as keyof typeof BACKFILL_OPTIONS].flag)?.[0] ?? '';

function argsOfJob(flags: BackfillFlags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (NOT_IN_JOB.has(name) || CREDENTIAL.test(name) || value === false || value === undefined) return [];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((one) => (one === true ? longName(name) : `${longName(name)}=${String(one)}`));
  });
}

/** @throws EarlyExit where a credential would be printed */
function secretOf(flags: BackfillFlags): Pick<PlanParts, 'secret'> {
  const given = Object.entries(flags).filter(([name, value]) => CREDENTIAL.test(name) && value !== undefined);
  const inClear = given.filter(([name]) => !/File$/.test(name)).map(([name]) => longName(name));
  const headers = [...flags.readerHeader, ...flags.writerHeader].filter((header) =>
    /^(?:proxy-)?authorization\s*:/i.test(header),
  );
  if (inClear.length > 0 || headers.length > 0)
    throw usageError(
      `${[...inClear, ...headers.map(() => 'an Authorization header')].join(' and ')} would be printed in the plan; give it as a file and pass --secret`,
    );
  if (given.length === 0) return {};
  if (flags.secret === undefined)
    throw usageError(
      `${given.map(([name]) => longName(name)).join(' and ')} in a pod comes from a Secret; pass --secret NAME`,
    );
  return {
    secret: {
      name: flags.secret,
      files: Object.fromEntries(
        given.map(([name]) => [
          longName(name),
          longName(name)
            .slice(2)
            .replace(/-file$/, ''),
        ]),
      ),
    },
  };
}

async function showStatus(flags: BackfillFlags, terminal: Terminal, now: number): Promise<number> {
  const state = flags.state ?? `${flags.name ?? 'backfill'}.backfill.json`;
  const name = configMapName(state);
  const { data, expected } =
    name === undefined ? fileData(state, terminal) : await clusterData(name, flags, terminal);
  const shards = shardsOf(data);
  terminal.writeOut(statusText(shards, expected, now));
  return allVerified(shards, expected) ? 0 : 1;
}

interface StatusData {
  readonly data: Readonly<Record<string, string>>;
  /** How many shards the Job has. */
  readonly expected?: number;
}

function fileData(state: string, { cwd }: Terminal): StatusData {
  try {
    return { data: { 'state.json': readFileSync(resolve(cwd, state), 'utf8') }, expected: 1 };
  } catch (error) {
    throw new EarlyExit(
      `phasegate: ${state} cannot be read (${(error as NodeJS.ErrnoException).code}); pass --state`,
    );
  }
}

async function clusterData(name: string, flags: BackfillFlags, terminal: Terminal): Promise<StatusData> {
  const inside = inClusterServer({ env: terminal.env, stopping: terminal.interrupted });
  const namespace = flags.namespace ?? terminal.env.HELM_NAMESPACE ?? inside?.namespace ?? 'default';
  const address = {
    namespace,
    ...(flags.kubeContext !== undefined && { kubeContext: flags.kubeContext }),
    ...(flags.kubeconfig !== undefined && { kubeconfig: flags.kubeconfig }),
  };
  const options = { env: terminal.env, cwd: terminal.cwd, signal: terminal.interrupted };
  const map =
    inside === undefined
      ? await readObject(address, 'configmap', name, options)
      : await inside.get(`/api/v1/namespaces/${namespace}/configmaps/${name}`);
  inside?.close();
  if (!map.ok) throw new EarlyExit(`phasegate: ${map.error.what} ${map.error.remedy}`);
  if (map.value === undefined)
    throw new EarlyExit(`phasegate: configmap/${name} does not exist in namespace ${namespace}`);
  const { data = {} } = map.value as { data?: Readonly<Record<string, string>> };
  if (inside !== undefined) return { data };
  const job = await readObject(address, 'job', name, options);
  const completions = job.ok
    ? (job.value as { spec?: { completions?: number } }).spec?.completions
    : undefined;
  return { data, ...(completions !== undefined && { expected: completions }) };
}
