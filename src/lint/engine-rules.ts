import { type EngineRule, engineRule } from './finding.ts';
import {
  invalidValue,
  misplacedKey,
  nullValue,
  unknownField,
  unknownKey,
  wrongType,
} from './schema-rules.ts';

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
