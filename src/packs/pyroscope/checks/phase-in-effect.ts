import type { Asker } from '../../../checks/ask.ts';
import { fine, notYet, unanswered, unknown, worstOf, wrong } from '../../../checks/check.ts';
import { isYoungSince } from '../../../checks/context.ts';
import { noPod, readMetrics, type Sample, total } from '../../../checks/metrics.ts';
import { type Live, likely, type Observation, type Reading } from '../../../pack.ts';
import { RINGS } from '../facts/components.ts';
import { hasStore, PHASE_FACTS, PHASES, type PyroscopePhase, STORES } from '../facts/phases.ts';
import type { PyroscopeCase, PyroscopeState } from '../read/facts.ts';
import { askersFor, curl, type PyroscopeCheck, phaseToProve, placeOf, runningOf, startOf } from './asking.ts';
import { judgeTenantWeights } from './write-paths.ts';

/** A 1.x server without v2 knows no write path at all. */
const writePathsOf = (phase: PyroscopePhase): readonly string[] => [
  PHASE_FACTS[phase].writePath,
  ...(hasStore(phase, 'v2') ? [] : ['']),
];

const activeIn = (samples: readonly Sample[], name: string): number =>
  total(samples, 'pyroscope_ring_members', { name, state: 'ACTIVE' });

const quoted = (path: string): string => (path === '' ? 'none' : path);

/** One reading of all servers of a component. @param words what is wrong with a value */
function judgeReading(
  one: Reading,
  fits: (value: string) => boolean,
  words: (value: string) => string,
): Observation {
  const value = likely(one);
  if (value !== undefined && !fits(value)) return wrong(words(quoted(value)));
  if (one.sure) return fine(`write path ${quoted(one.value)}`);
  // Pods that answer and contradict each other: one of them is not in the phase.
  const isContradiction = value === undefined && one.component.config?.has() === true;
  return (isContradiction ? wrong : unknown)(one.why);
}

/** What the servers are told, as far as it decides the phase: the write path comes last. */
function judgeConfig(phase: PyroscopePhase, { setting }: PyroscopeState, place: string): Observation[] {
  const of = (name: string) => setting(name).filter(({ component }) => component.name === place);
  const paths = of('writePath').filter((one) => one.tenant === undefined || likely(one) !== '');
  return [
    ...of('architecture').map((one) =>
      judgeReading(
        one,
        (storage) => storage === PHASE_FACTS[phase].architecture,
        (storage) => `the server runs with architecture.storage ${storage}`,
      ),
    ),
    ...paths.map((one) =>
      judgeReading(
        one,
        (path) => writePathsOf(phase).includes(path),
        (path) =>
          one.tenant === undefined
            ? `the server runs with write path ${path}`
            : `tenant ${one.tenant} overrides it with ${path}`,
      ),
    ),
  ];
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

function judge(
  phase: PyroscopePhase,
  live: Live,
  told: readonly Observation[],
  samples: readonly Sample[],
): Observation {
  const rings = wrongRings(phase, samples);
  const seenAs = (status: Observation['status']) =>
    told.filter((one) => one.status === status).map(({ seen }) => seen);
  const [failed, open] = [seenAs('failed'), seenAs('unknown')];
  if (failed.length > 0) return wrong([...failed, ...rings].join('; '));
  if (open.length > 0) return unknown(open.join('; '));
  if (rings.length > 0) return (isYoungSince(live, startOf(samples)) ? notYet : wrong)(rings.join('; '));
  const members = Object.values(RINGS).map(
    ({ name }) => `${activeIn(samples, name)} active in the ${name} ring`,
  );
  return fine([told.at(-1)?.seen ?? 'write path none', ...members].join(', '));
}

/** One distributor that still writes the old way is enough to lose data. */
async function observe(of: PyroscopeCase, live: Live): Promise<Observation> {
  const distributors = askersFor(of, live, 'distributor');
  if (distributors.length === 0) throw noPod(live, placeOf(of, 'distributor'));
  const phase = phaseToProve(of);
  const running = await runningOf(live);
  const tenants = judgeTenantWeights(running);
  const told = [...tenants, ...judgeConfig(phase, running, placeOf(of, 'distributor'))];
  const look = (ask: Asker): Promise<Observation> =>
    readMetrics([ask]).then((pages) => judge(phase, live, told, pages.flat()), unanswered);
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
