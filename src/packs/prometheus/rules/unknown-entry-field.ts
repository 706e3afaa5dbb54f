import { isBefore } from '../../../chart/versions.ts';
import { nearest } from '../../../nearest.ts';
import { type Path, sure } from '../../../pack.ts';
import { entryFields } from '../facts/entry-fields.ts';
import type { PrometheusRule, RemoteWrite } from '../read/facts.ts';
import { OLD, stack, to } from './examples.ts';

/** Fields whose own fields are in the table. */
const SECTIONS = ['queueConfig', 'metadataConfig'];

/** The keys of an entry, and of its sections. */
function keysOf({ tree }: RemoteWrite): readonly Path[] {
  return tree
    .keys()
    .flatMap((key): readonly Path[] => [
      [key],
      ...(SECTIONS.includes(String(key)) ? tree.keys(key).map((below): Path => [key, below]) : []),
    ]);
}

const snake = `- name: old
  url: http://old.example.org/api/v1/push
  basic_auth:
    username: writer
`;

export const unknownEntryField: PrometheusRule = {
  id: 'unknown-entry-field',
  severity: 'error',
  audit: ['P-65', 'P-57'],
  refusesSteps: true,
  isIndependent: true,
  summary: 'an entry has a field that the custom resource does not know',
  why: 'The API server drops it with a warning (Helm 4 fails): an entry may end without its credentials or its queue limits.',
  details: `The custom resources spell the fields of remote_write otherwise than prometheus.yml: \`basicAuth\` for \`basic_auth\`. A field may
also be newer than the CRD: Helm never upgrades CRDs, so look at the one in the cluster.`,
  sources: ['CRDs of operators 0.65.1, 0.77.2 and 0.93.1; charts 45.31.1 and 88.5.3, rendered'],
  bad: [
    { manifests: stack({ entries: snake }), asked: to('dual'), at: 'basic_auth' },
    {
      manifests: stack({ entries: `${OLD}  messageVersion: V2.0\n`, chart: '65.8.1' }),
      asked: to('dual'),
      at: 'messageVersion',
    },
  ],
  good: [
    { manifests: stack({ entries: `${OLD}  messageVersion: V2.0\n` }), asked: to('dual') },
    { manifests: stack({ entries: `${OLD}  queueConfig:\n    maxShards: 5\n` }), asked: to('dual') },
  ],
  judge({ now }, report) {
    const chart = sure(now.chart);
    const all = entryFields();
    for (const { entries, spelling } of now.components) {
      if (spelling !== 'resource') continue;
      for (const entry of entries)
        for (const path of keysOf(entry)) {
          const name = path.join('.');
          const field = all.find(({ resource }) => resource.join('.') === name);
          const at = entry.tree.place(...path);
          if (field === undefined) {
            const meant =
              all.find(({ file }) => file.join('.') === name)?.resource.join('.') ??
              nearest(
                name,
                all.map(({ resource }) => resource.join('.')),
              );
            report({
              at,
              what: `the custom resource has no field ${name} in remoteWrite`,
              fix: meant === undefined ? `leave ${name} out` : `write ${meant}`,
            });
          } else if (field.chart !== undefined && chart !== undefined && isBefore(chart, field.chart))
            report({
              at,
              severity: 'warning',
              what: `${name} is not in the CRD of kube-prometheus-stack ${chart}`,
              why: 'The API server drops it, and Helm 4 fails.',
              fix: `upgrade the CRDs and the chart to ${field.chart} or newer, or leave ${name} out`,
            });
        }
    }
  },
};
