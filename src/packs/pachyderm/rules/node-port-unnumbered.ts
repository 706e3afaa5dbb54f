import { PORTS } from '../facts/ports.ts';
import type { NodePort, PachydermRule } from '../read/facts.ts';
import { setFor, shownPort } from '../read/ports.ts';
import { CLUSTER, on, port, service } from './examples.ts';

const rowFor = ({ service, name }: NodePort) =>
  PORTS.find((row) => row.service === service && row.name === name);

export const nodePortUnnumbered: PachydermRule = {
  id: 'node-port-unnumbered',
  severity: 'warning',
  audit: ['D-9'],
  corrects: true,
  summary: 'a Service on every node has a port without a number',
  why: 'The API server picks one of its whole range, which is at times one that the other cluster needs: its Service is then refused.',
  bad: [{ manifests: CLUSTER + service('etcd', port('client-port', 2379)), asked: on('migration') }],
  good: [{ manifests: CLUSTER + service('etcd', port('client-port', 2379, 32_379)), asked: on('migration') }],
  judge({ now, asked }, report) {
    const set = setFor(asked);
    for (const one of now.ports) {
      const { object } = one;
      if (one.number !== undefined || object === undefined) continue;
      const row = rowFor(one);
      const path = ['spec', 'ports', one.index, 'nodePort'] as const;
      report({
        at: object.place('spec', 'ports', one.index),
        what: `${shownPort(one)} has no number, so that the API server picks one`,
        fix: row
          ? `number it with --correct node-port-unnumbered (${row[set]}), or list the nodePorts of the whole cluster before each step`
          : 'list the nodePorts of the whole cluster before each step: kubectl get services -A',
        ...(row && { correct: (edit) => edit.set(object, path, row[set], 'port') }),
      });
    }
  },
};
