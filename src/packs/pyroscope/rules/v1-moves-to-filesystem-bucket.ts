import { likely, sure } from '../../../pack.ts';
import { chartMajorOf, type PyroscopeRule, settingOf, singleBinaryOf } from '../read/facts.ts';
import { EXPERIMENT, oneBinary, PHASE_FLAGS_1 } from './examples.ts';

const DUAL = 'architecture:\n  storage:\n    v2: true\n';
const S3 = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n';
const BACKEND = '-storage.backend=filesystem';

const dual = (config: string): string =>
  oneBinary(
    '1.21.0',
    {
      args: [BACKEND, ...PHASE_FLAGS_1.dual],
      env: EXPERIMENT,
      mounts: ['/data', '/data-metastore', '/data-shared'],
    },
    { config },
  );

/** Audit C11. */
export const v1MovesToFilesystemBucket: PyroscopeRule = {
  id: 'v1-moves-to-filesystem-bucket',
  severity: 'info',
  summary: 'v1 switches from local blocks to the filesystem backend with dual',
  why: 'Series older than 4 h are missing from label queries until the store-gateway has synced (every 15 minutes); totals are right at once.',
  details: `Up to chart 1.21.0 dual renders \`-storage.backend=filesystem\` for a single binary. One that had no storage before
uploads its v1 blocks there from then on, and the store-gateway answers for what is older than 4 h. Seen on server 1.21.0:
such series are missing from label queries until the store-gateway has synced (every 15 minutes; absent after 33 s), while
totals are right at once. Wait for the sync before you judge the step.`,
  audit: ['C11'],
  sources: ['server 1.21.0, run', 'charts 1.15.1 to 1.21.0 templates'],
  get good() {
    return [
      { chart: '1.21.0', values: DUAL },
      { chart: '2.0.1', before: '{}', values: DUAL },
      { chart: '1.21.0', before: S3, values: DUAL + S3 },
      { chart: '1.21.0', before: DUAL, values: DUAL },
      { manifests: dual('storage:\n  backend: filesystem\n'), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { chart: '1.21.0', before: '{}', values: DUAL, at: 'architecture.storage.v2' },
      { chart: '1.15.1', before: '{}', values: DUAL, at: 'architecture.storage.v2' },
      { chart: '1.15.1', fromChart: '1.14.0', values: DUAL, at: 'architecture.storage.v2' },
      { manifests: dual('limits: {}\n'), asked: { phase: 'dual' }, at: BACKEND },
    ];
  },
  judge({ now, before }, report) {
    const all = singleBinaryOf(now);
    const backend = all && settingOf(now, 'storageBackend', all);
    if (!backend || likely(now.phase) !== 'dual' || chartMajorOf(now) >= 2) return;
    // Values alone show no step; a render may be the first one in dual.
    const isFirst = before ? sure(before.phase) === 'v1' : now.readFrom === 'manifests';
    const isForced = backend.by === 'chart' && backend.overruled.every(({ by }) => by === 'default');
    if (!isFirst || !isForced) return;
    report({
      at: now.readFrom === 'values' ? now.phase : backend,
      what: 'with dual v1 begins to upload its blocks to the filesystem backend',
      fix: 'wait for the sync before you judge the step',
    });
  },
};
