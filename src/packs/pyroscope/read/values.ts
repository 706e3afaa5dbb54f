import { isBefore } from '../../../chart/versions.ts';
import {
  type DecidedBy,
  type Flags,
  type Known,
  known,
  likely,
  type Path,
  type Tree,
  unsure,
} from '../../../pack.ts';
import { settingReader } from '../../../rules/settings.ts';
import { inBlocks, scalarOf, valuesTree } from '../../../rules/trees.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { lookup, type MapNode, type ValueNode } from '../../../values/tree.ts';
import { hasOwnValues } from '../chart/own-values.ts';
import { METASTORE_DIRECTORIES } from '../chart-flags.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import {
  ALL,
  decidesAnswers,
  decidesWritePath,
  type Layout,
  METASTORES,
  partsOf,
} from '../facts/components.ts';
import { flagSupport } from '../facts/flags.ts';
import { PHASE_FACTS, type Phase, STORAGE_PATH } from '../facts/phases.ts';
import { blocksOf, SETTINGS } from '../facts/settings.ts';
import { storesOf } from '../facts/stores.ts';
import { configured, mayBeConfigured } from '../rules/shared/certain-config.ts';
import { isChart2, isExperimentChart } from '../rules/shared/experiment-charts.ts';
import { knownServer } from '../rules/shared/known-server.ts';
import { renderedText } from '../rules/shared/rendered-text.ts';
import { isAutoscaled } from '../rules/shared/replicas.ts';
import { wholeNumber } from '../rules/shared/whole-number.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeChange, PyroscopeValues } from '../values/pyroscope-values.ts';
import {
  DEFAULT_GRACE_PERIOD,
  type PyroscopeCase,
  type PyroscopeComponent,
  type PyroscopeState,
} from './facts.ts';
import { dataOfValues, mountsOfValues } from './volumes.ts';

const NOT_A_TEXT = 'the value is a map or a list';
/** Why a setting is not sure: what is written may not be there. */
export const IN_A_TEMPLATE = 'a template in pyroscope.config decides it';

/** `.Values` with the places that somebody wrote them at. */
const valuesOf = ({ resolved, user }: PyroscopeValues): Tree => valuesTree(resolved, undefined, user);

const STRUCTURED = ['pyroscope', 'structuredConfig'];

/** What values say of one path of the server's configuration; parts of it may come from a template. */
function configTree(values: PyroscopeValues, prefix: Path = []): Tree {
  const full = (path: Path): string[] => [...prefix, ...path].map(String);
  const tree = valuesTree(values.config.tree, (path) => [[...STRUCTURED, ...path]], values.user);
  const own = tree.below(...prefix);
  return {
    ...own,
    at: (...path) => {
      const node = configured(values, ...full(path));
      if (node !== undefined) return configScalar(values, node, full(path));
      const isOpen = mayBeConfigured(values, ...full(path));
      return isOpen
        ? unsure(IN_A_TEMPLATE, own.place(...path), renderedText(values.config.value(...full(path))))
        : undefined;
    },
    has: (...path) => mayBeConfigured(values, ...full(path)),
    place: (...path) => {
      const place = own.place(...path);
      const isText = own.has(...path) && !lookup(values.resolved, [...STRUCTURED, ...full(path)]);
      return isText ? { ...place, path: ['pyroscope', 'config'] } : place;
    },
    // Keys that a template may take out are listed as well: what they hold is not sure then.
    keys: (...path) => own.keys(...path).filter((key) => mayBeConfigured(values, ...full([...path, key]))),
    below: (...path) => configTree(values, full(path)),
  };
}

/** The chart's own text names a bucket where minio.enabled is on: that is what somebody wrote. */
function configScalar(values: PyroscopeValues, node: ValueNode, path: Path): Known<string> | undefined {
  const scalar = scalarOf(node, ['pyroscope', 'structuredConfig', ...path]);
  if (scalar === undefined || node.origin.kind !== 'default') return scalar;
  const minio = ['minio', 'enabled'];
  const written = values.given(...minio);
  const place = { in: 'values', path: minio, on: 'value', ...(written && { node: written }) } as const;
  return scalar.sure ? { ...scalar, by: written ? 'person' : 'default', place } : scalar;
}

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
function migrationValue(values: PyroscopeValues, key: string): Known<string> {
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
function writeFlags(values: PyroscopeValues, name: string, phase: Phase, to: Written): void {
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
function readFlags(values: PyroscopeValues, name: string, phase: Phase, to: Written): void {
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
function metastoreFlags(values: PyroscopeValues, name: string, to: Written): void {
  if (isBefore(values.chart, FIRST_CHART.metastoreDirectories)) return;
  for (const [flag, value] of METASTORE_DIRECTORIES) byChart(to, name, flag, value);
}

/** Up to chart 2.1.0 a server id in extraArgs takes its neighbours away as well (audit B6). */
function raftFlags(values: PyroscopeValues, name: string, to: Written): void {
  if (RAFT_SERVER_ID in to.flags && isBefore(values.chart, FIRST_CHART.keepingRaftPeers)) return;
  const port = wholeNumber(values.value('pyroscope', 'metastore', 'port')) ?? RAFT_PORT;
  byChart(to, name, RAFT_SERVER_ID, '$(POD_NAME).$(PYROSCOPE_METASTORE_SERVICE)');
  byChart(to, name, 'metastore.raft.bind-address', `:${port}`);
  byChart(to, name, 'metastore.raft.bootstrap-peers', RAFT_PEERS);
}

/** Where every component finds the metastore and the query-backend. The names depend on the release's. */
function addressFlags(values: PyroscopeValues, name: string, to: Written): void {
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
function addChartFlags(values: PyroscopeValues, { name, server }: ComponentValues, to: Written): void {
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

/** Where somebody wrote what a component ends up with; its own block where nobody did. */
const componentTree = (values: PyroscopeValues, component: ComponentValues): Tree => {
  const root = component.value();
  return valuesTree(root ?? values.resolved, inBlocks(blocksOf(component.name)), values.user);
};

function flagsOf(values: PyroscopeValues, component: ComponentValues, tree: Tree): Flags {
  const flags: Record<string, Known<string>> = {};
  for (const flag of component.extraArgs.keys()) {
    const said = tree.at('extraArgs', flag);
    flags[flag] = said ?? unsure(NOT_A_TEXT, tree.place('extraArgs', flag));
  }
  addChartFlags(values, component, { flags });
  return flags;
}

function variablesOf(tree: Tree): Record<string, Known<string>> {
  const named = tree
    .keys('extraEnvVars')
    .map((name) => [
      String(name),
      tree.at('extraEnvVars', name) ??
        unsure('the variable is taken from elsewhere', tree.place('extraEnvVars', name)),
    ]);
  const listed = tree.keys('extraCustomEnvVars').flatMap((index) => {
    const name = tree.at('extraCustomEnvVars', index, 'name');
    if (!name?.sure) return [];
    const value = tree.at('extraCustomEnvVars', index, 'value');
    const place = tree.place('extraCustomEnvVars', index);
    return [[name.value, value ?? unsure('the variable is taken from elsewhere', place)]];
  });
  return Object.fromEntries([...named, ...listed]);
}

function replicasOf(component: ComponentValues, tree: Tree): Known<number> {
  const said = tree.at('replicaCount');
  const place = said?.place ?? tree.place('replicaCount');
  if (isAutoscaled(component))
    return unsure(
      'an autoscaler decides the number of replicas',
      place,
      wholeNumber(component.value('autoscaling', 'maxReplicas')) ?? 2,
    );
  const count = wholeNumber(component.value('replicaCount'));
  if (count === undefined) return unsure('replicaCount is not a number', place);
  return known(count, said?.sure ? said.by : 'default', place);
}

/** With v2 on the chart opens a port for gRPC, and one for raft where a metastore is. */
function portNamesOf(
  values: PyroscopeValues,
  { name }: ComponentValues,
  tree: Tree,
): readonly Known<string>[] {
  const hasV2 = values.phase === 'dual' || values.phase === 'v2';
  const hasMetastore = name === ALL || name === 'metastore';
  return [
    tree.at('service', 'port_name'),
    ...(hasV2 ? [tree.at('grpc', 'port_name')] : []),
    ...(hasV2 && hasMetastore ? [tree.at('metastore', 'port_name')] : []),
  ].filter((one) => one !== undefined);
}

function gracePeriodOf(tree: Tree): Known<number> {
  const path = ['terminationGracePeriodSeconds'];
  const said = tree.at(...path);
  const text = likely(said);
  if (said === undefined || text === '') return known(DEFAULT_GRACE_PERIOD, 'default', tree.place(...path));
  const seconds = Number(text);
  return said.sure && !Number.isNaN(seconds)
    ? { ...said, value: seconds }
    : unsure('it is not a number', said.place);
}

function componentOf(values: PyroscopeValues, component: ComponentValues): PyroscopeComponent {
  const tree = componentTree(values, component);
  const kind = component.value('kind');
  const server = knownServer(component);
  const tag = tree.at('image', 'tag');
  return {
    name: component.name,
    kind: component.name === ALL ? 'StatefulSet' : kind?.kind === 'scalar' ? String(kind.value ?? '') : '',
    server:
      server === undefined
        ? unsure(
            component.isServerGuessed ? 'the chart is not known' : 'image.tag is not a version',
            tag?.place ?? tree.place('image', 'tag'),
            component.server,
          )
        : known(server, tag?.sure ? tag.by : 'chart', tag?.place ?? tree.place('image', 'tag')),
    replicas: replicasOf(component, tree),
    flags: flagsOf(values, component, tree),
    variables: variablesOf(tree),
    config: configTree(values),
    overrides: overridesOf(values),
    values: tree,
    data: dataOfValues(values, component, tree),
    mounts: mountsOfValues(values, component, tree),
    portNames: portNamesOf(values, component, tree),
    memoryLimit: tree.at('resources', 'limits', 'memory'),
    gracePeriod: gracePeriodOf(tree),
  };
}

/** `pyroscope.tenantOverrides` is what the chart writes below `overrides`. */
function overridesOf(values: PyroscopeValues): Tree {
  const node = values.value('pyroscope', 'tenantOverrides');
  const overrides: MapNode = {
    kind: 'map',
    entries: new Map(node ? [['overrides', node]] : []),
    origin: node?.origin ?? { kind: 'default', chartVersion: values.chart },
  };
  return valuesTree(overrides, ([, ...path]) => [['pyroscope', 'tenantOverrides', ...path]], values.user);
}

function phaseOf(values: PyroscopeValues): Known<Phase> {
  const written = values.given(...STORAGE_PATH, 'v2') ?? values.given(...STORAGE_PATH, 'v1');
  const place = {
    in: 'values',
    path: [...STORAGE_PATH, 'v2'],
    on: 'value',
    ...(written && { node: written }),
  } as const;
  if (values.phase === 'off') return unsure('both storage layers are off', place);
  return known(values.phase, written ? 'person' : 'default', place);
}

/** Reads a release off its values, as the chart would render them. */
export function stateOfValues(values: PyroscopeValues): PyroscopeState {
  const components = values.components.map((one) => componentOf(values, one));
  const setting = settingReader(SETTINGS, components);
  const place = { in: 'values', path: ['architecture', 'microservices', 'enabled'], on: 'value' } as const;
  const written = values.given('architecture', 'microservices', 'enabled');
  return {
    readFrom: 'values' as const,
    release: unsure<string>('values do not name the release'),
    namespace: unsure<string>('values do not name the namespace'),
    chart: known(values.chart, 'chart'),
    phase: phaseOf(values),
    layout: known(layoutOf(values, components), written ? ('person' as const) : 'default', {
      ...place,
      ...(written && { node: written }),
    }),
    clusterLabelSuffix: clusterLabelSuffix(values, components),
    components,
    isTuned: hasOwnValues(values.user, values.chart),
    values: valuesOf(values),
    setting,
    get stores() {
      return storesOf(this);
    },
  };
}

/** Components that hold those of v2 are a sound layout, whichever key made them (charts 1.15.1 to 2.2.1). */
function layoutOf({ mode }: PyroscopeValues, components: readonly PyroscopeComponent[]): Layout {
  const names = new Set(components.map(({ name }) => name));
  return mode === 'legacy' && partsOf('v2').every((name) => names.has(name)) ? 'microservices' : mode;
}

const SUFFIX: Path = ['architecture', 'microservices', 'clusterLabelSuffix'];
const ENABLED: Path = ['architecture', 'microservices', 'enabled'];

/** Empty in charts that know no microservices.enabled, and where it is off. */
function clusterLabelSuffix(
  values: PyroscopeValues,
  components: readonly PyroscopeComponent[],
): Known<string> {
  const path = values.given(...SUFFIX.map(String)) ? SUFFIX : ENABLED;
  const node = values.given(...path.map(String));
  const place = { in: 'values', path, on: 'value', ...(node && { node }) } as const;
  if (components.some(({ flags }) => flags['memberlist.cluster-label']))
    return unsure('extraArgs set the memberlist label', place);
  const isOn = values.mode === 'microservices' && !isBefore(values.chart, FIRST_CHART.phases);
  const suffix = values.value(...SUFFIX.map(String));
  return known(isOn && isTrueInTemplate(suffix) ? (renderedText(suffix) ?? '') : '', 'person', place);
}

/** What rules look at of values, and of those before a change. */
export function caseOfValues(values: PyroscopeChange): Omit<PyroscopeCase, 'options'> {
  const { previous } = values;
  return {
    now: stateOfValues(values),
    ...(previous && { before: stateOfValues(previous) }),
    asked: () => undefined,
    clock: Date.now(),
  };
}
