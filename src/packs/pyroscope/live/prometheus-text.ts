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

/** Reads Prometheus' text format; comments and lines that are no samples are passed over. */
export function readPrometheusText(text: string): Sample[] {
  return text.split('\n').flatMap(sampleOf);
}
