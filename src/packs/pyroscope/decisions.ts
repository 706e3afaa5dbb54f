import type { Decision } from '../../step/pack.ts';
import { describeSource, type Sourced } from '../../step/source.ts';
import type { Phase } from './facts/phases.ts';
import type { PhaseReading } from './read-phase.ts';
import type { Release } from './release.ts';
import type { Settings } from './settings.ts';

const told = (about: string, { value, source }: Sourced<string>): Decision => ({
  about,
  value,
  source: describeSource(source),
});

function phaseDecision(reading: PhaseReading, settings: Settings, target: Phase): Decision {
  if (settings.phase) return told('phase', settings.phase);
  const about = reading.signals.map((signal) => signal.about);
  return {
    about: 'phase',
    value: target,
    source: `the manifests: ${[...new Set(about)].slice(0, 4).join(', ')}`,
  };
}

/** Servers by version, each with the components that run it. */
function serverDecisions(release: Release): Decision[] {
  const byVersion = new Map<string, Sourced<string>>();
  for (const { server } of release.workloads)
    if (!byVersion.has(server.value)) byVersion.set(server.value, server);
  return [...byVersion.values()].map((server) => told('server version', server));
}

/** Every decision about a release, with where it came from. */
export function decisionsOf(
  release: Release,
  reading: PhaseReading,
  settings: Settings,
  target: Phase,
): readonly Decision[] {
  const { ingesterWeight, segmentWriterWeight, queryBackendFrom } = settings;
  return [
    phaseDecision(reading, settings, target),
    { about: 'phase before', value: reading.phase ?? 'unclear', source: 'the manifests' },
    told('chart version', release.chart),
    ...serverDecisions(release),
    {
      about: 'layout',
      value: release.layout,
      source: 'the manifests: components and memberlist cluster label',
    },
    ...(ingesterWeight ? [told('ingester weight', ingesterWeight)] : []),
    ...(segmentWriterWeight ? [told('segment-writer weight', segmentWriterWeight)] : []),
    ...(queryBackendFrom ? [told('query-backend-from', queryBackendFrom)] : []),
  ];
}
