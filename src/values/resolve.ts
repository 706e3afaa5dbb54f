// placeholder until the real one is there
import type { ValueNode } from './tree.ts';
export function resolveUserValues(
  _: unknown,
):
  | { ok: true; value: ValueNode }
  | { ok: false; error: { file?: string; line?: number; column?: number; message: string } } {
  return { ok: false, error: { message: 'values are not read yet' } };
}
