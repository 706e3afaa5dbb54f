import { type Known, known, likely, type Path, type Place, type Tree } from '../../../pack.ts';
import { FIRST_CHART, isFrom, STACK, serverOf } from '../facts/charts.ts';
import { isRead } from '../facts/values.ts';
import { leaf, listOf, mapOf } from './composed.ts';
import type { PrometheusServer } from './facts.ts';
import { fromSpec, serverVersion } from './from-spec.ts';
import { type Context, printedBelow } from './templates.ts';

const SPEC = ['prometheus', 'prometheusSpec'] as const;

/** Fields that the template passes on where they are true. */
const PASSED_ON = ['enableRemoteWriteReceiver', 'additionalArgs', 'externalLabels'] as const;

/** The lists, each with the one that the template puts behind it (audit P-69). */
const LISTS = { remoteWrite: 'additionalRemoteWrite', remoteRead: 'additionalRemoteRead' } as const;

interface Reading {
  readonly context: Context;
  readonly version: string;
  readonly isAgent: boolean;
}

/** The spec of the custom resource as the chart's template makes it of values. */
function specOf({ context, version, isAgent }: Reading): Tree {
  const { values } = context;
  const placeOf = (...path: Path): Place => values.place(...SPEC, ...path);
  const own = (...path: string[]): Tree | undefined =>
    values.has(...SPEC, ...path) && isRead(STACK.name, version, [...SPEC, ...path])
      ? printedBelow([...SPEC, ...path], context)
      : undefined;
  const ifTrue = (...path: string[]): Tree | undefined =>
    values.isTrue(...SPEC, ...path) ? own(...path) : undefined;
  const listIn = (name: keyof typeof LISTS): Tree | undefined => {
    const lists = [ifTrue(name), ifTrue(LISTS[name])].filter((one) => one !== undefined);
    return lists.length === 0 ? undefined : listOf(lists, (...path) => placeOf(name, ...path));
  };
  const window = ifTrue('tsdb', 'outOfOrderTimeWindow');
  const hasWindow = !isAgent || isFrom(version, FIRST_CHART.windowOfAgents);
  const isCleared = values.isTrue(...SPEC, 'replicaExternalLabelNameClear');
  const clear = values.at(...SPEC, 'replicaExternalLabelNameClear');
  const added = ifTrue('additionalConfig');
  return mapOf(
    {
      version: ifTrue('version') ?? ifTrue('image', 'tag'),
      replicas: own('replicas'),
      shards: own('shards'),
      retention: isAgent ? undefined : own('retention'),
      retentionSize: isAgent ? undefined : ifTrue('retentionSize'),
      tsdb:
        window && hasWindow
          ? mapOf({ outOfOrderTimeWindow: window }, (...path) => placeOf('tsdb', ...path))
          : undefined,
      replicaExternalLabelName: isCleared
        ? leaf(known('', 'person', clear?.place), () => placeOf('replicaExternalLabelNameClear'))
        : ifTrue('replicaExternalLabelName'),
      ...Object.fromEntries(PASSED_ON.map((name) => [name, ifTrue(name)])),
      remoteWrite: listIn('remoteWrite'),
      remoteRead: isAgent ? undefined : listIn('remoteRead'),
      // It stands at the end of the spec, and of a key that is there twice the last one counts.
      ...Object.fromEntries((added?.keys() ?? []).map((key) => [String(key), added?.below(key)])),
    },
    placeOf,
  );
}

/** The version that somebody names, else the chart's own. */
function serverIn({ context, version }: Reading): Known<string> | undefined {
  const { values } = context;
  const isNamed = values.isTrue(...SPEC, 'version') || values.has(...SPEC, 'image', 'tag');
  return isNamed ? undefined : serverVersion(serverOf(STACK, version));
}

/** Text that the template puts into the spec as it is: what it says can be read in a render alone. */
function textInSpec({ context, version }: Reading): Known<string> | undefined {
  const path = [...SPEC, 'additionalConfigString'];
  const said = isRead(STACK.name, version, path) ? context.values.at(...path) : undefined;
  const hasEntries = /^\s*["']?remoteWrite["']?\s*:/m.test(likely(said) ?? '');
  return said && hasEntries ? known(path.join('.'), 'person', said.place) : undefined;
}

/** The Prometheus of kube-prometheus-stack as its values have it; none where it is switched off. */
export function readStack(context: Context, version: string): readonly PrometheusServer[] {
  const { values } = context;
  if (values.has('prometheus', 'enabled') && !values.isTrue('prometheus', 'enabled')) return [];
  const path = ['prometheus', 'agentMode'];
  const isAgent = isRead(STACK.name, version, path) && values.isTrue(...path);
  const reading = { context, version, isAgent };
  const server = fromSpec(specOf(reading), isAgent ? 'PrometheusAgent' : 'Prometheus');
  const own = serverIn(reading);
  const elsewhere = textInSpec(reading);
  return [
    {
      ...server,
      ...(own && { server: own }),
      ...(elsewhere && { elsewhere }),
      values: values.below(...SPEC),
    },
  ];
}
