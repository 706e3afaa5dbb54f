import type { Pack, SettingOf } from '../../pack.ts';
import { SUMMARY } from './backfill/summary.ts';
import { PHASE_FACTS } from './facts/phases.ts';
import { SETTINGS } from './facts/settings.ts';
import { meantBy } from './read/entries.ts';
import type { PrometheusFacts } from './read/facts.ts';
import { isServer, podsOfOperator, readManifests, recognise, runs } from './read/manifests.ts';
import { storesOf } from './read/stores.ts';
import { toPhase } from './render/index.ts';
import { oldToNewWithoutDual } from './rules/old-to-new-without-dual.ts';
import { transition } from './steps/transition.ts';

const NO_DESTINATION = {
  why: 'no destination is named, so nothing tells which store is the new one',
  fix: 'pass --destination URL (PHASEGATE_DESTINATION, destination in phasegate.yaml), the URL that takes remote_write',
};

/** Prometheus remote storage: the history and the samples to come, moved from one store to another. */
const packWith = (asked: SettingOf): Pack<PrometheusFacts> => ({
  api: 1,
  name: 'prometheus',
  title: 'Prometheus remote storage',
  stored: 'samples',
  phases: PHASE_FACTS,
  rules: [oldToNewWithoutDual],
  settings: SETTINGS,
  mentions: ['prometheus'],
  withSettings: packWith,
  dormant: (release) => (asked('destination', release) === undefined ? NO_DESTINATION : undefined),
  recognise,
  runs,
  readManifests: (objects, found) =>
    readManifests(
      objects,
      found,
      meantBy((name) => asked(name, { ...found, name: found.release })),
    ),
  render: toPhase,
  isMainContainer: ({ args }) => isServer(args),
  podsByLabel: podsOfOperator,
  isComponent: (name) => name === 'server',
  stores: storesOf,
  transition,
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
