import type { Asker } from '../../../checks/ask.ts';
import { fine, notYet, unanswered, unknown, worstOf, wrong } from '../../../checks/check.ts';
import { isYoungSince } from '../../../checks/context.ts';
import { noPod, readMetrics, type Sample, total } from '../../../checks/metrics.ts';
import { type Live, likely, type Observation, type Reading } from '../../../pack.ts';
import { RINGS } from '../facts/components.ts';
import { hasStore, PHASE_FACTS, PHASES, type PyroscopePhase, STORES } from '../facts/phases.ts';
import type { PyroscopeCase, PyroscopeState } from '../read/facts.ts';
import { askersFor, curl, type PyroscopeCheck, phaseToProve, placeOf, runningOf, startOf } from './asking.ts';

/** A 1.x server without v2 knows no write path at all. */
const writePathsOf = (phase: PyroscopePhase): readonly string[] => [
  PHASE_FACTS[phase].writePath,
  ...(hasStore(phase, 'v2') ? [] : ['']),
];

const activeIn = (samples: readonly Sample[], name: string): number =>
  total(samples, 'pyroscope_ring_members', { name, state: 'ACTIVE' });

const quoted = (path: string): string => (path === '' ? 'none' : path);

/** What the servers are told, as far as it decides the phase. */
interface Told {
  readonly writePath: string;
  readonly wrong: readonly string[];
  readonly unknown: readonly string[];
}

/** A server that gives no answer, beside others that do, leaves open whether all are right. */
function judgeReadings(
  readings: readonly Reading[],
  fits: (value: string) => boolean,
  words: (one: Reading) => string,
) {
  const isWrong = (one: Reading): boolean => {
    const value = likely(one);
    // Its pods contradict each other: one of them is wrong.
    if (value === undefined) return one.component.config?.has() ?? false;
    return !fits(value);
  };
  return {
    wrong: readings
      .filter(isWrong)
      .map((one) => (likely(one) === undefined && !one.sure ? one.why : words(one))),
    unknown: readings.flatMap((one) => (one.sure || isWrong(one) ? [] : [one.why])),
  };
}

function tellsOf(phase: PyroscopePhase, { setting }: PyroscopeState, place: string): Told {
  const of = (name: string): readonly Reading[] =>
    setting(name).filter(({ component }) => component.name === place);
  const fitsPath = (path: string): boolean => writePathsOf(phase).includes(path);
  const value = (one: Reading): string => quoted(likely(one) ?? '');
  const common = of('writePath').filter(({ tenant }) => tenant === undefined);
  const judged = [
    judgeReadings(
      of('architecture'),
      (storage) => storage === PHASE_FACTS[phase].architecture,
      (one) => `the server runs with architecture.storage ${value(one)}`,
    ),
    judgeReadings(common, fitsPath, (one) => `the server runs with write path ${value(one)}`),
    judgeReadings(
      of('writePath').filter((one) => one.tenant !== undefined && likely(one) !== ''),
      fitsPath,
      (one) => `tenant ${one.tenant} overrides it with ${value(one)}`,
    ),
  ];
  return {
    writePath: likely(common[0]) ?? '',
    wrong: judged.flatMap(({ wrong: found }) => found),
    unknown: judged.flatMap(({ unknown: found }) => found),
  };
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

function judge(phase: PyroscopePhase, live: Live, told: Told, samples: readonly Sample[]): Observation {
  const rings = wrongRings(phase, samples);
  if (told.wrong.length > 0) return wrong([...told.wrong, ...rings].join('; '));
  if (told.unknown.length > 0) return unknown(told.unknown.join('; '));
  if (rings.length > 0) return (isYoungSince(live, startOf(samples)) ? notYet : wrong)(rings.join('; '));
  const members = Object.values(RINGS).map(
    ({ name }) => `${activeIn(samples, name)} active in the ${name} ring`,
  );
  return fine(`write path ${quoted(told.writePath)}, ${members.join(', ')}`);
}

/** One distributor that still writes the old way is enough to lose data. */
async function observe(of: PyroscopeCase, live: Live): Promise<Observation> {
  const distributors = askersFor(of, live, 'distributor');
  if (distributors.length === 0) throw noPod('distributor');
  const phase = phaseToProve(of);
  const told = tellsOf(phase, await runningOf(live), placeOf(of, 'distributor'));
  const look = (ask: Asker): Promise<Observation> =>
    readMetrics([ask], 'distributor').then((pages) => judge(phase, live, told, pages.flat()), unanswered);
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
