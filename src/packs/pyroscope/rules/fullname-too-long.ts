import { ALL } from '../components.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { fullnameOf } from './shared/fullname.ts';
import { RELEASE_NAME, releaseNameIn } from './shared/release-name.ts';
import { shownPath } from './shared/written-path.ts';

const LONGEST_LABEL = 63;
const MICROSERVICES = 'architecture:\n  microservices:\n    enabled: true\n';

/** The longest of the suffixes that the chart's Services add to the full name. */
function longestSuffix({ components }: PyroscopeValues): string {
  const suffixes = components.map(({ name }) => (name === ALL ? '-headless' : `-${name}-headless`));
  return ['-memberlist', ...suffixes].reduce((a, b) => (b.length > a.length ? b : a));
}

const named = (length: number, rest = ''): string =>
  `pyroscope:\n  fullnameOverride: ${'a'.repeat(length)}\n${rest}`;

export const fullnameTooLong: PyroscopeRule = {
  id: 'fullname-too-long',
  severity: 'error',
  summary: 'a Service name is longer than Kubernetes allows',
  why: `The name of a Service is a DNS label of at most 63 characters. The longest that the chart builds from the full name of
the release ends in \`-compaction-worker-headless\`, which v2 adds in microservices: it leaves 36 characters, where v1
(\`-query-scheduler-headless\`) left 38. The API server refuses the longer one after other objects of the release were changed
already. A single binary (\`-memberlist\`) has 52.

The full name is \`pyroscope.fullnameOverride\`, else the name of the release, with \`-pyroscope\` (or \`nameOverride\`) behind it
where it does not hold that word. Give the rule the name of the release by its option \`releaseName\`.`,
  audit: ['C7'],
  since: '0.2.0',
  sources: ['charts 1.14.0 to 2.2.1, rendered by helm', 'Kubernetes: names of Services'],
  options: { releaseName: RELEASE_NAME },
  valid: [
    { values: named(36, MICROSERVICES) },
    { chart: '2.0.1', values: named(38, MICROSERVICES) },
    { values: named(52) },
    { values: '{}' },
  ],
  invalid: [
    { values: named(37, MICROSERVICES), at: 'pyroscope.fullnameOverride' },
    { chart: '2.0.1', values: named(39, MICROSERVICES), at: 'pyroscope.fullnameOverride' },
    { values: named(53), at: 'pyroscope.fullnameOverride' },
    { values: named(53).replace('fullname', 'name'), at: 'pyroscope.nameOverride' },
  ],
  message: ({ service, length, limit, key }) => ({
    what: `the name of Service ${service} has at least ${length} characters`,
    why: `a DNS label has at most ${LONGEST_LABEL}: the API server refuses it after other objects were changed already`,
    remedy: `set pyroscope.fullnameOverride to at most ${limit} characters (now it follows from ${key})`,
  }),
  check(values, options) {
    const releaseName = releaseNameIn(options);
    const fullname = fullnameOf(values, releaseName);
    if (!fullname) return [];
    const suffix = longestSuffix(values);
    const length = fullname.name.length + suffix.length;
    if (length <= LONGEST_LABEL) return [];
    const isOfRelease = values.given(...fullname.from) === undefined;
    const key = isOfRelease ? `the release name ${releaseName}` : shownPath(fullname.from);
    const at = isOfRelease ? ['pyroscope', 'fullnameOverride'] : fullname.from;
    const args = { service: `<fullname>${suffix}`, length, limit: LONGEST_LABEL - suffix.length, key };
    return [{ at: values.given(...at) ?? at, args }];
  },
};
