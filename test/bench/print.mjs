import { ratio } from './measure.mjs';

const cell = (number, digits, width) => (Number.isNaN(number) ? '-' : number.toFixed(digits)).padStart(width);

/** Figures of one comparison, and the ratios that have an aim (or `-`). */
export function print(title, figures, pairs) {
  console.log(`\n${title}`);
  for (const [name, { seconds, processor, mebibytes }] of figures) {
    console.log(
      `  ${name.padEnd(34)} ${cell(seconds * 1000, 0, 7)} ms ${cell(processor * 1000, 0, 7)} ms CPU ${cell(mebibytes, 0, 5)} MiB`,
    );
  }
  for (const [name, other, aim] of pairs.filter((pair) => pair.slice(0, 2).every((one) => figures.has(one))))
    console.log(
      `  ${name} / ${other}: ${ratio(figures, name, other).toFixed(2)}${aim === '-' ? '' : ` (aim: at most ${aim})`}`,
    );
}

/** A single figure that has an aim. */
export const printAim = (what, figure, aim) => console.log(`  ${what}: ${figure} (aim: ${aim})`);
