import { likely, type Reading, sure } from '../../../pack.ts';
import { WRITERS } from '../facts/components.ts';
import type { PyroscopePhase } from '../facts/phases.ts';
import { keyOfReading, shownReading } from '../facts/settings.ts';
import {
  chartMajorOf,
  componentOf,
  type PyroscopeRule,
  type PyroscopeState,
  settingOf,
  singleBinaryOf,
  takesWritePath,
  together,
} from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2, V1, V2 } from './examples.ts';

const args = (path: string): string => `pyroscope:\n  extraArgs:\n    write-path: ${path}\n`;
const limits = (path: string): string =>
  `pyroscope:\n  structuredConfig:\n    limits:\n      write_path: ${path}\n`;
const tenant = (path: string): string =>
  `pyroscope:\n  tenantOverrides:\n    shop:\n      write_path: ${path}\n`;
const IN_ARGS = 'pyroscope.extraArgs.write-path';
const OF_TENANT = 'pyroscope.tenantOverrides.shop.write_path';
const LEFT = '-write-path=combined';

const OWN = { v1: 'ingester', v2: 'segment-writer' } as const;
const PHASE_OF: Readonly<Record<string, PyroscopePhase>> = { v1: 'v1', v2: 'v2', 'v1-v2-dual': 'dual' };
/** The write paths that lead a tenant away from the one store; in v1 `combined` still writes to the ingesters. */
const STRAYING: Readonly<Record<'v1' | 'v2', ReadonlySet<string>>> = {
  v1: new Set(['segment-writer']),
  v2: new Set(['ingester', 'combined']),
};

interface Leftover {
  readonly reading: Reading;
  readonly text: string;
  readonly phase: 'v1' | 'v2';
}

/** Up to 1.21.0 the parts of v1 may go on running in v2: charts before 1.19.2 leave them there. */
function keepsV1(state: PyroscopeState): boolean {
  if (chartMajorOf(state) >= 2) return false;
  const all = singleBinaryOf(state);
  return all ? sure(all.flags['all.enable-v1-write-path']) !== 'false' : !!componentOf(state, 'ingester');
}

/** The storage that a component runs: a 2.x server is told by a flag, which extraArgs may set. */
function storageOf(state: PyroscopeState, { component }: Reading): PyroscopePhase | undefined {
  if (chartMajorOf(state) < 2) return likely(state.phase);
  const told = settingOf(state, 'architecture', component);
  return PHASE_OF[sure(told) ?? ''];
}

/** What somebody wrote; the chart's own follows the phase. */
function leftovers(state: PyroscopeState): readonly Leftover[] {
  const major = chartMajorOf(state);
  // In v1 of 1.x the flag is unknown altogether: v2-leftovers-in-v1. Render makes v2 of any 1.x chart what it is from 1.19.2 on.
  if (major < 2 && (likely(state.phase) !== 'v2' || (state.readFrom === 'values' && keepsV1(state))))
    return [];
  return state.setting('writePath').flatMap((reading) => {
    const isWritten = reading.by === 'person' || reading.by === 'config';
    const isCommon = reading.tenant === undefined && takesWritePath(reading.component, major);
    const phase = storageOf(state, reading);
    const text = sure(reading);
    if (!isWritten || !isCommon || text === undefined || (phase !== 'v1' && phase !== 'v2')) return [];
    return text === OWN[phase] ? [] : [{ reading, text, phase }];
  });
}

const whyOf = (major: number, phase: 'v1' | 'v2'): string =>
  major === 1
    ? 'The distributor still writes to ingesters that are gone: every push fails with 500 "empty ring".'
    : `The server exits at start: write-path=${OWN[phase]} is required for ${phase} storage layer.`;

function whyOfTenant(state: PyroscopeState, phase: 'v1' | 'v2'): string {
  if (phase === 'v1') return 'No segment-writer runs in v1, so the profiles of the tenant reach no storage.';
  return keepsV1(state)
    ? 'The parts of v1 still run: profiles of the tenant go there, but no query reads them.'
    : 'The pods are healthy, but every push of the tenant fails with 500 "empty ring".';
}

/** Audit B9, and B11 and A18 for tenants. */
export const writePathLeftover: PyroscopeRule = {
  id: 'write-path-leftover',
  formerly: ['tenant-write-path-leftover'],
  severity: 'error',
  corrects: true,
  inRender: 'correct',
  summary: 'a write path from the dual phase is left over in v1 or v2',
  why: 'A write path set by hand stays when the phase changes.',
  details: `With only one storage there is only one write path: \`segment-writer\` for v2, \`ingester\` for v1. A leftover of dual in
\`extraArgs.write-path\`, or with v2 in \`limits.write_path\`, made server 2.2.1 exit:
\`write-path=segment-writer is required for v2 storage layer\` (and likewise for v1). Server 1.21.0 with only v2 and
\`combined\` starts and is ready, but every push fails with 500 \`empty ring\`. A write path equal to the phase's own is fine.

Remove the key: without it, the chart and the server choose the write path of the phase. In v1 of 2.x the chart's flag
overrides \`limits.write_path\`, so it needs no change.

\`tenantOverrides.<tenant>.write_path\` overrides the write path of the phase for one tenant. With only v2 on, server 2.2.1 ran
with healthy pods, but each push of a tenant left on \`ingester\` or \`combined\` failed with 500 \`empty ring\`. Charts before
1.19.2 leave the parts of v1 running: there the tenant's profiles go to v1, which no query reads any more. Remove
\`write_path\` before you switch v1 off. In v1 a tenant left on \`segment-writer\` has no storage to write to. In dual a tenant on
one path is told by \`weights-leave-holes\`. Render only warns, because it cannot know which tenants are meant to stay.`,
  audit: ['B9', 'B11', 'A18'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm', 'servers 1.21.0 and 2.2.1, started in v1 and v2'],
  get good() {
    return [
      { values: `${V2}${args('segment-writer')}` },
      { values: `${V2}${limits('segment-writer')}` },
      { values: `${V1}${args('ingester')}` },
      { values: `${V1}${limits('combined')}` },
      { values: `${V2.replace('false', 'true')}${args('combined')}` },
      { chart: '1.21.0', values: `${V1}${args('combined')}` },
      { chart: '1.19.1', values: `${V2}${args('combined')}` },
      { chart: '1.21.0', values: `${V2}${limits('combined')}` },
      {
        chart: '2.0.1',
        values: 'pyroscope:\n  extraArgs:\n    architecture.storage: v2\n    write-path: segment-writer\n',
      },
      { values: `${V2}${tenant('segment-writer')}` },
      { values: `${V1}${tenant('ingester')}` },
      { values: `${V2.replace('false', 'true')}${tenant('combined')}` },
      { chart: '1.14.0', values: `${V2}${tenant('combined')}` },
      {
        manifests: oneBinary(
          '2.2.1',
          { args: PHASE_FLAGS_2.v2 },
          { overrides: 'overrides:\n  shop:\n    write_path: segment-writer\n' },
        ),
        asked: { phase: 'v2' },
      },
    ];
  },
  get bad() {
    return [
      { values: `${V2}${args('combined')}`, at: IN_ARGS },
      { values: `${V2}${limits('combined')}`, at: 'pyroscope.structuredConfig.limits.write_path' },
      { chart: '2.0.0', values: `${V1}${args('segment-writer')}`, at: IN_ARGS },
      { chart: '1.19.2', values: `${V2}${args('combined')}`, at: IN_ARGS },
      { values: `${V2}${tenant('combined')}`, at: OF_TENANT },
      { chart: '1.15.1', values: `${V2}${tenant('ingester')}`, at: OF_TENANT },
      { values: `${V1}${tenant('segment-writer')}`, at: OF_TENANT },
      {
        manifests: oneBinary('2.2.1', { args: [LEFT, ...PHASE_FLAGS_2.v2] }),
        asked: { phase: 'v2' },
        at: LEFT,
        after: oneBinary('2.2.1', { args: ['-write-path=segment-writer', ...PHASE_FLAGS_2.v2] }),
      },
      {
        manifests: oneBinary(
          '2.2.1',
          { args: PHASE_FLAGS_2.v2 },
          { overrides: 'overrides:\n  shop:\n    write_path: combined\n' },
        ),
        asked: { phase: 'v2' },
      },
    ];
  },
  judge({ now }, report) {
    const major = chartMajorOf(now);
    const groups = together(
      leftovers(now),
      ({ reading }) => reading.place,
      ({ phase }) => phase,
    );
    for (const group of groups) {
      const [{ reading, text, phase }] = group;
      report({
        at: reading,
        what: `${shownReading('writePath', reading)} is ${text === '' ? 'empty' : text}, but only ${phase} is in use`,
        why: whyOf(major, phase),
        fix: `remove ${keyOfReading('writePath', reading, major)}: without it, ${phase} uses ${OWN[phase]}`,
        correct: (edit) => {
          for (const one of group) edit.flag(one.reading.component.name, 'write-path', OWN[phase]);
        },
      });
    }
    const phase = likely(now.phase);
    // In v1 of 1.x the server does not know the override at all.
    if (phase !== 'v2' && (phase !== 'v1' || major < 2)) return;
    for (const reading of now.setting('writePath')) {
      const text = sure(reading) ?? '';
      if (reading.tenant === undefined || !WRITERS.includes(reading.component.name)) continue;
      if (!STRAYING[phase].has(text)) continue;
      report({
        at: reading,
        inRender: 'pass',
        notRefused: 'the manifests do not show which tenants still write',
        what: `tenant ${reading.tenant} has write_path ${text}, but only ${phase} is in use`,
        why: whyOfTenant(now, phase),
        fix: `remove ${keyOfReading('writePath', reading, major)}${phase === 'v2' ? ' before you switch v1 off' : ''}`,
      });
    }
  },
};
