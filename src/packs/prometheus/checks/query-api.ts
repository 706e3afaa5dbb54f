import { type Asker, askJson } from '../../../checks/ask.ts';
import { listOf, recordOf, textOf } from '../../../live/json.ts';

export type Labels = Readonly<Record<string, string>>;

/** Time in milliseconds since 1970, and the value as the server prints it. */
export type Point = readonly [time: number, value: string];

export interface Series {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

const pointOf = (pair: unknown): Point => {
  const [time, value] = listOf(pair);
  return [Math.round(Number(time) * 1000), textOf(value)];
};

/**
 * Asks for an expression at one moment. A range selector gives raw samples, so that differences are exact, which those of
 * increase() and rate() are not.
 * @param base what stands in front of /api/v1 in the path
 * @throws NoAnswer
 */
export async function query(
  ask: Asker,
  {
    expression,
    time,
    base = '',
    headers,
  }: {
    readonly expression: string;
    readonly time: number;
    readonly base?: string;
    readonly headers?: Labels;
  },
): Promise<readonly Series[]> {
  // VictoriaMetrics answers from its cache unless it is told not to; others pass the parameter over (audit P-38).
  const parameters = new URLSearchParams({ query: expression, time: String(time / 1000), nocache: '1' });
  const answer = await askJson(ask, {
    path: `${base}/api/v1/query?${parameters}`,
    ...(headers && { headers }),
  });
  return listOf(recordOf(recordOf(answer).data).result).map((one) => {
    const { metric, value, values } = recordOf(one);
    return {
      labels: recordOf(metric) as Labels,
      points: value === undefined ? listOf(values).map(pointOf) : [pointOf(value)],
    };
  });
}

/** `job="a",instance="b"`; names that only quotes allow are left out. */
export const matchers = (labels: Labels): string =>
  Object.entries(labels)
    .filter(([name]) => /^[a-zA-Z_]\w*$/.test(name) && name !== '__name__')
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');

/** A length of time as PromQL has it, in whole seconds, rounded up. */
export const rangeText = (milliseconds: number): string =>
  `[${Math.max(1, Math.ceil(milliseconds / 1000))}s]`;
