import { type Known, sure } from '../../../pack.ts';
import type { PyroscopeRule, PyroscopeState } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const domain = (text: string): string => `pyroscope:\n  cluster_domain: ${text}\n`;
const rendered = (fqdn: string): string =>
  oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual, env: { NAMESPACE_FQDN: fqdn } });

/** What the chart writes behind `svc`, where it does not begin with a dot; values and variables show it. */
function undotted({ values, components }: PyroscopeState): { at: Known<string>; domain: string } | undefined {
  if (values) {
    const path = ['pyroscope', 'cluster_domain'];
    const at = values.at(...path);
    const text = sure(at) ?? '';
    return at && values.isWritten(...path) && /^[\w-]/.test(text) ? { at, domain: text } : undefined;
  }
  for (const { variables } of components) {
    const at = variables.NAMESPACE_FQDN;
    const found = /\.svc([^.\s].*)$/.exec(sure(at) ?? '')?.[1];
    if (at && found !== undefined) return { at, domain: found };
  }
  return undefined;
}

export const clusterDomainWithoutDot: PyroscopeRule = {
  id: 'cluster-domain-without-dot',
  severity: 'error',
  yieldsTo: 'ignore',
  summary: 'cluster_domain lacks its leading dot: no address resolves',
  why: 'The chart appends it directly to "svc", so no address of the release resolves.',
  details: `The chart appends \`pyroscope.cluster_domain\` directly to \`svc\`. Without a leading dot every address ends in a host
such as \`svccorp.lan\`: the members of the ring, the metastore and the query-backend do not find one another. The chart's
default is \`.cluster.local.\`, with a dot at both ends.`,
  audit: ['C12'],
  sources: ['charts 1.14.0 to 2.2.1, rendered by helm'],
  get good() {
    return [
      { values: domain('.corp.lan.') },
      { values: domain('.corp.lan') },
      { values: domain('""') },
      { values: '{}' },
      { manifests: rendered('default.svc.corp.lan.'), asked: { phase: 'dual' } },
      { manifests: rendered('default.svc'), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { values: domain('corp.lan'), at: 'pyroscope.cluster_domain', after: domain('.corp.lan') },
      { values: domain('"corp.lan."'), at: 'pyroscope.cluster_domain', after: domain('".corp.lan."') },
      {
        chart: '1.14.0',
        values: domain("'cluster.local' # ours"),
        at: 'pyroscope.cluster_domain',
        after: domain("'.cluster.local' # ours"),
      },
      { manifests: rendered('default.svccorp.lan'), asked: { phase: 'dual' }, at: 'NAMESPACE_FQDN' },
    ];
  },
  judge({ now }, report) {
    const found = undotted(now);
    if (!found) return;
    report({
      at: found.at,
      what: `pyroscope.cluster_domain: ${found.domain} has no leading dot, so addresses end in svc${found.domain}`,
      fix: `set pyroscope.cluster_domain: .${found.domain}`,
      fixValues: (edit) => edit.replace(found.at, `.${found.domain}`),
    });
  },
};
