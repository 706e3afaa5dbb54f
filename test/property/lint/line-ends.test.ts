import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './values-texts.ts';
import { emptyFolder, findingsOf, type Reported, runs } from './world.ts';

const shown = ({ ruleId, severity, message, path, line, column, endLine }: Reported) => ({
  ruleId,
  severity,
  message,
  path,
  line,
  column,
  endLine,
});

/** A lone CR is a line end of its own, and before LF it would become one with it. */
const withLf = anyText.map((text) => text.replaceAll('\r', ''));

describe('a values file with CRLF', () => {
  it('has the findings of the same one with LF, on the same lines', async () => {
    const folder = emptyFolder();
    const property = fc.asyncProperty(withLf, async (text) => {
      const lf = await findingsOf(text, folder);
      const crlf = await findingsOf(text.replaceAll('\n', '\r\n'), folder);
      expect(crlf.map(shown)).toEqual(lf.map(shown));
    });
    await fc.assert(property, runs(250));
  });
});
