import type { Chart, Pack, Rule, SettingOf } from '../pack.ts';

/** Something that a pack from elsewhere threw: not a fault of phasegate. */
export class PackFailure extends Error {
  constructor(pack: string, part: string, thrown: unknown) {
    super(`pack ${pack}: ${part} failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    if (thrown instanceof Error && thrown.stack !== undefined) this.stack = thrown.stack;
  }
}

/** Whatever a function is called with and gives back: it is handed on. */
type Handed = (...given: readonly unknown[]) => unknown;

/** The same object with some functions in place of its own; what it computes when it is asked stays so. */
function withGuards<Part extends object>(
  part: Part,
  names: readonly (keyof Part & string)[],
  guard: (call: Handed, name: string) => Handed,
): Part {
  const guards = names.flatMap((name) => {
    const call: unknown = part[name];
    if (typeof call !== 'function') return [];
    return [[name, { value: guard(call.bind(part), name), enumerable: true, writable: true }] as const];
  });
  return Object.create(Object.getPrototypeOf(part), {
    ...Object.getOwnPropertyDescriptors(part),
    ...Object.fromEntries(guards),
  }) as Part;
}

const OF_PACK = [
  ...([
    'recognise',
    'runs',
    'dormant',
    'readManifests',
    'drops',
    'render',
    'flagOrder',
    'isMainContainer',
    'isComponent',
  ] as const),
  ...([
    'readValues',
    'phaseAsked',
    'stores',
    'transition',
    'partial',
    'routes',
    'versionOf',
    'beside',
    'checks',
    'steps',
  ] as const),
] satisfies readonly (keyof Pack)[];

const OF_CHART = [
  ...(['defaults', 'schema', 'check', 'placesOf', 'server', 'keepsValues'] as const),
] satisfies readonly (keyof Chart)[];

/** A pack whose failures say that they are its own, and in which part. */
export function guarded(pack: Pack): Pack {
  const guard =
    (shown: (name: string) => string) =>
    (call: Handed, name: string): Handed =>
    (...given) => {
      const fail = (thrown: unknown): never => {
        throw thrown instanceof PackFailure ? thrown : new PackFailure(pack.name, shown(name), thrown);
      };
      try {
        const answer = call(...given);
        return answer instanceof Promise ? answer.catch(fail) : answer;
      } catch (thrown) {
        return fail(thrown);
      }
    };
  const rules = pack.rules.map(
    (rule): Rule =>
      withGuards(
        rule,
        ['judge'],
        guard(() => `rule ${rule.id}`),
      ),
  );
  const charts = pack.charts?.map(
    (chart): Chart =>
      withGuards(
        chart,
        OF_CHART,
        guard((name) => `${name} of chart ${chart.name}`),
      ),
  );
  const own = withGuards(
    pack,
    OF_PACK,
    guard((name) => name),
  );
  const constant = (value: unknown): PropertyDescriptor => ({ value, enumerable: true });
  const { withSettings } = pack;
  return Object.defineProperties(own, {
    rules: constant(rules),
    ...(withSettings && {
      withSettings: constant((asked: SettingOf) => guarded(withSettings.call(pack, asked))),
    }),
    ...(charts && { charts: constant(charts) }),
  });
}
