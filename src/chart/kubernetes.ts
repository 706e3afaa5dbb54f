import table from './kubernetes.tsv';
import { lazy, rowsOf } from './table.ts';

/** What a field of an object holds. The API server takes nothing else: no number for a string, and no string for a number. */
export type FieldKind =
  | 'anything'
  | 'boolean'
  | 'integer'
  | 'list'
  | 'map'
  /** Quantities by name: `cpu: 100m`. */
  | 'quantities'
  | 'string'
  /** A map whose values are all strings. */
  | 'strings';

export interface Field {
  readonly kind: FieldKind;
  readonly isRequired: boolean;
  /** The only texts that it may be, or that a field of it may be. */
  readonly options?: readonly string[];
  /** The field of a map that the options are of. */
  readonly optionsOf?: string;
}

/** A type of the Kubernetes API or of a custom resource. */
export interface KubernetesType {
  /** As the API reference writes it: `PodSecurityContext`. */
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Whether it has more fields than these. */
  readonly isOpen: boolean;
  /** Whether it needs some field, whichever. */
  readonly isNeverEmpty: boolean;
}

/** `name!:kind`, `name:string=A|B`, `name:map.type=A|B`; a name alone may be anything. */
function fieldOf(word: string): readonly [string, Field] {
  const [, name = '', mark, kind = 'anything', optionsOf, options] =
    /^(\w+)(!)?(?::([a-z]+)(?:\.(\w+))?(?:=(.*))?)?$/.exec(word) ?? [];
  const field = {
    kind: kind as FieldKind,
    isRequired: mark !== undefined,
    ...(options !== undefined && { options: options.split('|') }),
    ...(optionsOf !== undefined && { optionsOf }),
  };
  return [name, field];
}

function typeOf(name: string, fields: string): KubernetesType {
  const words = fields.split(' ');
  return {
    name,
    fields: Object.fromEntries(words.filter((word) => word !== '…' && word !== '!').map(fieldOf)),
    isOpen: words.includes('…'),
    isNeverEmpty: words.includes('!'),
  };
}

const types = lazy(
  () => new Map(rowsOf(table).map(([name = '', fields = '']) => [name, typeOf(name, fields)] as const)),
);

/** A type by its name, undefined where none of it is known. */
export const kubernetesType = (name: string): KubernetesType | undefined => types().get(name);
