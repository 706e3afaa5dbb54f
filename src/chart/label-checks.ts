import { type Check, type Fields, isFields, listOf, NONE, type Refusal, said } from './fields-together.ts';
import { isOfForm } from './leaf-schema.ts';
import { FORMS } from './wanted.ts';

/** What operators want of values. */
export function requirement({ operator, values }: Fields): readonly Refusal[] {
  const by = said(operator);
  if (values !== undefined && values !== null && !Array.isArray(values)) return NONE;
  const count = listOf(values).length;
  if ((by === 'In' || by === 'NotIn') && count === 0)
    return [{ at: [], what: `has no values, which operator ${by} needs`, remedy: 'write values' }];
  if ((by === 'Exists' || by === 'DoesNotExist') && count > 0)
    return [
      {
        at: ['values'],
        what: `is written, and operator ${by} takes no values`,
        remedy: 'remove the values, or write operator: In',
      },
    ];
  if ((by === 'Gt' || by === 'Lt') && count !== 1)
    return [
      { at: [], what: `needs one value, as operator ${by} does`, remedy: 'write one whole number in values' },
    ];
  return NONE;
}

const REMEDY_OF_LABEL = 'correct it: no label looks like that';

/** Values of requirements that no label can have. */
const labelValues = (requirements: unknown, at: readonly string[]): readonly Refusal[] =>
  listOf(requirements).flatMap((one, index) =>
    listOf(isFields(one) ? one.values : []).flatMap((value, place) => {
      const text = said(value) ?? '';
      if (text === '' || isOfForm(text, 'label-value')) return NONE;
      return [
        {
          at: [...at, String(index), 'values', String(place)],
          what: `is not ${FORMS['label-value']}`,
          remedy: REMEDY_OF_LABEL,
        },
      ];
    }),
  );

/** Labels that no object can have. */
export function labelSelector({ matchLabels, matchExpressions }: Fields): readonly Refusal[] {
  const labels = Object.entries(isFields(matchLabels) ? matchLabels : {}).flatMap(([name, value]) => {
    const at = ['matchLabels', name];
    const text = said(value) ?? '';
    if (said(name) !== undefined && !isOfForm(name, 'qualified'))
      return [{ at, what: `has a key that is not ${FORMS.qualified}`, remedy: REMEDY_OF_LABEL }];
    return text === '' || isOfForm(text, 'label-value')
      ? NONE
      : [{ at, what: `is not ${FORMS['label-value']}`, remedy: REMEDY_OF_LABEL }];
  });
  return [...labels, ...labelValues(matchExpressions, ['matchExpressions'])];
}

/** Only what nodes must have is held to the form of labels; what they had better have is not. */
export const nodeSelector: Check = ({ nodeSelectorTerms }) =>
  listOf(nodeSelectorTerms).flatMap((term, index) =>
    isFields(term)
      ? labelValues(term.matchExpressions, ['nodeSelectorTerms', String(index), 'matchExpressions'])
      : [],
  );

/** Nodes are matched by their name, or else by labels. */
export const nodeFields: Check = ({ matchFields }) =>
  listOf(matchFields).flatMap((field, index) => {
    const key = isFields(field) ? (said(field.key) ?? '') : '';
    if (key === '' || key === 'metadata.name') return NONE;
    return [
      {
        at: ['matchFields', String(index), 'key'],
        what: 'must be metadata.name, the only field of nodes that can be matched',
        remedy: 'write metadata.name, or move it to matchExpressions for a label',
      },
    ];
  });
