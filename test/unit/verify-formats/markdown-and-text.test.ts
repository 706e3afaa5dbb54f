import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { verifyMarkdown } from '../../../src/report/verify/markdown.ts';
import { verifyText } from '../../../src/report/verify/text.ts';
import { check, GREEN, HALF, report } from './samples.ts';

describe('markdown', () => {
  it('is a table of as many rows as there are checks, whatever is in them', () => {
    const odd = check('failed', { seen: 'a | b\nc `d` \\| e', title: '<b>x</b> | y', expected: '\r\n|' });
    const rows = verifyMarkdown(report({ checks: [check('ok'), odd] }))
      .split('\n')
      .filter((line) => line.startsWith('| '));
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.split(/(?<!\\)(?:\\\\)*\|/)).toHaveLength(6);
  });

  it('says whether the phase is verified', () => {
    expect(verifyMarkdown(GREEN)).toMatch(/^## .*: dual is verified\n/);
    expect(verifyMarkdown(HALF)).toMatch(/^## .*: dual is not verified\n/);
  });
});

describe('text', () => {
  it('tells more of a check that is not green', () => {
    const shown = verifyText(HALF, PLAIN);
    expect(shown.match(/expected: /g)).toHaveLength(3);
    expect(verifyText(GREEN, PLAIN)).not.toContain('expected: ');
  });

  it('counts what is green, without what is not for the phase', () => {
    expect(verifyText(HALF, PLAIN)).toContain('\n1 of 4 checks are green: not verified\n');
    expect(verifyText(GREEN, PLAIN)).toContain('\n1 of 1 checks are green: verified\n');
  });

  it('hands no control character of a server to the terminal', () => {
    const evil = check('failed', { seen: 'a\u001b[2Jb', why: '\u0007', title: 't\u009bx' });
    const shown = verifyText(report({ checks: [evil] }), PLAIN).replaceAll('\n', '');
    expect(shown).not.toMatch(/\p{Cc}/u);
  });

  it('keeps its lines where a server answers with several', () => {
    const lines = verifyText(report({ checks: [check('ok', { seen: 'one\ntwo' })] }), PLAIN).split('\n');
    expect(lines).toHaveLength(4);
  });
});
