import type { Pack, SettingOf, Stores } from '../../pack.ts';
import { beside } from './beside.ts';
import { CHART } from './charts.ts';
import { PHASE_FACTS } from './facts/phases.ts';
import { portsText } from './facts/ports.ts';
import { SETTINGS } from './facts/settings.ts';
import { GUARD } from './guard.ts';
import { SUMMARY } from './guide/summary.ts';
import type { PachydermFacts } from './read/facts.ts';
import { readManifests, recognise } from './read/manifests.ts';
import { isClusterWide } from './read/names.ts';
import { readValues } from './read/values.ts';
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
  editsContainers: false,
  recognise,
  runs: (object) => object.kind === 'Service' || isClusterWide(object),
  readManifests,
  render: toPhase,
  versionOf: ({ version }) => version,
  beside,
  charts: [CHART],
  readValues,
  guard: GUARD,
  stores: ({ bucket }): Stores => (bucket ? { bucket: { name: bucket } } : {}),
  topics: [{ id: 'ports', summary: 'the nodePorts that move', text: portsText }],
  commands: [
    {
      name: 'pachyderm',
      summary: SUMMARY,
      run: async (argv, terminal) => (await import('./guide/command.ts')).pachydermCommand(argv, terminal),
    },
  ],
});

export const pachyderm = packWith(() => undefined);
