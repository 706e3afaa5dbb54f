import { celList, celText, entryIn } from '../../guard/phase-in-cel.ts';
import type { Dormant, Guard, GuardedResource, GuardSuffix, KeptResource } from '../../pack.ts';
import { CREDENTIAL_NAMES } from '../../redaction.ts';
import { PLAIN, STACK } from './facts/charts.ts';
import type { PrometheusPhase } from './facts/phases.ts';
import { LOCAL } from './facts/settings.ts';
import { TENANT_HEADERS } from './facts/tenant-headers.ts';
import { type Meant, queryOf, storeOf } from './read/entries.ts';
import { labelPattern, OPERATOR_LABEL, SERVER } from './read/manifests.ts';
import { stepKind } from './steps/transition.ts';

const NO_DESTINATION: Dormant = {
  why: 'no destination is named, so no policy can tell which entry of remoteWrite is the new store',
  fix: 'set PHASEGATE_DESTINATION, or destination in phasegate.yaml, to the URL that takes remote_write',
};

/** The resources of the operator that make a Prometheus. */
const RESOURCES = [
  { kind: 'Prometheus', apiVersion: 'monitoring.coreos.com/v1', resource: 'prometheuses' },
  { kind: 'PrometheusAgent', apiVersion: 'monitoring.coreos.com/v1alpha1', resource: 'prometheusagents' },
] as const;

/** The host of a URL `p`, without a port that is the scheme's own. */
const HOST = `[p.getHost().lowerAscii()].map(h,
    p.getScheme() == "https" && h.endsWith(":443") ? h.substring(0, size(h) - 4)
    : p.getScheme() == "http" && h.endsWith(":80") ? h.substring(0, size(h) - 3)
    : h)[0]`;

/** What `storeOf` makes of a URL `u`. */
const STORE = `isURL(u) ? [url(u)].map(p, p.getScheme() + "://" + ${HOST} + p.getEscapedPath().find(r"^.*[^/]"))[0] : u`;

/** What `tenantOf` finds in the headers of an entry. */
const TENANT = `string([e.?headers.orValue({})].map(h, ${TENANT_HEADERS.map(
  (header) => `h.filter(k, k.lowerAscii() == ${celText(header)}).map(k, h[k])`,
).join('\n    + ')}\n    + [""])[0][0])`;

/** What is looked at of each entry: texts by name, as CEL takes no map of several types. */
const entriesOf = (object: string, { tenant }: Meant): string =>
  `${object}.spec.?remoteWrite.orValue([]).map(e, [string(e.?url.orValue("")).split("#")[0]].map(u, {
  ${[
    '"name": string(e.?name.orValue(""))',
    '"url": u',
    `"store": ${STORE}`,
    // Older custom resource definitions do not declare headers.
    ...(tenant === undefined ? [] : [`"tenant": ${TENANT}`]),
  ].join(',\n  ')}})[0])`;

const IS_CREDENTIAL = CREDENTIAL_NAMES.map(({ source }) => `k.matches(r"(?i)${source}")`).join(' || ');

/** How the query of an entry stands to the one of a URL. @param words of what `q`, its parameters, and `kept`, their names, say */
const queryOfEntry = (words: string): string =>
  `(isURL(e.url) ? [url(e.url).getQuery()] : []).exists(q, [q.filter(k, !(${IS_CREDENTIAL}))].exists(kept,\n  ${words}))`;

/** The parameters that are left of a query, as a map of lists. */
function parametersOf(url: string): string {
  const all = new URLSearchParams(queryOf(url));
  const names = [...new Set(all.keys())];
  return `{${names.map((name) => `${celText(name)}: ${celList(all.getAll(name))}`).join(', ')}}`;
}

const hasParameters = (url: string): string =>
  `[${parametersOf(url)}].exists(w, size(kept) == size(w) && kept.all(k, k in w && q[k] == w[k]))`;

const isToStore = (url: string): string => `e.store == ${celText(storeOf(url))}`;

const isToDestination = (url: string): string =>
  queryOf(url) === '' ? isToStore(url) : `${isToStore(url)} && ${queryOfEntry(hasParameters(url))}`;

/** Whether an entry is the one that somebody calls the old store: by its name, or by its URL. */
function isNamed(old: string | undefined): string {
  if (old === undefined) return 'false';
  const byUrl =
    queryOf(old) === ''
      ? isToStore(old)
      : `${isToStore(old)} && ${queryOfEntry(`size(kept) == 0 || ${hasParameters(old)}`)}`;
  return `(e.name == ${celText(old)} || ${byUrl})`;
}

/** The first list that holds something, or the second. */
const orElse = (list: string, otherwise: string): string =>
  `[${list}].map(l, size(l) > 0 ? l : ${otherwise})[0]`;

/** The entries that may be the destination's, as `destinationsAmong` finds them. */
function destinationsIn(destination: string, { tenant, old }: Meant, suffix: GuardSuffix): string {
  const all = `variables.entries${suffix}.filter(e, ${isToDestination(destination)})`;
  const there =
    tenant === undefined
      ? all
      : `[${all}].map(all, ${orElse(
          `all.filter(e, e.tenant == ${celText(tenant)})`,
          `all.filter(e, e.tenant == "" && !${isNamed(old)})`,
        )})[0]`;
  if (old === undefined) return there;
  return `[${there}].map(there, ${orElse(`there.filter(e, e.name != ${celText(old)})`, 'there')})[0]`;
}

function phasesBy({ old }: Meant, suffix: GuardSuffix): Readonly<Record<PrometheusPhase, string>> {
  const [entries, found] = [`variables.entries${suffix}`, `variables.destinations${suffix}`];
  const hasOld =
    old === LOCAL
      ? 'true'
      : old === undefined
        ? `size(${entries}) > 1`
        : `${entries}.exists(e, e != ${found}[0] && ${isNamed(old)})`;
  return {
    // A server that others write to is a destination itself.
    old: `size(${found}) == 0 && !(size(${entries}) == 0 && variables.receives${suffix})`,
    dual: `size(${found}) == 1 && ${hasOld}`,
    new: `size(${found}) == 1 && !(${hasOld})`,
  };
}

const resourceOf = (
  kind: (typeof RESOURCES)[number],
  destination: string,
  meant: Meant,
): GuardedResource<PrometheusPhase> => ({
  ...kind,
  matches: `${entryIn('oldObject.metadata.?labels', 'chart')}.matches(r"${labelPattern(STACK.name)}")`,
  variables: [
    { name: 'entries', of: (object) => entriesOf(object, meant) },
    { name: 'destinations', of: (_object, suffix) => destinationsIn(destination, meant, suffix) },
    { name: 'receives', of: (object) => `${object}.spec.?enableRemoteWriteReceiver.orValue(false)` },
  ],
  phases: (suffix) => phasesBy(meant, suffix),
});

const labelIs = (label: string, value: string): string =>
  `${entryIn('oldObject.metadata.?labels', label)} == ${celText(value)}`;

/**
 * What the history is read from. The operator's claims say which Prometheus they are of, and not of which release; those of the
 * chart prometheus have the component of its server.
 */
const CLAIMS: KeptResource = {
  ...{ apiVersion: 'core/v1', resource: 'persistentvolumeclaims', namesRelease: false },
  matches: [
    labelIs('app.kubernetes.io/name', PLAIN.name),
    `(${entryIn('oldObject.metadata.?labels', OPERATOR_LABEL)} != ""\n|| ${labelIs('app.kubernetes.io/component', SERVER)})`,
  ].join('\n&& '),
};

/** What the API server holds of a move: a ConfigMap with prometheus.yml shows it no entries, so of the operator's resources alone. */
export const guardOf = (meant: Meant): Guard<PrometheusPhase> | Dormant =>
  meant.destination === undefined
    ? NO_DESTINATION
    : {
        step: stepKind,
        resources: RESOURCES.map((kind) => resourceOf(kind, meant.destination ?? '', meant)),
        kept: [CLAIMS],
      };
