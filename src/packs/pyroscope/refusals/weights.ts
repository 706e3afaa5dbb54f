import { finding, type Migration } from '../migration.ts';
import type { Refusal } from '../refusal.ts';
import { sourceOf } from '../settings.ts';
import { takesWritePath } from '../transforms/takes.ts';
import { placeOfFlag, type Workload } from '../workload.ts';

/** What counts where a flag is missing: the server's defaults (flags of 1.15.0 to 2.2.1). */
const WEIGHTS = [
  { flag: 'write-path.ingester-weight', word: '--ingester-weight', value: 'ingesterWeight', byDefault: '1' },
  {
    flag: 'write-path.segment-writer-weight',
    word: '--segment-writer-weight',
    value: 'segmentWriterWeight',
    byDefault: '0',
  },
] as const;

/** A decimal number in [0, 1]; undefined for anything else. */
export function asWeight(text: string): number | undefined {
  if (!/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) return undefined;
  const weight = Number(text);
  return weight <= 1 ? weight : undefined;
}

const weightsOf = ({ flags }: Workload) =>
  WEIGHTS.map((one) => ({ ...one, text: flags.value(one.flag) ?? one.byDefault }));

function writers({ release, workloads, target }: Migration): readonly Workload[] {
  if (target !== 'dual') return [];
  return workloads.filter(
    (one) => takesWritePath(one, release.chartMajor) && one.flags.value('write-path') === 'combined',
  );
}

/** Charts before 2.0.0 ignore the values: there only phasegate's own flag helps. */
function remedyFor({ release }: Migration, { word, value }: (typeof WEIGHTS)[number]): string {
  const values = release.chartMajor >= 2 ? `, or --set architecture.storage.migration.${value}=1` : '';
  return `${word} 1${values}`;
}

/** The guide gives weights as fractions [0, 1]; the server checks nothing. */
export const weightsOutOfRange: Refusal = {
  rule: {
    id: 'weights-out-of-range',
    severity: 'refusal',
    summary: 'a migration weight is no number from 0 to 1',
    message: ({ flag, text, remedy, source }) => ({
      what: `-${flag}=${text} is no number from 0 to 1${source}`,
      why: 'a weight is the fraction of profiles that a storage gets; the server takes any number without a word',
      remedy: `give a fraction: ${remedy}`,
    }),
  },
  check: (migration) => {
    for (const workload of writers(migration)) {
      const bad = weightsOf(workload).find(({ text }) => asWeight(text) === undefined);
      if (bad)
        return [
          finding(
            weightsOutOfRange.rule,
            {
              flag: bad.flag,
              text: bad.text,
              remedy: remedyFor(migration, bad),
              source: sourceOf(migration.settings[bad.value]),
            },
            workload.object,
            placeOfFlag(workload, bad.flag),
          ),
        ];
    }
    return [];
  },
};

/** Audit A5: one random number decides both routes, so the share 1 - max of all profiles goes to neither. */
export const weightsDropData: Refusal = {
  rule: {
    id: 'weights-drop-data',
    auditId: 'A5',
    severity: 'refusal',
    summary: 'with the larger weight below 1 some profiles reach no storage at all',
    message: ({ ingester, segmentWriter, lost, larger }) => ({
      what: `weights ${ingester} (v1) and ${segmentWriter} (v2) drop ${lost} % of all profiles`,
      why: 'the server draws one random number for both, so shares do not add up: what exceeds the larger weight goes nowhere, and every push is answered 200',
      remedy: `make the larger weight 1: ${larger} (or --accept-loss, if losing profiles is wanted)`,
    }),
  },
  check: (migration) => {
    if (migration.choices.acceptLoss) return [];
    const workload = writers(migration)[0];
    const [ingester, segmentWriter] = workload ? weightsOf(workload).map(({ text }) => asWeight(text)) : [];
    if (ingester === undefined || segmentWriter === undefined || Math.max(ingester, segmentWriter) >= 1)
      return [];
    const lost = Math.round((1 - Math.max(ingester, segmentWriter)) * 100);
    const larger = remedyFor(migration, ingester > segmentWriter ? WEIGHTS[0] : WEIGHTS[1]);
    return [
      finding(
        weightsDropData.rule,
        { ingester, segmentWriter, lost, larger },
        workload?.object,
        workload && placeOfFlag(workload, 'write-path'),
      ),
    ];
  },
};
