import type { FoundInValues, Pack, SettingOf } from '../../pack.ts';
import { SUMMARY } from './backfill/summary.ts';
import { CHARTS } from './charts.ts';
import { compatibilityText } from './facts/compatibility.ts';
import { PHASE_FACTS } from './facts/phases.ts';
import { SETTINGS } from './facts/settings.ts';
import { guardOf } from './guard.ts';
import { meantBy } from './read/entries.ts';
import type { PrometheusFacts } from './read/facts.ts';
import { isServer, podsOfOperator, readManifests, recognise, runs } from './read/manifests.ts';
import { storesOf } from './read/stores.ts';
import { phaseWritten, readValues } from './read/values.ts';
import { toPhase } from './render/index.ts';
import { RULES } from './rules/index.ts';
import { transition } from './steps/transition.ts';

const NO_DESTINATION = {
  why: 'no destination is named, so nothing tells which store is the new one',
  fix: 'pass --destination URL (PHASEGATE_DESTINATION, destination in phasegate.yaml), the URL that takes remote_write',
};

/** What somebody says of the stores of a release; of any where its name is not known. */
function meantOf(
  asked: SettingOf,
  { release, namespace = '' }: Pick<FoundInValues, 'release' | 'namespace'>,
) {
  const named = release === undefined ? [] : ([{ name: release, namespace }] as const);
  return meantBy((name) => asked(name, ...named));
}

/** Prometheus remote storage: the history and the samples to come, moved from one store to another. */
const packWith = (asked: SettingOf): Pack<PrometheusFacts> => ({
  api: 1,
  name: 'prometheus',
  title: 'Prometheus remote storage',
  stored: 'samples',
  phases: PHASE_FACTS,
  rules: RULES,
  settings: SETTINGS,
  mentions: ['prometheus'],
  withSettings: packWith,
  dormant: (release) => (asked('destination', release) === undefined ? NO_DESTINATION : undefined),
  recognise,
  runs,
  readManifests: (objects, found) => readManifests(objects, found, meantOf(asked, found)),
  render: toPhase,
  charts: CHARTS,
  readValues: (values, found) => readValues(values, found, meantOf(asked, found)),
  phaseAsked: (values, chart) => phaseWritten(values, chart, meantOf(asked, {})),
  isMainContainer: ({ args }) => isServer(args),
  podsByLabel: podsOfOperator,
  isComponent: (name) => name === 'server',
  topics: [{ id: 'compatibility', summary: 'what stores take and give', text: compatibilityText }],
  stores: storesOf,
  transition,
  // Late: commands without a guard have no release for which everything is said.
  get guard() {
    return guardOf(meantOf(asked, {}));
  },
  readServer: async (live, installed) => (await import('./read/server.ts')).readServer(live, installed),
  checks: async () => (await import('./checks/index.ts')).CHECKS,
  steps: async (of) => (await import('./steps/guide.ts')).migrationSteps(of),
  commands: [
    {
      name: 'backfill',
      summary: SUMMARY,
      variables: [
        'PHASEGATE_READER_PASSWORD',
        'PHASEGATE_READER_TOKEN',
        'PHASEGATE_WRITER_PASSWORD',
        'PHASEGATE_WRITER_TOKEN',
      ],
      run: async (argv, terminal) => (await import('./backfill/command.ts')).backfill(argv, terminal),
    },
  ],
});

export const prometheus = packWith(() => undefined);
