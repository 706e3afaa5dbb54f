import type { PyroscopeRule } from './rule.ts';
import { once } from './shared/once.ts';
import { percent, weightPairs } from './shared/weight-pair.ts';

const dual = (ingester: number, segmentWriter: number): string =>
  `architecture:\n  storage:\n    v1: true\n    v2: true\n    migration:\n      ingesterWeight: ${ingester}\n      segmentWriterWeight: ${segmentWriter}\n`;
const INGESTER = 'architecture.storage.migration.ingesterWeight';
const SEGMENT_WRITER = 'architecture.storage.migration.segmentWriterWeight';

export const weightsDropData: PyroscopeRule = {
  id: 'weights-drop-data',
  severity: 'error',
  summary: 'with the larger weight below 1 some profiles reach no storage at all',
  why: `The weights are not shares of a whole: the server draws one random number for both routes, and a profile goes to each
storage whose weight is above it. What exceeds the larger weight goes nowhere, and the client gets 200 all the same. Of 400
profiles with 0.5 and 0.5 about half were lost (servers 1.21.0 and 2.2.1); 0.3 and 0.7 lose 30 %.

Keep the larger weight at 1. With both at 1 nothing is missing in either store.`,
  audit: ['A5'],
  since: '0.2.0',
  sources: ['servers 1.21.0 and 2.2.1, started in dual, 200 and 400 pushes'],
  valid: [
    { values: dual(1, 1) },
    { values: dual(1, 0.25) },
    { chart: '1.21.0', values: dual(0.5, 0.5) },
    {
      values:
        'architecture:\n  storage:\n    migration:\n      ingesterWeight: 0.5\n      segmentWriterWeight: 0.5\n',
    },
  ],
  invalid: [
    { values: dual(0.5, 0.5), at: SEGMENT_WRITER },
    { chart: '2.0.0', values: dual(0.7, 0.3), at: INGESTER },
    {
      chart: '1.21.0',
      values: `${dual(1, 1)}pyroscope:\n  extraArgs:\n    write-path.ingester-weight: "0.2"\n    write-path.segment-writer-weight: "0.8"\n`,
      at: 'pyroscope.extraArgs.write-path\\.segment-writer-weight',
    },
  ],
  message: ({ ingester, segmentWriter, lost, setting }) => ({
    what: `weights ${ingester} (v1) and ${segmentWriter} (v2) drop ${lost} % of all profiles`,
    why: 'one random number decides both routes, so shares do not add up: what exceeds the larger weight goes nowhere, and every push is answered 200',
    remedy: `set ${setting}: 1`,
  }),
  check: (values) =>
    once(
      weightPairs(values)
        .filter(({ ingester, segmentWriter }) => Math.max(ingester, segmentWriter) < 1)
        .map(({ ingester, segmentWriter, larger: { at, setting } }) => {
          const lost = percent(1 - Math.max(ingester, segmentWriter));
          return { at, args: { ingester, segmentWriter, lost, setting } };
        }),
    ),
};
