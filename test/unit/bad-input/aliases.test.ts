import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { run } from './program.ts';
import { singleBinary } from './single-binary.ts';

describe('an alias', () => {
  it('never loses its anchor to an edit: such a release is refused, or still means something', async () => {
    const input = singleBinary()
      .replace('"-write-path=combined"', '&path "-write-path=combined"')
      .replace('  volumeClaimTemplates', '  note: *path\n  volumeClaimTemplates');
    expect(input).toMatch(/&path[\s\S]*\*path/);
    const { code, out } = await run(['render', '--phase', 'v2'], { input });
    if (code !== 0) expect({ code, out: out.length }).toEqual({ code: 1, out: 0 });
    const meaning = () => parseAllDocuments(out.toString()).map((document) => document.toJS() as unknown);
    expect(meaning).not.toThrow();
  });

  it('without an anchor above it breaks a document of the release', async () => {
    const input = singleBinary().replace('replicas: 1', 'replicas: *count');
    const { code, out, err } = await run(['render', '--phase', 'v2'], { input });
    expect({ code, out: out.length }).toEqual({ code: 2, out: 0 });
    expect(err).toContain('<stdin>:12:13: error:');
  });
});
