import { isBefore } from '../../../chart/versions.ts';
import { FIRST_CHART, FIRST_SERVER } from '../facts/charts.ts';
import { flagSupport, knowsAuto } from '../facts/flags.ts';
import type { PyroscopeRule } from './rule.ts';
import { singleBinary } from './shared/backend.ts';
import { isExperimentChart } from './shared/experiment-charts.ts';
import { knownServer } from './shared/known-server.ts';

const V2 = 'architecture:\n  storage:\n    v1: false\n    v2: true\n';
const IMAGE_TAG = ['pyroscope', 'image', 'tag'] as const;
/** The chart writes it with v2 alone on (charts 1.19.2 to 1.21.0, single binary). */
const FLAG = 'all.enable-v1-write-path';

export const v2FlagsUnknownToImage: PyroscopeRule = {
  id: 'v2-flags-unknown-to-image',
  severity: 'error',
  summary: 'the chart gives v2 flags that its server does not know',
  why: `For a single binary with v2 alone on, charts 1.19.2 to 1.21.0 write \`-all.enable-v1-write-path=false\` and
\`-all.enable-v1-read-path=false\`, flags of servers from 1.20.0 on. Chart 1.19.2 brings server 1.19.1, which was seen to
exit: \`flag provided but not defined: -all.enable-v1-write-path\`.

\`extraArgs\` of that name still write the flag, so nothing but another server helps: \`image.tag: 1.20.3\` was seen to start.`,
  audit: ['B2'],
  since: '0.2.0',
  sources: ['chart 1.19.2, rendered by helm', 'servers 1.19.1 and 1.20.3, started'],
  valid: [
    { chart: '1.19.1', values: V2 },
    { chart: '1.20.3', values: V2 },
    { chart: '1.19.2', values: `${V2}pyroscope:\n  image:\n    tag: v1.20.3\n` },
    { chart: '1.19.2', values: `${V2}  microservices:\n    enabled: true\n` },
    { chart: '1.19.2', values: 'architecture:\n  storage:\n    v2: true\n' },
  ],
  invalid: [
    { chart: '1.19.2', values: V2, at: 'pyroscope.image.tag' },
    { chart: '1.21.0', values: `${V2}pyroscope:\n  image:\n    tag: 1.18.0\n`, at: 'pyroscope.image.tag' },
  ],
  message: ({ chart, server }) => ({
    what: `with v2 alone on, chart ${chart} writes -${FLAG}, which server ${server} does not know`,
    why: `the server exits at start: flag provided but not defined: -${FLAG}`,
    remedy: `set pyroscope.image.tag: ${FIRST_SERVER.soundUnder1x}`,
  }),
  check(values) {
    const { chart, phase, given } = values;
    if (!isExperimentChart(values) || isBefore(chart, FIRST_CHART.leavingV1Out) || phase !== 'v2') return [];
    const all = singleBinary(values);
    const server = all && knownServer(all);
    if (server === undefined || knowsAuto(server) || flagSupport(FLAG, server) !== 'unknown') return [];
    return [{ at: given(...IMAGE_TAG) ?? IMAGE_TAG, args: { chart, server } }];
  },
};
