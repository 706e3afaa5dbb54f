import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { VERIFY_FORMATS } from '../../../src/report/verify/index.ts';
import type { VerifyReport } from '../../../src/report/verify/verify-report.ts';
import { check, GREEN, HALF, report } from './samples.ts';

const verifyText = await VERIFY_FORMATS.text();
const printMarkdown = await VERIFY_FORMATS.markdown();
const verifyMarkdown = (one: VerifyReport): string => printMarkdown(one, PLAIN);

describe('markdown', () => {
  it('is a table of as many rows as there are checks, whatever is in them', () => {
    const odd = check('failed', { seen: 'a | b\nc `d` \\| e', title: '<b>x</b> | y', expected: '\r\n|' });
    const rows = verifyMarkdown(report({ checks: [check('ok'), odd] }))
      .split('\n')
      .filter((line) => line.startsWith('| '));
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row.split(/(?<!\\)(?:\\\\)*\|/)).toHaveLength(8);
  });

  it('says whether the phase is verified', () => {
    expect(verifyMarkdown(GREEN)).toMatch(/^\*\*Verdict:\*\* dual is verified, 1 of 1 /m);
    expect(verifyMarkdown(HALF)).toMatch(/^\*\*Verdict:\*\* dual is not verified, 1 of 4 /m);
  });
});

describe('text', () => {
  it('tells more of a check that is not green', () => {
    const shown = verifyText(HALF, PLAIN);
    expect(shown.match(/expected: /g)).toHaveLength(3);
    expect(verifyText(GREEN, PLAIN)).not.toContain('expected: ');
  });

  it('counts what is green, without what is not for the phase', () => {
    expect(verifyText(HALF, PLAIN)).toContain(
      '\nverdict  dual is not verified, 1 of 4 checks are green, 1 skipped\n',
    );
    expect(verifyText(GREEN, PLAIN)).toContain(
      '\nverdict  dual is verified, 1 of 1 check is green, 1 skipped\n',
    );
  });

  it('hands no control character of a server to the terminal', () => {
    const evil = check('failed', { seen: 'a\u001b[2Jb', why: '\u0007', title: 't\u009bx' });
    const shown = verifyText(report({ checks: [evil] }), PLAIN).replaceAll('\n', '');
    expect(shown).not.toMatch(/\p{Cc}/u);
  });

  it('keeps its lines where a server answers with several', () => {
    const lines = verifyText(report({ checks: [check('ok', { seen: 'one\ntwo' })] }), PLAIN).split('\n');
    expect(lines).toHaveLength(5);
  });
});
