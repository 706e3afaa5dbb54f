import { err, ok, type Result } from '../../../result.ts';

/**
 * Objects of JSON one behind the other, as pachctl prints them with --raw: nothing lies between them.
 * @returns the objects, or what is wrong with the text
 */
export function readObjects(text: string): Result<readonly unknown[], string> {
  const objects: unknown[] = [];
  let start = -1;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth !== 0) continue;
      try {
        objects.push(JSON.parse(text.slice(start, at + 1)));
      } catch {
        return err(`object ${objects.length + 1} is not JSON`);
      }
    } else if (depth === 0 && /\S/.test(character ?? '')) return err('it holds more than objects');
  }
  return depth === 0 && !inString ? ok(objects) : err('it ends within an object');
}
