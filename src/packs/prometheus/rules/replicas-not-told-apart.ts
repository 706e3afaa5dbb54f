import { likely, sure } from '../../../pack.ts';
import type { PrometheusRule, PrometheusServer } from '../read/facts.ts';
import { OLD, plain, stack, to } from './examples.ts';

/** What Prometheus puts the name of the pod in for, where the pod has it in its environment. */
const POD_NAME = ['$', '{POD_NAME}'].join('');

/** Kubernetes and Prometheus put the name of the pod in for it. */
const DIFFERS = /\$[({]/;

/** Whether several pods write the same labels. */
function isAlike(server: PrometheusServer): boolean {
  const { replicas, isOnEveryNode = false, replicaLabel, externalLabels } = server;
  if (!isOnEveryNode && (likely(replicas) ?? 1) < 2) return false;
  if (replicaLabel) return sure(replicaLabel) === '';
  return !Object.values(externalLabels).some((value) => DIFFERS.test(likely(value) ?? ''));
}

export const replicasNotToldApart: PrometheusRule = {
  id: 'replicas-not-told-apart',
  severity: 'error',
  audit: ['P-52'],
  refusesSteps: true,
  isIndependent: true,
  summary: 'several pods write the same series to one store',
  why: 'Of two that write in turn, the store refuses the later one as out of order, and the samples are dropped.',
  sources: ['Prometheus 3.15, two senders to one store'],
  bad: [
    {
      manifests: stack({ entries: OLD, more: 'replicas: 2\nreplicaExternalLabelName: ""\n' }),
      asked: to('dual'),
      at: 'replicaExternalLabelName',
    },
    { manifests: plain({ entries: OLD, replicas: 2 }), asked: to('dual') },
  ],
  good: [
    { manifests: stack({ entries: OLD, more: 'replicas: 2\n' }), asked: to('dual') },
    { manifests: plain({ entries: OLD }), asked: to('dual') },
  ],
  judge({ now }, report) {
    for (const server of now.components) {
      const { entries, replicas, replicaLabel, isOnEveryNode, object } = server;
      if (entries.length === 0 || !isAlike(server)) continue;
      report({
        at: [replicaLabel ?? object?.place('spec'), ...(isOnEveryNode ? [] : [replicas])],
        what: isOnEveryNode
          ? 'a Prometheus on every node writes with the same configuration, and no label tells them apart'
          : `${likely(replicas)} replicas write with the same labels`,
        fix: replicaLabel
          ? 'set replicaExternalLabelName to a label, such as prometheus_replica'
          : `give them an external label with the name of the pod, such as __replica__: ${POD_NAME}, and before Prometheus 3 the feature expand-external-labels`,
      });
    }
  },
};
