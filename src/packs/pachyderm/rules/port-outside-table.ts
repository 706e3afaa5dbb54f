import { likely } from '../../../pack.ts';
import type { PachydermRule } from '../read/facts.ts';
import { shownPort } from '../read/ports.ts';
import { CLUSTER, on, port, service } from './examples.ts';

export const portOutsideTable: PachydermRule = {
  id: 'port-outside-table',
  severity: 'error',
  audit: ['D-14', 'D-15'],
  isFirst: true,
  isIndependent: true,
  refusesSteps: true,
  summary: 'a nodePort is not one that Pachyderm fixes',
  why: 'Nothing says where it belongs on the migration set, and left behind it can meet a port of the other cluster.',
  bad: [
    {
      manifests: CLUSTER + service('cloudsql-auth-proxy', port('postgres', 5432, 35_432)),
      asked: on('migration'),
    },
    { manifests: CLUSTER + service('dash', port('dash-http', 8080, 31_080)), asked: on('migration') },
  ],
  good: [{ manifests: CLUSTER + service('etcd', port('client-port', 2379)), asked: on('migration') }],
  judge({ now, asked }, report) {
    // Nobody who stays on one cluster has to care.
    if (asked('portSet') === undefined) return;
    for (const one of now.ports)
      if (one.number !== undefined && one.row === undefined)
        report({
          at: one.number,
          what: `${shownPort(one)}: nodePort ${likely(one.number)} is not one that Pachyderm fixes`,
          fix: 'give it its number back, make the Service ClusterIP, or take the label suite off a Service that Pachyderm does not bring; explain pachyderm/ports lists those that move',
        });
  },
};
