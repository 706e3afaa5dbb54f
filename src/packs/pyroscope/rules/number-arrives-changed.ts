import { pathText } from '../../../chart/table.ts';
import { type Place, sure, type Violation } from '../../../pack.ts';
import { valuesBehind } from '../../../release/from-values.ts';
import { shownPath } from '../../../rules/settings.ts';
import { printed, readAgain } from '../../../values/printed.ts';
import { asText } from '../../../values/retyped.ts';
import { isTagged, type ScalarNode, walk } from '../../../values/tree.ts';
import { CHART } from '../chart/index.ts';
import { flagType } from '../facts/flags.ts';
import { chartOf, namesOf, type PyroscopeRule, type PyroscopeState, together } from '../read/facts.ts';
import { extraArgs, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const tag = (text: string): string => `pyroscope:\n  image:\n    tag: ${text}\n`;

/** A release of v2 whose objects have a label more. */
const labelled = (text: string): string =>
  oneBinary('2.2.1', { args: PHASE_FLAGS_2.v2 }).replaceAll(
    'app.kubernetes.io/name: pyroscope',
    `app.kubernetes.io/name: pyroscope\n    build: "${text}"`,
  );

const SIZE = 'server.grpc-max-recv-msg-size-bytes';
const AT_SIZE = 'pyroscope.extraArgs.server\\.grpc-max-recv-msg-size-bytes';

const takesWholeNumbers = (flag: string): boolean => /^u?int/.test(flagType(flag)?.kind ?? '');

/** Flags that take a number as its digits say it. */
const TEXTS: ReadonlySet<string> = new Set(['text', 'list', 'words', 'values', 'bytes', 'any']);

/** A number as templates print it from a million on. */
export const EXPONENT = /^[-+]?\d+(?:\.\d+)?e[-+]\d+$/;

/** A whole number without an exponent; undefined for any other, and for one whose last digits a float does not keep. */
const inDigits = (value: number | bigint): string | undefined =>
  typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : undefined;

/** A number that somebody wrote, and how it arrives. */
interface Changed {
  readonly path: readonly string[];
  readonly node: ScalarNode & { readonly value: number | bigint };
  /** As it stands in the file or behind the flag. */
  readonly written: string;
  readonly arrives: string;
  /** Whether a tag makes it a number: it would in quotes, too. */
  readonly isTagged: boolean;
}

/** Templates write the blocks of components as JSON and read them again. */
const isOfComponent = ([top, next, block]: readonly string[]): boolean =>
  (top === 'pyroscope' && next === 'components') ||
  (top === 'architecture' && next === 'microservices' && (block === 'v1' || block === 'v2'));

const isNumber = (node: ScalarNode): node is Changed['node'] =>
  typeof node.value === 'number' || typeof node.value === 'bigint';

function changedNumbers(state: PyroscopeState): readonly Changed[] {
  if (state.values === undefined) return [];
  const { user, textOf } = valuesBehind(state.values);
  const chart = chartOf(state);
  return walk(user).flatMap(([node, path]) => {
    if (node.kind !== 'scalar' || !isNumber(node) || CHART.printedAs(path, chart) !== 'bare') return [];
    const { origin } = node;
    const isInFile = origin.kind === 'file' && origin.file !== '';
    // A text that is filled in first is not placed to the character.
    const inFile = isInFile ? textOf(origin.file).slice(origin.start, origin.end) : '';
    const written = inFile === '' ? String(node.value) : inFile;
    const read = isOfComponent(path) ? readAgain(node) : node;
    const arrives = read.kind === 'scalar' ? printed(read) : written;
    const tagged = isInFile && isTagged(textOf(origin.file), origin.start);
    return arrives === written ? [] : [{ path, node, written, arrives, isTagged: tagged }];
  });
}

/** Whether a text is wanted at a path: a number counts there as its digits say it. */
function wantsText(path: readonly string[], chart: string): boolean {
  const shape = CHART.keyAt(path, chart)?.shape ?? CHART.keyAt(path.slice(0, -1), chart)?.shape;
  return shape?.kind === 'text' || shape?.kind === 'text-or-false' || shape?.kind === 'map';
}

/** Whether the values at a path are labels, which hold letters, digits, dashes, underscores and dots. */
function isLabel(path: readonly string[], chart: string): boolean {
  const shape = CHART.keyAt(path.slice(0, -1), chart)?.shape;
  return shape?.kind === 'map' && /labels$/.test(shape.values ?? '');
}

const NO_LABEL = /[^-\w.]/;

const WHY_LABEL = 'A label value has no plus sign: Kubernetes rejects every object that has the label.';
const WHY_TAG = 'The image is pulled by the tag that arrives: it may not exist, or be another version.';
const WHY_INTEGER = 'The server exits at start: invalid value, parse error.';

const whyOf = (one: Readonly<Record<'isTag' | 'isWhole' | 'isRefused', boolean>>): string | undefined => {
  if (one.isTag) return WHY_TAG;
  if (one.isRefused) return WHY_LABEL;
  return one.isWhole ? WHY_INTEGER : undefined;
};

/** What is wrong with one number, if anything is. @param chart the chart's version */
function violationOf(changed: Changed, chart: string): Violation | undefined {
  const { path, node, written, arrives } = changed;
  const name = path.at(-1) ?? '';
  const isFlag = path.at(-2) === 'extraArgs';
  const flag = name.replace(/^-+/, '');
  const isWhole = isFlag && takesWholeNumbers(flag);
  if (isWhole ? !EXPONENT.test(arrives) : !wantsText(path, chart)) return undefined;
  // Flags of other types take a number in any form, or take none.
  if (isFlag && !isWhole && !TEXTS.has(flagType(flag)?.kind ?? 'any')) return undefined;
  const isRefused = isLabel(path, chart) && NO_LABEL.test(arrives);
  const isTag = name === 'tag' && path.at(-2) === 'image';
  // 171e75 may be the hash of a commit: only what cannot stay as it is written is written out.
  const cannotStay = isWhole || (isLabel(path, chart) && NO_LABEL.test(written));
  const meant = (cannotStay ? inDigits(node.value) : undefined) ?? written;
  const place: Place = { in: 'values', path, on: 'value', node };
  const asFlag = `--set-string '${pathText(path)}=${meant}'`;
  return {
    at: place,
    severity: isWhole || isTag || isRefused ? 'error' : 'warning',
    what: isFlag
      ? `Helm reads ${written} as a number, and the flag arrives as -${flag}=${arrives}`
      : `Helm reads ${written} as a number, and ${shownPath(path)} arrives as ${arrives}`,
    why: whyOf({ isTag, isWhole, isRefused }),
    fix:
      node.origin.kind === 'flag'
        ? `use ${asFlag} instead`
        : (asText(node) ?? `write it in quotes${changed.isTagged ? ' and without its tag' : ''}: "${meant}"`),
    fixValues: (edit) => edit.replace(place, `"${meant}"`),
  };
}

/** Flags for whole numbers that hold an exponent, in a render. */
function renderedExponents({ components }: PyroscopeState): readonly Violation[] {
  const found = components.flatMap((component) =>
    Object.entries(component.flags).flatMap(([flag, value]) => {
      const text = sure(value) ?? '';
      return EXPONENT.test(text) && takesWholeNumbers(flag) ? [{ component, flag, value, text }] : [];
    }),
  );
  return together(
    found,
    ({ value }) => value.place,
    ({ flag, text }) => `${flag}=${text}`,
  ).map((group) => {
    const [{ flag, value, text, component }] = group;
    return {
      at: [value, component.object],
      what: `${namesOf(group.map((one) => one.component))} gets -${flag}=${text}, and the flag takes whole numbers without an exponent`,
      why: WHY_INTEGER,
      fix: `write the number in quotes in extraArgs: ${flag}: "${inDigits(Number(text)) ?? text}"`,
    };
  });
}

/** Where a workload has the labels that the chart gives all objects. */
const LABELS = [
  ['metadata', 'labels'],
  ['spec', 'template', 'metadata', 'labels'],
] as const;

/** Labels whose number has an exponent, in a render. */
function renderedLabels({ components }: PyroscopeState): readonly Violation[] {
  const found = components.flatMap(({ object }) =>
    LABELS.flatMap((path) =>
      (object?.keys(...path) ?? []).flatMap((name) => {
        const value = object?.at(...path, name);
        const text = sure(value) ?? '';
        return value && EXPONENT.test(text) && NO_LABEL.test(text) ? [{ object, name, value, text }] : [];
      }),
    ),
  );
  return together(
    found,
    ({ value }) => value.place,
    ({ name, text }) => `${name}=${text}`,
  ).map(([{ object, name, value, text }]) => ({
    at: [value, object],
    what: `the label ${name} arrives as ${text}`,
    why: WHY_LABEL,
    fix: `write it in quotes where it is set, such as in pyroscope.extraLabels, as it stands there: ${name}: "${inDigits(Number(text)) ?? '…'}"`,
  }));
}

export const numberArrivesChanged: PyroscopeRule = {
  id: 'number-arrives-changed',
  severity: 'error',
  isIndependent: true,
  yieldsTo: 'ignore',
  summary: 'a number without quotes arrives in another form than is written',
  why: 'A template prints a number in a form of its own; only a string arrives as it is written.',
  details: `Helm reads every number of a values file as a floating-point number. Where a template prints it, one from 1000000 on gets an
exponent, and zeros at the end, underscores, \`0x\` and the octal of a leading zero are gone: \`104857600\` arrives as
\`1.048576e+08\`, \`2.20\` as \`2.2\`, \`0123\` as \`83\`. So it is with \`--set-json\` and, for the values of a component, with \`--set\`;
elsewhere \`--set\` keeps whole numbers. What the chart passes through \`toYaml\`, such as \`structuredConfig\` and \`resources\`,
stays whole.

A flag for whole numbers with an exponent ends the server (\`invalid value … parse error\`), and \`image.tag: 2.20\` asks for the
image 2.2: these are errors. So is a label of \`12000000\`: the chart quotes it as \`"1.2e+07"\`, and Kubernetes rejects a plus
sign in a label value. Other strings, such as environment variables and labels like \`1.10\`, get a warning. In a render only
the exponent of such a flag or label shows.`,
  sources: ['Helm 3.21.4 and 4.2.4, rendered', 'servers 1.21.0 and 2.2.1, started'],
  get good() {
    return [
      { values: extraArgs(`${SIZE}: "104857600"`) },
      { values: extraArgs(`${SIZE}: 999999`) },
      { values: extraArgs(`${SIZE}: 0x1F`) },
      { values: extraArgs('write-path.ingester-weight: 0.50') },
      { values: tag('"2.20"') },
      { values: tag('2.2') },
      { values: 'pyroscope:\n  structuredConfig:\n    limits:\n      max_query_length: 104857600\n' },
      { values: 'pyroscope:\n  resources:\n    limits:\n      memory: 4294967296\n' },
      { values: 'pyroscope:\n  replicaCount: 1.0\n' },
      {
        manifests: oneBinary('2.2.1', { args: [`-${SIZE}=104857600`, ...PHASE_FLAGS_2.v2] }),
        asked: { phase: 'v2' },
      },
      { manifests: labelled('12000000'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      {
        values: extraArgs(`${SIZE}: 104857600`),
        at: AT_SIZE,
        after: extraArgs(`${SIZE}: "104857600"`),
      },
      {
        chart: '1.14.0',
        values: extraArgs(`${SIZE}: 1_000_000`),
        at: AT_SIZE,
        after: extraArgs(`${SIZE}: "1000000"`),
      },
      { values: tag('2.20'), at: 'pyroscope.image.tag', after: tag('"2.20"') },
      { values: tag('171e75'), at: 'pyroscope.image.tag', after: tag('"171e75"') },
      {
        values: extraArgs('storage.prefix: 0123'),
        at: 'pyroscope.extraArgs.storage\\.prefix',
        after: extraArgs('storage.prefix: "0123"'),
      },
      {
        values: 'pyroscope:\n  extraEnvVars:\n    ACCOUNT: 123456789012\n',
        at: 'pyroscope.extraEnvVars.ACCOUNT',
        after: 'pyroscope:\n  extraEnvVars:\n    ACCOUNT: "123456789012"\n',
      },
      {
        values: 'pyroscope:\n  extraLabels:\n    build: 12000000\n',
        at: 'pyroscope.extraLabels.build',
        after: 'pyroscope:\n  extraLabels:\n    build: "12000000"\n',
      },
      {
        values: 'pyroscope:\n  extraLabels:\n    commit: 171e75\n',
        at: 'pyroscope.extraLabels.commit',
        after: 'pyroscope:\n  extraLabels:\n    commit: "171e75"\n',
      },
      {
        values: 'pyroscope:\n  extraLabels:\n    size: 1.20e+07\n',
        at: 'pyroscope.extraLabels.size',
        after: 'pyroscope:\n  extraLabels:\n    size: "12000000"\n',
      },
      {
        values: extraArgs(`${SIZE}: 1e7`),
        at: AT_SIZE,
        after: extraArgs(`${SIZE}: "10000000"`),
      },
      {
        values: 'pyroscope:\n  extraLabels:\n    release: 1.10\n',
        at: 'pyroscope.extraLabels.release',
        after: 'pyroscope:\n  extraLabels:\n    release: "1.10"\n',
      },
      {
        manifests: oneBinary('2.2.1', { args: [`-${SIZE}=1.048576e+08`, ...PHASE_FLAGS_2.v2] }),
        asked: { phase: 'v2' },
        at: `-${SIZE}=1.048576e+08`,
      },
      {
        manifests: labelled('1.2e+07'),
        asked: { phase: 'v2' },
        at: '1.2e+07',
      },
    ];
  },
  judge({ now }, report) {
    if (now.readFrom === 'values') {
      for (const changed of changedNumbers(now)) {
        const found = violationOf(changed, chartOf(now));
        if (found) report(found);
      }
    } else for (const found of [...renderedExponents(now), ...renderedLabels(now)]) report(found);
  },
};
