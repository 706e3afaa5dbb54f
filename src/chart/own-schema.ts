import type { ErrorObject } from 'ajv';
import { err, ok, type Result } from '../result.ts';
import { pathOfPointer } from './check-schema.ts';
import type { SchemaProblem } from './schema-problem.ts';

export type SchemaCheck = (values: unknown) => readonly SchemaProblem[];

const list = (values: unknown): string =>
  Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : JSON.stringify(values);

/** What a keyword of the user's own schema asks for, to follow "must be". */
function expectation({ keyword, params }: ErrorObject): string {
  const { limit, comparison = '' } = params as { limit?: unknown; comparison?: string };
  switch (keyword) {
    case 'enum':
      return `one of ${list(params.allowedValues)}`;
    case 'const':
      return list(params.allowedValue);
    case 'required':
      return `a map with the key ${String(params.missingProperty)}`;
    case 'pattern':
      return `a string that matches ${String(params.pattern)}`;
    case 'format':
      return `a ${String(params.format)}`;
    default:
      return limit === undefined
        ? `valid for the schema's ${keyword}`
        : `${comparison} ${list(limit)}`.trim();
  }
}

function ownProblem(error: ErrorObject): SchemaProblem {
  const { instancePath, keyword, params, parentSchema } = error;
  const path = pathOfPointer(instancePath);
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const unknown = String(params.additionalProperty ?? params.unevaluatedProperty);
    const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
    return { kind: 'unknown-key', path: [...path, unknown], known };
  }
  if (keyword === 'type') return { kind: 'wrong-type', path, expected: [params.type].flat().map(String) };
  return { kind: 'invalid-value', path, expected: expectation(error) };
}

/** One mistake is told once: what the branches of an anyOf say goes, and of several at one value the first stays. */
function told(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  const branching = errors.filter(({ keyword }) => /^(?:anyOf|oneOf|if)$/.test(keyword));
  const outside = errors.filter(
    (error) => !branching.some((one) => one !== error && error.schemaPath.startsWith(`${one.schemaPath}/`)),
  );
  const byPath = new Map<string, SchemaProblem>();
  for (const problem of outside.map(ownProblem)) {
    const key = JSON.stringify(problem.path);
    if (!byPath.has(key)) byPath.set(key, problem);
  }
  return [...byPath.values()];
}

/** A JSON Schema (draft-07) of the user's own, ready to check values. @returns in words why it is none */
export async function ownSchema(text: string): Promise<Result<SchemaCheck, string>> {
  const { default: ajvModule } = await import('ajv');
  try {
    const ajv = new ajvModule.default({ allErrors: true, verbose: true, strict: false });
    const validate = ajv.compile(JSON.parse(text) as object);
    return ok((values) => (validate(values) ? [] : told(validate.errors ?? [])));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
