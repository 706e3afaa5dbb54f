import { likely, sure } from '../../../pack.ts';
import { FIRST_SERVER, isExperimentChart } from '../facts/charts.ts';
import { flagSupport } from '../facts/flags.ts';
import { chartOf, type PyroscopeRule, type PyroscopeState, singleBinaryOf } from '../read/facts.ts';
import { EXPERIMENT, oneBinary, PHASE_FLAGS_1, V2 } from './examples.ts';

const FLAG = 'all.enable-v1-write-path';

const rendered = (chart: string, args: readonly string[]): string =>
  oneBinary(chart, { args, env: EXPERIMENT });
const WITHOUT_FLAGS = PHASE_FLAGS_1.v2.filter((flag) => !flag.startsWith('-all.'));

/** Where the flag is there it is the mistake, and v2-flags-unknown-to-image reports it. */
const hasFlag = (state: PyroscopeState | undefined): boolean =>
  state !== undefined && singleBinaryOf(state)?.flags[FLAG] !== undefined;

/** What the correction of audit B2 leaves behind, also where the chart never rendered the flags. */
export const v1ModulesKeepRunning: PyroscopeRule = {
  id: 'v1-modules-keep-running',
  severity: 'info',
  summary: 'a single binary before server 1.20.0 cannot turn its v1 modules off',
  why: '-all.enable-v1-write-path and -all.enable-v1-read-path exist since server 1.20.0; the modules use memory and write nothing new.',
  audit: ['B2'],
  sources: ['servers 1.15.0 to 1.20.3, -help-all'],
  get good() {
    return [
      { chart: '1.20.3', values: V2 },
      { chart: '1.19.2', values: V2 },
      { chart: '1.19.1', values: V2.replace('false', 'true') },
      { chart: '1.19.1', values: `${V2}pyroscope:\n  image:\n    tag: 1.20.3\n` },
      { values: V2 },
      { manifests: rendered('1.21.0', PHASE_FLAGS_1.v2), asked: { phase: 'v2' } },
      { manifests: rendered('1.18.0', PHASE_FLAGS_1.v2), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { chart: '1.19.1', values: V2, at: 'pyroscope.image.tag' },
      { manifests: rendered('1.18.0', WITHOUT_FLAGS), asked: { phase: 'v2' }, at: 'name: pyroscope' },
    ];
  },
  judge({ now, rendered: before }, report) {
    const all = singleBinaryOf(now);
    const server = sure(all?.server);
    if (!all || server === undefined || likely(now.phase) !== 'v2') return;
    if (!isExperimentChart({ chart: chartOf(now) }) || flagSupport(FLAG, server) !== 'unknown') return;
    if (hasFlag(now) || hasFlag(before)) return;
    report({
      at: all.object ?? all.server,
      what: `server ${server} has no flag to turn v1 off: its modules keep running beside v2`,
      fix: `set pyroscope.image.tag: ${FIRST_SERVER.soundUnder1x}`,
    });
  },
};
