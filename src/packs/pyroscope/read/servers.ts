import { asVersion, isBefore, majorOf } from '../../../chart/versions.ts';
import { readImage } from '../../../image-reference.ts';
import { lazyByObject } from '../../../lazy.ts';
import { type Component, likely, type Severity, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { serverOfChart } from '../facts/charts.ts';
import { serversRead } from '../facts/flags.ts';
import { PHASE_FACTS } from '../facts/phases.ts';
import { chartOf, type PyroscopeComponent, type PyroscopeState, settingOf } from './facts.ts';

/** Whether a repository is the project's own, at whichever registry. */
const isOwnRepository = (repository: string): boolean => `/${repository}`.endsWith('/grafana/pyroscope');

/** Whether values name the project's own image. Manifests do not tell whose image a mirror holds. */
const isOfficial = ({ values }: Component): boolean =>
  values === undefined || isOwnRepository(readImage(sure(values.at('image', 'repository')) ?? '').repository);

/** Whether the image of a workload is the project's own, and no tag such as `latest` hides which server it brings. */
function namesServer({ container }: Component): boolean {
  const { repository, tag } = readImage(sure(container?.at('image')) ?? '');
  return isOwnRepository(repository) && (tag === undefined || asVersion(tag) !== undefined);
}

/**
 * Whether a component surely runs the server that its state names: the project's own image under a tag that is a version,
 * or the chart's own; or a person said which server it is.
 */
export const isServerCertain = lazyByObject(
  (component: Component): boolean =>
    component.server.sure &&
    (component.values === undefined
      ? component.server.by === 'person' || namesServer(component)
      : isOfficial(component)),
);

/**
 * The server that an image chosen by somebody brings, where that is certain: not the chart's own, and not the tag of
 * somebody's own image. Manifests do not show who chose it.
 */
export function chosenServer(component: Component): string | undefined {
  const isChosen = component.values === undefined || component.server.by === 'person';
  return isChosen && isOfficial(component) ? sure(component.server) : undefined;
}

/** What every chart passes as -config.file (1.14.0 to 2.2.1): the release's own ConfigMap. */
const CHARTS_CONFIG = '/etc/pyroscope/config.yaml';

/** Whether a component reads another configuration than the one of its release: nothing shows what that holds. */
export function readsOwnConfig({ flags }: Component): boolean {
  const file = flags['config.file'];
  return file !== undefined && likely(file) !== CHARTS_CONFIG;
}

/** Where somebody writes the image's tag of a component, for messages. */
export const tagKey = ({ server: { place } }: Component): string =>
  shownPath(place?.in === 'values' ? place.path : ['pyroscope', 'image', 'tag']);

/** The version of a component's server, if only a guessed one. */
export const serverOf = ({ server }: Component): string => likely(server) ?? '0.0.0';

/**
 * The servers that have to refuse something for it to be a mistake: the one in force and, under an image of another
 * major version, the chart's own, too. Else the image is the mistake, and its rule says so.
 */
export function judges(server: string, chart: string): readonly string[] {
  return majorOf(server) === majorOf(chart) ? [server] : [server, serverOfChart(chart)];
}

/**
 * Whether a server's flags and keys are known, from its own binary or from those around it; of a newer one no more is
 * known than what the newest has.
 */
export function serverKnowledge(server: string): 'read' | 'older' | 'newer' {
  const servers = serversRead();
  if (isBefore(server, servers[0] ?? server)) return 'older';
  return isBefore(servers.at(-1) ?? server, server) ? 'newer' : 'read';
}

/** How sure it is that a server refuses what the servers that were read do not know. */
export function severityOfUnknown(server: string, isCertain: boolean): Severity {
  if (serverKnowledge(server) === 'newer') return 'info';
  return isCertain ? 'error' : 'warning';
}

/**
 * Whether a component's server validates what only v1 uses. Servers 1.x always do; 2.x do not with v2 alone (server 2.2.1,
 * started with each storage).
 */
export function validatesV1(state: PyroscopeState, component: PyroscopeComponent): boolean {
  if (majorOf(serverOf(component)) < 2) return true;
  const storage = likely(settingOf(state, 'architecture', component));
  return storage !== undefined && storage !== PHASE_FACTS.v2.architecture;
}

/** Whether the server of a component and all that it reads are known. */
export const isRead = (component: PyroscopeComponent): boolean =>
  serverKnowledge(serverOf(component)) !== 'older' && !readsOwnConfig(component);

/** Servers of the rendered components whose keys are known, the certain ones first; rules ask for every key. */
export const serversOf = lazyByObject(({ components }: PyroscopeState): ReadonlyMap<string, boolean> => {
  const known = components.filter(isRead);
  return new Map([
    ...known.map((one) => [serverOf(one), false] as const),
    ...known.filter(isServerCertain).map((one) => [serverOf(one), true] as const),
  ]);
});

/** The server of a release that refuses something, a certain one where there is one. @param refuses asked for one server */
export function serverRefusing(
  state: PyroscopeState,
  refuses: (server: string) => boolean,
): { readonly server: string; readonly isCertain: boolean } | undefined {
  const chart = chartOf(state);
  const found = [...serversOf(state)].filter(([server]) => judges(server, chart).every(refuses));
  const [server, isCertain] = found.find(([, certain]) => certain) ?? found[0] ?? [];
  return server === undefined ? undefined : { server, isCertain: isCertain === true };
}
