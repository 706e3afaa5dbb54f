import { type Place, sure, type Tree } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { ALL } from '../facts/components.ts';
import {
  metastoreOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  seesAll,
  together,
} from '../read/facts.ts';

const DATA = 'data';
const CONTAINERS = ['extraContainers', 'initContainers'];

interface Clash {
  readonly at: Place;
  readonly what: string;
  readonly fix: string;
  /** Another file may write what makes it right. */
  readonly isElsewhere?: boolean;
}

interface Written {
  readonly name: string;
  readonly at: Place;
}

/** A text of each object in a list; undefined where one is not known. */
function textsIn(values: Tree, list: string, field: string): readonly Written[] | undefined {
  const texts = values.keys(list).map((index) => {
    const name = sure(values.at(list, index, field));
    return name === undefined ? undefined : { name, at: values.place(list, index, field) };
  });
  return texts.every((one) => one !== undefined) ? texts : undefined;
}

/** Whether the chart mounts a claim of the StatefulSet's own, whose volume one of the pod's may take the place of. */
const hasTemplate = ({ data }: PyroscopeComponent): boolean | undefined => {
  const volume = sure(data);
  return volume === undefined ? undefined : volume.kind === 'claimTemplate';
};

function takenVolumes(component: PyroscopeComponent, values: Tree, isWhole: boolean): readonly Clash[] {
  const own = ['config', 'overrides-config', ...(hasTemplate(component) === false ? [DATA] : [])];
  return (textsIn(values, 'extraVolumes', 'name') ?? []).flatMap(({ name, at }) =>
    own.includes(name)
      ? [
          {
            at,
            what: `the chart has a volume ${name} of its own`,
            fix: 'give the volume another name',
            isElsewhere: name === DATA && !isWhole,
          },
        ]
      : [],
  );
}

function takenContainers({ name: component }: PyroscopeComponent, values: Tree): readonly Clash[] {
  const own = component === ALL ? 'pyroscope' : component;
  return CONTAINERS.flatMap((list) =>
    (textsIn(values, list, 'name') ?? []).flatMap(({ name, at }) =>
      name === own
        ? [
            {
              at,
              what: `the server's own container is called ${own}`,
              fix: 'give the container another name',
            },
          ]
        : [],
    ),
  );
}

function takenPaths({ name }: PyroscopeComponent, values: Tree, isMetastore: boolean): readonly Clash[] {
  const own = [
    '/etc/pyroscope/config.yaml',
    '/etc/pyroscope/overrides/',
    '/data',
    ...(name === 'compactor' ? ['/data-compactor'] : []),
    ...(isMetastore ? ['/data-metastore'] : []),
  ];
  return (textsIn(values, 'extraVolumeMounts', 'mountPath') ?? []).flatMap(({ name: path, at }) =>
    own.includes(path)
      ? [{ at, what: `the chart mounts a volume at ${path} itself`, fix: 'mount this one at another path' }]
      : [],
  );
}

function missingVolumes(values: Tree, isWhole: boolean): readonly Clash[] {
  const extra = textsIn(values, 'extraVolumes', 'name');
  const templates = values.keys('persistence', 'extraVolumeClaimTemplates');
  // Whose claim templates are used depends on the workload; a mount of one is left alone.
  if (extra === undefined || templates.length > 0) return [];
  const names = new Set(['config', 'overrides-config', DATA, ...extra.map(({ name }) => name)]);
  const mounts = [
    textsIn(values, 'extraVolumeMounts', 'name'),
    ...CONTAINERS.flatMap((list) =>
      values.keys(list).map((index) => textsIn(values.below(list, index), 'volumeMounts', 'name')),
    ),
  ];
  return mounts
    .flatMap((texts = []) => texts)
    .flatMap(({ name, at }) =>
      names.has(name)
        ? []
        : [
            {
              at,
              what: `no volume of the pod is called ${JSON.stringify(name)}`,
              fix: 'add the volume to extraVolumes, or correct the name',
              isElsewhere: !isWhole,
            },
          ],
    );
}

const podOf = (list: string, item: string, rest = ''): string =>
  `pyroscope:\n  ${list}:\n    - ${item}\n${rest}`;

export const podNameClash: PyroscopeRule = {
  id: 'pod-name-clash',
  severity: 'error',
  needs: ['values'],
  summary: "a volume, container or mount of the user's own is refused beside those of the chart",
  why: 'The API server refuses the workload, and the upgrade fails.',
  details: `The pods of the chart have volumes \`config\`, \`overrides-config\` and \`data\`, mounted at \`/etc/pyroscope/config.yaml\`,
\`/etc/pyroscope/overrides/\` and \`/data\`, for the metastore also at \`/data-metastore\`, for the compactor at \`/data-compactor\`. The
container is called \`pyroscope\` in a single binary, and after its component in microservices. No name and no path may stand
there twice. Only a StatefulSet with claims of its own takes a volume \`data\`. A mount needs a volume of its name; one file
alone gives a warning, as another may hold the volume, or turn persistence on.`,
  sources: ['charts 1.14.0 to 2.2.1, templates', 'Kubernetes 1.35: what its API server refused in a dry run'],
  good: [
    {
      values: podOf(
        'extraVolumes',
        '{name: certificates, emptyDir: {}}',
        '  extraVolumeMounts:\n    - {name: certificates, mountPath: /certificates}\n',
      ),
    },
    { values: podOf('extraVolumeMounts', '{name: data, mountPath: /backup}') },
    { values: podOf('extraVolumes', '{name: data, emptyDir: {}}', '  persistence:\n    enabled: true\n') },
    { values: podOf('extraContainers', '{name: proxy, image: proxy}') },
  ],
  bad: [
    { values: podOf('extraVolumes', '{name: config, emptyDir: {}}'), at: 'pyroscope.extraVolumes.0.name' },
    { values: podOf('extraVolumes', '{name: data, emptyDir: {}}'), at: 'pyroscope.extraVolumes.0.name' },
    {
      values: podOf('extraContainers', '{name: pyroscope, image: proxy}'),
      at: 'pyroscope.extraContainers.0.name',
    },
    {
      values: podOf('extraVolumeMounts', '{name: data, mountPath: /data}'),
      at: 'pyroscope.extraVolumeMounts.0.mountPath',
    },
    {
      values: podOf('extraVolumeMounts', '{name: keys, mountPath: /keys}'),
      at: 'pyroscope.extraVolumeMounts.0.name',
    },
  ],
  judge({ now }, report) {
    const metastore = metastoreOf(now);
    const found = now.components.flatMap((component) => {
      const { values } = component;
      if (!values) return [];
      return [
        ...takenVolumes(component, values, seesAll(now)),
        ...takenContainers(component, values),
        ...takenPaths(component, values, component === metastore),
        ...missingVolumes(values, seesAll(now)),
      ];
    });
    const groups = together(
      found,
      ({ at }) => at,
      ({ what }) => what,
    );
    for (const [{ at, what, fix, isElsewhere }] of groups) {
      const where = at.in === 'values' ? `${shownPath(at.path)}: ` : '';
      report({ at, what: `${where}${what}`, fix, ...(isElsewhere && { severity: 'warning' }) });
    }
  },
};
