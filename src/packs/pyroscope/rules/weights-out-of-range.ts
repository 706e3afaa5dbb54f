import { type Known, type Reading, sure } from '../../../pack.ts';
import { asWeight, keyOfReading, SETTINGS, shownReading } from '../facts/settings.ts';
import { chartMajorOf, hasV2, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { dualWrites, WEIGHT_SETTINGS } from '../read/weights.ts';
import { migrating, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

/** What Go reads as a number beside the decimal ones: taken, and out of range all the same. */
const SPECIAL_NUMBER = /^[+-]?(?:inf(?:inity)?|nan|0x[\da-f_.]+p[+-]?\d+|\d[\d_]*)$/i;

const isNumber = (text: string): boolean =>
  SPECIAL_NUMBER.test(text) || (text !== '' && text.trim() === text && !Number.isNaN(Number(text)));

interface Odd {
  readonly name: string;
  readonly reading: Reading;
  readonly text: string;
}

/** The weights in force in dual, each once: tenants share those of all. */
function inDual(state: PyroscopeState): readonly Odd[] {
  const readings = dualWrites(state)
    .filter(({ path }) => sure(path) === 'combined')
    .flatMap(({ ingester, segmentWriter }) => [
      ['ingesterWeight', ingester] as const,
      ['segmentWriterWeight', segmentWriter] as const,
    ]);
  return [...new Map(readings.map(([name, reading]) => [reading, name]))].flatMap(([reading, name]) => {
    const text = sure(reading);
    return text === undefined || asWeight(text) !== undefined ? [] : [{ name, reading, text }];
  });
}

/** A flag that cannot be read stops any component in any phase; in v1 of 1.x the flag itself does (audit B7). */
function unreadable(state: PyroscopeState): readonly Odd[] {
  if (chartMajorOf(state) < 2 && !hasV2(state)) return [];
  const flags = WEIGHT_SETTINGS.map((name) => [name, flagOf(name)] as const);
  return state.components.flatMap((component) =>
    flags.flatMap(([name, flag]) => {
      const said: Known<string> | undefined = component.flags[flag];
      const text = sure(said);
      if (!said || text === undefined || isNumber(text) || said.by === 'chart') return [];
      return [{ name, text, reading: { ...said, component, overruled: [] } }];
    }),
  );
}

const flagOf = (setting: string): string => SETTINGS.find(({ name }) => name === setting)?.flag ?? '';

/** One of each that is written at the same place. */
function once(found: readonly Odd[]): readonly Odd[] {
  return [
    ...new Map(found.map((one) => [`${one.name} ${shownReading(one.name, one.reading)}`, one])).values(),
  ];
}

function whyOf({ reading, text }: Odd): string {
  if (isNumber(text))
    return 'A weight is the fraction of profiles that a storage gets; the server silently accepts any number.';
  return reading.tenant === undefined
    ? 'The server exits at start: parse error.'
    : 'The server cannot read its overrides.';
}

/** Audit C13. */
export const weightsOutOfRange: PyroscopeRule = {
  id: 'weights-out-of-range',
  severity: 'error',
  summary: 'a migration weight is not a number from 0 to 1',
  why: 'A weight is the fraction of profiles, from 0 to 1, that a storage gets in dual.',
  details: `The server does not check the range: 1.75 and -1 were seen to start (servers 1.21.0 and 2.2.1), and nothing says what
they mean. It exits on what is not a number, such as \`50%\`, \`0,5\` or nothing: \`parse error\`.`,
  audit: ['C13', 'A18'],
  sources: ['servers 1.21.0 and 2.2.1, started', 'migration guide, weights'],
  get good() {
    return [
      { values: migrating('ingesterWeight: 0.25') },
      { values: migrating('ingesterWeight: "1"') },
      { chart: '1.21.0', values: migrating('ingesterWeight: 2') },
      { values: 'architecture:\n  storage:\n    migration:\n      ingesterWeight: 2\n' },
      {
        manifests: oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }),
        asked: { phase: 'v1', ingesterWeight: '2' },
      },
    ];
  },
  get bad() {
    return [
      { values: migrating('ingesterWeight: 50%'), at: 'architecture.storage.migration.ingesterWeight' },
      {
        chart: '2.0.0',
        values: migrating('segmentWriterWeight: 100'),
        at: 'architecture.storage.migration.segmentWriterWeight',
      },
      {
        chart: '1.21.0',
        values: `${migrating('queryBackendFrom: auto')}pyroscope:\n  extraArgs:\n    write-path.ingester-weight: -1\n`,
        at: 'pyroscope.extraArgs.write-path\\.ingester-weight',
      },
      {
        values:
          'architecture:\n  storage:\n    v2: true\npyroscope:\n  extraArgs:\n    write-path.segment-writer-weight: 50%\n',
        at: 'pyroscope.extraArgs.write-path\\.segment-writer-weight',
      },
      {
        values: `${migrating('ingesterWeight: 1')}pyroscope:\n  tenantOverrides:\n    shop:\n      write_path_ingester_weight: 30%\n`,
        at: 'pyroscope.tenantOverrides.shop.write_path_ingester_weight',
      },
      {
        manifests: oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }),
        asked: { phase: 'dual', ingesterWeight: '1.5' },
        at: '-write-path.ingester-weight=1',
      },
      {
        manifests: oneBinary(
          '2.2.1',
          { args: PHASE_FLAGS_2.dual },
          { overrides: 'overrides:\n  shop:\n    write_path_segment_writer_weight: 30%\n' },
        ),
        asked: { phase: 'dual' },
      },
      {
        manifests: oneBinary('2.2.1', {
          args: ['-write-path.segment-writer-weight=50%', ...PHASE_FLAGS_2.v2],
        }),
        asked: { phase: 'v2' },
        at: '-write-path.segment-writer-weight=50%',
      },
    ];
  },
  judge({ now }, report) {
    for (const odd of once([...inDual(now), ...unreadable(now)])) {
      const { name, reading, text } = odd;
      report({
        at: [reading, reading.component.object],
        what: `${shownReading(name, reading)} is ${text === '' ? 'empty' : text}, not a number from 0 to 1`,
        why: whyOf(odd),
        fix: `set ${keyOfReading(name, reading, chartMajorOf(now))}: 1, or the fraction of profiles that you mean`,
      });
    }
  },
};
