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
/** Helm has these. Of those who fill a text in before it, only helmfile does as well, and in its own files alone. */
const OF_HELM = /\{\{[^}]*\.(?:Release|Values|Chart|Capabilities|Template)\b/;
const OF_HELMFILE = /helmfile|\.gotmpl$/;

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
function writtenIn({ place }: Known<string>): { readonly text: string; readonly file: string } | undefined {
  const node = place?.in === 'values' ? place.node : undefined;
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  return { text: node.value, file: node.origin.kind === 'file' ? node.origin.file : '' };
}

function asPrinted(said: Known<string>, isTemplated: boolean, context: Context): Known<string> {
  const written = writtenIn(said);
  if (said.sure || written === undefined) return said;
  const { text, file } = written;
  const isForHelm = OF_HELM.test(text) && !OF_HELMFILE.test(file);
  if (!isTemplated) return isForHelm ? known(text, 'person', said.place) : { ...said, likely: text };
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
