import type { Label } from '../wire/labels.ts';

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Labels as PromQL writes them: `up{job="node"}`. */
export function seriesText(labels: readonly Label[]): string {
  const metric = labels.find(({ name }) => name === '__name__')?.value ?? '';
  const isPlain = METRIC.test(metric);
  const others = labels
    .filter(({ name }) => name !== '__name__')
    .map(({ name, value }) => `${METRIC.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(value)}`);
  const inside = isPlain || metric === '' ? others : [JSON.stringify(metric), ...others];
  return `${isPlain ? metric : ''}${inside.length > 0 || !isPlain ? `{${inside.join(',')}}` : ''}`;
}
