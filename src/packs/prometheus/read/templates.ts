import { type Known, known, type Path, sure, type Tree, unsure } from '../../../pack.ts';
import { templatedBelow } from '../facts/values.ts';
import { readAs } from './composed.ts';

/** What templates in values may ask for. */
export interface Context {
  readonly chart: string;
  readonly values: Tree;
  readonly release: string | undefined;
  readonly namespace: string | undefined;
}

const BY_A_TEMPLATE = 'a template of Helm decides it';

/** `{{ .Release.Name }}`, `{{ .Values.a.b }}`: more than a name is for Helm alone. */
const NAME = /\{\{-?\s*\.(Release|Values)((?:\.\w+)+)\s*-?\}\}/g;
/** Only Helm has these: who fills a text in before it knows none of them. */
const OF_HELM = /\{\{[^}]*\.(?:Release|Values|Chart|Capabilities|Template)\b/;

function textOf(name: string, path: Path, { values, release, namespace }: Context): string | undefined {
  if (name === 'Values') return sure(values.at(...path));
  if (path.join() === 'Name') return release;
  return path.join() === 'Namespace' ? namespace : undefined;
}

/** A text as tpl makes it; undefined where that is not known. */
function filledIn(text: string, context: Context): string | undefined {
  let isKnown = true;
  const filled = text.replaceAll(NAME, (whole, name: string, path: string) => {
    const part = textOf(name, path.slice(1).split('.'), context);
    isKnown &&= part !== undefined;
    return part ?? whole;
  });
  return isKnown && !filled.includes('{{') ? filled : undefined;
}

/** What somebody wrote, as it stands in the file. */
const writtenText = ({ place }: Known<string>): string | undefined =>
  place?.in === 'values' && place.node?.kind === 'scalar' && typeof place.node.value === 'string'
    ? place.node.value
    : undefined;

function asPrinted(said: Known<string>, isTemplated: boolean, context: Context): Known<string> {
  const text = writtenText(said);
  if (said.sure || text === undefined) return said;
  if (!isTemplated) return OF_HELM.test(text) ? known(text, 'person', said.place) : { ...said, likely: text };
  if (!text.includes('{{')) return { ...said, likely: text };
  const filled = filledIn(text, context);
  return filled === undefined ? unsure(BY_A_TEMPLATE, said.place) : known(filled, 'person', said.place);
}

/** The values below a path as the chart's templates print them: what goes through tpl is filled in, a null is nothing. */
export function printedBelow(path: readonly string[], context: Context): Tree {
  const tree = context.values.below(...path);
  const tpl = templatedBelow(context.chart, path);
  return readAs(tree, (said, rest) => {
    if (tree.type(...rest) === 'null') return undefined;
    return asPrinted(
      said,
      tpl === 'all' || (tpl === 'url' && rest.length === 2 && rest[1] === 'url'),
      context,
    );
  });
}
