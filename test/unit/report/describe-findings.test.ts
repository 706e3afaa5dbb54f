import { describe, expect, it } from 'vitest';
import { streamOf } from '../../../src/manifest/manifest-stream.ts';
import type { Finding } from '../../../src/pack.ts';
import { describeFinding } from '../../../src/report/describe-findings.ts';
import type { StreamDocument } from '../../../src/yaml/documents.ts';

const finding = (document: number, start: number): Finding => ({
  rule: 'rule',
  audit: [],
  severity: 'warning',
  outcome: 'said',
  place: { in: 'manifest', document, start, end: start },
  also: [],
  doubts: [],
  what: 'what',
  why: 'why',
  fix: 'fix',
});

/** Documents that count how often their text is asked for. */
function counting(texts: readonly string[]) {
  let reads = 0;
  const documents = texts.map(
    (text, index) =>
      ({
        index,
        offset: 0,
        get text() {
          reads += 1;
          return text;
        },
      }) as unknown as StreamDocument,
  );
  const stream = {
    ...streamOf(''),
    document: (index: number) => documents[index],
    linesAbove: ({ index }: StreamDocument) => texts.slice(0, index).join('').split('\n').length - 1,
  };
  return { stream, reads: () => reads };
}

describe('a finding in a stream', () => {
  it('has the line in the stream, and its text with credentials hidden', () => {
    const { stream } = counting(['a: 1\nb: 2\n', '---\nurl: https://u:p@host\n']);
    expect(describeFinding(finding(1, 4), stream)).toMatchObject({
      line: 4,
      column: 1,
      source: 'url: https://u:<redacted>@host',
    });
  });

  it('has the page of a server in place of a line', () => {
    const place = { in: 'server', pod: 'books-0', endpoint: '/status' } as const;
    const described = describeFinding({ ...finding(0, 0), place }, streamOf(''));
    expect([described.flag, described.file, described.source]).toEqual([
      '/status of books-0',
      undefined,
      undefined,
    ]);
  });

  it('reads each document a few times at most, however many findings are in however many documents', () => {
    const many = 300;
    const { stream, reads } = counting(Array.from({ length: many }, () => 'a: 1\nb: 2\n'));
    for (let index = 0; index < many; index += 1) {
      for (const offset of [0, 5]) describeFinding(finding(index, offset), stream);
    }
    expect(reads()).toBeLessThanOrEqual(2 * many);
  });

  it('splits and redacts a document once for all its findings', () => {
    const { stream, reads } = counting(['a: 1\n'.repeat(1000)]);
    for (let line = 0; line < 1000; line += 1) describeFinding(finding(0, line * 5), stream);
    expect(reads()).toBe(2);
  });
});
