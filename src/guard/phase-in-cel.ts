import type { Guard, Pack, Path, Phase, Sign } from '../pack.ts';
import { wordsOfSign } from '../release/signs.ts';
import { COMPONENT_LABEL } from '../release/workload.ts';

/** A variable of a ValidatingAdmissionPolicy: computed when first read, and named `variables.<name>` in what follows. */
export interface Variable {
  readonly name: string;
  /** CEL. */
  readonly expression: string;
}

/** The object as it was and as it will be. */
export const SIDES = { before: 'oldObject', after: 'object' } as const;
export type Side = keyof typeof SIDES;

/** A text as CEL writes it. */
export const celText = (text: string): string => JSON.stringify(text);

export const celList = (texts: readonly string[]): string => `[${texts.map(celText).join(', ')}]`;

/** A text as RE2 reads it literally. */
export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A label or an annotation, empty where it is missing. @param map CEL of an object and the map in it */
export const entryIn = (map: string, key: string): string => `${map}[?${celText(key)}].orValue("")`;

const labelOf = (object: string, label: string): string => entryIn(`${object}.metadata.?labels`, label);

/** What the phases of a workload are told by. */
type Guarded = Pick<Pack, 'phases'> & { readonly guard?: Guard };

const CONTAINERS = 'spec.template.spec.containers';

/** Whether a container `c` is of the pack's server, in CEL; undefined where the pack names no image. */
function isOfImage({ images = [] }: Guard = {}): string | undefined {
  if (images.length === 0) return undefined;
  return `c.?image.orValue("").matches(r"(^|/)(${images.map(escaped).join('|')})([:@].*)?$")`;
}

/** The containers that run the server; all of them where no image tells. */
function serversIn(object: string, guard: Guard | undefined): string {
  const containers = `${object}.${CONTAINERS}`;
  const isServer = isOfImage(guard);
  if (isServer === undefined) return containers;
  return `[${containers}.filter(c, ${isServer})].map(s, size(s) > 0 ? s : ${containers})[0]`;
}

/**
 * Each of the args on a line of its own, with an empty line in between, up to the `--` at which Go stops to read flags; those of
 * a sidecar do not count beside the server's.
 */
const argsIn = (object: string, guard: Guard | undefined): string =>
  `"\\n" + ${serversIn(object, guard)}.map(c, has(c.args) ? ("\\n\\n" + c.args.join("\\n\\n") + "\\n\\n").split("\\n\\n--\\n\\n")[0] : "").join("\\n\\n") + "\\n"`;

/** `-store=disk`, `-store disk` and `-store` alone, which Go takes for true, in args as `argsIn` has them. */
const flagPattern = (flag: string): string =>
  `r"\\n--?${escaped(flag)}(=[^\\n]*\\n|\\n\\n[^-\\n][^\\n]*\\n|\\n)"`;

/** The words that a flag is given, in the order of the args. */
const wordsOf = (side: Side, flag: string): string =>
  [
    `variables.${side}Args.findAll(${flagPattern(flag)}).map(m,`,
    '  m.matches(r"^\\n[^\\n]*=") ? m.substring(m.indexOf("=") + 1, size(m) - 1)',
    '  : m.contains("\\n\\n") ? m.substring(m.indexOf("\\n\\n") + 2, size(m) - 1) : "true")',
  ].join('\n');

const IDENTIFIER = /^[A-Za-z_]\w*$/;

const optionalField = (path: Path): string =>
  path
    .map((key) =>
      typeof key === 'string' && IDENTIFIER.test(key)
        ? `.?${key}`
        : `[?${typeof key === 'number' ? key : celText(key)}]`,
    )
    .join('');

/** Versions as one number, which CEL can compare: `2.10.1` is 2000010000001. */
const numberOf = (major: number, minor: number, patch: number): number =>
  (major * 1_000_000 + minor) * 1_000_000 + patch;

/** The number of the version in a label `helm.sh/chart`, -1 where none is there. @param label CEL of the label */
const versionIn = (label: string): string =>
  `[${label}.find(r"-v?[0-9]+[.][0-9]+[.][0-9]+").replace("-v", "-")].map(v, v == "" ? -1\n: (int(v.split(".")[0].substring(1)) * 1000000 + int(v.split(".")[1])) * 1000000 + int(v.split(".")[2]))[0]`;

/**
 * @param border a version, with `-0` where its pre-releases belong to it
 * @param label CEL of the label in which a pre-release would be seen
 */
function isFrom(border: string, number: string, label: string): string {
  const [, major, minor, patch, suffix] = /^(\d+)\.(\d+)\.(\d+)(-.*)?$/.exec(border) ?? [];
  if (major === undefined) throw new Error(`${border} is not a version`);
  const least = numberOf(Number(major), Number(minor), Number(patch));
  if (suffix !== undefined) return `${number} >= ${least}`;
  return `(${number} > ${least} || ${number} == ${least} && !${label}.matches(r"[.][0-9]+[.][0-9]+-"))`;
}

/** What signs look at in an object: a flag of its containers or a field. */
type Trace = Pick<Sign, 'flag' | 'path' | 'unless'> & { readonly name: string };

const nameOf = ({ flag, path = [] }: Sign): string => (flag ?? path.join('_')).replace(/\W/g, '_');

const tracesOf = (phases: readonly Phase[]): readonly Trace[] => [
  ...new Map(
    phases.flatMap(({ signs }) => signs.map((sign) => [nameOf(sign), { ...sign, name: nameOf(sign) }])),
  ).values(),
];

/** What was found of a trace, the last of equal flags last; an empty list where nothing was. */
function foundIn(side: Side, { flag, path = [] }: Trace): string {
  if (flag !== undefined) return wordsOf(side, flag);
  const field = `${SIDES[side]}${optionalField(path)}`;
  return `${field}.hasValue() ? [string(${field}.value())] : []`;
}

/** Under which conditions nothing to be found is a sign. */
function absenceOf(side: Side, { components, charts: { from, before } = {} }: Sign): string {
  const [chart, version] = [`variables.${side}Chart`, `variables.${side}Version`];
  return [
    // A command of its own may hold the flags.
    `!variables.${side}Command`,
    ...(components ? [`variables.component in ${celList(components)}`] : []),
    ...(from === undefined ? [] : [isFrom(from, version, chart)]),
    ...(before === undefined ? [] : [`${version} >= 0 && !(${isFrom(before, version, chart)})`]),
  ].join(' && ');
}

/** The phases that an object fits by one trace. */
function fitting(side: Side, phases: readonly Phase[], trace: Trace): string {
  const ids = phases.map(({ id }) => id);
  const own = phases.map(({ id, signs }) => ({
    id,
    signs: signs.filter((one) => nameOf(one) === trace.name),
  }));
  const anyWord = own.filter(({ signs }) => signs.length === 0).map(({ id }) => id);
  const words = own
    .filter(({ signs }) => signs.length > 0)
    .map(({ id, signs }) => `${celText(id)}: ${celList(signs.flatMap(wordsOfSign))}`);
  const gone = own.flatMap(({ id, signs }) =>
    signs
      .filter(({ is }) => is.length === 0)
      .map((sign) => `(${absenceOf(side, sign)} ? [${celText(id)}] : [])`),
  );
  const absent =
    gone.length === 0
      ? celList(ids)
      : `[\n  ${gone.join('\n  + ')}\n].map(p, size(p) == 0 ? ${celList(ids)} : p + ${celList(anyWord)})[0]`;
  const unless =
    trace.unless === undefined ? '' : `size(${wordsOf(side, trace.unless)}) > 0 ? ${celList(ids)} : `;
  return [
    `${unless}[${foundIn(side, trace)}].map(w, size(w) == 0`,
    `? ${absent}`,
    `: ${celList(ids)}.filter(p, p in ${celList(anyWord)} || w[size(w) - 1] in {${words.join(', ')}}[p]))[0]`,
  ].join('\n');
}

/** Whether a command may hold the flags. That of a sidecar does not, beside a server that has its flags in args. */
function commandIn(object: string, guard: Guard | undefined): string {
  const containers = `${object}.${CONTAINERS}`;
  const isServer = isOfImage(guard);
  const bare = isServer === undefined ? '' : `\n&& !${containers}.exists(c, !has(c.command) && ${isServer})`;
  return `${containers}.exists(c, has(c.command))${bare}`;
}

function variablesOf(side: Side, { phases, guard }: Guarded): readonly Variable[] {
  const object = SIDES[side];
  const traces = tracesOf(phases);
  const chart = labelOf(object, 'helm.sh/chart');
  const hasChart = `has(${object}.metadata.labels) && "helm.sh/chart" in ${object}.metadata.labels`;
  return [
    {
      name: `${side}Chart`,
      // Who takes the label away does not take the chart away.
      expression: side === 'before' ? chart : `${hasChart} ? ${chart} : variables.beforeChart`,
    },
    { name: `${side}Version`, expression: versionIn(`variables.${side}Chart`) },
    { name: `${side}Args`, expression: argsIn(object, guard) },
    { name: `${side}Command`, expression: commandIn(object, guard) },
    ...traces.map((trace) => ({ name: `${side}_${trace.name}`, expression: fitting(side, phases, trace) })),
    {
      name: side,
      expression: `${celList(phases.map(({ id }) => id))}.filter(p,\n  ${
        traces.map(({ name }) => `p in variables.${side}_${name}`).join('\n  && ') || 'true'
      })`,
    },
  ];
}

/**
 * The phases that a Deployment or StatefulSet fits before and after a change, by the signs that the engine reads them by:
 * `variables.before` and `variables.after`, lists of ids.
 */
export const phasesInCel = (pack: Guarded): readonly Variable[] => [
  {
    name: 'component',
    expression: `oldObject.metadata.?labels[?${celText(COMPONENT_LABEL)}].orValue(oldObject.metadata.?labels[?"app.kubernetes.io/name"].orValue(oldObject.metadata.name))`,
  },
  ...variablesOf('before', pack),
  ...variablesOf('after', pack),
];

/** Whether an object is of the pack's charts: by a label of the chart, or by the image of the server. */
export function isOfProduct({
  charts = [],
  name,
  guard,
}: Pick<Pack, 'charts' | 'name'> & { readonly guard?: Guard }): string {
  const names = charts.length === 0 ? [name] : charts.map((chart) => chart.name);
  const byChart = [
    `${labelOf('oldObject', 'helm.sh/chart')}.matches(r"^(${names.map(escaped).join('|')})-v?[0-9]")`,
    `${labelOf('oldObject', 'app.kubernetes.io/name')} in ${celList(names)}`,
  ].join('\n|| ');
  const image = isOfImage(guard);
  return image === undefined ? byChart : `${byChart}\n|| oldObject.${CONTAINERS}.exists(c, ${image})`;
}
