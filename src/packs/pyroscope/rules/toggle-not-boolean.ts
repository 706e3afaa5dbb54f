import type { Report } from '../../../lint/finding.ts';
import { replaceValue } from '../../../lint/fixes.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import type { PyroscopeRule } from './rule.ts';
import { meaningOf } from './shared/boolean-words.ts';
import {
  isPhaseToggle,
  isSubchartCondition,
  type WrittenToggle,
  writtenToggles,
} from './shared/toggle-keys.ts';

const QUOTED = 'architecture:\n  storage:\n    v1: "false"\n    v2: true\n';

const isOn = ({ path, node }: WrittenToggle): boolean => isSubchartCondition(path) || isTrueInTemplate(node);

function severityOf(path: readonly string[], isRight: boolean): Report['severity'] {
  if (isPhaseToggle(path)) return isRight ? 'warning' : 'error';
  return isRight ? 'info' : 'warning';
}

function report(toggle: WrittenToggle): Report {
  const { path, node, text } = toggle;
  const meant = meaningOf(text);
  const isRight = meant === isOn(toggle);
  const isFlag = node.origin.kind === 'flag';
  const args = {
    key: path.join('.'),
    text,
    reads: isOn(toggle) ? 'on' : 'off',
    meant: meant === undefined ? '' : String(meant),
    isRight: isRight ? 1 : 0,
    isFlag: isFlag ? 1 : 0,
  };
  const severity = severityOf(path, isRight || meant === undefined) ?? 'warning';
  const fix = meant === undefined ? undefined : replaceValue(node, path, String(meant));
  return { at: node, args, severity, ...fix };
}

export const toggleNotBoolean: PyroscopeRule = {
  id: 'toggle-not-boolean',
  severity: 'error',
  summary: 'a switch holds a text, and any text but the empty one switches it on',
  why: `Templates ask whether a value is true by Go's rule: a text is true unless it is empty. \`"false"\`, \`"no"\`, \`"off"\`
and \`"0"\` all switch on what they say is off. Quotes in a values file make such a text, and so does \`--set-string\`.

Seen in renders of charts 1.15.1 to 2.2.1: with \`v1: "false"\` and \`v2: true\` the chart renders \`-write-path=combined\`
(2.x: \`-architecture.storage=v1-v2-dual\`) where v2 alone was asked for. Write \`true\` or \`false\` without quotes.`,
  audit: ['A17'],
  since: '0.2.0',
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  valid: [
    { values: 'architecture:\n  storage:\n    v1: no\n    v2: yes\n' },
    { values: `ingress:\n  enabled: \${INGRESS}\n` },
    { chart: '1.14.0', values: QUOTED },
  ],
  invalid: [
    { values: QUOTED, at: 'architecture.storage.v1', fixed: QUOTED.replace('"false"', 'false') },
    {
      chart: '1.15.1',
      values: 'architecture:\n  storage:\n    v2: "true"\n',
      at: 'architecture.storage.v2',
      fixed: 'architecture:\n  storage:\n    v2: true\n',
    },
    {
      values: "pyroscope:\n  persistence:\n    enabled: 'off'\n",
      at: 'pyroscope.persistence.enabled',
      fixed: 'pyroscope:\n  persistence:\n    enabled: false\n',
    },
    { values: 'architecture:\n  storage:\n    v2: ""\n', at: 'architecture.storage.v2' },
  ],
  message: ({ key, text, reads, meant, isRight, isFlag }) => {
    const value = meant === '' ? 'true or false' : String(meant);
    return {
      what: `${key} is the text ${JSON.stringify(text)}, not a boolean: the chart takes it as ${reads}`,
      why:
        isRight === 1
          ? 'any text but the empty one is true to a template; this one happens to be right'
          : 'any text but the empty one is true to a template, whatever it says',
      remedy:
        isFlag === 1
          ? `--set ${key}=${meant === '' ? 'true' : value} in place of this flag`
          : `${key}: ${value}, without quotes`,
    };
  },
  check: ({ user, chart }) => writtenToggles(user, chart).map(report),
};
