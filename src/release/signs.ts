import { isBefore } from '../chart/versions.ts';
import { type Known, known, likely, type Phase, type Sign, type SignFound, unsure } from '../pack.ts';
import { objectView } from '../rules/objects.ts';
import type { Workload } from './workload.ts';

/** As Go's flags take them (strconv.ParseBool). */
const BOOLEANS: Readonly<Record<string, readonly string[]>> = {
  true: ['true', '1', 't', 'T', 'TRUE', 'True'],
  false: ['false', '0', 'f', 'F', 'FALSE', 'False'],
};

/** The words by which a flag or field shows a sign: a boolean in every spelling. */
export const wordsOfSign = ({ is }: Sign): readonly string[] =>
  is.flatMap((word) => BOOLEANS[word] ?? [word]);

const isOfChart = ({ charts }: Sign, chart: string): boolean =>
  (charts?.from === undefined || !isBefore(chart, charts.from)) &&
  (charts?.before === undefined || isBefore(chart, charts.before));

/** What is looked at in one component: the sign's flag or field. */
interface Trace {
  readonly about: string;
  readonly isMeant: (sign: Sign) => boolean;
  readonly value: (workload: Workload) => string | undefined;
  /** A flag that says more than this one where it is there. */
  readonly unless: string | undefined;
}

function tracesOf(phases: readonly Phase[]): readonly Trace[] {
  const traces = new Map<string, Trace>();
  for (const { flag, path, unless } of phases.flatMap(({ signs }) => signs)) {
    const about = flag === undefined ? (path ?? []).join('.') : `-${flag}`;
    if (traces.has(about)) continue;
    traces.set(about, {
      about,
      isMeant: (sign) => (flag === undefined ? sign.path?.join('.') === about : sign.flag === flag),
      value: ({ flags, object }) =>
        flag === undefined ? likely(objectView(object).at(...(path ?? []))) : flags.value(flag),
      unless,
    });
  }
  return [...traces.values()];
}

/** The phases that a value fits, whichever chart writes it: those that give it no value take any. */
const fittingValue = (phases: readonly Phase[], { isMeant }: Trace, value: string): readonly string[] =>
  phases
    .filter(({ signs }) => {
      const own = signs.filter(isMeant);
      return own.length === 0 || own.some((sign) => wordsOfSign(sign).includes(value));
    })
    .map(({ id }) => id);

/** The phases that an absence fits; undefined where no phase is known by it. */
function fittingWithout(
  phases: readonly Phase[],
  { isMeant }: Trace,
  component: string,
  chart: string,
): readonly string[] | undefined {
  const leavesOut = (sign: Sign): boolean =>
    sign.is.length === 0 && (sign.components?.includes(component) ?? true) && isOfChart(sign, chart);
  const found = phases.filter(({ signs }) => signs.filter(isMeant).some(leavesOut));
  if (found.length === 0) return undefined;
  return phases.filter((one) => found.includes(one) || !one.signs.some(isMeant)).map(({ id }) => id);
}

function signOf(
  phases: readonly Phase[],
  trace: Trace,
  workload: Workload,
  chart: string,
): readonly SignFound[] {
  const { component } = workload;
  const value = trace.value(workload);
  const gap = trace.about.startsWith('-') ? '' : ' ';
  if (value !== undefined) {
    const about = `${component} ${trace.about}${gap === '' ? '=' : ': '}${value}`;
    return [{ about, fits: fittingValue(phases, trace, value) }];
  }
  const fits = fittingWithout(phases, trace, component, chart);
  const saysNothing = fits === undefined || fits.length === phases.length;
  return saysNothing ? [] : [{ about: `${component} without ${trace.about}`, fits }];
}

/** What the signs of phases say of each workload. @param chart version that ranges of signs are about */
export function signsIn(
  phases: readonly Phase[],
  workloads: readonly Workload[],
  chart: string,
): readonly SignFound[] {
  const traces = tracesOf(phases);
  const told = workloads.filter(({ wrapped }) => wrapped === undefined);
  return told.flatMap((workload) =>
    traces
      .filter(({ unless }) => unless === undefined || workload.flags.value(unless) === undefined)
      .flatMap((trace) => signOf(phases, trace, workload, chart)),
  );
}

const NAMED = 6;

/** The one phase that all signs fit; not sure where they do not agree on one. @param guess what may be meant then */
export function phaseBySigns<P extends string>(
  signs: readonly SignFound<P>[],
  phases: readonly P[],
  guess?: P,
): Known<P> {
  const [phase, other] = phases.filter((one) => signs.every(({ fits }) => fits.includes(one)));
  if (phase !== undefined && other === undefined && signs.length > 0) return known(phase, 'chart');
  const shown = new Map(
    signs.map(({ about, fits }) => [about, `${about} (${fits.join(' or ') || 'no phase'})`]),
  );
  if (shown.size === 0) return unsure('nothing in the manifests shows a phase', undefined, guess);
  const list = [...shown.values()].slice(0, NAMED).join(', ');
  return unsure(`the manifests do not agree on a phase: ${list}`, undefined, guess);
}
