import { ratio } from './measure.mjs';

/** Figures of one comparison, and the ratios that have an aim (or `-`). */
export function print(title, figures, pairs) {
  console.log(`\n${title}`);
  for (const [name, { seconds, mebibytes }] of figures) {
    console.log(
      `  ${name.padEnd(20)} ${(seconds * 1000).toFixed(0).padStart(7)} ms ${mebibytes.toFixed(0).padStart(6)} MiB`,
    );
  }
  for (const [name, other, aim] of pairs.filter(([, other]) => figures.has(other))) {
    console.log(`  ${name} / ${other}: ${ratio(figures, name, other).toFixed(2)} (aim: below ${aim})`);
  }
}
