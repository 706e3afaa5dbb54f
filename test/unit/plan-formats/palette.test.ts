import { describe, expect, it } from 'vitest';
import { DARK, LIGHT, type Palette } from '../../../src/report/html/style.ts';

const READABLE = 4.5;
const COLOURS = ['old', 'both', 'new', 'good', 'warn', 'bad'] as const;
type Colour = keyof Palette;

/** Relative luminance of `#rrggbb`, as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const PAIRS: readonly (readonly [Colour, Colour])[] = [
  ['text', 'ground'],
  ['text', 'panel'],
  ['muted', 'ground'],
  ['muted', 'panel'],
  ...COLOURS.flatMap((colour) => [
    [colour, `${colour}Soft`] as const,
    ['text', `${colour}Soft`] as const,
    [colour, 'ground'] as const,
  ]),
];

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s palette', (_, palette) => {
  it.each(PAIRS)('has %s readable on %s', (ink, ground) => {
    expect(contrast(palette[ink], palette[ground])).toBeGreaterThanOrEqual(READABLE);
  });
});
