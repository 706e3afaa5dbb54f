import type { Asker } from '../../../checks/ask.ts';
import { fine, notYet, unanswered, worstOf, wrong } from '../../../checks/check.ts';
import { noPod, readMetrics, type Sample, total } from '../../../checks/metrics.ts';
import type { Live, Observation } from '../../../pack.ts';
import { RINGS } from '../facts/components.ts';
import { hasStore, PHASE_FACTS, PHASES, type PyroscopePhase, STORES } from '../facts/phases.ts';
import type { PyroscopeCase } from '../read/facts.ts';
import { askersFor, curl, isYoungSince, type PyroscopeCheck, phaseToProve, startOf } from './asking.ts';
import { type RunningConfig, readRunningConfig, readTenantWritePaths } from './server.ts';

/** A 1.x server without v2 knows no write path at all. */
const writePathsOf = (phase: PyroscopePhase): readonly string[] => [
  PHASE_FACTS[phase].writePath,
  ...(hasStore(phase, 'v2') ? [] : ['']),
];

interface Server {
  readonly config: RunningConfig;
  readonly tenants: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
}

async function readServer(ask: Asker): Promise<Server> {
  const config = await readRunningConfig(ask);
  const samples = (await readMetrics([ask], 'distributor')).flat();
  return { config, samples, tenants: await readTenantWritePaths(ask) };
}

const activeIn = (samples: readonly Sample[], name: string): number =>
  total(samples, 'pyroscope_ring_members', { name, state: 'ACTIVE' });

const quoted = (path: string): string => (path === '' ? 'none' : path);

function wrongConfig(phase: PyroscopePhase, { config, tenants }: Server): string[] {
  const { architecture, writePath } = config;
  const problems: string[] = [];
  if (architecture !== undefined && architecture !== PHASE_FACTS[phase].architecture)
    problems.push(`the server runs with architecture.storage ${architecture}`);
  if (!writePathsOf(phase).includes(writePath))
    problems.push(`the server runs with write path ${quoted(writePath)}`);
  const strays = [...tenants].filter(([, path]) => !writePathsOf(phase).includes(path));
  return [...problems, ...strays.map(([tenant, path]) => `tenant ${tenant} overrides it with ${path}`)];
}

function wrongRings(phase: PyroscopePhase, samples: readonly Sample[]): string[] {
  return STORES.flatMap((store) => {
    const { name } = RINGS[store];
    const wanted = hasStore(phase, store);
    const active = activeIn(samples, name);
    if (wanted === active > 0) return [];
    return [`the ${name} ring has ${active} active members`];
  });
}

const expectedRings = (phase: PyroscopePhase): string =>
  STORES.map(
    (store) => `${hasStore(phase, store) ? 'active' : 'no active'} members in the ${RINGS[store].name} ring`,
  ).join(', ');

function judge(phase: PyroscopePhase, live: Live, server: Server): Observation {
  const config = wrongConfig(phase, server);
  const rings = wrongRings(phase, server.samples);
  if (config.length > 0) return wrong([...config, ...rings].join('; '));
  if (rings.length > 0)
    return (isYoungSince(live, startOf(server.samples)) ? notYet : wrong)(rings.join('; '));
  const members = Object.values(RINGS).map(
    ({ name }) => `${activeIn(server.samples, name)} active in the ${name} ring`,
  );
  return fine(`write path ${quoted(server.config.writePath)}, ${members.join(', ')}`);
}

/** One distributor that still writes the old way is enough to lose data. */
async function observe(of: PyroscopeCase, live: Live): Promise<Observation> {
  const look = (ask: Asker): Promise<Observation> =>
    readServer(ask).then((server) => judge(phaseToProve(of), live, server), unanswered);
  const distributors = askersFor(of, live, 'distributor');
  if (distributors.length === 0) throw noPod('distributor');
  return worstOf(await Promise.all(distributors.map(look)));
}

export const phaseInEffect: PyroscopeCheck = {
  id: 'phase-in-effect',
  title: 'The running server is in the phase',
  phases: PHASES,
  why: "Helm's notes, the build info and /config/diff do not show the phase; the effective configuration and the rings do.",
  expected: (of) =>
    `write path ${writePathsOf(phaseToProve(of)).map(quoted).join(' or ')}, ${expectedRings(phaseToProve(of))}`,
  command: (of, live) =>
    curl(of, live, 'distributor', '/api/v1/status/config', " | grep -E 'architecture_storage|write_path'"),
  observe,
};
