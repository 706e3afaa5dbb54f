import { knownness } from '../chart/versions.ts';
import type { Chart, ManifestObject, Rule, State } from '../pack.ts';

/** The id in every pack. */
export const UNKNOWN_CHART = 'unknown-chart';

const LABEL = 'helm.sh/chart';

/** What a label says behind the chart's name. */
const endsFor = ({ chart }: State): readonly string[] => {
  const version = chart.sure ? chart.value.replace('+', '_') : '';
  return version === '' ? [] : [`-${version}`, `-v${version}`];
};

/** The object whose label names the chart of a state, where a label and not a person does. */
const labelled = (state: State): ManifestObject | undefined =>
  state.objects?.find(({ labels }) => endsFor(state).some((end) => labels[LABEL]?.endsWith(end)));

/** The versions of the chart that a state is of: of the one that its label names, else of the main one. */
function knownTo(charts: readonly [Chart, ...Chart[]], state: State): readonly string[] {
  const label = labelled(state)?.labels[LABEL];
  const named = charts.find(({ name }) => endsFor(state).some((end) => label === `${name}${end}`));
  return (named ?? charts[0]).versions;
}

/**
 * A chart that is newer than all that are known. It is judged where something is rendered or a step is taken: lint has a
 * note of its own, and what a newer chart may know is an info there.
 * @param charts of a pack, the main one first
 */
export const unknownChartAmong = (charts: readonly [Chart, ...Chart[]]): Rule => ({
  id: UNKNOWN_CHART,
  severity: 'error',
  isFirst: true,
  refusesSteps: true,
  yieldsTo: 'accept-unknown-chart',
  summary: 'the chart is newer than every version that phasegate knows',
  why: 'A new major version may render, store and read differently, and phasegate knows nothing of it.',
  details: `A chart of a newer minor version is judged by what is known of the newest version, and render and plan say so in an
info. They and the gate refuse a newer major version until you read its release notes and give \`--accept-unknown-chart\`, or set
\`acceptUnknownChart: true\` in phasegate.yaml. Where you know which version a changed chart goes back to, name it with
\`--chart-version\`. Lint only says which version it uses instead.`,
  bad: [],
  judge({ now, before, history, rendered }, report) {
    if (history === undefined && rendered === undefined) return;
    const told = new Set<string>();
    for (const state of before ? [before, now] : [now]) {
      const versions = knownTo(charts, state);
      const [chart, newest] = [state.chart.sure ? state.chart.value : undefined, versions.at(-1)];
      if (chart === undefined || newest === undefined || told.has(chart)) continue;
      told.add(chart);
      const how = knownness(chart, versions);
      if (how !== 'newer-minor' && how !== 'newer-major') continue;
      const isMajor = how === 'newer-major';
      report({
        at: labelled(state)?.place('metadata', 'labels', LABEL),
        ...(isMajor
          ? { what: `chart ${chart} is above the newest known version, ${newest}` }
          : {
              severity: 'info',
              what: `chart ${chart} is not known; it is judged by what is known of ${newest}, the newest known version`,
              why: 'What it renders may have changed since.',
            }),
        fix: isMajor
          ? `use chart ${newest} or older, or read the release notes and give --accept-unknown-chart`
          : 'read its release notes first',
      });
    }
  },
});
