import fc from 'fast-check';
import { anyBlockText, plainBlockText } from './block-text.ts';
import type { Written } from './release-documents.ts';
import type { Asked } from './render-texts.ts';

const written = (namespace: string): fc.Arbitrary<Written> =>
  fc.record({
    chart: fc.constantFrom('1.21.0' as const, '2.2.1' as const),
    layout: fc.constantFrom('single-binary' as const, 'microservices' as const),
    phase: fc.constantFrom('v1' as const, 'dual' as const, 'v2' as const),
    namespace: fc.constant(namespace),
    args: fc.constantFrom('double', 'single', 'plain', 'flush', 'flow'),
    crlf: fc.boolean(),
  });

/** A release of any shape and writing, in a namespace. */
export const releaseIn = written;

const weight = fc.option(fc.constantFrom('0', '0.5', '1', '1.0'), { nil: undefined });

/** Some phase and tuning, or nothing said at all. */
export const asked: fc.Arbitrary<Asked> = fc
  .record({
    phase: fc.option(fc.constantFrom('v1', 'dual', 'v2'), { nil: undefined }),
    ingesterWeight: weight,
    segmentWriterWeight: weight,
    queryBackendFrom: fc.option(fc.constantFrom('auto', '2026-03-01T00:00:00Z'), { nil: undefined }),
  })
  .map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)));

const OTHERS = [
  '{"kind": "ConfigMap", "metadata": {"labels": {"helm.sh/chart": "loki-6.0.0"}}}',
  'metadata:\n  labels:\n    helm.sh/chart: pyroscope-monitoring-0.1.2',
  '# helm.sh/chart of nobody\n\n#',
  'kind: List\nitems:\n- kind: Secret\n  data: {a: YQ==}',
  'a: &a [*a, *a]\nb: "\\x"\n... # end',
  'data:\n  doc: |\n    ---\n    kind: Pod\n  - broken',
];

/** Any text that is UTF-8, with more line breaks, dashes and colons in it than chance would put there. */
const anyText = fc
  .array(
    fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom('\n', '\r\n', '---', ': ', '\t')),
  )
  .map((parts) => parts.join(''));

/** A document of another chart, or of no chart: readable, odd or broken. */
export const foreignText: fc.Arbitrary<string> = fc.oneof(
  plainBlockText,
  anyBlockText,
  anyText,
  fc.constantFrom(...OTHERS),
);

/** The same, opening with its own `---` and closing with a line break, so that it can stand anywhere in a stream. */
export const foreignDocument: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('---\n', '---\r\n', '--- # by hand\n'), foreignText)
  .map(([start, text]) => `${start}${text}\n`);
