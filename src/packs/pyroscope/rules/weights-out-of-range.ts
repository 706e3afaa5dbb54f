import type { Report } from '../../../lint/finding.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import { asWeight, WEIGHTS } from '../weights.ts';
import type { PyroscopeRule } from './rule.ts';
import { type DualWeight, dualWeights, extraArgSetting, writersOf } from './shared/dual-weights.ts';
import { isChart2 } from './shared/experiment-charts.ts';
import { once } from './shared/once.ts';
import { renderedText } from './shared/rendered-text.ts';

const dual = (migration: string): string =>
  `architecture:\n  storage:\n    v1: true\n    v2: true\n    migration:\n      ${migration}\n`;

/** What Go reads as a number beside the decimal ones: taken, and out of range all the same. */
const SPECIAL_NUMBER = /^[+-]?(?:inf(?:inity)?|nan|0x[\da-f_.]+p[+-]?\d+|\d[\d_]*)$/i;

const isNumber = (text: string): boolean =>
  SPECIAL_NUMBER.test(text) || (text !== '' && text.trim() === text && !Number.isNaN(Number(text)));

function report({ text, at, setting }: Pick<DualWeight, 'text' | 'at' | 'setting'>): Report[] {
  if (!('kind' in at) || text === undefined || asWeight(text) !== undefined) return [];
  return [{ at, args: { setting, text, kind: isNumber(text) ? 'number' : 'other' } }];
}

function inDual(values: PyroscopeValues, writer: ComponentValues): Report[] {
  const weights = dualWeights(values, writer);
  return weights ? [weights.ingester, weights.segmentWriter].flatMap(report) : [];
}

/** A flag that cannot be read stops any component in any phase; in v1 of 1.x the flag itself does (audit B7). */
function unreadable(values: PyroscopeValues, { extraArgs }: ComponentValues): Report[] {
  if (!isChart2(values) && !values.toggles.v2) return [];
  return WEIGHTS.flatMap(({ flag }) => {
    const node = extraArgs.get(flag);
    const text = renderedText(node);
    const isOdd = node && text !== undefined && !isNumber(text);
    return isOdd ? report({ text, at: node, setting: extraArgSetting(flag) }) : [];
  });
}

export const weightsOutOfRange: PyroscopeRule = {
  id: 'weights-out-of-range',
  severity: 'error',
  summary: 'a migration weight is no number from 0 to 1',
  why: `A weight is the fraction of profiles, from 0 to 1, that a storage gets in dual. The server does not check the range:
1.75 and -1 were seen to start (servers 1.21.0 and 2.2.1), and what they stand for is anybody's guess. It exits on what is
no number, such as \`50%\`, \`0,5\` or nothing: \`parse error\`.`,
  audit: ['C13'],
  since: '0.2.0',
  sources: ['servers 1.21.0 and 2.2.1, started', 'migration guide, weights'],
  valid: [
    { values: dual('ingesterWeight: 0.25') },
    { values: dual('ingesterWeight: "1"') },
    { chart: '1.21.0', values: dual('ingesterWeight: 2') },
    { values: 'architecture:\n  storage:\n    migration:\n      ingesterWeight: 2\n' },
  ],
  invalid: [
    { values: dual('ingesterWeight: 50%'), at: 'architecture.storage.migration.ingesterWeight' },
    {
      chart: '2.0.0',
      values: dual('segmentWriterWeight: 100'),
      at: 'architecture.storage.migration.segmentWriterWeight',
    },
    {
      chart: '1.21.0',
      values: `${dual('queryBackendFrom: auto')}pyroscope:\n  extraArgs:\n    write-path.ingester-weight: -1\n`,
      at: 'pyroscope.extraArgs.write-path\\.ingester-weight',
    },
    {
      values:
        'architecture:\n  storage:\n    v2: true\npyroscope:\n  extraArgs:\n    write-path.segment-writer-weight: 50%\n',
      at: 'pyroscope.extraArgs.write-path\\.segment-writer-weight',
    },
  ],
  message: ({ setting, text, kind }) => ({
    what: `${setting} is ${text === '' ? 'empty' : text}, no number from 0 to 1`,
    why:
      kind === 'number'
        ? 'a weight is the fraction of profiles that a storage gets; the server takes any number without a word'
        : 'the server exits at start: parse error',
    remedy: `set ${setting}: 1, or the fraction of profiles that you mean`,
  }),
  check: (values) =>
    once([
      ...writersOf(values).flatMap((writer) => inDual(values, writer)),
      ...values.components.flatMap((component) => unreadable(values, component)),
    ]),
};
