import { createHash } from 'node:crypto';
import { namesCredential, namesCredentialInQuery } from '../../../redaction.ts';
import { TENANT_HEADERS } from '../facts/tenant-headers.ts';
import type { BackfillOptions } from './options.ts';
import type { Side } from './side.ts';

/**
 * What makes another migration. Credentials are no part of it: who rotates a token goes on. What may hold something that
 * nobody should read is kept as a hash. Fields that an earlier version did not know are undefined.
 */
export interface Identity {
  /** Addresses without query and credentials. */
  readonly reader: string;
  readonly writer: string;
  readonly selector: string;
  readonly drop: readonly string[];
  /** Of the tenant header, where there is one. */
  readonly tenants: readonly string[];
  readonly dropHistograms?: boolean;
  /** Of the reader and the writer. */
  readonly sides?: readonly [SideIdentity, SideIdentity];
}

interface SideIdentity {
  /** Of basic authentication, which tells tenants apart in some services. */
  readonly user: string;
  /** Hashes by name, of the query's parameters and of the headers. */
  readonly parameters: Hashes;
  readonly headers: Hashes;
}

type Hashes = Readonly<Record<string, string>>;

/** What a run moves from where to where. */
export const identityOf = ({
  reader,
  writer,
  selector,
  drop,
  dropHistograms,
}: BackfillOptions): Identity => ({
  reader: `${reader.url.origin}${reader.url.pathname}`,
  writer: `${writer.url.origin}${writer.url.pathname}`,
  selector,
  drop: [...drop].sort(),
  tenants: [reader, writer].map(
    ({ headers }) => TENANT_HEADERS.map((name) => headers[name]).find((value) => value !== undefined) ?? '',
  ),
  dropHistograms,
  sides: [sideIdentity(reader), sideIdentity(writer)],
});

/** Hashes of the parameters of a URL's query, but for credentials. */
export const parametersOf = ({ searchParams }: URL): Hashes =>
  hashesOf([...searchParams].filter(([name]) => !namesCredentialInQuery(name)));

function sideIdentity({ url, headers }: Side): SideIdentity {
  const plain = Object.entries(headers).filter(
    ([name]) =>
      !namesCredential(name) && name !== 'cookie' && !(TENANT_HEADERS as readonly string[]).includes(name),
  );
  return {
    user: userIn(headers.authorization),
    parameters: parametersOf(url),
    headers: hashesOf(plain),
  };
}

function userIn(authorization = ''): string {
  const [, word] = /^Basic\s+(\S+)$/i.exec(authorization) ?? [];
  return Buffer.from(word ?? '', 'base64')
    .toString('utf8')
    .replace(/:.*/s, '');
}

function hashesOf(pairs: readonly (readonly [name: string, value: string])[]): Hashes {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(
    [...values]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, all]) => [
        name,
        createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16),
      ]),
  );
}

/**
 * What of a saved migration differs from the one that is asked for, for a message: `reader http://a, now http://b`. Without
 * anything that may be a secret; empty where it is the same migration.
 */
export function differences(saved: Identity, asked: Identity): readonly string[] {
  const plain = (['reader', 'writer', 'selector', 'drop', 'tenants'] as const).flatMap((key) =>
    JSON.stringify(saved[key]) === JSON.stringify(asked[key]) ? [] : [changed(key, saved[key], asked[key])],
  );
  const sides = (saved.sides ?? []).flatMap((one, index) => {
    const other = asked.sides?.[index];
    return other === undefined ? [] : sideDifferences(one, other, index === 0 ? 'reader' : 'writer');
  });
  // What was copied with histograms is right without them, too, and the other way round it is not.
  const isMore = saved.dropHistograms === true && asked.dropHistograms === false;
  return [...plain, ...sides, ...(isMore ? ['--drop-histograms was given, and is not now'] : [])];
}

const changed = (what: string, from: unknown, to: unknown): string =>
  `${what} ${String(from) || '(none)'}, now ${String(to) || '(none)'}`;

function sideDifferences(saved: SideIdentity, asked: SideIdentity, side: string): readonly string[] {
  return [
    ...(saved.user === asked.user ? [] : [changed(`user name of the ${side}`, saved.user, asked.user)]),
    ...hashDifferences(saved.parameters, asked.parameters).map((text) => `parameter ${text(side)}`),
    ...hashDifferences(saved.headers, asked.headers).map((text) => `header ${text(side)}`),
  ];
}

const hashDifferences = (saved: Hashes, asked: Hashes): readonly ((side: string) => string)[] =>
  [...new Set([...Object.keys(saved), ...Object.keys(asked)])]
    .filter((name) => saved[name] !== asked[name])
    .map((name) => (side) => {
      const what =
        saved[name] === undefined ? 'is new' : asked[name] === undefined ? 'is gone' : 'has another value';
      return `${name} of the ${side} ${what}`;
    });
