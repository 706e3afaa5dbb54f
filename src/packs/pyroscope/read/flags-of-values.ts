import { isBefore } from '../../../chart/versions.ts';
import {
  type DecidedBy,
  type Flags,
  type Known,
  known,
  type Path,
  type Tree,
  unsure,
} from '../../../pack.ts';
import { scalarOf } from '../../../rules/trees.ts';
import { isTrueInTemplate } from '../../../values/tree.ts';
import { METASTORE_DIRECTORIES } from '../chart-flags.ts';
import { FIRST_CHART, isChart2, isExperimentChart } from '../facts/charts.ts';
import { ALL, decidesAnswers, decidesWritePath, METASTORES } from '../facts/components.ts';
import { flagSupport } from '../facts/flags.ts';
import { PHASE_FACTS, type PyroscopePhase, STORAGE_PATH } from '../facts/phases.ts';
import type { ChartValues, ComponentValues } from './chart-values.ts';
import { renderedText, wholeNumber } from './node-texts.ts';

const NOT_A_TEXT = 'the value is a map or a list';

interface Written {
  readonly flags: Record<string, Known<string>>;
}

const flagPath = (component: string, flag: string): Path => [
  ...(component === ALL ? ['pyroscope'] : ['pyroscope', 'components', component]),
  'extraArgs',
  flag,
];

/** A flag that the chart's templates write, at the value that makes them write it where there is one. */
function byChart(
  { flags }: Written,
  component: string,
  flag: string,
  value: Known<string> | string | undefined,
  path: Path = flagPath(component, flag),
): void {
  if (value === undefined || flag in flags) return;
  if (typeof value === 'string') flags[flag] = known(value, 'chart', { in: 'values', path, on: 'value' });
  else flags[flag] = value;
}

const migrationPath = (key: string): Path => [...STORAGE_PATH, 'migration', key];

/** A key of architecture.storage.migration as the chart passes it on; one that is set to null is empty. */
function migrationValue(values: ChartValues, key: string): Known<string> {
  const path = migrationPath(key);
  const node = values.value(...path.map(String));
  const scalar = scalarOf(node, path);
  if (scalar)
    return scalar.sure && scalar.by === 'default' ? { ...scalar, by: 'chart' as DecidedBy } : scalar;
  const written = node ?? values.given(...path.map(String));
  const place = { in: 'values', path, on: 'value', ...(written && { node: written }) } as const;
  return written && node === undefined ? known('', 'person', place) : unsure(NOT_A_TEXT, place);
}

/** The write path and its weights stand in one `if`: extraArgs."write-path" takes all three away (audit A6). */
function writeFlags(values: ChartValues, name: string, phase: PyroscopePhase, to: Written): void {
  if ('write-path' in to.flags) return;
  const is2 = isChart2(values);
  if (is2 && phase === 'v2') return;
  if (!is2 && phase === 'v1') return;
  byChart(to, name, 'write-path', PHASE_FACTS[phase].writePath, [...STORAGE_PATH, 'v2']);
  if (phase !== 'dual') return;
  if (is2) byChart(to, name, 'write-path.ingester-weight', migrationValue(values, 'ingesterWeight'));
  const weight = is2 ? migrationValue(values, 'segmentWriterWeight') : '1';
  byChart(to, name, 'write-path.segment-writer-weight', weight);
}

/** On 1.x `queryBackend` passes the time on; from 2.0.0 on the time alone does, and `auto` is left to the server. */
function readFlags(values: ChartValues, name: string, phase: PyroscopePhase, to: Written): void {
  if (phase === 'v1') return;
  const hadQueryBackend = 'enable-query-backend' in to.flags;
  if (!isChart2(values)) byChart(to, name, 'enable-query-backend', 'true');
  if (phase !== 'dual') return;
  const path = migrationPath('queryBackendFrom').map(String);
  const node = values.value(...path);
  if (!isTrueInTemplate(node)) return;
  const reads = isTrueInTemplate(values.value(...migrationPath('queryBackend').map(String)));
  if (isChart2(values) ? renderedText(node) === 'auto' : hadQueryBackend || !reads) return;
  const time = migrationValue(values, 'queryBackendFrom');
  const isText = node?.kind === 'scalar' && typeof node.value === 'string';
  byChart(
    to,
    name,
    'enable-query-backend-from',
    isText ? time : unsure('it is not a text', time.place),
    path,
  );
}

const RAFT_SERVER_ID = 'metastore.raft.server-id';
/** The chart's own `pyroscope.metastore.port`. */
export const RAFT_PORT = 9099;
export const RAFT_PEERS = 'dnssrvnoa+_raft._tcp.$(PYROSCOPE_METASTORE_SERVICE)';

/** What a single binary and the metastore get with v2. */
function metastoreFlags(values: ChartValues, name: string, to: Written): void {
  if (isBefore(values.chart, FIRST_CHART.metastoreDirectories)) return;
  for (const [flag, value] of METASTORE_DIRECTORIES) byChart(to, name, flag, value);
}

/** Up to chart 2.1.0 a server id in extraArgs takes its neighbours away as well (audit B6). */
function raftFlags(values: ChartValues, name: string, to: Written): void {
  if (RAFT_SERVER_ID in to.flags && isBefore(values.chart, FIRST_CHART.keepingRaftPeers)) return;
  const port = wholeNumber(values.value('pyroscope', 'metastore', 'port')) ?? RAFT_PORT;
  byChart(to, name, RAFT_SERVER_ID, '$(POD_NAME).$(PYROSCOPE_METASTORE_SERVICE)');
  byChart(to, name, 'metastore.raft.bind-address', `:${port}`);
  byChart(to, name, 'metastore.raft.bootstrap-peers', RAFT_PEERS);
}

/** Where every component finds the metastore and the query-backend. The names depend on the release's. */
function addressFlags(values: ChartValues, name: string, to: Written): void {
  const path = ['pyroscope', 'grpc', 'port'];
  const node = values.value(...path);
  const place = { in: 'values', path, on: 'value', ...(values.given(...path) && node && { node }) } as const;
  const host = (component: string): string =>
    `<fullname>${name === ALL ? '' : `-${component}`}-headless.$(NAMESPACE_FQDN):${renderedText(node) ?? ''}`;
  const addresses = [
    ['query-backend.address', `dns:///_grpc._tcp.${host('query-backend')}`],
    ['metastore.address', `kubernetes:///${host('metastore')}`],
  ] as const;
  for (const [flag, address] of addresses)
    byChart(to, name, flag, unsure('the name of the release decides it', place, address));
}

/** The flags that the chart's own templates write for a component (charts 1.15.1 to 2.2.1). */
function addChartFlags(values: ChartValues, { name, server }: ComponentValues, to: Written): void {
  const { phase } = values;
  if (phase === 'off' || !(isExperimentChart(values) || isChart2(values))) return;
  const is2 = isChart2(values);
  const writes = decidesWritePath(name, values.chartMajor);
  if (!is2 && name === ALL && phase !== 'v1') byChart(to, name, 'storage.backend', 'filesystem');
  if (phase !== 'v1') addressFlags(values, name, to);
  if (phase !== 'v1' && METASTORES.includes(name)) {
    metastoreFlags(values, name, to);
    raftFlags(values, name, to);
  }
  if (is2)
    byChart(to, name, 'architecture.storage', PHASE_FACTS[phase].architecture, [...STORAGE_PATH, 'v2']);
  if (writes) writeFlags(values, name, phase, to);
  if (decidesAnswers(name)) readFlags(values, name, phase, to);
  if (!is2 && name === ALL && phase === 'v2' && !isBefore(values.chart, FIRST_CHART.leavingV1Out))
    for (const flag of ['all.enable-v1-write-path', 'all.enable-v1-read-path'])
      if (flagSupport(flag, server) !== undefined) byChart(to, name, flag, 'false');
}

/** What a component is started with: its extraArgs, and what the chart's own templates write. @param tree its values */
export function flagsOf(values: ChartValues, component: ComponentValues, tree: Tree): Flags {
  const flags: Record<string, Known<string>> = {};
  for (const flag of component.extraArgs.keys()) {
    const said = tree.at('extraArgs', flag);
    flags[flag] = said ?? unsure(NOT_A_TEXT, tree.place('extraArgs', flag));
  }
  addChartFlags(values, component, { flags });
  return flags;
}
