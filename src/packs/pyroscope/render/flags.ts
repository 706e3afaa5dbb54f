import { type Flags, likely, type ManifestEditor, sure } from '../../../pack.ts';
import { ALL, decidesAnswers, decidesWritePath } from '../facts/components.ts';
import { flagSupport, V1_MODULE_FLAGS } from '../facts/flags.ts';
import { hasStore, PHASE_FACTS, type PyroscopePhase, phaseOfWritePath } from '../facts/phases.ts';
import { QUERY_BACKEND, QUERY_BACKEND_FROM } from '../query-backend-from.ts';
import { chartMajorOf, type PyroscopeCase, type PyroscopeComponent } from '../read/facts.ts';
import { serverOf } from '../read/servers.ts';

const ARCHITECTURE = 'architecture.storage';
const WRITE_PATH = 'write-path';
const INGESTER_WEIGHT = 'write-path.ingester-weight';
const SEGMENT_WRITER_WEIGHT = 'write-path.segment-writer-weight';

/** The flags of one component on their way to a phase. */
class FlagsOnTheWay {
  readonly name: string;
  readonly server: string;
  readonly isChart2: boolean;
  private readonly was: Flags;
  private readonly now: Map<string, string | undefined>;

  constructor(
    component: PyroscopeComponent,
    readonly of: PyroscopeCase,
    private readonly edit: ManifestEditor,
  ) {
    this.name = component.name;
    this.server = serverOf(component);
    this.isChart2 = chartMajorOf(of.now) >= 2;
    this.was = component.flags;
    this.now = new Map(Object.entries(component.flags).map(([name, value]) => [name, likely(value)]));
  }

  /** Those that are set once the edits are made. */
  names(): readonly string[] {
    return [...this.now.keys()];
  }

  /** As Helm rendered it. */
  rendered(flag: string): string | undefined {
    return likely(this.was[flag]);
  }

  private isByChart(flag: string): boolean {
    return this.was[flag]?.by === 'chart';
  }

  set(flag: string, value: string): void {
    this.now.set(flag, value);
    this.edit.flag(this.name, flag, value);
  }

  remove(flag: string): void {
    this.now.delete(flag);
    this.edit.flag(this.name, flag, undefined);
  }

  /** Changes only what the chart wrote: a flag of extraArgs is for the corrections and refusals to judge. */
  setOwn(flag: string, value: string): void {
    if (!this.now.has(flag) || this.isByChart(flag)) this.set(flag, value);
  }

  removeOwn(flag: string): void {
    if (this.isByChart(flag)) this.remove(flag);
  }
}

/**
 * v1: what the chart writes for v2 and for the migration goes; on 2.x storage architecture and write path are set, on
 * 1.x the chart writes none. What came through extraArgs stays, as the chart leaves it, for the corrections to judge.
 */
function flagsOfV1(flags: FlagsOnTheWay): void {
  const { architecture, writePath } = PHASE_FACTS.v1;
  const own = new Map([
    [ARCHITECTURE, architecture],
    [WRITE_PATH, writePath],
  ]);
  const keeps = flags.isChart2 ? own : new Map<string, string>();
  for (const name of flags.names()) if (!keeps.has(name)) flags.removeOwn(name);
  for (const [name, value] of keeps) flags.setOwn(name, value);
}

function writeFlagsOfDual(flags: FlagsOnTheWay): void {
  const { of, isChart2 } = flags;
  const wasDual = phaseOfWritePath(flags.rendered(WRITE_PATH)) === 'dual';
  flags.set(WRITE_PATH, PHASE_FACTS.dual.writePath);
  // A render that is dual already keeps its weights; A6 looks after missing ones.
  const ingester = sure(of.asked('ingesterWeight')) ?? (wasDual || !isChart2 ? undefined : '1');
  const segmentWriter = sure(of.asked('segmentWriterWeight')) ?? (wasDual ? undefined : '1');
  if (ingester !== undefined) flags.set(INGESTER_WEIGHT, ingester);
  if (segmentWriter !== undefined) flags.set(SEGMENT_WRITER_WEIGHT, segmentWriter);
}

/** On 1.x the chart writes `auto` out; from 2.0.0 on it leaves it to the server's default. A dual render without it is A3's to judge. */
function readFlagsOfDualOn1(flags: FlagsOnTheWay, comesFromV2: boolean): void {
  if (comesFromV2) flags.set(QUERY_BACKEND, 'true');
  const from = sure(flags.of.asked('queryBackendFrom')) ?? (comesFromV2 ? 'auto' : undefined);
  if (from) flags.set(QUERY_BACKEND_FROM, from);
}

function readFlagsOfDualOn2(flags: FlagsOnTheWay): void {
  const from = sure(flags.of.asked('queryBackendFrom'));
  if (from === undefined) return;
  if (from === 'auto' || from === '') flags.remove(QUERY_BACKEND_FROM);
  else flags.set(QUERY_BACKEND_FROM, from);
}

/** dual: both write paths with their weights, v2 reads from a time on (charts 1.15.1 to 2.2.1; weights on 1.x are phasegate's own). */
function flagsOfDual(flags: FlagsOnTheWay): void {
  const { name, of, isChart2 } = flags;
  const comesFromV2 =
    sure(of.rendered?.phase) === 'v2' || phaseOfWritePath(flags.rendered(WRITE_PATH)) === 'v2';
  if (isChart2) flags.set(ARCHITECTURE, PHASE_FACTS.dual.architecture);
  if (decidesWritePath(name, chartMajorOf(of.now))) writeFlagsOfDual(flags);
  for (const flag of V1_MODULE_FLAGS) flags.removeOwn(flag);
  if (!decidesAnswers(name)) return;
  if (isChart2) readFlagsOfDualOn2(flags);
  else readFlagsOfDualOn1(flags, comesFromV2);
}

function flagsOfV2On1(flags: FlagsOnTheWay): void {
  if (decidesWritePath(flags.name, 1)) flags.setOwn(WRITE_PATH, PHASE_FACTS.v2.writePath);
  if (flags.name === ALL) {
    const known = V1_MODULE_FLAGS.filter((flag) => flagSupport(flag, flags.server) !== 'unknown');
    for (const flag of known) flags.setOwn(flag, 'false');
  }
  if (decidesAnswers(flags.name)) flags.setOwn(QUERY_BACKEND, 'true');
}

/** v2: writes and reads by v2 alone, as charts 1.19.2 to 1.21.0 and 2.0.0 to 2.2.1 render it. */
function flagsOfV2(flags: FlagsOnTheWay): void {
  for (const flag of [INGESTER_WEIGHT, SEGMENT_WRITER_WEIGHT, QUERY_BACKEND_FROM]) flags.removeOwn(flag);
  if (!flags.isChart2) {
    flagsOfV2On1(flags);
    return;
  }
  flags.removeOwn(WRITE_PATH);
  flags.setOwn(ARCHITECTURE, PHASE_FACTS.v2.architecture);
}

const BY_PHASE: Readonly<Record<PyroscopePhase, (flags: FlagsOnTheWay) => void>> = {
  v1: flagsOfV1,
  dual: flagsOfDual,
  v2: flagsOfV2,
};

/** Switches the flags of v2 on in servers 1.x. */
export const EXPERIMENT_VARIABLE = 'PYROSCOPE_V2_EXPERIMENT';

/**
 * Gives each component the flags that the chart's own render of the phase has. On 1.x servers every v2 flag needs env
 * PYROSCOPE_V2_EXPERIMENT beside it, as the chart renders it.
 */
export function setFlags(of: PyroscopeCase, to: PyroscopePhase, edit: ManifestEditor): void {
  for (const component of of.now.components) {
    const flags = new FlagsOnTheWay(component, of, edit);
    BY_PHASE[to](flags);
    if (flags.isChart2 || !hasStore(to, 'v2') || component.variables[EXPERIMENT_VARIABLE] !== undefined)
      continue;
    if (flags.names().some((name) => flagSupport(name, flags.server) === 'experiment'))
      edit.variable(component.name, EXPERIMENT_VARIABLE, '1');
  }
}
