import { defineCheck, fine, notYet, type Observation, unanswered, wrong } from '../../../checks/check.ts';
import { noPod, readMetrics, type Sample, total } from '../../../checks/metrics.ts';
import type { Endpoint } from '../../../live/cluster.ts';
import type { AsyncResult } from '../../../live/problems.ts';
import { ok } from '../../../result.ts';
import { RINGS } from '../facts/components.ts';
import { hasStore, PHASE_FACTS, PHASES, type Phase, STORES } from '../facts/phases.ts';
import { type CheckContext, curl, endpointsFor, isYoung } from './context.ts';
import { type RunningConfig, readRunningConfig, readTenantWritePaths } from './server.ts';

/** A 1.x server without v2 knows no write path at all. */
const writePathsOf = (phase: Phase): readonly string[] => [
  PHASE_FACTS[phase].writePath,
  ...(hasStore(phase, 'v2') ? [] : ['']),
];

interface Server {
  readonly config: RunningConfig;
  readonly tenants: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
}

async function readServer(endpoint: Endpoint): AsyncResult<Server> {
  const config = await readRunningConfig(endpoint);
  if (!config.ok) return config;
  const metrics = await readMetrics([endpoint], 'distributor');
  if (!metrics.ok) return metrics;
  const tenants = await readTenantWritePaths(endpoint);
  return ok({ config: config.value, tenants, samples: metrics.value.flat() });
}

const activeIn = (samples: readonly Sample[], name: string): number =>
  total(samples, 'pyroscope_ring_members', { name, state: 'ACTIVE' });

const quoted = (path: string): string => (path === '' ? 'none' : path);

function wrongConfig(phase: Phase, { config, tenants }: Server): string[] {
  const { architecture, writePath } = config;
  const problems: string[] = [];
  if (architecture !== undefined && architecture !== PHASE_FACTS[phase].architecture)
    problems.push(`the server runs with architecture.storage ${architecture}`);
  if (!writePathsOf(phase).includes(writePath))
    problems.push(`the server runs with write path ${quoted(writePath)}`);
  const strays = [...tenants].filter(([, path]) => !writePathsOf(phase).includes(path));
  return [...problems, ...strays.map(([tenant, path]) => `tenant ${tenant} overrides it with ${path}`)];
}

function wrongRings(phase: Phase, samples: readonly Sample[]): string[] {
  return STORES.flatMap((store) => {
    const { name } = RINGS[store];
    const wanted = hasStore(phase, store);
    const active = activeIn(samples, name);
    if (wanted === active > 0) return [];
    return [`the ${name} ring has ${active} active members`];
  });
}

const expectedRings = (phase: Phase): string =>
  STORES.map(
    (store) => `${hasStore(phase, store) ? 'active' : 'no active'} members in the ${RINGS[store].name} ring`,
  ).join(', ');

function judge(context: CheckContext, server: Server): Observation {
  const { phase } = context;
  const config = wrongConfig(phase, server);
  const rings = wrongRings(phase, server.samples);
  if (config.length > 0) return wrong([...config, ...rings].join('; '));
  if (rings.length > 0) return (isYoung(context, server.samples) ? notYet : wrong)(rings.join('; '));
  const members = Object.values(RINGS).map(
    ({ name }) => `${activeIn(server.samples, name)} active in the ${name} ring`,
  );
  return fine(`write path ${quoted(server.config.writePath)}, ${members.join(', ')}`);
}

async function observe(context: CheckContext): Promise<Observation> {
  const endpoints = endpointsFor(context, 'distributor');
  if (endpoints.length === 0) return unanswered(noPod('distributor'));
  const servers = await Promise.all(endpoints.map(readServer));
  const judged = servers.map((server) =>
    server.ok ? judge(context, server.value) : unanswered(server.error),
  );
  // One distributor that still writes the old way is enough to lose data.
  const worst = judged.find(({ status }) => status !== 'ok');
  return worst ?? judged[0] ?? unanswered(noPod('distributor'));
}

export const phaseInEffect = defineCheck<CheckContext>({
  id: 'phase-in-effect',
  title: 'The running server is in the phase',
  phases: PHASES,
  why: "Helm's notes, the build info and /config/diff do not show the phase; the effective configuration and the rings do.",
  expected: ({ phase }) =>
    `write path ${writePathsOf(phase).map(quoted).join(' or ')}, ${expectedRings(phase)}`,
  command: (context) =>
    curl(context, 'distributor', '/api/v1/status/config', " | grep -E 'architecture_storage|write_path'"),
  observe,
});
