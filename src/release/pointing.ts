import type { Hints } from '../manifest/manifest-stream.ts';
import type { ParsedObject } from '../manifest/object.ts';
import type { ManifestObject } from '../pack.ts';
import { objectView } from '../rules/objects.ts';
import type { ReleaseObjects } from './recognise.ts';
import { labelsOfPods, MAY_SELECT, SELECTING_KINDS, type Selection, selectionsOf } from './references.ts';

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

const LETTER = /[A-Za-z0-9-]/;
const WORD_FROM = /[A-Za-z0-9-]*/y;

/** What all words begin with. */
function commonStart([first = '', ...words]: readonly string[]): string {
  let length = first.length;
  for (const word of words) while (!word.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

/** Finds in texts the words that are looked for, as whole words. */
class Words {
  /** What all of them begin with. */
  readonly start: string;
  private readonly wanted: ReadonlySet<string>;

  constructor(words: readonly string[]) {
    this.wanted = new Set(words.filter((word) => word !== ''));
    this.start = commonStart([...this.wanted]);
  }

  in(text: string): ReadonlySet<string> {
    if (this.wanted.size === 0) return this.wanted;
    return this.start.length > 1 ? this.byStart(text) : this.byWord(text);
  }

  private byStart(text: string): ReadonlySet<string> {
    const found = new Set<string>();
    for (let at = text.indexOf(this.start); at !== -1; at = text.indexOf(this.start, WORD_FROM.lastIndex)) {
      WORD_FROM.lastIndex = at;
      const [word = ''] = WORD_FROM.exec(text) ?? [];
      // In a quoted text the letter in front may belong to an escape: `\nread:4040`.
      const isWhole = at === 0 || !LETTER.test(text.charAt(at - 1)) || text[at - 2] === '\\';
      if (isWhole && this.wanted.has(word)) found.add(word);
    }
    return found;
  }

  private byWord(text: string): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { 0: word, index } of text.matchAll(WORD)) {
      if (this.wanted.has(word)) found.add(word);
      else if (text[index - 1] === '\\' && this.wanted.has(word.slice(1))) found.add(word.slice(1));
    }
    return found;
  }
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

/** Words of a text in which what a Secret holds can be read as well. */
const readable = (text: string): string => (ENCODED.test(text) ? `${text}\n${decodedWithin(text)}` : text);

/**
 * Which objects of a stream may point at which others: by a name in their text, or by a selector. Made once for all releases
 * of a stream, so that each looks at what may concern it, however many there are.
 */
export class Pointing {
  private readonly names: Words;
  private readonly namespaces: Words;
  private readonly isAnywhere: boolean;
  /** How many targets have a label. */
  private readonly labels = new Map<string, number>();
  /** Objects by a name in their text, and a namespace: their own, or one that the text names. */
  private readonly naming = new Map<string, ParsedObject[]>();
  /** By namespace and label. */
  private readonly selecting = new Map<string, ParsedObject[]>();

  /** The release of an object, of a name and of a label; of what several have, none. */
  private readonly releaseOf = new Map<ParsedObject | string, ReleaseObjects | undefined>();

  /** @param releases all of the stream: their objects are what may be pointed at */
  constructor(releases: readonly ReleaseObjects[]) {
    const targets = releases.flatMap(({ objects }) => objects);
    const namespaces = new Set(targets.map(({ namespace }) => namespace));
    this.names = new Words(targets.map(({ name }) => firstWordOf(name)));
    this.namespaces = new Words([...namespaces].map(firstWordOf));
    this.isAnywhere = namespaces.has('');
    for (const release of releases) for (const object of release.objects) this.know(object, release);
  }

  private know(object: ParsedObject, release: ReleaseObjects): void {
    const pairs = pairsOf(labelsOfPods(objectView(object)));
    for (const pair of pairs) this.labels.set(pair, (this.labels.get(pair) ?? 0) + 1);
    this.releaseOf.set(object, release);
    for (const key of [firstWordOf(object.name), ...pairs]) {
      const isShared = this.releaseOf.has(key) && this.releaseOf.get(key) !== release;
      this.releaseOf.set(key, isShared ? undefined : release);
    }
  }

  /** Whether only the object's own release has a name or a label: then it is no other to that release. */
  private isOwn(key: string, object: ParsedObject): boolean {
    const release = this.releaseOf.get(key);
    return release !== undefined && release === this.releaseOf.get(object);
  }

  /** What every document has one of that `isAimed` holds for. */
  get hints(): Hints {
    return { word: this.names.start, kinds: new Set(['Secret', ...SELECTING_KINDS]) };
  }

  /** Whether something in a document may point at a target. */
  isAimed({ text, objects }: ReadDocument): boolean {
    if (this.names.in(readable(text)).size > 0) return true;
    const selects = (object: ParsedObject): boolean =>
      selectionsOf(objectView(object)).some((one) => this.rarestOf(one) !== undefined);
    return MAY_SELECT.test(text) && objects().some(selects);
  }

  add({ text, objects }: ReadDocument): void {
    const all = readable(text);
    const names = this.names.in(all);
    if (names.size > 0) {
      const places = [...this.namespaces.in(all), ...(this.isAnywhere ? [ANY] : [])];
      for (const object of objects()) this.postNames(object, names, places);
    }
    if (MAY_SELECT.test(text)) for (const object of objects()) this.postSelector(object);
  }

  private postNames(object: ParsedObject, names: Iterable<string>, namespaces: Iterable<string>): void {
    const foreign = [...names].filter((name) => !this.isOwn(name, object));
    if (foreign.length === 0) return;
    for (const namespace of new Set([object.namespace, ...namespaces]))
      for (const name of foreign) push(this.naming, `${namespace} ${name}`, object);
  }

  /** The label that fewest targets have of those that a selector asks for; undefined where none can have them all. */
  private rarestOf({ labels }: Selection): string | undefined {
    const pairs = pairsOf(labels);
    if (pairs.some((pair) => !this.labels.has(pair))) return undefined;
    const count = (pair: string): number => this.labels.get(pair) ?? 0;
    return pairs.toSorted((a, b) => count(a) - count(b))[0] ?? '';
  }

  private postSelector(object: ParsedObject): void {
    for (const selection of selectionsOf(objectView(object))) {
      const rarest = this.rarestOf(selection);
      if (rarest === undefined || this.isOwn(rarest, object)) continue;
      for (const namespace of namespacesOf(selection, object))
        push(this.selecting, `${namespace} ${rarest}`, object);
    }
  }

  /** Objects that may point at some of a release, in the order of the stream; some of its own may be among them. */
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
