import { ALL } from '../components.ts';
import { STORAGE_PATH } from '../values/toggles.ts';
import type { PyroscopeRule } from './rule.ts';

const DUAL = 'architecture:\n  storage:\n    v2: true\n';
const S3 = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n';

export const v1MovesToFilesystemBucket: PyroscopeRule = {
  id: 'v1-moves-to-filesystem-bucket',
  severity: 'info',
  summary: 'v1 switches from local blocks to the filesystem backend with dual',
  why: `Up to chart 1.21.0 dual renders \`-storage.backend=filesystem\` for a single binary. One that had no storage before
ships its v1 blocks there from then on, and the store-gateway answers for what is older than 4 h. Seen on server 1.21.0: such
series are missing from label queries until the store-gateway has synced (every 15 minutes; absent after 33 s), while totals
are right at once. Wait for the sync before judging the step.`,
  audit: ['C11'],
  since: '0.2.0',
  sources: ['server 1.21.0, run', 'charts 1.15.1 to 1.21.0 templates'],
  valid: [
    { chart: '1.21.0', values: DUAL },
    { chart: '2.0.1', fromValues: '{}', values: DUAL },
    { chart: '1.21.0', fromValues: S3, values: DUAL + S3 },
    { chart: '1.21.0', fromValues: DUAL, values: DUAL },
  ],
  invalid: [
    { chart: '1.21.0', fromValues: '{}', values: DUAL, at: 'architecture.storage.v2' },
    { chart: '1.15.1', fromValues: '{}', values: DUAL, at: 'architecture.storage.v2' },
    { chart: '1.15.1', fromChart: '1.14.0', values: DUAL, at: 'architecture.storage.v2' },
  ],
  message: () => ({
    what: 'with this step v1 begins to ship its blocks to the filesystem backend',
    why: 'series older than 4 h are missing from label queries until the store-gateway has synced (interval 15m); totals are right at once',
    remedy: 'wait for the sync before judging the step',
  }),
  check({ previous, phase, chartMajor, mode, components, config, given }) {
    if (previous?.phase !== 'v1' || phase !== 'dual' || chartMajor >= 2) return [];
    const binary = components.find(({ name }) => name === ALL);
    const isConfigured =
      config.isTemplated ||
      config.value('storage', 'backend') !== undefined ||
      binary?.extraArgs.has('storage.backend');
    if (mode !== 'single-binary' || isConfigured) return [];
    const path = [...STORAGE_PATH, 'v2'];
    return [{ at: given(...path) ?? path }];
  },
};
