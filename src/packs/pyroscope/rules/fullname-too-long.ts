import type { Path, Place } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { ALL } from '../facts/components.ts';
import type { PyroscopeCase, PyroscopeRule, PyroscopeState } from '../read/facts.ts';
import { fullnameOf, LONGEST_LABEL, RELEASE_NAME, releaseNameOf } from '../read/fullname.ts';
import { head, MICROSERVICES, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const OVERRIDE: Path = ['pyroscope', 'fullnameOverride'];

const named = (length: number, rest = ''): string =>
  `pyroscope:\n  fullnameOverride: ${'a'.repeat(length)}\n${rest}`;

const services = (length: number): string =>
  oneBinary(
    '2.2.1',
    { args: PHASE_FLAGS_2.dual },
    {
      documents: ['memberlist', 'compaction-worker-headless'].map((suffix) =>
        head('Service', `${'a'.repeat(length)}-${suffix}`, '2.2.1'),
      ),
    },
  );

/** The longest of the suffixes that the chart's Services add to the full name. */
function longestSuffix({ components }: PyroscopeState): string {
  const suffixes = components.map(({ name }) => (name === ALL ? '-headless' : `-${name}-headless`));
  return ['-memberlist', ...suffixes].reduce((a, b) => (b.length > a.length ? b : a));
}

interface LongName {
  readonly at: Place;
  readonly service: string;
  readonly length: number;
  /** What the chart adds to the full name. */
  readonly suffix: string;
  readonly from: string;
}

function ofValues({ now, options }: PyroscopeCase): LongName | undefined {
  const fullname = fullnameOf(now, options);
  const { values } = now;
  if (!fullname || !values) return undefined;
  const suffix = longestSuffix(now);
  const { from = OVERRIDE } = fullname;
  return {
    at: values.at(...from)?.place ?? values.place(...from),
    service: `<fullname>${suffix}`,
    length: fullname.name.length + suffix.length,
    suffix,
    from: fullname.from ? shownPath(fullname.from) : `the release name ${releaseNameOf(now, options)}`,
  };
}

/** The longest Service; what it is called after is seen by the name of another one. */
function ofManifests({ now, options }: PyroscopeCase): LongName | undefined {
  const [service] = (now.objects ?? [])
    .filter(({ kind }) => kind === 'Service')
    .toSorted((a, b) => b.name.length - a.name.length);
  if (!service) return undefined;
  const { name } = service;
  const fullname = fullnameOf(now, options)?.name ?? '';
  const suffix =
    fullname !== '' && name.startsWith(fullname) ? name.slice(fullname.length) : longestSuffix(now);
  const at = service.place('metadata', 'name');
  return {
    at,
    service: name,
    length: name.length,
    suffix,
    from: 'the name of the release or fullnameOverride',
  };
}

export const fullnameTooLong: PyroscopeRule = {
  id: 'fullname-too-long',
  formerly: ['service-name-too-long'],
  severity: 'error',
  yieldsTo: 'ignore',
  summary: 'a Service name is longer than Kubernetes allows',
  why: `A DNS label has at most ${LONGEST_LABEL} characters: the API server refuses the Service after it has changed other objects of the release.`,
  details: `The name of a Service is a DNS label of at most 63 characters. The longest that the chart builds from the full name of
the release ends in \`-compaction-worker-headless\`, which v2 adds in microservices: it leaves 36 characters, where v1
(\`-query-scheduler-headless\`) left 38. A single binary (\`-memberlist\`) has 52.

The full name is \`pyroscope.fullnameOverride\`, or else the name of the release, with \`-pyroscope\` (or \`nameOverride\`)
behind it where it does not hold that word. What deploys the release says that name: a HelmRelease, an Application, a
kustomization, a helmfile, or the cluster. For a plain values file, give the rule the name by its option \`releaseName\`.`,
  audit: ['C7'],
  sources: ['charts 1.14.0 to 2.2.1, rendered by helm', 'Kubernetes: names of Services'],
  options: { releaseName: RELEASE_NAME },
  get good() {
    return [
      { values: named(36, MICROSERVICES) },
      { chart: '2.0.1', values: named(38, MICROSERVICES) },
      { values: named(52) },
      { values: '{}' },
      { manifests: services(36), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { values: named(37, MICROSERVICES), at: 'pyroscope.fullnameOverride' },
      { chart: '2.0.1', values: named(39, MICROSERVICES), at: 'pyroscope.fullnameOverride' },
      { values: named(53), at: 'pyroscope.fullnameOverride' },
      { values: named(53).replace('fullname', 'name'), at: 'pyroscope.nameOverride' },
      { manifests: services(37), asked: { phase: 'dual' }, at: '-compaction-worker-headless' },
    ];
  },
  judge(of, report) {
    const found = ofValues(of) ?? ofManifests(of);
    if (!found || found.length <= LONGEST_LABEL) return;
    const { at, service, length, suffix, from } = found;
    report({
      at,
      what: `the name of Service ${service} has ${service.startsWith('<') ? 'at least ' : ''}${length} characters, and Kubernetes allows ${LONGEST_LABEL}`,
      fix: `set pyroscope.fullnameOverride to at most ${LONGEST_LABEL - suffix.length} characters (now it follows from ${from})`,
    });
  },
};
