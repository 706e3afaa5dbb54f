import { lazy, lazyByText } from '../lazy.ts';
import table from './kubernetes.tsv';
import { rowsOf } from './table.ts';

/** What a field of an object holds. The API server takes nothing else: no number for a string, and no string for a number. */
export type FieldKind =
  | 'anything'
  | 'boolean'
  | 'integer'
  /** A port by its number or its name. */
  | 'integer-or-string'
  | 'list'
  | 'map'
  | 'quantity'
  /** Quantities by name: `cpu: 100m`. */
  | 'quantities'
  | 'string'
  /** A map whose values are all strings. */
  | 'strings';

/** What a text must look like: that of a name, or any that is not empty. */
export type FormName =
  | 'text'
  | 'label'
  | 'subdomain'
  | 'qualified'
  | 'label-value'
  | 'key'
  | 'port'
  | 'host'
  | 'variable';

export interface Field {
  readonly kind: FieldKind;
  readonly isRequired: boolean;
  /** The only texts that it may be. */
  readonly options?: readonly string[];
  /** The numbers that it may be. */
  readonly range?: { readonly minimum: number; readonly maximum?: number };
  readonly form?: FormName;
  /** Whether an empty text does as well, though it is not of the form. */
  readonly mayBeEmpty?: boolean;
  /** The name of the type that a map has; undefined where nothing is known of what it holds. */
  readonly type?: string;
  /** What a list holds, or a map with names of the user's, where that is known. */
  readonly items?: Field;
}

/** A type of the Kubernetes API or of a custom resource. */
export interface KubernetesType {
  /** As the API reference writes it: `PodSecurityContext`. */
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Whether it needs some field, whichever. */
  readonly isNeverEmpty: boolean;
}

/** `kind`, `Type`, `[kind]`, `[Type]`, `string=A|B`, `integer(1..100)`, `string(label)`, `string(label?)` where it may be empty; nothing where it may be anything. */
function contentOf(words: string, isRequired: boolean): Field {
  const [, item] = /^\[(\S+)\]$/.exec(words) ?? [];
  if (item !== undefined) return { kind: 'list', isRequired, items: contentOf(item, false) };
  const [, bounded = '', minimum, maximum = ''] = /^(\S+)\((\d+)\.\.(\d*)\)$/.exec(words) ?? [];
  if (minimum !== undefined) {
    const range = { minimum: Number(minimum), ...(maximum && { maximum: Number(maximum) }) };
    return { ...contentOf(bounded, isRequired), range };
  }
  const [, formed = '', form, empty] = /^(\S+)\(([^\s?]+)(\?)?\)$/.exec(words) ?? [];
  if (form !== undefined)
    return { ...contentOf(formed, isRequired), form: form as FormName, ...(empty && { mayBeEmpty: true }) };
  const [kind = '', options] = words.split('=');
  if (/^[A-Z]/.test(kind)) return { kind: 'map', isRequired, type: kind };
  return {
    kind: (kind || 'anything') as FieldKind,
    isRequired,
    ...(options !== undefined && { options: options.split('|') }),
  };
}

/** `name!:kind`; a name alone may be anything. */
function fieldOf(word: string): readonly [string, Field] {
  const [, name = '', mark, content = ''] = /^(\w+)(!)?(?::(.*))?$/.exec(word) ?? [];
  return [name, contentOf(content, mark !== undefined)];
}

function typeOf(name: string, fields: string): KubernetesType {
  const words = fields.split(' ');
  return {
    name,
    fields: Object.fromEntries(words.filter((word) => word !== '!').map(fieldOf)),
    isNeverEmpty: words.includes('!'),
  };
}

const rows = lazy(() => new Map(rowsOf(table).map(([name = '', fields = '']) => [name, fields] as const)));
/** A type by its name, undefined where none of it is known. */
export const kubernetesType = lazyByText((name): KubernetesType | undefined => {
  const fields = rows().get(name);
  return fields === undefined ? undefined : typeOf(name, fields);
});

/** The fields that a map has, undefined where nothing is known of them. */
export const fieldsOf = (field: Field | undefined): KubernetesType['fields'] | undefined =>
  field?.type === undefined ? undefined : kubernetesType(field.type)?.fields;

const own = (fields: KubernetesType['fields'] | undefined, name: string): Field | undefined =>
  fields && Object.hasOwn(fields, name) ? fields[name] : undefined;

/**
 * What stands below a field, undefined where nothing is known of it.
 * @param path names of fields, and numbers or names of what stands in lists and maps
 */
export function fieldBelow(field: Field, path: readonly string[]): Field | undefined {
  const [first, ...more] = path;
  if (first === undefined) return field;
  const below = { quantities: 'quantity', strings: 'string' } as const;
  const next =
    field.items !== undefined
      ? field.items
      : field.kind === 'quantities' || field.kind === 'strings'
        ? { kind: below[field.kind], isRequired: false }
        : own(fieldsOf(field), first);
  return next && fieldBelow(next, more);
}
