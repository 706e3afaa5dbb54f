import type { RuleDescription } from '../pack.ts';
import type { FindingArgs, Message } from './finding.ts';

/** A rule of the engine itself, which no pack brings; its findings are made where its name says. */
export interface EngineRule extends RuleDescription {
  readonly message: (args: FindingArgs) => Message;
}

type Told = 'id' | 'severity' | 'summary' | 'why' | 'message' | 'good' | 'bad';

const engineRule = (rule: Pick<EngineRule, Told>): EngineRule => ({
  sources: ['Helm 3.21 and 4.2'],
  ...rule,
});

export const syntax = engineRule({
  id: 'syntax',
  severity: 'error',
  summary: 'Helm cannot read the file',
  why: 'The file is not YAML, or Helm rejects it. helm fails, and nothing in the file can be checked.',
  good: [{ values: 'pyroscope:\n  replicaCount: 1\n' }],
  bad: [{ values: 'pyroscope:\n\treplicaCount: 1\n', at: '' }],
  message: ({ problem = '' }) => ({
    what: String(problem),
    why: 'helm fails on this file, and nothing in it was checked.',
    remedy: 'fix this line, then lint again',
  }),
});

export const duplicateKey = engineRule({
  id: 'duplicate-key',
  severity: 'warning',
  summary: 'a key appears twice in the same map',
  why: 'Helm silently uses the last of two equal keys, with everything below it. The first one is lost, not merged.',
  good: [{ values: 'pyroscope:\n  replicaCount: 1\nalloy:\n  enabled: false\n' }],
  bad: [{ values: 'pyroscope:\n  replicaCount: 1\npyroscope:\n  nameOverride: x\n', at: 'pyroscope' }],
  message: ({ key = '', line = '' }) => ({
    what: `duplicate key ${key}`,
    why: `Helm uses this one and drops the one on line ${line}, with everything below it.`,
    remedy: 'merge the two, or remove one',
  }),
});

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
render something that Kubernetes rejects.`,
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

const TAKEN = 'Neither helm nor Kubernetes rejects it, but what it does is hardly what it says.';

/** Why a value that is wrong breaks nothing; undefined where it does. */
const lenient = ({ off = '', taken = 0 }: FindingArgs): string | undefined =>
  off === '' ? (taken === 0 ? undefined : TAKEN) : `The chart renders none of it while ${off} is off.`;

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

export const nullInOwnValues = engineRule({
  id: 'null-in-own-values',
  severity: 'warning',
  summary: "a null in an umbrella chart's own values.yaml, which Helm 3 and Helm 4 read differently",
  why: `In a file given with \`-f\` a null removes the default of a dependency. In the values.yaml of the umbrella chart itself only
Helm 3 does so; Helm 4 drops the null, and the default stays. The same chart may end in another phase with another Helm.`,
  good: [],
  bad: [
    {
      values: 'pyroscope:\n  architecture:\n    storage:\n      v2: null\n',
      beside: {
        'Chart.yaml': 'name: watch\nversion: 0.1.0\ndependencies:\n  - name: pyroscope\n    version: 2.2.1\n',
      },
      at: 'pyroscope.architecture.storage.v2',
    },
  ],
  message: ({ key = '' }) => ({
    what: `${key} is null in the chart's own values.yaml: Helm 3 removes the default, Helm 4 keeps it`,
    why: 'Which of the two you get depends on the Helm that renders the chart.',
    remedy: 'write the value that you want, such as false, or remove the key',
  }),
});

export const yaml11Boolean = engineRule({
  id: 'yaml-1.1-boolean',
  severity: 'info',
  summary: 'Helm reads this word as a boolean, YAML 1.2 tools as a string',
  why: `Helm reads YAML 1.1, where y, n, yes, no, on and off are booleans. Editors, yq and other tools read YAML 1.2 and see
strings. The fix writes what Helm reads; quote the word if you mean the string. A key is read so as well: with \`n: 1\` the chart
gets a key \`false\`.`,
  good: [{ values: 'alloy:\n  enabled: false\n' }, { values: 'pyroscope:\n  nameOverride: "no"\n' }],
  bad: [
    { values: 'alloy:\n  enabled: off\n', at: 'alloy.enabled', after: 'alloy:\n  enabled: false\n' },
    { values: 'pyroscope:\n  extraLabels:\n    n: a\n', at: 'pyroscope.extraLabels.false' },
  ],
  message: ({ word = '', value = '', isKey = 0 }) => ({
    what: isKey ? `Helm reads the key ${word} as ${value}` : `Helm reads ${word} as the boolean ${value}`,
    why: 'Tools that read YAML 1.2 see a string.',
    remedy: isKey
      ? `write the key in quotes: "${word}"`
      : `write ${value}, or "${word}" if you mean the string`,
  }),
});

export const unusedIgnore = engineRule({
  id: 'unused-ignore',
  severity: 'warning',
  summary: 'an ignore that is not needed',
  why: 'What it silenced is fixed or has moved. If it stays, it hides the next mistake of the same kind.',
  good: [],
  bad: [
    {
      values: '# phasegate-ignore unknown-key: kept for the old chart\npyroscope:\n  replicaCount: 1\n',
      at: '',
    },
  ],
  message: ({ rule = '' }) => ({
    what: `${rule} reports nothing here`,
    why: 'An unused ignore hides the next mistake of the same kind.',
    remedy: 'remove the ignore',
  }),
});

export const expiredIgnore = engineRule({
  id: 'expired-ignore',
  severity: 'warning',
  summary: 'an ignore whose end date has passed',
  why: 'An ignore stops working the day after its `until=` date.',
  good: [],
  bad: [
    {
      values:
        '# phasegate-ignore unknown-key: until the move until=2020-01-31\npyroscope:\n  replicaCuont: 1\n',
      at: '',
    },
  ],
  message: ({ rule = '', until = '' }) => ({
    what: `this ignore of ${rule} expired on ${until}`,
    why: 'It no longer has any effect.',
    remedy: 'fix what it covered, or set a new date and give the reason',
  }),
});

export const invalidIgnore = engineRule({
  id: 'invalid-ignore',
  severity: 'error',
  summary: 'an ignore that phasegate cannot apply',
  why: 'An ignore must name a known rule and give a reason. `until=` takes a date such as 2027-01-31.',
  good: [],
  bad: [
    {
      values: '# phasegate-ignore unknown-kye: kept\npyroscope:\n  replicaCount: 1\n',
      at: '',
    },
  ],
  message: ({ problem = '', remedy = '' }) => ({
    what: String(problem),
    why: 'It has no effect.',
    remedy: String(remedy),
  }),
});

/** They hold for every chart. */
export const ENGINE_RULES: readonly EngineRule[] = [
  syntax,
  duplicateKey,
  unknownKey,
  misplacedKey,
  wrongType,
  nullValue,
  unknownField,
  invalidValue,
  nullInOwnValues,
  yaml11Boolean,
  unusedIgnore,
  expiredIgnore,
  invalidIgnore,
];
