import { autoscaling } from './autoscaling.ts';
import { CONTAINER_KEYS } from './container-keys.ts';
import type { Keys } from './key.ts';
import { count, countOrPercentage, listOf, map, section, text, toggle, word } from './kinds.ts';
import { persistence } from './persistence.ts';
import { PORT_KEYS } from './port-keys.ts';

const SELF_SCRAPE = Object.fromEntries(
  ['memory', 'cpu', 'goroutine'].flatMap((profile) => [
    [`profiles.grafana.com/${profile}.scrape`, 'true'],
    [`profiles.grafana.com/${profile}.port_name`, 'http2'],
  ]),
);

const podDisruptionBudget = section({
  enabled: toggle('Whether a PodDisruptionBudget is made.', { default: true }),
  minAvailable: countOrPercentage('Pods that must stay up; it takes the place of maxUnavailable.'),
  maxUnavailable: countOrPercentage('Pods that may be down at a time.', { default: 1 }),
});

/** Where and how pods run, for all components or for one. */
const PLACEMENT_KEYS: Keys = {
  nodeSelector: map('Labels that a node must have.', { default: {} }),
  affinity: map('Affinity of the pods.', { default: {} }),
  tolerations: listOf('maps')('Taints that the pods tolerate.', { default: [] }),
  topologySpreadConstraints: listOf('maps')('How pods are spread over zones and nodes.', { default: [] }),
  priorityClassName: text('Priority class of the pods.', { since: '1.15.1' }),
  hostNetwork: toggle("Whether pods use the node's network."),
  dnsPolicy: word(['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'])('DNS policy of the pods.', {
    default: 'ClusterFirst',
  }),
};

/** What may stand under `pyroscope` for every component, and under a component for that one. */
export const POD_KEYS: Keys = {
  replicaCount: count('Number of pods; left out of the workload where autoscaling is on.', { default: 1 }),
  autoscaling,
  ...CONTAINER_KEYS,
  ...PORT_KEYS,
  ...PLACEMENT_KEYS,
  imagePullSecrets: listOf('maps')('Secrets to pull images with, each as `name: …`.', { default: [] }),
  initContainers: listOf('maps')('Containers that run before the server.', { default: [] }),
  extraContainers: listOf('maps')('Containers beside the server.', { default: [], since: '1.18.1' }),
  podAnnotations: map('Annotations of the pods; the defaults ask for the server to be profiled.', {
    default: SELF_SCRAPE,
  }),
  podSecurityContext: map('Security context of the pods.', {
    default: { fsGroup: 10_001, runAsUser: 10_001, runAsNonRoot: true },
  }),
  podDisruptionBudget: podDisruptionBudget('How many pods an eviction may take at a time.'),
  terminationGracePeriodSeconds: count('Seconds between the stop signal and the kill.'),
  persistence,
  extraVolumes: listOf('maps')('Further volumes of the pods.', { default: [] }),
};
