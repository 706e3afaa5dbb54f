import { nearest } from '../../../nearest.ts';
import { type Path, type Severity, sure, type Tree } from '../../../pack.ts';
import { valuesBehind, writtenTree } from '../../../release/from-values.ts';
import type { Assignment } from '../../../values/tree.ts';
import { CHART } from '../chart/index.ts';
import { chartOf, type PyroscopeRule } from '../read/facts.ts';

const QUOTED = 'architecture:\n  storage:\n    v1: "false"\n    v2: true\n';

const PHASE_TOGGLES: ReadonlySet<string> = new Set([
  'architecture.storage.v1',
  'architecture.storage.v2',
  'architecture.microservices.enabled',
]);

/** Helm itself reads these to install a sub-chart or not, and anything but a boolean leaves it in. */
const SUBCHART_CONDITIONS: ReadonlySet<string> = new Set(['alloy.enabled', 'agent.enabled', 'minio.enabled']);

const ON: ReadonlySet<string> = new Set(['true', 'yes', 'on', 'y', '1']);
const OFF: ReadonlySet<string> = new Set(['false', 'no', 'off', 'n', '0']);

/** What a text reads like to a person; undefined where it is no clear word for on or off. */
function meaningOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (ON.has(word)) return true;
  return OFF.has(word) ? false : undefined;
}

/** Toggles that are set to a string; other types than that are the schema's business. */
function writtenToggles(written: Tree, chart: string, above: Path = []): readonly Path[] {
  return written.keys(...above).flatMap((key) => {
    const path = [...above, key];
    const type = written.type(...path);
    if (type === 'map') return writtenToggles(written, chart, path);
    return type === 'text' && CHART.keyAt(path.map(String), chart)?.shape.kind === 'toggle' ? [path] : [];
  });
}

function severityOf(key: string, isHarmless: boolean): Severity {
  if (PHASE_TOGGLES.has(key)) return isHarmless ? 'warning' : 'error';
  return isHarmless ? 'info' : 'warning';
}

/** For a value that an object sets by its path, where quotes have no say. */
function remedyForAssigned(
  key: string,
  isOn: boolean,
  {
    meant,
    text,
    assigned,
  }: { readonly meant: boolean | undefined; readonly text: string; readonly assigned: Assignment },
): string {
  const first = assigned.flag === '--set-string' ? [assigned.asTyped] : [];
  if (meant === isOn)
    return [...first, ...(text === String(isOn) ? [] : [`give it the value "${isOn}"`])].join(', and ');
  const [now, other] = isOn ? ['on', 'off'] : ['off', 'on'];
  const ways = [
    ...first,
    `give it the value "${isOn}" to leave it ${now}, or "${!isOn}" to switch it ${other}`,
  ];
  return `${ways.join(', and ')}${PHASE_TOGGLES.has(key) ? '; run phasegate plan before you switch it' : ''}`;
}

/** @param isOn what the chart takes it for @param meant what its text says */
function remedy(key: string, isOn: boolean, meant: boolean | undefined, isFlag: boolean): string {
  if (meant === isOn)
    return isFlag ? `use --set ${key}=${isOn} instead of this flag` : `write ${key}: ${isOn}, without quotes`;
  const [now, other] = isOn ? ['on', 'off'] : ['off', 'on'];
  const ways = isFlag
    ? `use --set ${key}=${isOn} instead of this flag to leave it ${now}, or --set ${key}=${!isOn} to switch it ${other}`
    : `write, without quotes, ${key}: ${isOn} to leave it ${now}, or ${!isOn} to switch it ${other}`;
  return PHASE_TOGGLES.has(key) ? `${ways}; run phasegate plan before you switch it` : ways;
}

/** Audit A17. */
export const toggleNotBoolean: PyroscopeRule = {
  id: 'toggle-not-boolean',
  severity: 'error',
  needs: ['values'],
  inGivenValues: true,
  summary: 'a toggle is a string, and any non-empty string turns it on',
  why: 'Templates treat any non-empty string as true, whatever it says.',
  details: `Templates follow Go's rule: a string is true unless it is empty. \`"false"\`, \`"no"\`, \`"off"\` and \`"0"\` all turn
on what they are meant to turn off. Quotes in a values file make a value a string, and so do \`--set-string\`,
\`setString\` of helmfile and \`forceString: true\` of Argo CD, whatever quotes there are.

Seen in renders of charts 1.15.1 to 2.2.1: with \`v1: "false"\` and \`v2: true\` the chart renders \`-write-path=combined\`
(2.x: \`-architecture.storage=v1-v2-dual\`) although only v2 was wanted. A word such as \`flase\` turns the
toggle on as well: that is a warning, as it may be what was meant. Write \`true\` or \`false\` without quotes.
\`--fix\` writes the boolean where the text says what it does. Where it says the opposite, such as \`"false"\`, you decide: what
it means was never rendered, and to render it now can change the phase or remove a volume claim.`,
  audit: ['A17'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  good: [
    { values: 'architecture:\n  storage:\n    v1: no\n    v2: yes\n' },
    { values: `ingress:\n  enabled: \${INGRESS}\n` },
    { chart: '1.14.0', values: QUOTED },
  ],
  bad: [
    { values: QUOTED, at: 'architecture.storage.v1' },
    {
      chart: '1.15.1',
      values: 'architecture:\n  storage:\n    v2: "true"\n',
      at: 'architecture.storage.v2',
      after: 'architecture:\n  storage:\n    v2: true\n',
    },
    {
      values: "pyroscope:\n  persistence:\n    enabled: 'off'\n",
      at: 'pyroscope.persistence.enabled',
    },
    { values: 'architecture:\n  storage:\n    v2: ""\n', at: 'architecture.storage.v2' },
    { values: 'minio:\n  enabled: flase\n', at: 'minio.enabled' },
    { values: 'architecture:\n  storage:\n    v1: ture\n', at: 'architecture.storage.v1' },
  ],
  judge({ now }, report) {
    const { values } = now;
    if (!values) return;
    const written = writtenTree(valuesBehind(values).user);
    for (const path of writtenToggles(written, chartOf(now))) {
      const value = values.at(...path);
      const text = sure(value);
      if (value === undefined || text === undefined) continue;
      const key = path.join('.');
      const meant = meaningOf(text);
      const isOn = SUBCHART_CONDITIONS.has(key) || values.isTrue(...path);
      const isUnclear = text !== '' && meant === undefined;
      const isHarmless = text === '' || meant === isOn;
      const near = meant === undefined ? nearest(text.trim().toLowerCase(), ['true', 'false']) : undefined;
      const origin = value.place?.in === 'values' ? value.place.node?.origin : undefined;
      const isFlag = origin?.kind === 'flag';
      const assigned = origin?.kind === 'file' ? origin.assigned : undefined;
      const advice = assigned
        ? remedyForAssigned(key, isOn, { meant, text, assigned })
        : remedy(key, isOn, meant, isFlag);
      report({
        at: value,
        severity: isUnclear ? 'warning' : severityOf(key, isHarmless),
        what: `${key} is the string ${JSON.stringify(text)}, not a boolean: the chart treats it as ${isOn ? 'on' : 'off'}`,
        why:
          meant === isOn
            ? 'Templates treat any non-empty string as true; this one happens to be right.'
            : undefined,
        fix: near === undefined || isFlag || assigned ? advice : `did you mean ${near}?`,
        // What is on by its text alone has two right forms: what it says, and what it does.
        fixValues: meant === isOn ? (edit) => edit.replace(value, meant) : undefined,
      });
    }
  },
};
