import { sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { asWeight, keyOfReading, settingPath } from '../facts/settings.ts';
import { chartMajorOf, namesOf, type PyroscopeCase, type PyroscopeRule } from '../read/facts.ts';
import { type DualWrites, dualWrites, lacksWeight, WEIGHT_SETTINGS } from '../read/weights.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const ARGS = 'pyroscope:\n  extraArgs:\n    write-path: combined\n';
const DUAL = `architecture:\n  storage:\n    v1: true\n    v2: true\n${ARGS}`;
const WEIGHT = '    write-path.segment-writer-weight: 1\n';
const LIMITS = '  structuredConfig:\n    limits:\n      write_path_segment_writer_weight: 1\n';
const TENANT = '  tenantOverrides:\n    shop:\n      write_path: combined\n';
const FLAG = 'write-path.segment-writer-weight';

/** What chart 2.2.1 renders for dual with `extraArgs.write-path: combined`. */
const HAND_WRITTEN = ['-write-path=combined', ...PHASE_FLAGS_2.dual.slice(0, 3)];

/** The weight that the chart would have written: that of the values from 2.0.0 on, 1 before. */
function wanted({ now, asked }: PyroscopeCase, name: string): number {
  const inValues = now.values?.at('architecture', 'storage', 'migration', name);
  const text = chartMajorOf(now) >= 2 ? sure(asked(name) ?? inValues) : undefined;
  return asWeight(text) ?? 1;
}

/** The keys that nobody wrote, each with what the chart would have written. */
const missingIn = (of: PyroscopeCase, { path, ingester, segmentWriter }: DualWrites): readonly string[] =>
  WEIGHT_SETTINGS.filter((_, at) => [ingester, segmentWriter][at]?.by === 'default').map(
    (weight) => `${shownPath(settingPath(weight, path.component.name))}: ${wanted(of, weight)}`,
  );

/** Audit A6, and A18 for tenants. */
export const combinedWithoutWeights: PyroscopeRule = {
  id: 'combined-without-weights',
  severity: 'error',
  corrects: true,
  inRender: 'correct',
  summary: 'writes go to both storages, but the weight of v2 is missing and counts as 0: v2 gets nothing',
  why: "The chart writes its weights only with its own -write-path, and the server's own weight for v2 is 0: dual looks active and nothing reaches v2.",
  details: `With \`extraArgs.write-path: combined\` the chart omits its weights. Servers 1.21.0 and 2.2.1 then ran with
\`combined\`, ingester 1 and segment-writer 0. Dual looks active and v2 stays empty, so v2 alone has no history later.

Remove \`write-path\` from \`extraArgs\`, because the chart writes \`combined\` in dual anyway, or also set the weights. A weight
in \`limits.write_path_segment_writer_weight\` of the server's configuration counts. So does a tenant's own in
\`pyroscope.tenantOverrides\`; a tenant whose own \`write_path\` is \`combined\` needs one where the others write elsewhere.`,
  audit: ['A6', 'A18'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'servers 1.21.0 and 2.2.1, started'],
  get good() {
    return [
      { values: `${DUAL}${WEIGHT}` },
      { values: `${DUAL}${LIMITS}` },
      { chart: '1.15.1', values: `${DUAL}${WEIGHT}` },
      { values: 'architecture:\n  storage:\n    v1: true\n    v2: true\n' },
      { chart: '1.14.0', values: ARGS },
      {
        manifests: oneBinary(
          '2.2.1',
          { args: HAND_WRITTEN },
          { config: 'limits:\n  write_path_segment_writer_weight: 1\n' },
        ),
        asked: { phase: 'dual' },
      },
    ];
  },
  get bad() {
    return [
      { values: DUAL, at: 'pyroscope.extraArgs.write-path' },
      { chart: '1.15.1', values: DUAL, at: 'pyroscope.extraArgs.write-path' },
      {
        values: `architecture:\n  microservices:\n    enabled: true\n  storage:\n    v1: true\n    v2: true\n${ARGS}`,
        at: 'pyroscope.extraArgs.write-path',
      },
      {
        values: `${DUAL.replace('combined', 'segment-writer')}${TENANT}`,
        at: 'pyroscope.tenantOverrides.shop.write_path',
      },
      {
        manifests: oneBinary('2.2.1', { args: HAND_WRITTEN }),
        asked: { phase: 'dual' },
        at: '-write-path=combined',
        after: oneBinary('2.2.1', { args: [...HAND_WRITTEN, `-${FLAG}=1`] }),
      },
    ];
  },
  judge(of, report) {
    const { now } = of;
    const major = chartMajorOf(now);
    const without = dualWrites(now).filter(lacksWeight);
    const common = without.find(({ tenant }) => tenant === undefined);
    // What all lack is reported once; else each tenant whose own write path needs a weight that nobody wrote.
    for (const writes of common ? [common] : without) {
      const { path, tenant } = writes;
      const who = tenant === undefined ? namesOf([path.component]) : `tenant ${tenant}`;
      const key = keyOfReading('writePath', path, major);
      const remove =
        tenant === undefined ? `remove ${key} (the chart writes combined in dual)` : `remove ${key}`;
      report({
        at: path,
        what: `${who} has write-path combined without a weight for v2`,
        fix: `${remove}, or add ${missingIn(of, writes).join(' and ')}`,
        correct: (edit) => {
          for (const { name, flags } of now.components)
            if (sure(flags['write-path']) === 'combined' && flags[FLAG] === undefined)
              edit.flag(name, FLAG, '1');
        },
      });
    }
  },
};
