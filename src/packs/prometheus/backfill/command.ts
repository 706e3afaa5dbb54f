import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { oneOf, readCommandLine, usageError } from '../../../command-line.ts';
import { EarlyExit } from '../../../early-exit.ts';
import { readObject } from '../../../live/connect.ts';
import { inClusterServer } from '../../../live/in-cluster.ts';
import type { Terminal } from '../../../pack.ts';
import type { Clock } from './clock.ts';
import { configMapName } from './config-map-state.ts';
import { BACKFILL_SHAPE, type BackfillFlags } from './flags.ts';
import { type BackfillOptions, latestEnd, readOptions } from './options.ts';
import { planText } from './plan.ts';
import { readPlanFlags, shardsFor } from './plan-flags.ts';
import { ReadFailure } from './read-range.ts';
import { isDone, type RunResult, resultJson, resultText } from './report.ts';
import { runBackfill, sourceOf } from './run.ts';
import { costsOf, cutsOf, samplesIn } from './shards.ts';
import { allVerified, shardsOf, shardsPlanned, statusJson, statusText } from './status.ts';

const FORMATS = ['text', 'json'] as const;
type Format = (typeof FORMATS)[number];

/** `phasegate backfill`. @returns the exit code @throws EarlyExit */
export async function backfill(argv: readonly string[], terminal: Terminal, clock?: Clock): Promise<number> {
  const { flags } = readCommandLine(argv, BACKFILL_SHAPE);
  const now = Date.now();
  if (flags.status) return showStatus(flags, readOutputs(flags, terminal), terminal, now);
  const options = readOptions(flags, { cwd: terminal.cwd, env: terminal.env, now });
  if (options.mode === 'plan') return printPlan(flags, options, terminal, now);
  const outputs = readOutputs(flags, terminal);
  // Answers lie outside of the heap until the small objects that hold them are collected, which a young generation
  // that grows puts off: 123 MiB became 98 for no more time (Node 20).
  setFlagsFromString('--semi-space-growth-factor=1');
  const result = await runBackfill(options, terminal, now, clock);
  const isTold = tell(outputs, { text: resultText(result), json: resultJson(result) }, terminal);
  return isTold ? exitCodeOf(result, options) : 1;
}

/** Where a report goes in which form; without a file to standard output. */
interface Output {
  readonly format: Format;
  readonly file: string | undefined;
}

/** What --format asks for. @throws EarlyExit */
function readOutputs(flags: BackfillFlags, terminal: Terminal): readonly Output[] {
  const outputs = (flags.format.length > 0 ? flags.format : ['text']).map((word) => {
    const [name = '', file] = word.split(/=(.*)/s);
    return { format: oneOf(FORMATS, name, '--format', 'format'), file };
  });
  if (outputs.filter(({ file }) => file === undefined).length > 1)
    throw usageError(
      '--format: only one format can go to standard output; give the other a file, such as json=report.json',
    );
  // Before a copy of hours, not after it.
  for (const { file } of outputs) if (file !== undefined) checkWritable(file, terminal);
  return outputs;
}

/** @returns whether every file holds its text */
function tell(
  outputs: readonly Output[],
  texts: Readonly<Record<Format, string>>,
  terminal: Terminal,
): boolean {
  let isTold = true;
  for (const { format, file } of outputs) {
    if (file === undefined) terminal.writeOut(texts[format]);
    else isTold = writeReport(file, texts[format], terminal) && isTold;
  }
  return isTold;
}

/** What a run of hours came to is told in any case. @returns whether the file holds it */
function writeReport(file: string, text: string, { cwd, writeError }: Terminal): boolean {
  try {
    writeFileSync(resolve(cwd, file), text);
    return true;
  } catch (error) {
    writeError(
      `phasegate: --format: ${file} cannot be written (${(error as NodeJS.ErrnoException).code}); the report is:\n${text}`,
    );
    return false;
  }
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
  // What an earlier run has seen is no success of one that failed.
  return result.outcome === 'copied, verified once' && !waits && result.problem === undefined ? 0 : 1;
}

const SAMPLES_A_SHARD = 50_000_000;

async function printPlan(
  flags: BackfillFlags,
  options: BackfillOptions,
  terminal: Terminal,
  now: number,
): Promise<number> {
  // Before any server is asked: what cannot be planned is told at once.
  const { shards, ...asked } = readPlanFlags(flags, options, terminal.env);
  const { source, close } = sourceOf(options, terminal.interrupted);
  try {
    const range = [
      Math.floor(options.start / 1000) * 1000,
      Math.floor((options.end ?? latestEnd(now)) / 1000) * 1000,
    ] as const;
    const costs = await costsOf(source, range, { retryFor: 30_000, stopping: terminal.interrupted });
    const samples = samplesIn(costs, range);
    const cuts = cutsOf(range, costs, shards ?? shardsFor(samples, SAMPLES_A_SHARD));
    terminal.writeOut(planText({ ...asked, cuts, samples }));
    return 0;
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    throw new EarlyExit(
      `phasegate: the source cannot be read, so its range cannot be cut: ${error.message}; check --reader-url from where the plan is made`,
    );
  } finally {
    close();
  }
}

/** @returns 0 where all is verified for good, 2 where a state cannot be read */
async function showStatus(
  flags: BackfillFlags,
  outputs: readonly Output[],
  terminal: Terminal,
  now: number,
): Promise<number> {
  const state = flags.state ?? `${flags.name ?? 'backfill'}.backfill.json`;
  const name = configMapName(state);
  const { data, expected } =
    name === undefined ? fileData(state, terminal) : await clusterData(name, flags, terminal);
  const shards = shardsOf(data);
  const isTold = tell(
    outputs,
    { text: statusText(shards, expected, now), json: statusJson(shards, expected) },
    terminal,
  );
  if (shards.some(({ problem }) => problem !== undefined)) return 2;
  return isTold && allVerified(shards, expected) ? 0 : 1;
}

interface StatusData {
  readonly data: Readonly<Record<string, string>>;
  /** How many shards there are to be. */
  readonly expected: number;
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
  return { data, expected: shardsPlanned(data) };
}
