import { type Paint, PLAIN } from '../report/finding-text.ts';

/** Colours where they suit; the library is loaded on a terminal only. */
export async function paintFor(colour: boolean): Promise<Paint> {
  if (!colour) return PLAIN;
  const { default: picocolors } = await import('picocolors');
  return picocolors.createColors(true);
}
