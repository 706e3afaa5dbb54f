import { describe, expect, it } from 'vitest';
import { readableObjects } from '../../../src/manifest/object.ts';
import { sure } from '../../../src/pack.ts';
import { editedView, objectBehind, objectView, Written } from '../../../src/rules/objects.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';

const TEXT = `kind: ClusterRoleBinding
metadata:
  name: keeper
  labels: {suite: depot, app: keeper}
roleRef: {name: keeper}
subjects:
  - {name: a}
`;

const [parsed] = splitDocuments(TEXT).flatMap(readableObjects);
if (parsed === undefined) throw new Error('the object is not read');

function edited(...edits: readonly (readonly [path: readonly (string | number)[], value: unknown])[]) {
  const written = new Written();
  for (const [path, value] of edits) written.set(path, value);
  return editedView(parsed as NonNullable<typeof parsed>, written);
}

describe('an object with edits', () => {
  it('has what was written, and its place is that of what stood there', () => {
    const view = edited([['metadata', 'name'], 'keeper-new'], [['subjects', 0, 'namespace'], 'new']);
    expect(view.name).toBe('keeper-new');
    expect(sure(view.at('metadata', 'name'))).toBe('keeper-new');
    expect(sure(view.at('subjects', 0, 'namespace'))).toBe('new');
    expect(sure(view.below('subjects', '0').at('namespace'))).toBe('new');
    expect(view.at('metadata', 'name')?.place).toEqual(objectView(parsed).at('metadata', 'name')?.place);
    expect(sure(view.at('roleRef', 'name'))).toBe('keeper');
  });

  it('has no longer what was taken out', () => {
    const view = edited([['metadata', 'labels', 'suite'], undefined]);
    expect(view.labels).toEqual({ app: 'keeper' });
    expect(view.has('metadata', 'labels', 'suite')).toBe(false);
    expect(view.at('metadata', 'labels', 'suite')).toBeUndefined();
    expect(view.keys('metadata', 'labels')).toEqual(['app']);
  });

  it('is an object of the stream all the same', () => {
    expect(objectBehind(edited([['metadata', 'name'], 'keeper-new']))).toBe(parsed);
  });

  it('leaves the object of the stream as it is', () => {
    edited([['metadata', 'name'], 'keeper-new']);
    expect(objectView(parsed).name).toBe('keeper');
  });
});
