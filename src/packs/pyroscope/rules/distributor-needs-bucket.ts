import { STORAGE_PATH } from '../values/toggles.ts';
import type { PyroscopeRule } from './rule.ts';

const DUAL = 'architecture:\n  storage:\n    v1: true\n    v2: true\n';
const MICROSERVICES = '  microservices:\n    enabled: true\n';

export const distributorNeedsBucket: PyroscopeRule = {
  id: 'distributor-needs-bucket',
  severity: 'info',
  summary: 'from dual on the distributor exits when it cannot reach the bucket',
  why: `In v1 the distributor never asks the bucket. From dual on it loads placement rules from there, and exits where it
cannot: \`failed to load placement rules …\` (seen on servers 1.15.0 to 2.2.1 with a bucket out of reach). A network policy, an
identity or a minio that starts late then stops v1 ingest as well. See that the distributor's pods may read the bucket before
the step.`,
  audit: ['B12'],
  since: '0.2.0',
  sources: ['servers 1.15.0 to 2.2.1, run'],
  valid: [
    { values: DUAL },
    { values: `architecture:\n${MICROSERVICES}` },
    { chart: '1.14.0', values: DUAL + MICROSERVICES },
  ],
  invalid: [
    { values: DUAL + MICROSERVICES, at: 'architecture.storage.v2' },
    {
      chart: '2.0.2',
      values: `architecture:\n  storage:\n    v1: true\n${MICROSERVICES}`,
      at: 'architecture.storage.v2',
    },
  ],
  message: () => ({
    what: 'in dual the distributor needs the bucket',
    why: 'it loads placement rules from there and exits when it cannot ("failed to load placement rules"), which stops v1 ingest, too',
    remedy: "see that network policies and the distributor's credentials allow the bucket before the step",
  }),
  check({ phase, mode, components, given }) {
    const hasDistributor = components.some(({ name }) => name === 'distributor');
    if (phase !== 'dual' || mode !== 'microservices' || !hasDistributor) return [];
    const path = [...STORAGE_PATH, 'v2'];
    return [{ at: given(...path) ?? path }];
  },
};
