import { likely, sure } from '../../../pack.ts';
import { FIRST_SERVER, isExperimentChart } from '../facts/charts.ts';
import { flagSupport, V1_MODULE_FLAGS } from '../facts/flags.ts';
import {
  chartOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  together,
} from '../read/facts.ts';
import { EXPERIMENT, oneBinary, PHASE_FLAGS_1, V2 } from './examples.ts';

const rendered = (args: readonly string[]): string =>
  oneBinary('1.19.2', { image: 'grafana/pyroscope:1.19.1', args, env: EXPERIMENT });

/** A flag in `extraArgs` outside v2 is reported by unknown-flag. */
function unknownFlags(state: PyroscopeState, { flags, server }: PyroscopeComponent): readonly string[] {
  const version = sure(server);
  if (version === undefined) return [];
  const isOthers = state.readFrom === 'values' && likely(state.phase) !== 'v2';
  return V1_MODULE_FLAGS.filter((flag) => {
    const said = flags[flag];
    return said && !(isOthers && said.by !== 'chart') && flagSupport(flag, version) === 'unknown';
  });
}

/** Audit B2. */
export const v2FlagsUnknownToImage: PyroscopeRule = {
  id: 'v2-flags-unknown-to-image',
  severity: 'error',
  corrects: true,
  inRender: 'correct',
  summary: 'the chart gives v2 flags that its server does not know',
  why: 'The server exits at start: flag provided but not defined.',
  details: `For a single binary with v2 alone on, charts 1.19.2 to 1.21.0 write \`-all.enable-v1-write-path=false\` and
\`-all.enable-v1-read-path=false\`, flags of servers from 1.20.0 on. Chart 1.19.2 brings server 1.19.1, which was seen to
exit: \`flag provided but not defined: -all.enable-v1-write-path\`.

\`extraArgs\` of that name still write the flag, so only another server helps: \`image.tag: 1.20.3\` was seen to start. Render
drops both flags; the modules of v1 then go on running beside v2.`,
  audit: ['B2'],
  sources: ['chart 1.19.2, rendered by helm', 'servers 1.19.1 and 1.20.3, started'],
  get good() {
    return [
      { chart: '1.19.1', values: V2 },
      { chart: '1.20.3', values: V2 },
      { chart: '1.19.2', values: `${V2}pyroscope:\n  image:\n    tag: v1.20.3\n` },
      { chart: '1.19.2', values: `${V2}  microservices:\n    enabled: true\n` },
      { chart: '1.19.2', values: 'architecture:\n  storage:\n    v2: true\n' },
      {
        manifests: oneBinary('1.21.0', { args: PHASE_FLAGS_1.v2, env: EXPERIMENT }),
        asked: { phase: 'v2' },
      },
    ];
  },
  get bad() {
    return [
      { chart: '1.19.2', values: V2, at: 'pyroscope.image.tag' },
      { chart: '1.21.0', values: `${V2}pyroscope:\n  image:\n    tag: 1.18.0\n`, at: 'pyroscope.image.tag' },
      {
        manifests: rendered(PHASE_FLAGS_1.v2),
        asked: { phase: 'v2' },
        at: '-all.enable-v1-write-path=false',
        after: rendered(PHASE_FLAGS_1.v2.filter((flag) => !flag.startsWith('-all.'))),
      },
    ];
  },
  judge({ now }, report) {
    if (!isExperimentChart({ chart: chartOf(now) })) return;
    const found = now.components
      .map((component) => ({ component, flags: unknownFlags(now, component) }))
      .filter(({ flags }) => flags.length > 0);
    const groups = together(
      found,
      ({ component }) => component.server.place,
      ({ component }) => sure(component.server) ?? '',
    );
    for (const group of groups) {
      const [{ component, flags }] = group;
      const { server } = component;
      report({
        at: now.readFrom === 'values' ? server : component.flags[flags[0] ?? ''],
        what: `server ${sure(server)} does not know ${flags.map((flag) => `-${flag}`).join(' and ')}`,
        fix: `set pyroscope.image.tag: ${FIRST_SERVER.soundUnder1x}`,
        correct: (edit) => {
          for (const one of group)
            for (const flag of one.flags) edit.flag(one.component.name, flag, undefined);
        },
      });
    }
  },
};
