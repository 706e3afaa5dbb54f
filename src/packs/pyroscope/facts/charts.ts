import { rowsOf } from '../../../chart/table.ts';
import {
  compareVersions,
  isBefore,
  type Knownness,
  knownness,
  nearestKnown,
} from '../../../chart/versions.ts';
import { lazy } from '../../../lazy.ts';
import table from './charts.tsv';

/** One published version of the chart. */
interface PublishedChart {
  readonly version: string;
  /** appVersion of its Chart.yaml. */
  readonly server: string;
  /** Whether its values.yaml and templates were read. */
  readonly isRead: boolean;
  /** What its templates read and values kept of older charts lack, empty where they lack nothing. */
  readonly newValues: string;
}

const published = lazy((): readonly PublishedChart[] =>
  rowsOf(table).map(([version = '', server = '', keys, newValues = '']) => ({
    version,
    server,
    isRead: keys === 'read',
    newValues,
  })),
);

/** Chart versions whose values.yaml and templates were read, oldest first. */
export const chartVersions = lazy(() =>
  published().flatMap(({ version, isRead }) => (isRead ? version : [])),
);

/** The chart that examples of rules are about where they name none. It stays when a newer chart becomes known. */
export const EXAMPLE_CHART = '2.2.1';

/** How far a chart version is from those whose keys are known. */
export const knownnessOf = (chart: string): Knownness => knownness(chart, chartVersions());

/** The first chart in which something is so. */
export const FIRST_CHART = {
  /** Storage toggles; older charts take them and do nothing. */
  phases: '1.15.1',
  /** persistence.shared.enabled, which can take the mount of /data-shared away (audit A7). */
  sharedMountSwitch: '1.19.1',
  /** v2 leaves the v1-only components out in microservices (audit C1), and a single binary gets -all.enable-v1-… (B2). */
  leavingV1Out: '1.19.2',
  /** Its server starts in dual with the chart's own defaults (audit B1). */
  soundInDual: '1.20.3',
  httpRoute: '1.21.0',
  /** pyroscope.rbac.create. */
  rbacSwitch: '1.21.0',
  /** The metastore's directories are written as flags below ./data-metastore (audit A11). */
  metastoreDirectories: '1.21.0',
  /** Weights are passed on, every component is told the storage, nothing is an experiment, /data-shared is gone (A2). */
  architecture: '2.0.0',
  /** The defaults of the toggles are v1=false, v2=true (audit A12). */
  v2ByDefault: '2.0.2',
  /** Asks for each of the three flags of raft by its own name, and not for the server id alone (audit B6). */
  keepingRaftPeers: '2.1.1',
} as const;

/** The first server in which something is so. */
export const FIRST_SERVER = {
  /** -enable-query-backend-from=auto (audit B1) and -all.enable-v1-… (B2). */
  auto: '1.20.0',
  /** The metastore's default directories moved (audit A11). */
  metastoreDirectories: '1.21.0',
  /** Its images run under a 1.x chart in dual and v2 as they should (audit B1, B2). */
  soundUnder1x: '1.20.3',
  /** In a single binary v2 has a retention that nothing carries out until here (audit A13). */
  cleanerUnclear: '2.0.2',
  /** v2 deletes in a single binary, too (audit A13). */
  cleanerInOneProcess: '2.2.0',
} as const;

/** A chart version that changes what a release renders, without a word about phases. */
export interface ChartBorder {
  readonly chart: string;
  /** What changes there, to stand behind "chart X". */
  readonly changes: string;
}

/** Audit C1, A2 and A12. */
const BORDERS: readonly ChartBorder[] = [
  {
    chart: FIRST_CHART.leavingV1Out,
    changes: 'is the first whose v2 leaves the v1 components out in microservices',
  },
  {
    chart: FIRST_CHART.architecture,
    changes:
      'brings other flags, and no longer mounts /data-shared, where a single binary on filesystem keeps its v2 blocks',
  },
  {
    chart: FIRST_CHART.v2ByDefault,
    changes: 'turns the defaults to v1=false, v2=true, so toggles that are not written change the phase',
  },
];

/** Whether a step from one chart to a later one goes over a version. */
export const crosses = (from: string, to: string, border: string): boolean =>
  isBefore(from, border) && !isBefore(to, border);

/** The borders between two charts, in either direction, lowest first. */
export function bordersBetween(one: string, other: string): readonly ChartBorder[] {
  const [low, high] = isBefore(one, other) ? [one, other] : [other, one];
  return BORDERS.filter(({ chart }) => crosses(low, high, chart));
}

/**
 * What templates of a chart read and values kept of an older one lack, so that helm upgrade --reuse-values fails
 * (audit section 3). @returns the gravest, undefined where nothing is lacking
 */
export const lackingInKept = (from: string, to: string): string | undefined =>
  published().find(({ version, newValues }) => newValues !== '' && crosses(from, to, version))?.newValues;

/** A chart's own server, and whether that is a fact. */
export interface OwnServer {
  readonly version: string;
  /** Not so where the chart version is unknown: then it is what its neighbours let expect. */
  readonly isCertain: boolean;
}

/**
 * The server that a chart brings where no image.tag says another. That of a version that is not published here is
 * doubtful: the nearest older chart's, and behind the newest the chart's own version, as the two mostly go together.
 */
export function ownServer(chart: string): OwnServer {
  const charts = published();
  const exact = charts.find(({ version }) => compareVersions(version, chart) === 0);
  if (exact) return { version: exact.server, isCertain: true };
  const versions = charts.map(({ version }) => version);
  if (knownness(chart, versions).startsWith('newer') || isBefore(chart, versions[0] ?? ''))
    return { version: chart, isCertain: false };
  const nearest = nearestKnown(chart, versions);
  const { server = chart } = charts.find(({ version }) => version === nearest) ?? {};
  return { version: server, isCertain: false };
}

export const serverOfChart = (chart: string): string => ownServer(chart).version;

interface Chart {
  readonly chart: string;
}

/** Charts 1.15.1 to 1.21.0: v2 is an experiment that an environment variable switches on. */
export const isExperimentChart = ({ chart }: Chart): boolean =>
  !isBefore(chart, FIRST_CHART.phases) && isBefore(chart, FIRST_CHART.architecture);

export const isChart2 = ({ chart }: Chart): boolean => !isBefore(chart, FIRST_CHART.architecture);
