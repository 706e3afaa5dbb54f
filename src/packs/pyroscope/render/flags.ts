import { ALL, decidesAnswers, decidesWritePath } from '../facts/components.ts';
import { flagSupport } from '../facts/flags.ts';
import { hasStore, PHASE_FACTS, type Phase, phaseOfWritePath } from '../facts/phases.ts';
import type { Migration } from '../migration.ts';
import type { Workload } from '../workload.ts';

const ARCHITECTURE = 'architecture.storage';
const WRITE_PATH = 'write-path';
const INGESTER_WEIGHT = 'write-path.ingester-weight';
const SEGMENT_WRITER_WEIGHT = 'write-path.segment-writer-weight';
const QUERY_BACKEND = 'enable-query-backend';
const QUERY_BACKEND_FROM = 'enable-query-backend-from';
const V1_MODULES = ['all.enable-v1-write-path', 'all.enable-v1-read-path'];

/** Changes only what the chart wrote: a flag of extraArgs is for the corrections and refusals to judge. */
function setChartFlag(migration: Migration, workload: Workload, name: string, value: string): void {
  const slot = workload.flags.find(name);
  if (slot === undefined || slot.byChart) migration.setFlag(workload, name, value, 'phase');
}

function removeChartFlag(migration: Migration, workload: Workload, name: string): void {
  if (workload.flags.find(name)?.byChart) migration.removeFlag(workload, name, 'phase');
}

/**
 * v1: what the chart writes for v2 and for the migration goes; on 2.x storage architecture and write path are set, on
 * 1.x the chart writes none. What came through extraArgs stays, as the chart leaves it, for the corrections to judge.
 */
function flagsOfV1(migration: Migration, workload: Workload): void {
  const { architecture, writePath } = PHASE_FACTS.v1;
  const own = new Map([
    [ARCHITECTURE, architecture],
    [WRITE_PATH, writePath],
  ]);
  const keeps = migration.release.chartMajor >= 2 ? own : new Map<string, string>();
  for (const { name, byChart } of workload.flags.all())
    if (byChart && !keeps.has(name)) migration.removeFlag(workload, name, 'phase');
  for (const [name, value] of keeps) setChartFlag(migration, workload, name, value);
}

function writeFlagsOfDual(migration: Migration, workload: Workload): void {
  const { settings, release } = migration;
  const wasDual = phaseOfWritePath(workload.flags.value(WRITE_PATH)) === 'dual';
  migration.setFlag(workload, WRITE_PATH, PHASE_FACTS.dual.writePath, 'phase');
  // A render that is dual already keeps its weights; A6 looks after missing ones.
  const ingester = settings.ingesterWeight?.value ?? (wasDual || release.chartMajor < 2 ? undefined : '1');
  const segmentWriter = settings.segmentWriterWeight?.value ?? (wasDual ? undefined : '1');
  if (ingester !== undefined) migration.setFlag(workload, INGESTER_WEIGHT, ingester, 'phase');
  if (segmentWriter !== undefined) migration.setFlag(workload, SEGMENT_WRITER_WEIGHT, segmentWriter, 'phase');
}

/** On 1.x the chart writes `auto` out; from 2.0.0 on it leaves it to the server's default. A dual render without it is A3's to judge. */
function readFlagsOfDualOn1(migration: Migration, workload: Workload, comesFromV2: boolean): void {
  if (comesFromV2) migration.setFlag(workload, QUERY_BACKEND, 'true', 'phase');
  const from = migration.settings.queryBackendFrom?.value ?? (comesFromV2 ? 'auto' : undefined);
  if (from) migration.setFlag(workload, QUERY_BACKEND_FROM, from, 'phase');
}

function readFlagsOfDualOn2(migration: Migration, workload: Workload): void {
  const from = migration.settings.queryBackendFrom?.value;
  if (from === undefined) return;
  if (from === 'auto' || from === '') migration.removeFlag(workload, QUERY_BACKEND_FROM, 'phase');
  else migration.setFlag(workload, QUERY_BACKEND_FROM, from, 'phase');
}

/** dual: both write paths with their weights, v2 reads from a time on (charts 1.15.1 to 2.2.1; weights on 1.x are phasegate's own). */
function flagsOfDual(migration: Migration, workload: Workload): void {
  const { component, flags } = workload;
  const { chartMajor } = migration.release;
  const comesFromV2 = migration.present.phase === 'v2' || phaseOfWritePath(flags.value(WRITE_PATH)) === 'v2';
  if (chartMajor >= 2) migration.setFlag(workload, ARCHITECTURE, PHASE_FACTS.dual.architecture, 'phase');
  if (decidesWritePath(component, chartMajor)) writeFlagsOfDual(migration, workload);
  for (const flag of V1_MODULES) removeChartFlag(migration, workload, flag);
  if (!decidesAnswers(component)) return;
  if (chartMajor >= 2) readFlagsOfDualOn2(migration, workload);
  else readFlagsOfDualOn1(migration, workload, comesFromV2);
}

function flagsOfV2On1(migration: Migration, workload: Workload): void {
  const { component, server } = workload;
  if (decidesWritePath(component, 1)) setChartFlag(migration, workload, WRITE_PATH, PHASE_FACTS.v2.writePath);
  if (component === ALL) {
    const known = V1_MODULES.filter((flag) => flagSupport(flag, server.value) !== 'unknown');
    for (const flag of known) setChartFlag(migration, workload, flag, 'false');
  }
  if (decidesAnswers(component)) setChartFlag(migration, workload, QUERY_BACKEND, 'true');
}

/** v2: writes and reads by v2 alone, as charts 1.19.2 to 1.21.0 and 2.0.0 to 2.2.1 render it. */
function flagsOfV2(migration: Migration, workload: Workload): void {
  for (const flag of [INGESTER_WEIGHT, SEGMENT_WRITER_WEIGHT, QUERY_BACKEND_FROM])
    removeChartFlag(migration, workload, flag);
  if (migration.release.chartMajor < 2) {
    flagsOfV2On1(migration, workload);
    return;
  }
  removeChartFlag(migration, workload, WRITE_PATH);
  setChartFlag(migration, workload, ARCHITECTURE, PHASE_FACTS.v2.architecture);
}

const BY_PHASE: Readonly<Record<Phase, (migration: Migration, workload: Workload) => void>> = {
  v1: flagsOfV1,
  dual: flagsOfDual,
  v2: flagsOfV2,
};

/** Gives each workload that stays the flags that the chart's own render of the phase has. */
export function setFlags(migration: Migration): void {
  for (const workload of migration.workloads) BY_PHASE[migration.target](migration, workload);
}

const EXPERIMENT = 'PYROSCOPE_V2_EXPERIMENT';

function lacksVariable({ environmentValue, flags, server }: Workload): boolean {
  if (environmentValue(EXPERIMENT) !== undefined) return false;
  return flags.all().some(({ name }) => flagSupport(name, server.value) === 'experiment');
}

/** On 1.x servers every v2 flag needs env PYROSCOPE_V2_EXPERIMENT beside it, as the chart renders it. */
export function addExperimentVariable(migration: Migration): void {
  if (migration.release.chartMajor >= 2 || !hasStore(migration.target, 'v2')) return;
  for (const { environment, object } of migration.workloads.filter(lacksVariable)) {
    if (environment.append({ name: EXPERIMENT, value: '1' }, ['value']))
      migration.record(object, { reason: 'phase', action: 'add', what: `env ${EXPERIMENT}=1` });
  }
}
