import { likely, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { isExperimentChart } from '../facts/charts.ts';
import { WRITERS } from '../facts/components.ts';
import { asWeight, settingPath } from '../facts/settings.ts';
import { chartOf, type PyroscopeRule } from '../read/facts.ts';
import { WEIGHT_SETTINGS } from '../read/weights.ts';
import { migrating } from './examples.ts';

/** What the dual phase of these charts comes to for either storage. */
const IN_FORCE = 1;

/** Audit C2. Manifests do not show what the chart ignores. */
export const weightsIgnoredByChart: PyroscopeRule = {
  id: 'weights-ignored-by-chart',
  severity: 'warning',
  needs: ['values'],
  summary: 'charts before 2.0.0 do not pass the migration weights on',
  why: 'In dual each storage gets every profile, regardless of the weights in the values.',
  details: `Charts 1.15.1 to 1.21.0 know \`ingesterWeight\` and \`segmentWriterWeight\` and pass neither on: dual always writes
\`-write-path.segment-writer-weight=1\`, and the server's own weight for v1 is 1.

The flags themselves can be given in \`pyroscope.extraArgs\`. Remove them before v2 is switched off: servers 1.x
know them only beside v2 and exit otherwise.`,
  audit: ['C2', 'B7'],
  sources: ['charts 1.15.1 to 1.21.0, rendered by helm'],
  good: [
    { chart: '1.21.0', values: migrating('ingesterWeight: 1.0') },
    { chart: '2.0.0', values: migrating('segmentWriterWeight: 0.5') },
    { chart: '1.14.0', values: migrating('segmentWriterWeight: 0.5') },
    {
      chart: '1.21.0',
      values: `${migrating('segmentWriterWeight: 0.5')}pyroscope:\n  extraArgs:\n    write-path.segment-writer-weight: 0.5\n`,
    },
    {
      chart: '1.21.0',
      values: `${migrating('ingesterWeight: 0.5')}pyroscope:\n  structuredConfig:\n    limits:\n      write_path_ingester_weight: 0.5\n`,
    },
  ],
  bad: [
    {
      chart: '1.21.0',
      values: migrating('segmentWriterWeight: 0.5'),
      at: 'architecture.storage.migration.segmentWriterWeight',
    },
    {
      chart: '1.15.1',
      values: migrating('ingesterWeight: 0'),
      at: 'architecture.storage.migration.ingesterWeight',
    },
  ],
  judge({ now }, report) {
    const chart = chartOf(now);
    if (!isExperimentChart({ chart })) return;
    for (const name of WEIGHT_SETTINGS) {
      const said = now.values?.at('architecture', 'storage', 'migration', name);
      const weight = said?.by === 'person' ? asWeight(sure(said)) : undefined;
      if (weight === undefined || weight === IN_FORCE) continue;
      const told = now.setting(name).filter(({ component }) => WRITERS.includes(component.name));
      if (told.some(({ by }) => by !== 'chart' && by !== 'default')) continue;
      const key = shownPath(settingPath(name, told[0]?.component.name ?? 'all'));
      report({
        at: said,
        severity: likely(now.phase) === 'dual' ? 'warning' : 'info',
        what: `chart ${chart} ignores migration.${name}: ${weight}`,
        fix: `set ${key}: ${weight} while both storages are on (remove it before you switch v2 off), or remove ${name}`,
      });
    }
  },
};
