import { type Known, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { namesOf, type PyroscopeComponent, type PyroscopeRule, seesAll, together } from '../read/facts.ts';

/** What the chart's templates take where no component sets it (charts 1.14.0 to 2.2.1). */
const DEFAULTS = { minReplicas: 1, maxReplicas: 3 } as const;

/** A component whose autoscaler has more pods at least than at most. */
interface Bounds {
  readonly component: PyroscopeComponent;
  readonly fewest: Known<string>;
  readonly least: number;
  readonly most: number;
  /** Undefined where it is the chart's own. */
  readonly ceiling: Known<string> | undefined;
}

/** The chart makes autoscalers of what components set, and not of `pyroscope.autoscaling`. */
function ownSetting(
  { values }: PyroscopeComponent,
  name: 'enabled' | keyof typeof DEFAULTS,
): Known<string> | undefined {
  const said = values?.at('autoscaling', name);
  const place = said?.place?.in === 'values' ? said.place.path : [];
  return place[0] === 'pyroscope' && place[1] === 'autoscaling' ? undefined : said;
}

function boundsOf(component: PyroscopeComponent): readonly Bounds[] {
  const enabled = ownSetting(component, 'enabled');
  if (!enabled?.sure || enabled.value !== 'true') return [];
  const [fewest, ceiling] = [ownSetting(component, 'minReplicas'), ownSetting(component, 'maxReplicas')];
  if (!fewest?.sure || (ceiling && !ceiling.sure)) return [];
  const [least, most] = [Number(fewest.value), Number(ceiling?.value ?? DEFAULTS.maxReplicas)];
  return ceiling?.value !== '' && least > most ? [{ component, fewest, least, most, ceiling }] : [];
}

const scaled = (lines: string): string =>
  `architecture:\n  microservices:\n    enabled: true\n  storage:\n    v1: false\n    v2: true\npyroscope:\n  components:\n    distributor:\n      autoscaling:\n${lines}`;

const BOTH = '        enabled: true\n        minReplicas: 5\n        maxReplicas: 4\n';

export const minReplicasAboveMax: PyroscopeRule = {
  id: 'min-replicas-above-max',
  severity: 'error',
  summary: 'an autoscaler has a higher minimum than maximum',
  why: 'Kubernetes rejects the HorizontalPodAutoscaler, and helm fails.',
  details: `The chart makes an autoscaler with 1 to 3 pods where a component says nothing else, so \`minReplicas: 5\` alone is above the
chart's own \`maxReplicas\`. \`pyroscope.autoscaling\` itself makes no autoscaler.

Where the maximum is the chart's own and another values file may still set it, this is a warning.`,
  sources: ['charts 1.14.0 to 2.2.1, rendered by helm', 'Kubernetes 1.35, asked in a dry run'],
  get good() {
    return [
      { values: scaled('        enabled: true\n        minReplicas: 3\n') },
      { values: scaled(BOTH.replace('true', 'false')) },
      { values: scaled(BOTH.replace('4', '<MAXIMUM>')) },
      { values: `${scaled(BOTH.replace('4', '5'))}  autoscaling:\n    maxReplicas: 2\n` },
      { values: 'pyroscope:\n  autoscaling:\n    enabled: true\n    minReplicas: 5\n    maxReplicas: 4\n' },
    ];
  },
  get bad() {
    const at = 'pyroscope.components.distributor.autoscaling.minReplicas';
    return [
      { values: scaled(BOTH), at },
      { values: scaled('        enabled: true\n        minReplicas: "5"\n'), at },
    ];
  },
  judge({ now }, report) {
    for (const group of together(
      now.components.flatMap(boundsOf),
      ({ fewest }) => fewest.place,
      ({ least, most }) => `${least} ${most}`,
    )) {
      const [{ component, fewest, least, most, ceiling }] = group;
      const isUnsure = ceiling === undefined && !seesAll(now);
      const place = (ceiling ?? fewest).place;
      const path = place?.in === 'values' ? [...place.path.slice(0, -1), 'maxReplicas'] : ['maxReplicas'];
      const whose = ceiling === undefined ? "the chart's own maxReplicas" : 'maxReplicas';
      report({
        at: [fewest, component.object],
        severity: isUnsure ? 'warning' : 'error',
        what: `minReplicas ${sure(fewest)} (${namesOf(group.map((one) => one.component))}) is above ${whose} ${most}`,
        ...(isUnsure && {
          why: `${minReplicasAboveMax.why} Another file of the release may set maxReplicas.`,
        }),
        fix: `set ${shownPath(path)} to ${least} or more, or lower minReplicas`,
      });
    }
  },
};
