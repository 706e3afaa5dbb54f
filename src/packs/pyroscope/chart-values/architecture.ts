import { fraction, map, section, text, toggle } from './kinds.ts';
import { microservicesV1 } from './microservices-v1.ts';
import { microservicesV2 } from './microservices-v2.ts';

const queryBackend = toggle('Whether queries of the dual phase go to the v2 storage, too.', {
  default: true,
  removal: {
    chart: '2.0.0',
    useInstead: 'architecture.storage.migration.queryBackendFrom',
    note: 'Charts from 2.0.0 on always read both stores in the dual phase; from when v2 is read is said by queryBackendFrom.',
  },
});

const migration = section({
  ingesterWeight: fraction(
    'Share of the profiles, 0 to 1, that the dual phase writes to v1. Charts before 2.0.0 ignore it.',
    { default: 1 },
  ),
  segmentWriterWeight: fraction(
    'Share of the profiles, 0 to 1, that the dual phase writes to v2. Charts before 2.0.0 ignore it.',
    { default: 1 },
  ),
  queryBackend,
  queryBackendFrom: text('Time (RFC 3339) from which queries read v2; auto lets the metastore say.', {
    default: 'auto',
  }),
});

const storage = section({
  v1: toggle('Whether the v1 storage is on; together with v2 this is the dual phase.', {
    defaultSince: [
      ['1.15.1', true],
      ['2.0.2', false],
    ],
  }),
  v2: toggle('Whether the v2 storage is on; together with v1 this is the dual phase.', {
    defaultSince: [
      ['1.15.1', false],
      ['2.0.2', true],
    ],
  }),
  migration: migration('How the dual phase splits writes and reads.'),
});

const microservices = section({
  enabled: toggle('Whether each component runs on its own instead of all in one process.', {
    default: false,
  }),
  clusterLabelSuffix: text('End of the memberlist cluster label in microservices mode.', {
    default: '-micro-services',
  }),
  v1: microservicesV1,
  v2: microservicesV2,
});

export const architecture = section({
  storage: storage('Which storage is used: v1, v2, or both during the migration.'),
  overwriteResources: map('Resources of every pod in place of its own; for tests.', { default: {} }),
  deployUnifiedServices: toggle(
    'Whether services `<release>-write` and `<release>-read` are made, which are the same in both modes.',
    { default: false },
  ),
  microservices: microservices('Microservices mode and the components that it runs.'),
})('How the server is deployed and which storage it uses.', { since: '1.15.1' });
