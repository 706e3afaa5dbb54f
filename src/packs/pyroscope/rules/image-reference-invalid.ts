import { type Known, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { namesOf, type PyroscopeComponent, type PyroscopeRule, together } from '../read/facts.ts';

/** The grammar of image references that Docker, containerd and Kubernetes share; the chart joins repository and tag with `:`. */
const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const HOST = '(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+\\])(?::\\d+)?';
const REPOSITORY = new RegExp(`^(?:${HOST}/)?${PART}(?:/${PART})*$`);
const TAG = /^\w[\w.-]{0,127}(?:@sha256:[0-9a-f]{64}|@sha512:[0-9a-f]{128})?$/;

/** Filled in before Helm reads it. */
const FILLED_IN = /\$[({]|\{\{|^<.*>$|^%.*%$/;

const tag = (text: string): string => `pyroscope:\n  image:\n    tag: ${text}\n`;
const repository = (text: string): string => `pyroscope:\n  image:\n    repository: ${text}\n`;

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

const CHECKS = [
  ['repository', wrongRepository],
  ['tag', wrongTag],
] as const;

function wrongIn(component: PyroscopeComponent): readonly Wrong[] {
  return CHECKS.flatMap(([name, check]) => {
    const said = component.values?.at('image', name);
    const text = sure(said);
    // Nobody wrote a default; an empty tag is the chart's own.
    if (said?.place?.in !== 'values' || said.place.node === undefined || !text || FILLED_IN.test(text))
      return [];
    const found = check(text, shownPath(said.place.path));
    return found ? [{ component, said, ...found }] : [];
  });
}

export const imageReferenceInvalid: PyroscopeRule = {
  id: 'image-reference-invalid',
  severity: 'warning',
  needs: ['values'],
  summary: 'image.repository or image.tag is not what an image reference can hold: no pod starts',
  why: 'The pods do not start: InvalidImageName.',
  details: `The chart writes \`repository:tag\`, with the registry in front where there is one, and the API server takes any text. The
kubelet then cannot read the reference. A repository that already holds a tag or a digest ends in two tags. A digest belongs
behind the tag: \`tag: 2.2.1@sha256:…\`.`,
  sources: ['charts 1.14.0 to 2.2.1, templates', 'grammar of image references in the distribution project'],
  good: [
    { values: repository('mirror.example:5000/team/grafana__pyroscope-x') },
    { values: repository('Registry.Example.com/grafana/pyroscope') },
    { values: repository('"[::1]:5000/pyroscope"') },
    { values: repository(`"\${REGISTRY}/pyroscope:1"`) },
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
    { values: tag(`sha256:${'a'.repeat(64)}`), at: 'pyroscope.image.tag' },
    { values: tag('2.2.1@sha256:abc'), at: 'pyroscope.image.tag' },
    { values: tag('"2.2.1 "'), at: 'pyroscope.image.tag' },
    { values: tag('2.2.1+build'), at: 'pyroscope.image.tag' },
  ],
  judge({ now }, report) {
    const groups = together(
      now.components.flatMap(wrongIn),
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
