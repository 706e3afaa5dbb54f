import { listOf, numberOf, recordOf } from '../live/json.ts';
import { type Asker, askJson, NoAnswer, notInForm } from './ask.ts';
import type { Live } from './live.ts';

/** One sample of a `/metrics` page. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };
const INFINITIES: Readonly<Record<string, number>> = { '+Inf': Infinity, '-Inf': -Infinity };

const unescaped = (text: string): string => text.replace(/\\[n"\\]/g, (pair) => ESCAPES[pair] ?? pair);

function labelsOf(text: string): Record<string, string> {
  const labels = [...text.matchAll(LABEL)];
  return Object.fromEntries(labels.map(([, name = '', value = '']) => [name, unescaped(value)]));
}

function sampleOf(line: string): Sample[] {
  const match = LINE.exec(line);
  if (match === null) return [];
  const [, name = '', labels = '', value = ''] = match;
  return [{ name, labels: labelsOf(labels), value: INFINITIES[value] ?? Number(value) }];
}

/** Reads Prometheus' text format; comments and lines that are not samples are passed over. */
export function readPrometheusText(text: string): Sample[] {
  return text.split('\n').flatMap(sampleOf);
}

/** What a label must be: the text itself, or a test. A label that is missing counts as ''. */
type Wanted = Readonly<Record<string, string | ((value: string) => boolean)>>;

export const not =
  (...texts: readonly string[]) =>
  (value: string): boolean =>
    !texts.includes(value);

function fits(sample: Sample, wanted: Wanted): boolean {
  return Object.entries(wanted).every(([label, want]) => {
    const value = sample.labels[label] ?? '';
    return typeof want === 'string' ? value === want : want(value);
  });
}

/** The samples of one metric whose labels are as wanted. */
export const choose = (samples: readonly Sample[], name: string, wanted: Wanted = {}): Sample[] =>
  samples.filter((sample) => sample.name === name && fits(sample, wanted));

/** Their sum; 0 if there is none, as a counter that was never raised is often not listed. */
export const total = (samples: readonly Sample[], name: string, wanted: Wanted = {}): number =>
  choose(samples, name, wanted).reduce((sum, { value }) => sum + value, 0);

/** Sums of one metric by the value of a label. */
export function totalsBy(samples: readonly Sample[], label: string): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = labels[label] ?? '';
    totals.set(key, (totals.get(key) ?? 0) + value);
  }
  return totals;
}

/**
 * Where a release has no pod at all, that is the one cause, whatever component was to be asked.
 * @param component any where it is left out
 */
export function noPod(
  { pods, namespace, releaseName }: Pick<Live, 'pods' | 'namespace' | 'releaseName'>,
  component?: string,
): NoAnswer {
  const list = `kubectl get pods -n ${namespace} -l app.kubernetes.io/instance=${releaseName}`;
  const isAny = pods.length === 0 || component === undefined;
  return new NoAnswer({
    kind: 'unexpected-answer',
    what: `no pod of ${isAny ? `release ${releaseName}` : `the component ${component}`} can be queried.`,
    remedy: `${list}${isAny ? '' : `,app.kubernetes.io/component=${component}`} shows what happened to it.`,
  });
}

/** The samples of each pod. @throws NoAnswer as soon as one of them cannot be asked */
export async function readMetrics(pods: readonly Asker[]): Promise<readonly (readonly Sample[])[]> {
  const pages = await Promise.all(pods.map((ask) => ask({ path: '/metrics' })));
  return pages.map(({ body }) => {
    const samples = readPrometheusText(body);
    // Nothing on a page is no proof that nothing happened.
    if (samples.length === 0) throw notInForm('/metrics', 'a page of metrics');
    return samples;
  });
}

/** The first value of an instant query; undefined if Prometheus has no such series. @throws NoAnswer */
export async function instantQuery(prometheus: Asker, expression: string): Promise<number | undefined> {
  const answer = await askJson(prometheus, {
    path: `/api/v1/query?${new URLSearchParams({ query: expression })}`,
  });
  const [first] = listOf(recordOf(recordOf(answer).data).result);
  return first === undefined ? undefined : numberOf(listOf(recordOf(first).value)[1]);
}
