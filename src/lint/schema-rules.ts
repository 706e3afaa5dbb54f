import { engineRule, type FindingArgs, type Message } from './finding.ts';

const TAKEN = 'Neither helm nor Kubernetes rejects it, but what it does is hardly what it says.';

/** Why a value that is wrong breaks nothing; undefined where it does. */
const lenient = ({ off = '', taken = 0 }: FindingArgs): string | undefined =>
  off === '' ? (taken === 0 ? undefined : TAKEN) : `The chart renders none of it while ${off} is off.`;

export const unknownKey = engineRule({
  id: 'unknown-key',
  severity: 'warning',
  summary: 'the chart does not read this key',
  why: `Helm accepts any key, and the chart ignores those it does not know. The setting looks active but is not.`,
  good: [{ values: 'pyroscope:\n  replicaCount: 1\n' }],
  bad: [{ values: 'pyroscope:\n  replicaCuont: 1\n', at: 'pyroscope.replicaCuont' }],
  message: ({ key = '', near = '', where = '', chart = '', newest = '' }) => ({
    what: `chart ${newest === '' ? chart : `${newest}, the newest known,`} does not read ${key}${where === '' ? '' : ` in ${where}`}`,
    why:
      newest === ''
        ? 'Helm accepts it, but the chart ignores it.'
        : `Chart ${chart} may read it; if not, Helm accepts it and the chart ignores it.`,
    remedy: near === '' ? 'remove it, or correct its name' : `did you mean ${near}?`,
  }),
});

export const misplacedKey = engineRule({
  id: 'misplaced-key',
  severity: 'warning',
  summary: 'the chart reads this key somewhere else',
  why: `The chart ignores a key at the wrong level like an unknown one. \`persistence\` at the top level is the costly case:
its author expects a volume, but the data is on an emptyDir. In an umbrella chart, Helm gives a dependency that has an alias
only what is under the alias, and drops what is under its name.`,
  good: [{ values: 'pyroscope:\n  persistence:\n    enabled: true\n' }],
  bad: [{ values: 'persistence:\n  enabled: true\n', at: 'persistence' }],
  message: ({ key = '', place = '', chart = '', newest = '', alias = '' }) => ({
    what:
      alias !== ''
        ? `Helm does not read ${key} here; the dependency has the alias ${alias}`
        : `chart ${newest === '' ? chart : `${newest}, the newest known,`} does not read ${key} here; it reads ${place}`,
    why:
      alias !== ''
        ? 'Helm gives a dependency only what is under its alias, and drops what is under its name.'
        : newest === ''
          ? 'Helm accepts it, but the chart ignores it.'
          : `Chart ${chart} may read it here; if not, Helm accepts it and the chart ignores it.`,
    remedy: `move it to ${place}`,
  }),
});

export const wrongType = engineRule({
  id: 'wrong-type',
  severity: 'error',
  summary: 'the chart cannot use a value of this type',
  why: `Templates fail on a list where they expect a map ("wrong type for value; expected map[string]interface {}"), or
render something that Kubernetes rejects. Where the section is switched off, such as with \`ingress.enabled: false\`, the chart renders
none of it, and this is a warning.`,
  good: [{ values: 'pyroscope:\n  extraArgs:\n    log.level: info\n' }],
  bad: [
    { values: 'pyroscope:\n  extraArgs:\n    - log.level=info\n', at: 'pyroscope.extraArgs' },
    {
      values: 'pyroscope:\n  podAnnotations:\n    prometheus.io/scrape: true\n',
      at: 'pyroscope.podAnnotations.prometheus\\.io/scrape',
      after: 'pyroscope:\n  podAnnotations:\n    prometheus.io/scrape: "true"\n',
    },
  ],
  message: ({ key = '', expected = '', found = '', quoted = 0, retyped = '', taken = 0, off = '' }) => ({
    what: `${key} is ${found}, but the chart expects ${expected}`,
    why: lenient({ off, taken }) ?? 'helm fails in the template, or Kubernetes rejects the result.',
    remedy: String(retyped) || (quoted === 0 ? `write ${expected}` : 'put the value in quotes'),
  }),
});

export const nullValue = engineRule({
  id: 'null-value',
  severity: 'error',
  summary: 'a key without a value removes a default that the chart needs',
  why: `A key without a value is null, also when all keys below it are commented out. Helm then deletes the chart's
default for the key and for everything below it. Templates that read one of those fail with "nil pointer evaluating interface
{}", or render something that Kubernetes rejects. Where the chart can do without the default, null is not reported.`,
  good: [{ values: 'ingress: {}\n' }, { values: 'pyroscope:\n  nodeSelector:\n    # disk: ssd\n' }],
  bad: [{ values: 'ingress:\n  # enabled: true\n', at: 'ingress' }],
  message: ({ key = '', name = '', empty = '', found = '' }) => ({
    what:
      found === 'null'
        ? `${key} has no value (null)`
        : `${key} is an empty string, which the chart prints as null`,
    why: "Helm deletes the chart's default for it, and the chart fails without one.",
    remedy:
      empty === ''
        ? `remove ${name} to keep the default, or give it a value`
        : `write ${name}: ${empty}, or remove ${name} to keep the default`,
  }),
});

export const unknownField = engineRule({
  id: 'unknown-field',
  severity: 'error',
  summary: 'Kubernetes does not know this field',
  why: `The chart passes this map on to Kubernetes as it is, and Kubernetes has no such field there. Helm 4 fails on it; Helm
3.21 may install the release without the field. The security context of a pod and that of a container are often mistaken for each
other: \`fsGroup\` belongs to the pod, \`readOnlyRootFilesystem\` to the container. Volumes, mounts, containers, affinity and
other lists of objects are looked into all the way down. The fields are those of Kubernetes 1.35.`,
  good: [{ values: 'pyroscope:\n  podSecurityContext:\n    fsGroup: 10001\n' }],
  bad: [
    {
      values: 'pyroscope:\n  extraVolumes:\n    - name: certificates\n      secretName: certificates\n',
      at: 'pyroscope.extraVolumes.0.secretName',
    },
    {
      values: 'pyroscope:\n  securityContext:\n    fsGroup: 10001\n',
      at: 'pyroscope.securityContext.fsGroup',
    },
  ],
  message: ({ field = '', type = '', where = '', place = '', near = '', off = '' }) => ({
    what: `Kubernetes has no field ${field} in ${where} (${type})`,
    why: lenient({ off }) ?? 'helm fails on the field, or Kubernetes drops it.',
    remedy:
      place !== ''
        ? `move it to ${place}`
        : near === ''
          ? 'remove it, or correct its name'
          : `did you mean ${near}?`,
  }),
});

const NOT_ALLOWED: Readonly<Record<string, string>> = {
  Kubernetes: 'Kubernetes rejects anything else.',
  chart: 'helm fails in the template, or Kubernetes or the server rejects the result.',
};

function valueMessage({
  key = '',
  expected = '',
  refusedBy = '',
  near = '',
  type = '',
  place = '',
  needs = '',
  taken = 0,
  off = '',
}: FindingArgs): Message {
  const isOther = type !== '';
  return {
    what: isOther
      ? `${key} must be ${expected}, but has the fields of a ${type}`
      : `${key} must be ${expected}`,
    why: lenient({ off, taken }) ?? NOT_ALLOWED[refusedBy] ?? 'Your own schema allows nothing else.',
    remedy: isOther
      ? `move it to ${place}, or write ${expected}, which needs ${needs}`
      : near === ''
        ? `write ${expected}`
        : `did you mean ${near}?`,
  };
}

export const invalidValue = engineRule({
  id: 'invalid-value',
  severity: 'error',
  summary: 'the value is not one of those allowed',
  why: `The schema of the chart, or the one given with \`--schema\`, restricts the value to a list, a range or a pattern. The
names of labels and annotations are judged as well, and so are fields of Kubernetes that cannot be together: a toleration with
operator Exists and a value, two volumes of one name.`,
  good: [{ values: 'pyroscope:\n  image:\n    pullPolicy: Always\n' }],
  bad: [
    { values: 'pyroscope:\n  image:\n    pullPolicy: Sometimes\n', at: 'pyroscope.image.pullPolicy' },
    {
      values: 'pyroscope:\n  podAnnotations:\n    example.org/our/team: a\n',
      at: 'pyroscope.podAnnotations.example\\.org/our/team',
    },
    {
      values: 'pyroscope:\n  tolerations:\n    - key: a\n      operator: Exists\n      value: b\n',
      at: 'pyroscope.tolerations[0].value',
    },
  ],
  message: ({ name = '', problem = '', remedy = '', ...args }) => {
    if (name === '' && problem === '') return valueMessage(args);
    const why = lenient(args) ?? 'Kubernetes rejects the object that holds it.';
    return problem === ''
      ? {
          what: `the key ${name} of ${args.key} must be ${args.expected}`,
          why,
          remedy: 'correct the key, or remove it',
        }
      : { what: `${args.key} ${problem}`, why, remedy: String(remedy) };
  },
});
