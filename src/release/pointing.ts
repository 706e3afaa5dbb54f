import type { ParsedObject } from '../manifest/object.ts';
import type { ManifestObject } from '../pack.ts';
import { objectView } from '../rules/objects.ts';
import { labelsOfPods, SELECTING_KINDS, type Selection, selectionsOf } from './references.ts';

/** The objects of a document, and its text. */
export interface ReadDocument {
  readonly text: string;
  readonly objects: () => readonly ParsedObject[];
}

const WORD = /[A-Za-z0-9][A-Za-z0-9-]*/g;
const firstWordOf = (text: string): string => /[A-Za-z0-9-]+/.exec(text)?.[0] ?? '';

/** What a Secret holds is in base64, so that no name can be seen in it. */
export const ENCODED = /\bkind["']?:\s*["']?Secret\b/;
const BASE64 = /[A-Za-z0-9+/]{4,}={0,2}/g;

function decodedWithin(text: string): string {
  return [...text.matchAll(BASE64)].map(([run]) => Buffer.from(run, 'base64').toString('utf8')).join('\n');
}

/** Of the words that a text holds those that are looked for. */
function wordsIn(text: string, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (wanted.has(word)) found.add(word);
    // In a quoted text the letter may belong to an escape in front of it: `\nread:4040`.
    else if (text[index - 1] === '\\' && wanted.has(word.slice(1))) found.add(word.slice(1));
  }
  return found;
}

const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const all = map.get(key);
  if (all) all.push(value);
  else map.set(key, [value]);
};

const pairsOf = (labels: Selection['labels']): readonly string[] =>
  Object.entries(labels).map(([key, value]) => `${key}=${value}`);

/** Stands for all namespaces. */
const ANY = '*';

const namespacesOf = ({ namespaces }: Selection, { namespace }: ParsedObject): readonly string[] =>
  namespaces === 'own' ? [namespace] : namespaces === 'any' ? [ANY] : namespaces;

/**
 * Which objects of a stream may point at which others: by a name in their text, or by a selector. Made once for all releases
 * of a stream, so that each looks at what may concern it, however many there are.
 */
export class Pointing {
  /** Objects by a name in their text, and a namespace: their own, or one that the text names. */
  private readonly naming = new Map<string, ParsedObject[]>();
  /** By namespace and label. */
  private readonly selecting = new Map<string, ParsedObject[]>();

  /**
   * @param documents of the stream
   * @param targets the objects of all releases: what may be pointed at
   */
  constructor(documents: readonly ReadDocument[], targets: readonly ParsedObject[]) {
    if (documents.length === 0) return;
    const names = new Set(targets.map(({ name }) => firstWordOf(name)));
    const namespaces = new Set(targets.map(({ namespace }) => namespace));
    const labels = new Map<string, number>();
    for (const target of targets)
      for (const pair of pairsOf(labelsOfPods(objectView(target))))
        labels.set(pair, (labels.get(pair) ?? 0) + 1);
    const words = new Set([...names, ...[...namespaces].map(firstWordOf)]);
    for (const { text, objects } of documents) {
      const found = [...wordsIn(ENCODED.test(text) ? `${text}\n${decodedWithin(text)}` : text, words)];
      const named = found.filter((word) => names.has(word));
      const places = found.filter((word) => namespaces.has(word));
      if (named.length > 0) for (const object of objects()) this.postNames(object, named, places);
      if (SELECTING_KINDS.test(text)) for (const object of objects()) this.postSelector(object, labels);
    }
  }

  private postNames(object: ParsedObject, names: readonly string[], namespaces: readonly string[]): void {
    for (const namespace of new Set([ANY, object.namespace, ...namespaces]))
      for (const name of names) push(this.naming, `${namespace} ${name}`, object);
  }

  /** Under the label that fewest targets have: whoever is selected has all of them. */
  private postSelector(object: ParsedObject, labels: ReadonlyMap<string, number>): void {
    for (const selection of selectionsOf(objectView(object))) {
      const pairs = pairsOf(selection.labels);
      if (pairs.some((pair) => !labels.has(pair))) continue;
      const rarest = pairs.toSorted((a, b) => (labels.get(a) ?? 0) - (labels.get(b) ?? 0))[0] ?? '';
      for (const namespace of namespacesOf(selection, object))
        push(this.selecting, `${namespace} ${rarest}`, object);
    }
  }

  /** Objects that may point at some of a release, in the order of the stream; the release's own are among them. */
  at(targets: readonly ManifestObject[], namespace: string): readonly ParsedObject[] {
    const names = new Set(targets.map(({ name }) => firstWordOf(name)));
    const places = namespace === '' ? [ANY] : ['', namespace];
    const naming = places.flatMap((place) =>
      [...names].flatMap((name) => this.naming.get(`${place} ${name}`) ?? []),
    );
    const pairs = new Set(['', ...targets.flatMap((one) => pairsOf(labelsOfPods(one)))]);
    const selecting = ['', namespace, ANY].flatMap((place) =>
      [...pairs].flatMap((pair) => this.selecting.get(`${place} ${pair}`) ?? []),
    );
    return [...new Set([...naming, ...selecting])].sort((a, b) => a.document.index - b.document.index);
  }
}
