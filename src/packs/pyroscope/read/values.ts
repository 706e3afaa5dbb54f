import { isBefore } from '../../../chart/versions.ts';
import {
  type FoundInValues,
  type Known,
  known,
  likely,
  type Path,
  type Tree,
  unsure,
} from '../../../pack.ts';
import { withLazy } from '../../../release/lazy.ts';
import { valuesTree } from '../../../rules/trees.ts';
import { isTrueInTemplate, type MapNode } from '../../../values/tree.ts';
import { CHART } from '../chart/index.ts';
import { hasOwnValues } from '../chart/pyroscope-chart.ts';
import { FIRST_CHART } from '../facts/charts.ts';
import { ALL, type Layout, partsOf, storesServedBy } from '../facts/components.ts';
import { type PyroscopePhase, STORAGE_PATH } from '../facts/phases.ts';
import { blocksOf } from '../facts/settings.ts';
import { type ChartValues, type ComponentValues, chartValues, knownServer } from './chart-values.ts';
import { configTextTree, configTree } from './config-values.ts';
import { DEFAULT_GRACE_PERIOD, type PyroscopeComponent, type PyroscopeFacts } from './facts.ts';
import { flagsOf } from './flags-of-values.ts';
import { renderedText, wholeNumber } from './node-texts.ts';
import { dataOfValues, mountsOfValues } from './volumes.ts';

/** Where somebody wrote what a component ends up with; its own block where nobody did. */
const componentTree = (values: ChartValues, component: ComponentValues): Tree => {
  const root = component.value();
  const printedAs = (path: Path) => CHART.printedAs(path.map(String), values.chart);
  return valuesTree(root ?? values.resolved, { blocks: blocksOf(component.name), printedAs }, values.user);
};

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
  if (isTrueInTemplate(component.value('autoscaling', 'enabled')))
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
function portNamesOf(values: ChartValues, { name }: ComponentValues, tree: Tree): readonly Known<string>[] {
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

const OVERWRITTEN = ['architecture', 'overwriteResources'];

/** From 1.15.1 on one key takes the place of the resources of every component. */
function resourcesOf(values: ChartValues, tree: Tree): Tree {
  const isKnown = CHART.keyAt(OVERWRITTEN, values.chart) !== undefined;
  if (!isKnown || !isTrueInTemplate(values.value(...OVERWRITTEN))) return tree.below('resources');
  const printedAs = (path: Path) => CHART.printedAs(path.map(String), values.chart);
  return valuesTree(values.resolved, { blocks: [[]], printedAs }, values.user).below(...OVERWRITTEN);
}

/** The same for all components. */
type ServerFiles = Required<Pick<PyroscopeComponent, 'config' | 'overrides'>>;

function componentOf(
  values: ChartValues,
  component: ComponentValues,
  files: ServerFiles,
): PyroscopeComponent {
  const tree = componentTree(values, component);
  const kind = component.value('kind');
  const server = knownServer(component);
  const tag = tree.at('image', 'tag');
  const whole: PyroscopeComponent = withLazy(
    {
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
      ...files,
      values: tree,
      stores: storesServedBy(component.name),
    },
    {
      replicas: () => replicasOf(component, tree),
      flags: () => flagsOf(values, component, tree),
      variables: () => variablesOf(tree),
      data: () => dataOfValues(values, component, tree),
      hasClaims: () => likely(whole.data)?.kind === 'claimTemplate',
      mounts: () => mountsOfValues(values, component, tree),
      portNames: () => portNamesOf(values, component, tree),
      resources: () => resourcesOf(values, tree),
      gracePeriod: () => gracePeriodOf(tree),
    },
  );
  return whole;
}

/** `pyroscope.tenantOverrides` is what the chart writes below `overrides`. */
function overridesOf(values: ChartValues): Tree {
  const node = values.value('pyroscope', 'tenantOverrides');
  const overrides: MapNode = {
    kind: 'map',
    entries: new Map(node ? [['overrides', node]] : []),
    origin: node?.origin ?? { kind: 'default', chartVersion: values.chart },
  };
  const written = {
    blocks: [['pyroscope', 'tenantOverrides']],
    unwritten: 1,
    printedAs: () => 'yaml' as const,
  } as const;
  return valuesTree(overrides, written, values.user);
}

function phaseOf(values: ChartValues): Known<PyroscopePhase> {
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
export function readValues(tree: Tree, { chart, appVersion }: FoundInValues): PyroscopeFacts {
  const values = chartValues(tree, chart, appVersion);
  const files = { config: configTree(values), overrides: overridesOf(values) };
  const components = values.components.map((one) => componentOf(values, one, files));
  const place = { in: 'values', path: ENABLED, on: 'value' } as const;
  const written = values.given(...ENABLED.map(String));
  return {
    phase: phaseOf(values),
    layout: known(layoutOf(values, components), written ? ('person' as const) : 'default', {
      ...place,
      ...(written && { node: written }),
    }),
    clusterLabelSuffix: clusterLabelSuffix(values, components),
    components,
    configText: configTextTree(values),
    ...(values.config.problem && { unreadableConfig: values.config.problem }),
    isTuned: hasOwnValues(values.user, chart),
  };
}

/** Components that hold those of v2 are a sound layout, whichever key made them (charts 1.15.1 to 2.2.1). */
function layoutOf({ mode }: ChartValues, components: readonly PyroscopeComponent[]): Layout {
  const names = new Set(components.map(({ name }) => name));
  return mode === 'legacy' && partsOf('v2').every((name) => names.has(name)) ? 'microservices' : mode;
}

const SUFFIX: Path = ['architecture', 'microservices', 'clusterLabelSuffix'];
const ENABLED: Path = ['architecture', 'microservices', 'enabled'];

/** Empty in charts that know no microservices.enabled, and where it is off. */
function clusterLabelSuffix(values: ChartValues, components: readonly PyroscopeComponent[]): Known<string> {
  const path = values.given(...SUFFIX.map(String)) ? SUFFIX : ENABLED;
  const node = values.given(...path.map(String));
  const place = { in: 'values', path, on: 'value', ...(node && { node }) } as const;
  if (components.some(({ flags }) => flags['memberlist.cluster-label']))
    return unsure('extraArgs set the memberlist label', place);
  const isOn = values.mode === 'microservices' && !isBefore(values.chart, FIRST_CHART.phases);
  const suffix = values.value(...SUFFIX.map(String));
  return known(isOn && isTrueInTemplate(suffix) ? (renderedText(suffix) ?? '') : '', 'person', place);
}
