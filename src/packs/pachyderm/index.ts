import type { Pack, SettingOf } from '../../pack.ts';
import { PHASE_FACTS } from './facts/phases.ts';
import { SETTINGS } from './facts/settings.ts';
import { SUMMARY } from './guide/summary.ts';
import type { PachydermFacts } from './read/facts.ts';
import { readManifests, recognise } from './read/manifests.ts';
import { toPhase } from './render/index.ts';
import { RULES } from './rules/index.ts';

const NO_PORT_SET = {
  why: 'nothing tells which set of nodePorts the cluster is on',
  fix: 'pass --port-set normal or --port-set migration (PHASEGATE_PORT_SET, portSet in phasegate.yaml)',
};

/** Two Pachyderm clusters side by side, from one version to the next. */
const packWith = (asked: SettingOf): Pack<PachydermFacts> => ({
  api: 1,
  name: 'pachyderm',
  title: 'Pachyderm',
  phases: PHASE_FACTS,
  rules: RULES,
  settings: SETTINGS,
  mentions: ['pachyderm'],
  withSettings: packWith,
  dormant: (release) => (asked('portSet', release) === undefined ? NO_PORT_SET : undefined),
  // No container is edited, and most have no args.
  isComponent: () => false,
  recognise,
  readManifests,
  render: toPhase,
  commands: [
    {
      name: 'pachyderm',
      summary: SUMMARY,
      run: async (argv, terminal) => (await import('./guide/command.ts')).pachydermCommand(argv, terminal),
    },
  ],
});

export const pachyderm = packWith(() => undefined);
