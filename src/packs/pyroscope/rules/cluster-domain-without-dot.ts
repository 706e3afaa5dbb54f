import { replaceValue } from '../../../lint/fixes.ts';
import type { PyroscopeRule } from './rule.ts';
import { inSameQuotes } from './shared/same-quotes.ts';

const PATH = ['pyroscope', 'cluster_domain'];
const domain = (text: string): string => `pyroscope:\n  cluster_domain: ${text}\n`;

export const clusterDomainWithoutDot: PyroscopeRule = {
  id: 'cluster-domain-without-dot',
  severity: 'error',
  summary: 'cluster_domain lacks its leading dot: no address resolves',
  why: `The chart writes \`pyroscope.cluster_domain\` directly behind \`svc\`. Without a leading dot every address ends in a host
such as \`svccorp.lan\`: members of the ring, the metastore and the query-backend do not find one another. The chart's default
is \`.cluster.local.\`, with a dot at both ends.`,
  audit: ['C12'],
  since: '0.2.0',
  sources: ['charts 1.14.0 to 2.2.1, rendered by helm'],
  valid: [
    { values: domain('.corp.lan.') },
    { values: domain('.corp.lan') },
    { values: domain('""') },
    { values: '{}' },
  ],
  invalid: [
    { values: domain('corp.lan'), at: 'pyroscope.cluster_domain', fixed: domain('.corp.lan') },
    { values: domain('"corp.lan."'), at: 'pyroscope.cluster_domain', fixed: domain('".corp.lan."') },
    {
      chart: '1.14.0',
      values: domain("'cluster.local' # ours"),
      at: 'pyroscope.cluster_domain',
      fixed: domain("'.cluster.local' # ours"),
    },
  ],
  message: ({ domain }) => ({
    what: `pyroscope.cluster_domain: ${domain} lacks its leading dot`,
    why: `the chart writes it directly behind "svc": addresses end in svc${domain}, which does not resolve`,
    remedy: `set pyroscope.cluster_domain: .${domain}`,
  }),
  check(values) {
    const node = values.given(...PATH);
    if (node?.kind !== 'scalar' || typeof node.value !== 'string' || !/^[\w-]/.test(node.value)) return [];
    const text = inSameQuotes(node, `.${node.value}`, values.textOf);
    return [{ at: node, args: { domain: node.value }, ...replaceValue(node, PATH, text) }];
  },
};
