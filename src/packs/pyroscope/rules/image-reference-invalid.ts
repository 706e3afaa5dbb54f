import { type Known, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { CHART } from '../chart/index.ts';
import {
  chartOf,
  namesOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  together,
} from '../read/facts.ts';

/** The grammar of image references that Docker, containerd and Kubernetes share; the chart joins repository and tag with `:`. */
const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const HOST = '(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+\\])(?::\\d+)?';
const REGISTRY = new RegExp(`^${HOST}(?:/${PART})*$`);
const REPOSITORY = new RegExp(`^(?:${HOST}/)?${PART}(?:/${PART})*$`);
const TAG = /^\w[\w.-]{0,127}(?:@sha256:[0-9a-f]{64}|@sha512:[0-9a-f]{128})?$/;

/** Filled in before Helm reads it. */
const FILLED_IN = /\$[({]|\{\{|^<.*>$|^%.*%$/;

const tag = (text: string): string => `pyroscope:\n  image:\n    tag: ${text}\n`;
const registry = (text: string): string => `pyroscope:\n  image:\n    registry: ${text}\n`;
const repository = (text: string): string => `pyroscope:\n  image:\n    repository: ${text}\n`;

const GLOBAL_REGISTRY = ['global', 'imageRegistry'];

interface Wrong {
  readonly component: PyroscopeComponent;
  readonly said: Known<string>;
  readonly what: string;
  readonly fix: string;
}

function wrongRepository(text: string, key: string): Pick<Wrong, 'what' | 'fix'> | undefined {
  const [, name = '', more] = /^([^@]*?)(:[^/@]*)?(?:@.*)?$/.exec(text) ?? [];
  const isDigest = text.includes('@');
  if ((isDigest || more !== undefined) && REPOSITORY.test(name))
    return {
      what: `${key} holds a ${isDigest ? 'digest' : 'tag'}, and the chart appends a tag to it`,
      fix: `write ${key}: ${name}, and ${isDigest ? 'the digest behind the tag, as in tag: 2.2.1@sha256:…' : 'the rest under tag'}`,
    };
  return REPOSITORY.test(text)
    ? undefined
    : {
        what: `${key} is not the repository of an image`,
        fix: 'write lowercase names and slashes, after a host if need be, such as registry.example.com/team/pyroscope',
      };
}

const wrongTag = (text: string, key: string): Pick<Wrong, 'what' | 'fix'> | undefined =>
  TAG.test(text)
    ? undefined
    : {
        what: `${key} is not a tag: ${JSON.stringify(text)}`,
        fix: 'write at most 128 letters, digits, dots, dashes and underscores, with @sha256: and 64 hexadecimal digits behind them if need be',
      };

/** A host, and folders below it where a mirror has them. */
function wrongRegistry(text: string, key: string): Pick<Wrong, 'what' | 'fix'> | undefined {
  if (REGISTRY.test(text)) return undefined;
  const host = text.replace(/^[a-z]+:\/\//i, '').replace(/\/+$/, '');
  return {
    what: `${key} is not the host of a registry: ${JSON.stringify(text)}`,
    fix: REGISTRY.test(host)
      ? `write ${key}: ${host}`
      : 'write a host, with a port and lowercase folders behind it if need be, such as registry.example.com:5000/team',
  };
}

const CHECKS = [
  ['registry', wrongRegistry],
  ['repository', wrongRepository],
  ['tag', wrongTag],
] as const;

function wrongValue(
  component: PyroscopeComponent,
  said: Known<string> | undefined,
  check: (typeof CHECKS)[number][1],
): readonly Wrong[] {
  const text = sure(said);
  // Nobody wrote a default; an empty tag is the chart's own.
  if (said?.place?.in !== 'values' || said.place.node === undefined || !text || FILLED_IN.test(text))
    return [];
  const found = check(text, shownPath(said.place.path));
  return found ? [{ component, said, ...found }] : [];
}

/** What is wrong with the parts of an image; charts that know no registry ignore the key. */
function wrongIn(state: PyroscopeState, component: PyroscopeComponent): readonly Wrong[] {
  const chart = chartOf(state);
  const global = state.values?.at(...GLOBAL_REGISTRY);
  const inForce = (name: string): Known<string> | undefined =>
    name === 'registry' && sure(global) ? global : component.values?.at('image', name);
  return CHECKS.flatMap(([name, check]) =>
    CHART.keyAt(['pyroscope', 'image', name], chart) === undefined
      ? []
      : wrongValue(component, inForce(name), check),
  );
}

export const imageReferenceInvalid: PyroscopeRule = {
  id: 'image-reference-invalid',
  severity: 'warning',
  needs: ['values'],
  summary:
    'image.registry, image.repository or image.tag is not what an image reference can hold: no pod starts',
  why: 'The pods do not start: InvalidImageName.',
  details: `The chart writes \`repository:tag\`, with the registry in front where there is one, and the API server takes any text. The
kubelet then cannot read the reference. A repository that already holds a tag or a digest ends in two tags. A digest belongs
behind the tag: \`tag: 2.2.1@sha256:…\`. The chart puts a slash behind the registry, which is a host without \`https://\`.`,
  sources: ['charts 1.14.0 to 2.2.1, templates', 'grammar of image references in the distribution project'],
  good: [
    { values: repository('mirror.example:5000/team/grafana__pyroscope-x') },
    { values: repository('Registry.Example.com/grafana/pyroscope') },
    { values: repository('"[::1]:5000/pyroscope"') },
    { values: repository(`"\${REGISTRY}/pyroscope:1"`) },
    { values: registry('Registry.Example.com:5000/team') },
    { values: registry('""') },
    { values: `${registry('https://a')}global:\n  imageRegistry: mirror.example.com\n` },
    { chart: '1.14.0', values: registry('https://a') },
    { values: tag(`2.2.1@sha256:${'a'.repeat(64)}`) },
    { values: tag('""') },
    { values: tag('main-1a2b3c') },
    { values: tag('"{{ .Values.tag }}"') },
  ],
  bad: [
    { values: repository('grafana/pyroscope:2.2.1'), at: 'pyroscope.image.repository' },
    { values: repository(`grafana/pyroscope@sha256:${'a'.repeat(64)}`), at: 'pyroscope.image.repository' },
    { values: repository('https://registry.example.com/pyroscope'), at: 'pyroscope.image.repository' },
    { values: repository('grafana/Pyroscope'), at: 'pyroscope.image.repository' },
    { values: registry('https://registry.example.com'), at: 'pyroscope.image.registry' },
    { values: registry('registry.example.com/'), at: 'pyroscope.image.registry' },
    { values: registry('registry.example.com/Team'), at: 'pyroscope.image.registry' },
    { values: 'global:\n  imageRegistry: http://a/\n', at: 'global.imageRegistry' },
    { values: tag(`sha256:${'a'.repeat(64)}`), at: 'pyroscope.image.tag' },
    { values: tag('2.2.1@sha256:abc'), at: 'pyroscope.image.tag' },
    { values: tag('"2.2.1 "'), at: 'pyroscope.image.tag' },
    { values: tag('2.2.1+build'), at: 'pyroscope.image.tag' },
  ],
  judge({ now }, report) {
    const groups = together(
      now.components.flatMap((component) => wrongIn(now, component)),
      ({ said }) => said.place,
      () => '',
    );
    for (const group of groups) {
      const [{ said, what, fix }] = group;
      report({
        at: said,
        what,
        why: `The pods of ${namesOf(group.map(({ component }) => component))} do not start: InvalidImageName.`,
        fix,
      });
    }
  },
};
