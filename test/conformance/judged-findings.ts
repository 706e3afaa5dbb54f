/**
 * Findings at warning or above on real values files, by the number of the file, each with the reason why its author would
 * want to know. A finding that is not here fails the test.
 */
export const JUDGED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '004': {
    'pyroscope/extra-args-contradict-toggles pyroscope.extraArgs.architecture\\.storage':
      'the storage is forced by a flag while the toggles say v1: crash loop',
  },
  '009': {
    'misplaced-key podAnnotations': 'the chart ignores it here: what it sets is not set',
  },
  '010': {
    'misplaced-key podAnnotations': 'the chart ignores it here: what it sets is not set',
  },
  '018': {
    'misplaced-key serviceAccount': 'the chart ignores it here: what it sets is not set',
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '019': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '020': {
    'misplaced-key microservices': 'the chart ignores it here: what it sets is not set',
    'misplaced-key pyroscope.storage': 'the chart ignores it here: what it sets is not set',
    'misplaced-key singleBinary': 'the chart ignores it here: what it sets is not set',
  },
  '022': {
    'misplaced-key extraArgs': 'the chart ignores it here: what it sets is not set',
    'misplaced-key image': 'the chart ignores it here: what it sets is not set',
    'misplaced-key podAnnotations': 'the chart ignores it here: what it sets is not set',
    'misplaced-key podDisruptionBudget': 'the chart ignores it here: what it sets is not set',
    'misplaced-key podSecurityContext': 'the chart ignores it here: what it sets is not set',
    'misplaced-key resources': 'the chart ignores it here: what it sets is not set',
    'misplaced-key service': 'the chart ignores it here: what it sets is not set',
  },
  '024': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '026': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '033': {
    'misplaced-key persistence': 'the chart ignores it here: what it sets is not set',
    'misplaced-key service': 'the chart ignores it here: what it sets is not set',
  },
  '034': {
    'misplaced-key pyroscope.ingress': 'the chart ignores it here: what it sets is not set',
  },
  '035': {
    'pyroscope/plaintext-secret pyroscope.config': 'a credential in the file (redacted in the sample)',
  },
  '037': {
    'misplaced-key persistence': 'the chart ignores it here: what it sets is not set',
    'misplaced-key service': 'the chart ignores it here: what it sets is not set',
  },
  '038': {
    'misplaced-key config': 'the chart ignores it here: what it sets is not set',
    'misplaced-key persistence': 'the chart ignores it here: what it sets is not set',
    'misplaced-key service': 'the chart ignores it here: what it sets is not set',
  },
  '040': {
    'misplaced-key persistence': 'the chart ignores it here: what it sets is not set',
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
    'unknown-key grafana': 'no key of the chart',
  },
  '042': {
    'misplaced-key pyroscope.serviceMonitor': 'the chart ignores it here: what it sets is not set',
    'pyroscope/plaintext-secret pyroscope.structuredConfig.storage.s3.secret_access_key':
      'a credential in the file (redacted in the sample)',
  },
  '044': {
    'misplaced-key distributor': 'the chart ignores it here: what it sets is not set',
    'misplaced-key ingester': 'the chart ignores it here: what it sets is not set',
    'misplaced-key querier': 'the chart ignores it here: what it sets is not set',
    'misplaced-key queryFrontend': 'the chart ignores it here: what it sets is not set',
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
    'pyroscope/plaintext-secret pyroscope.config': 'a credential in the file (redacted in the sample)',
  },
  '046': {
    'pyroscope/filesystem-backend-overrides-object-storage pyroscope.config':
      'the bucket is configured and the chart writes filesystem over it',
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
    'pyroscope/plaintext-secret pyroscope.config': 'a credential in the file (redacted in the sample)',
  },
  '048': {
    'pyroscope/replication-factor-mismatch pyroscope.components.store-gateway.replicaCount':
      'one store-gateway for a replication factor of 3',
  },
  '052': {
    'misplaced-key tracing': 'server configuration beside the pyroscope block',
    'pyroscope/legacy-components-layout pyroscope.components': 'v1 components under v2 defaults: crash loop',
    'pyroscope/plaintext-secret pyroscope.structuredConfig.storage.s3.secret_access_key':
      'a credential in the file (redacted in the sample)',
    'pyroscope/replication-factor-mismatch pyroscope.components.store-gateway.replicaCount':
      'one store-gateway for a replication factor of 3',
  },
  '056': {
    'pyroscope/image-tag-older-than-chart pyroscope.image.tag': 'an image 1.x under a chart 2.x: crash loop',
    'pyroscope/metastore-peers-mismatch pyroscope.replicaCount':
      'three single binaries, each waiting for one raft peer',
  },
  '058': {
    'misplaced-key pyroscope.alloy': 'the chart ignores it here: what it sets is not set',
    'misplaced-key pyroscope.storage': 'the chart ignores it here: what it sets is not set',
  },
  '064': {
    'misplaced-key pyroscope.retention': 'the author believes in a retention that is not set',
    'unknown-key grafana': 'no key of the chart',
  },
  '068': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '072': {
    'unknown-key pyroscope.rbac': 'the chart pinned there is older than the key',
  },
  '074': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '076': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
    'pyroscope/v1-retention-on-v2 pyroscope.structuredConfig.limits.compactor_blocks_retention_period':
      'the period holds for v1 only',
  },
  '078': {
    'misplaced-key pyroscope.ingress': 'the chart ignores it here: what it sets is not set',
  },
};
